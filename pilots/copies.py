"""What is copied beside a region, to sort the list by it; see core/kept_copies.py."""

from core.kept_copies import KeptCopy
from pilots.models import Region

COPIES = [KeptCopy(model=Region, column="parent_name", key="parent", original="name")]
