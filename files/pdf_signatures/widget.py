"""How a signature that nobody sees stands in the page."""

from pyhanko.sign.fields import InvisSigSettings

# PDF/A wants a signature's widget to print, PDF/UA wants it tagged or off the page: it is a point
# far outside, since a tagged one cannot be added without changing the page.
INVISIBLE = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
