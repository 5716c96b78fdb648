"""Widget settings of an invisible signature."""

from pyhanko.sign.fields import InvisSigSettings

# PDF/A requires the print flag on a signature's widget; PDF/UA a tag, or a place outside the page.
# It is outside, since a tag cannot be added without changing the page.
INVISIBLE = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
