"""The lists that can be exported, by their names in addresses.

Each is opened as one reader sees it, and refuses whoever may not export it.
"""

from collections.abc import Callable, Mapping

from django.http import QueryDict

from agreements.filters import DocumentListing
from core.actors import Actor
from core.exports import Export
from core.lists.listing import Listing
from core.lists.parameters import FORMAT
from meetings.exports import open_contributions_export, open_participants_export
from meetings.filters import DecisionListing, FollowUpListing, MeetingListing
from portal.pages.kelurahan import RegionListing
from portal.pages.organisations import OrganisationListing
from portal.pages.pledges import PledgeListing

LISTINGS: Mapping[str, type[Listing]] = {
    listing.export_name: listing
    for listing in (
        PledgeListing,
        OrganisationListing,
        RegionListing,
        MeetingListing,
        DecisionListing,
        FollowUpListing,
        DocumentListing,
    )
}
# Those of one meeting, which have no page of that name.
OTHERS: Mapping[str, Callable[[QueryDict, Actor], Export]] = {
    "peserta": open_participants_export,
    "kontribusi": open_contributions_export,
}
NAMES = (*LISTINGS, *OTHERS)


def open_export(name: str, query: str, file_format: str, reader: Actor) -> Export:
    """Return the export of a list for a reader; raises Http404 or PermissionDenied.

    `name` is one of NAMES; `query` are its filters and its order as in the URL of its page.
    """
    asked = QueryDict(query.removeprefix("?"), mutable=True)
    asked[FORMAT] = file_format
    if name in OTHERS:
        return OTHERS[name](asked, reader)
    return LISTINGS[name].open_for(asked, reader).export
