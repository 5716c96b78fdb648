"""The names of the city whose forum is the sample: no other city's portal says them."""

import re

# Places, people and offices of the sample, and the codes of its city.
OTHERS_NAMES = re.compile(
    r"madiun|bappelitbangda|forpemma|demangan|\bpt\.? inka\b|\bkelurahan taman\b|\bkel\. taman\b"
    r"|manguharjo|kartoharjo|graha kridha|elita mardiani|kadaryono|ramadhiarto|bank jatim"
    r"|kelurahan mandiri|35\.77|401\.202",
    re.IGNORECASE,
)
