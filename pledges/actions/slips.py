"""Paper slips: the photo of the paper from which a contribution was entered."""

from django.db import transaction

from core.access import require
from core.actors import Actor
from core.history import record
from pledges.models import Pledge, PledgeSlip
from pledges.permissions import can_keep_slip
from pledges.photos import KeptPhoto


@transaction.atomic
def attach_slip(*, pledge: Pledge, photo: KeptPhoto, by: Actor) -> PledgeSlip:
    """Attach the photo of a slip to its pledge; raises ValidationError for a duplicate."""
    require(can_keep_slip(by, pledge))
    slip = PledgeSlip(
        pledge=pledge,
        image=photo.name,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        kept_by_id=by.pk,
    )
    slip.full_clean()
    slip.save()
    record(pledge, "pledge_slip_kept", by=by)
    return slip
