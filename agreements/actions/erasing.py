"""Erasing the personal values behind the evidence: when their time is over, or on request.

The entries hold salted commitments, so every chain still verifies; what was erased can be proved
by nobody any more.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agreements.models import Document, EvidenceValue, Signatory
from agreements.permissions import can_erase_evidence
from core.access import require
from core.history import record_many
from stakeholders.models import Person


@transaction.atomic
def erase_old_evidence(*, today: date) -> int:
    """Erase the values whose time to be kept is over; return how many. For the system itself."""
    values = EvidenceValue.objects.filter(erased_at=None, keep_until__lt=today)
    return _erase([value.pk for value in values.order_by("pk")], by=None)


@transaction.atomic
def erase_evidence_of(*, person: Person, by: Any) -> int:
    """Erase what is kept of a person's own signing, whoever asked for it; return how many values.

    The signatures and what they were given over stay: the document needs them.
    """
    require(can_erase_evidence(by))
    places = Signatory.objects.filter(Q(person=person) | Q(delegate=person))
    mine = set(places.values_list("document_id", "order"))
    values = EvidenceValue.objects.filter(
        erased_at=None, entry__chain__document__in=[document for document, _order in mine]
    ).select_related("entry__chain")
    found = [
        value.pk
        for value in values.order_by("pk")
        if (value.entry.chain.document_id, _slot(value)) in mine
    ]
    return _erase(found, by=by)


def _slot(value: EvidenceValue) -> int | None:
    slot: int | None = json.loads(value.entry.body)["facts"].get("slot")
    return slot


def _erase(found: Iterable[int], *, by: Any) -> int:
    values = EvidenceValue.objects.select_for_update().filter(pk__in=found, erased_at=None)
    documents = Counter(values.order_by("pk").values_list("entry__chain__document_id", flat=True))
    EvidenceValue.objects.filter(pk__in=found, erased_at=None).update(
        salt="", value="", erased_at=timezone.now()
    )
    told = [
        (document, {"count": documents[document.pk]})
        for document in Document.objects.filter(pk__in=documents).order_by("pk")
    ]
    record_many("personal_evidence_erased", told, by=by)
    return documents.total()
