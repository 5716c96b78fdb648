"""The photo of a slip of paper, for the staff and the organisation that wrote it."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from core.access import find_visible, require
from files.downloads import PHOTO_CACHE, hand_out_picture
from pledges.models import Pledge, PledgeSlip
from pledges.permissions import can_see_slips


def list_slips(pledge: Pledge) -> list[PledgeSlip]:
    """Return the photos kept with a pledge; only what the staff entered can have any."""
    return list(pledge.slips.all()) if pledge.is_on_behalf else []


@require_safe
def pledge_slip(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Hand out a photo; no cache on the way keeps it."""
    pledges = Pledge.objects.visible_to(request.user)
    pledge = find_visible(pledges, reference=reference)
    require(can_see_slips(request.user, pledge))
    slip = find_visible(PledgeSlip.objects.filter(pledge=pledge), pk=pk)
    return hand_out_picture(
        slip.image,
        content_type="image/jpeg",
        cache=PHOTO_CACHE,
        name=f"{pledge.reference}-{slip.pk}.jpg",
    )
