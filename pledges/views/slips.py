"""The photo of a slip of paper, for the staff and the organisation that wrote it."""

import logging

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import find_visible, require
from pledges.models import Pledge, PledgeSlip
from pledges.permissions import can_see_slips

logger = logging.getLogger(__name__)

# A picture needs nothing from anywhere, whatever a browser takes it for.
PHOTO_CSP = "default-src 'none'; sandbox"


def slips_of(pledge: Pledge) -> list[PledgeSlip]:
    """Return the photos kept with a pledge; only what the staff entered can have any."""
    return list(pledge.slips.all()) if pledge.is_on_behalf else []


@require_safe
def pledge_slip(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """Hand out a photo; no cache on the way keeps it."""
    pledges = Pledge.objects.visible_to(request.user)
    pledge = find_visible(pledges, reference=reference)
    require(can_see_slips(request.user, pledge))
    slip = find_visible(PledgeSlip.objects.filter(pledge=pledge), pk=pk)
    try:
        photo = slip.image.open("rb")
    except OSError:
        logger.exception("The slip %s is recorded, but its file cannot be read", slip.pk)
        raise Http404(_("The photo cannot be read.")) from None
    return FileResponse(
        photo,
        content_type="image/jpeg",
        filename=f"{pledge.reference}-{slip.pk}.jpg",
        headers={
            "Content-Security-Policy": PHOTO_CSP,
            # A photo is compressed inside.
            "Content-Encoding": "identity",
            "Cache-Control": "private, max-age=3600",
        },
    )
