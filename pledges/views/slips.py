"""Serving the photo of a paper slip to the staff and to the organisation that wrote it."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from core.access import find_visible, require
from files.downloads import PHOTO_CACHE, serve_picture
from pledges.models import Pledge, PledgeSlip
from pledges.permissions import can_see_slips


def list_slips(pledge: Pledge) -> list[PledgeSlip]:
    """Return the slips of a pledge; only one that the staff entered can have any."""
    return list(pledge.slips.all()) if pledge.is_on_behalf else []


@require_safe
def pledge_slip(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Serve a photo, marked as private so that no shared cache stores it."""
    pledges = Pledge.objects.visible_to(request.user)
    pledge = find_visible(pledges, reference=reference)
    require(can_see_slips(request.user, pledge))
    slip = find_visible(PledgeSlip.objects.filter(pledge=pledge), pk=pk)
    return serve_picture(
        slip.image,
        content_type="image/jpeg",
        cache=PHOTO_CACHE,
        name=f"{pledge.reference}-{slip.pk}.jpg",
    )
