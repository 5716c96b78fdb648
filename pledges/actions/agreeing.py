"""Freezing pledges with the document that contains them, and agreeing them when it is in force."""

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
    """Freeze the pledges of a frozen document: their text and decision no longer change."""
    for pledge in pledges:
        require(can_agree_pledge(by, pledge))
        pledge.locked_in = document
        pledge.save(update_fields=["locked_in"])
        record(pledge, "pledge_locked", by=by, document=document)


@transaction.atomic
def unfreeze_pledges(*, document: str, by: Actor) -> None:
    """Unfreeze the pledges of a voided document, so that another document can contain them."""
    for pledge in Pledge.objects.select_for_update(of=("self",)).filter(locked_in=document):
        require(can_agree_pledge(by, pledge))
        pledge.locked_in = ""
        pledge.save(update_fields=["locked_in"])
        record(pledge, "pledge_unlocked", by=by, document=document)


@transaction.atomic
def agree_pledge(*, pledge: Pledge, document: str, by: Actor) -> Pledge:
    """Mark a pledge as agreed because its document (given by reference) came into force.

    No permission is checked: the last signature on the document triggers it, and the signatory
    need not be staff.
    """
    pledge = lock_pledge(pledge)
    PLEDGE.move(pledge, "agree_pledge")
    pledge.save(update_fields=["state"])
    record(pledge, "pledge_agreed", by=by, document=document)
    return pledge
