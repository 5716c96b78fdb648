"""Signatures made with ink, as the secretariat records them, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.actions.closing import close_when_signed
from agreements.actions.evidence import append_evidence
from agreements.actions.locking import locked, locked_collecting
from agreements.actions.standing import come_into_force, follow_signatures
from agreements.actions.telling import tell_parties
from agreements.models import (
    Capacity,
    Closing,
    Document,
    InkRecord,
    Route,
    Signatory,
    SignatoryState,
)
from agreements.permissions import can_record_signatures, can_void_document
from agreements.scans import Scan
from agreements.signing_letters import news_of_void
from agreements.transitions import DOCUMENT
from core.access import require
from core.history import record
from core.refusals import Refused
from pledges.actions import unlock_pledges


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the paper shows in one place to sign; a declined one needs a reason."""

    state: str
    reason: str = ""


@transaction.atomic
def record_ink_signatures(
    *,
    document: Document,
    signed_date: date,
    outcomes: Mapping[int, Outcome],
    by: Any,
    scan: Scan | None = None,
    note: str = "",
) -> InkRecord:
    """Record which places of the paper are signed, to follow, or not signed with the reason.

    `outcomes` maps the signatory's id to what was found; places left out stay as they are, and
    a signature once recorded stays. When every party has signed, the document comes into force
    and its pledges are agreed; before that it is partly signed. One in force with open places
    takes later signatures and stays in force. Raises Refused for a date in
    the future or before the document's, a place of another document, or a missing reason.
    """
    require(can_record_signatures(by, document))
    document = locked_collecting(document, "record_ink_signatures")
    _check_date(document, signed_date)
    slots = {
        slot.pk: slot for slot in document.signatories.select_related("organisation", "person")
    }
    strangers = set(outcomes) - set(slots)
    if strangers or not outcomes:
        raise Refused(_("Choose places to sign of this document."), field="outcomes")
    ink = InkRecord(document=document, signed_date=signed_date, note=note, recorded_by=by)
    if scan is not None:
        ink.scan_sha256 = scan.sha256
        ink.scan.save(f"{scan.sha256}.{scan.extension}", ContentFile(scan.content), save=False)
    ink.full_clean()
    ink.save()
    for pk, outcome in outcomes.items():
        _record_slot(document, slots[pk], outcome, signed_date, by)
    signed = [slot for slot in slots.values() if slot.state == SignatoryState.SIGNED]
    record(document, "ink_recorded", by=by, date=signed_date.isoformat(), signed=len(signed))
    follow_signatures(document, slots.values(), action="record_ink_signatures", by=by)
    close_when_signed(document, by=None)
    return ink


def _check_date(document: Document, signed_date: date) -> None:
    if signed_date > timezone.localdate():
        raise Refused(_("The date of the signatures lies in the future."), field="signed_date")
    if signed_date < document.date:
        raise Refused(
            _("The document is dated %(date)s; it cannot have been signed before.")
            % {"date": date_format(document.date, "j F Y")},
            field="signed_date",
        )


def _record_slot(
    document: Document, slot: Signatory, outcome: Outcome, signed_date: date, by: Any
) -> None:
    if slot.state == SignatoryState.SIGNED:
        if outcome.state == SignatoryState.SIGNED:
            return
        raise Refused(
            _("The signature of %(signatory)s is recorded already and stays.")
            % {"signatory": slot},
            field="outcomes",
        )
    if outcome.state not in (
        SignatoryState.SIGNED,
        SignatoryState.TO_FOLLOW,
        SignatoryState.DECLINED,
    ):
        raise Refused(_("Say what the paper shows: signed, to follow, or not."), field="outcomes")
    if outcome.state == SignatoryState.DECLINED and not outcome.reason.strip():
        raise Refused(
            _("Give the reason why %(signatory)s did not sign.") % {"signatory": slot},
            field="outcomes",
        )
    slot.state = outcome.state
    slot.reason = outcome.reason if outcome.state == SignatoryState.DECLINED else ""
    is_signed = outcome.state == SignatoryState.SIGNED
    slot.signed_date = signed_date if is_signed else None
    slot.route = Route.INK if is_signed else ""
    slot.full_clean()
    slot.save(update_fields=["state", "reason", "signed_date", "route"])
    append_evidence(
        document,
        f"ink_{outcome.state}",
        by=by,
        slot=slot.order,
        name=slot.signing_name,
        organisation=slot.organisation.name,
        date=signed_date.isoformat(),
        reason=slot.reason,
    )
    record(
        document,
        f"slot_{outcome.state}",
        by=by,
        signatory=slot,
        organisation=slot.organisation,
        date=signed_date.isoformat(),
        reason=outcome.reason,
    )


@transaction.atomic
def bring_into_force(*, document: Document, reason: str, by: Any) -> Document:
    """Decide that the document is in force although places are open; they stay marked so.

    Raises Refused without a reason, and while a party's place is not recorded at all.
    """
    require(can_record_signatures(by, document))
    document = locked(document)
    DOCUMENT.require(document, "bring_into_force", reason=reason)
    unknown = document.signatories.filter(capacity=Capacity.PARTY, state=SignatoryState.PENDING)
    if unknown.exists():
        raise Refused(
            _("First record what is known of every party: signed, to follow, or not."),
            code="open_slots",
        )
    DOCUMENT.move(document, "bring_into_force", reason=reason)
    document.reason = reason
    come_into_force(document, timezone.localdate(), by=by)
    record(document, "document_forced", by=by, reason=reason)
    return document


@transaction.atomic
def void_document(*, document: Document, reason: str, by: Any) -> Document:
    """Withdraw a frozen document before it is in force; its number is never used again.

    Its contributions are free for another document, and everybody who signs is told by mail.
    Raises Refused without a reason.
    """
    require(can_void_document(by, document))
    document = locked(document)
    DOCUMENT.require(document, "void_document", reason=reason)
    if Closing.objects.filter(document=document).exists():
        raise Refused(_("It is sealed: only an addendum can change it now."), code="closed")
    DOCUMENT.move(document, "void_document", reason=reason)
    document.reason = reason
    document.save(update_fields=["state", "reason"])
    unlock_pledges(document=document.reference, by=by)
    append_evidence(document, "void", by=by, reason=reason)
    record(document, "document_void", by=by, reason=reason)
    tell_parties(document, news_of_void(document, reason))
    return document
