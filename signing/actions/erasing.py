"""Erasing personal values of the audit trail: when their retention period ends, or on request."""

import json
from collections import Counter
from datetime import date

from django.db import transaction
from django.db.models import Q

from agreements.models import Document, Signatory
from core.access import require
from core.actors import Actor
from core.audit_trail.values import erase_values, find_overdue_values
from core.history import record_for_each
from core.models import AuditValue
from signing.permissions import can_erase_values
from stakeholders.models import Person

PIECE = 1000  # values erased in one transaction


def erase_overdue_values(*, today: date) -> int:
    """Erase the values whose retention period is over; return how many.

    No permission is checked: it is a recurring duty, not run by a user. Each piece is a
    transaction, which ends when no value is left.
    """
    overdue = find_overdue_values(today=today).order_by("pk").values_list("pk", flat=True)
    total = 0
    while pks := list(overdue[:PIECE]):
        with transaction.atomic():
            erased = erase_values(AuditValue.objects.filter(pk__in=pks))
            total += _record_erasures(erased, by=None)
    return total


@transaction.atomic
def erase_values_of_person(*, person: Person, by: Actor) -> int:
    """Erase the personal values recorded when a person signed; return how many.

    The signatures and the facts of the audit trail stay: the document needs them.
    """
    require(can_erase_values(by))
    signatories = Signatory.objects.filter(Q(person=person) | Q(delegate=person))
    mine = set(signatories.values_list("document__reference", "order"))
    values = AuditValue.objects.filter(
        erased_at=None, entry__trail__reference__in=[document for document, _order in mine]
    ).select_related("entry__trail")
    found = [
        value.pk
        for value in values.order_by("pk")
        if (value.entry.trail.reference, _get_signatory_order(value)) in mine
    ]
    return _record_erasures(erase_values(AuditValue.objects.filter(pk__in=found)), by=by)


def _get_signatory_order(value: AuditValue) -> int | None:
    order: int | None = json.loads(value.entry.body)["facts"].get("signatory")
    return order


def _record_erasures(erased: Counter[str], *, by: Actor | None) -> int:
    """Record in the history of each document how many of its values were erased."""
    documents = Document.objects.filter(reference__in=erased).order_by("pk")
    entries = [(document, {"count": erased[document.reference]}) for document in documents]
    record_for_each("personal_values_erased", entries, by=by)
    return erased.total()
