"""A pledge is held by a frozen document, and agreed once that is in force."""

from collections.abc import Iterable

from django.db import transaction

from core.access import require
from core.actors import Actor
from core.history import record
from pledges.actions.writing import lock_pledge
from pledges.models import Pledge
from pledges.permissions import can_agree_pledge
from pledges.transitions import PLEDGE


@transaction.atomic
def freeze_pledges(*, pledges: Iterable[Pledge], document: str, by: Actor) -> None:
    """Note that a frozen document holds these pledges: their text and decision no longer change."""
    for pledge in pledges:
        require(can_agree_pledge(by, pledge))
        pledge.locked_in = document
        pledge.save(update_fields=["locked_in"])
        record(pledge, "pledge_locked", by=by, document=document)


@transaction.atomic
def unfreeze_pledges(*, document: str, by: Actor) -> None:
    """Free the pledges of a voided document, so that another one can take them up."""
    for pledge in Pledge.objects.select_for_update(of=("self",)).filter(locked_in=document):
        require(can_agree_pledge(by, pledge))
        pledge.locked_in = ""
        pledge.save(update_fields=["locked_in"])
        record(pledge, "pledge_unlocked", by=by, document=document)


@transaction.atomic
def agree_pledge(*, pledge: Pledge, document: str, by: Actor) -> Pledge:
    """Make the pledge agreed because its document (named by reference) came into force.

    It asks for no permission: it follows from the document, and who signs that last need not be of
    the staff.
    """
    pledge = lock_pledge(pledge)
    PLEDGE.move(pledge, "agree_pledge")
    pledge.save(update_fields=["state"])
    record(pledge, "pledge_agreed", by=by, document=document)
    return pledge
