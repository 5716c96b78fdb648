"""Pages on which contributions are decided about and written."""

from pledges.views.deciding import (
    pledge_accommodate,
    pledge_decline,
    pledge_defer,
    pledge_reopen,
    pledge_waiting,
)
from pledges.views.slips import pledge_slip
from pledges.views.writing import pledge_edit

__all__ = [
    "pledge_accommodate",
    "pledge_decline",
    "pledge_defer",
    "pledge_edit",
    "pledge_reopen",
    "pledge_slip",
    "pledge_waiting",
]
