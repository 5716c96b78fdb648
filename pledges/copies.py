"""What is copied beside a pledge and its links, to filter the list by it; see core/kept_copies.py.

The list of pledges is sorted by reference. Filtered by a region, it follows the links of the region
in the order of their copied references.
"""

from core.kept_copies import KeptCopy
from pledges.models import Pledge, PledgeFocus, PledgeRegion

COPIES = [
    KeptCopy(model=Pledge, column="lead_sector", key="lead", original="sector"),
    KeptCopy(model=PledgeRegion, column="reference", key="pledge", original="reference"),
    KeptCopy(model=PledgeFocus, column="reference", key="pledge", original="reference"),
]
