"""Models of pledges: what is promised, how much, where and what for, and the counts beside it."""

from pledges.models.link import PledgeFocus, PledgeRegion
from pledges.models.pledge import (
    HIDDEN,
    IS_NOT_ACCOMMODATED,
    IS_SHOWN,
    NOT_ACCOMMODATED,
    PUBLIC_STATES,
    SUBMITTED_STATES,
    Pledge,
    PledgeForm,
    PledgeQuantity,
    PledgeQuerySet,
    PledgeSlip,
    PledgeState,
)
from pledges.models.tally import PledgesByState, PledgesOfOrganisation, PledgesOfRegion

__all__ = [
    "HIDDEN",
    "IS_NOT_ACCOMMODATED",
    "IS_SHOWN",
    "NOT_ACCOMMODATED",
    "PUBLIC_STATES",
    "SUBMITTED_STATES",
    "Pledge",
    "PledgeFocus",
    "PledgeForm",
    "PledgeQuantity",
    "PledgeQuerySet",
    "PledgeRegion",
    "PledgeSlip",
    "PledgeState",
    "PledgesByState",
    "PledgesOfOrganisation",
    "PledgesOfRegion",
]
