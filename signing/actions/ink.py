"""Signatures made with ink: one person records what the paper shows, another reviews it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Required, TypedDict, Unpack

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Document, Route, Signatory, SignatoryState
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry, get_actor_name
from core.history import record as record_event
from core.outbox import enqueue
from core.refusals import Refused
from signing.actions.closing import close_when_signed
from signing.actions.locking import lock_collecting_document
from signing.actions.next_state import advance_after_signing
from signing.actions.notifying import notify_signatories
from signing.emails.signing import build_refusal_email
from signing.models import InkOutcome, InkRecord, InkState, ScannedPage, ScannedPaper
from signing.permissions import can_record_signatures, can_review_ink

INK_OUTCOMES = (SignatoryState.SIGNED, SignatoryState.TO_FOLLOW, SignatoryState.DECLINED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the paper shows for one signatory: a SignatoryState, with a reason if declined."""

    state: str
    reason: str = ""


class InkDetails(TypedDict, total=False):
    """What a signed paper shows: the date of signing, and the outcome by the signatory's id.

    `paper` is the scanned paper; if it was not scanned, `note` says where the sheet is kept.
    """

    signed_date: Required[date]
    outcomes: Required[Mapping[int, Outcome]]
    paper: ScannedPaper | None
    note: str


# ── The first person ─────────────────────────────────────────────────────────────────────


@transaction.atomic
def propose_ink_signatures(
    *, document: Document, by: Actor, **details: Unpack[InkDetails]
) -> InkRecord:
    """Record who has signed the paper, will sign later, or declined; a second person reviews it.

    No signatory's state changes before the review; signatories that are not in `outcomes` stay
    unchanged. The reviewer compares the record with the scanned `paper`, or with the sheet itself,
    which is kept where `note` says. Raises Refused for a date in the future or before the
    document's date, a signatory of another document, a missing reason, a paper without pages, and
    while another review of the document is pending.
    """
    require(can_record_signatures(by, document))
    document = lock_collecting_document(document, "record_ink_signatures")
    if document.ink_records.filter(state=InkState.PROPOSED).exists():
        raise Refused(
            _("A record of %(document)s is already waiting for its review.")
            % {"document": document},
            code="waiting",
        )
    signed_date, outcomes, paper = details["signed_date"], details["outcomes"], details.get("paper")
    _check_date(document, signed_date)
    pages = _lock_pages(document, paper)
    signatories = {each.pk: each for each in document.signatories.all()}
    if not outcomes:
        raise Refused(
            _("Record for at least one signatory what the paper shows."), field="outcomes"
        )
    if set(outcomes) - set(signatories):
        raise Refused(_("Choose signatories of this document."), field="outcomes")
    for pk, outcome in outcomes.items():
        _check_outcome(signatories[pk], outcome)
    ink = InkRecord(
        document=document,
        paper=paper,
        signed_date=signed_date,
        note=details.get("note", ""),
        recorded_by_id=by.pk,
        state=InkState.PROPOSED,
    )
    ink.full_clean()
    ink.save()
    ink.pages.set(pages)
    for pk, outcome in outcomes.items():
        reason = outcome.reason if outcome.state == SignatoryState.DECLINED else ""
        row = InkOutcome(record=ink, signatory=signatories[pk], state=outcome.state, reason=reason)
        row.full_clean()
        row.save()
    if paper is not None:
        enqueue("signing.wrap_scan", ink.pk)
    record_event(
        document,
        "ink_proposed",
        by=by,
        date=signed_date.isoformat(),
        signed=_count_signed(outcomes),
    )
    return ink


def _lock_pages(document: Document, paper: ScannedPaper | None) -> list[ScannedPage]:
    if paper is None:
        return []
    # Locked, so that none of them is assigned elsewhere meanwhile.
    pages = list(paper.pages.select_for_update(of=("self",)))
    if paper.document_id != document.pk or not pages:
        raise Refused(_("Choose scanned pages of this document."), code="pages")
    return pages


def _count_signed(outcomes: Mapping[int, Outcome]) -> int:
    return sum(outcome.state == SignatoryState.SIGNED for outcome in outcomes.values())


def _check_date(document: Document, signed_date: date) -> None:
    if signed_date > timezone.localdate():
        raise Refused(_("The date of the signatures is in the future."), field="signed_date")
    if signed_date < document.date:
        raise Refused(
            _("The document is dated %(date)s; it cannot have been signed before.")
            % {"date": date_format(document.date, "j F Y")},
            field="signed_date",
        )


def _check_outcome(signatory: Signatory, outcome: Outcome) -> None:
    """Refuse an outcome that contradicts the signatory's present state."""
    refused = ""
    if signatory.state == SignatoryState.SIGNED and outcome.state != SignatoryState.SIGNED:
        refused = _("The signature of %(signatory)s is already recorded and cannot be changed.")
    elif outcome.state not in INK_OUTCOMES:
        refused = _("Choose what the paper shows: signed, to follow, or not signed.")
    elif outcome.state == SignatoryState.DECLINED and not outcome.reason.strip():
        refused = _("Give the reason why %(signatory)s did not sign.")
    elif outcome.state == SignatoryState.SIGNED and not signatory.allows_ink:
        refused = _("%(signatory)s may not sign with ink; allow it first.")
    if refused:
        raise Refused(refused % {"signatory": signatory}, field="outcomes")


# ── The second person ────────────────────────────────────────────────────────────────────


@transaction.atomic
def record_ink_signatures(*, record: InkRecord, by: Actor) -> InkRecord:
    """Confirm a pending ink record as its second reviewer: its signatures count from now on.

    Once every party has signed, the document comes into force and its pledges are agreed; before
    that it is partly signed. A document in force with signatures missing accepts later ones and
    stays in force. A recorded signature is never removed. Raises Refused for the person who
    proposed the record, and for a record that was decided before.
    """
    require(can_review_ink(by, record.document))
    document = lock_collecting_document(record.document, "record_ink_signatures")
    record = _lock_proposed_record(record, by)
    signatories = list(document.signatories.select_related("organisation", "person"))
    proposed = {each.signatory_id: each for each in record.outcomes.all()}
    _append_paper_entry(document, record, by)
    for signatory in signatories:
        if signatory.pk in proposed:
            outcome = Outcome(proposed[signatory.pk].state, proposed[signatory.pk].reason)
            _record_outcome(document, signatory, outcome, record, by)
    _decide(record, InkState.RECORDED, by)
    signed = [each for each in signatories if each.state == SignatoryState.SIGNED]
    day = record.signed_date.isoformat()
    record_event(document, "ink_recorded", by=by, date=day, signed=len(signed))
    advance_after_signing(document, signatories, action="record_ink_signatures", by=by)
    close_when_signed(document, by=None)
    return record


@transaction.atomic
def return_ink_signatures(*, record: InkRecord, reason: str, by: Actor) -> InkRecord:
    """Return a record to its proposer with a reason: the paper does not show what the record says.

    None of its signatures is recorded. The proposer may also call this, to withdraw the record.
    Raises Refused without a reason, and for a record that was decided before.
    """
    document = record.document
    is_own = record.recorded_by_id == by.pk and can_record_signatures(by, document)
    require(is_own or can_review_ink(by, document))
    record = _lock_proposed_record(record)
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason")
    record.reason = reason
    _decide(record, InkState.RETURNED, None if is_own else by)
    record_event(document, "ink_returned", by=by, reason=reason)
    return record


def _lock_proposed_record(record: InkRecord, second: Actor | None = None) -> InkRecord:
    """Return the record, locked.

    Raises Refused unless its review is pending, and when `second` is the person who proposed it.
    """
    record = InkRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state != InkState.PROPOSED:
        raise Refused(_("This record has been reviewed in the meantime."), code="wrong_state")
    if second is not None and record.recorded_by_id == second.pk:
        raise Refused(
            _("You proposed this record yourself. A second person must review it."),
            code="second_person",
        )
    return record


def _decide(record: InkRecord, state: InkState, by: Actor | None) -> None:
    record.state, record.decided_at = state, timezone.now()
    record.decided_by_id = by.pk if by else None
    # The proposer's account may be deleted; that the two persons differ was checked before.
    record.full_clean(exclude=["recorded_by"])
    record.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _append_paper_entry(document: Document, record: InkRecord, by: Actor) -> None:
    """Append an audit trail entry: hashes of the scanned files, proposer and reviewer."""
    files = dict.fromkeys(page.file for page in record.pages.select_related("file"))
    append_audit_entry(
        document,
        "ink_paper",
        by=by,
        date=record.signed_date.isoformat(),
        proposed_by=get_actor_name(record.recorded_by),
        originals=[file.sha256 for file in files],
        wrapped=record.scan_sha256,
    )


def _record_outcome(
    document: Document, signatory: Signatory, outcome: Outcome, record: InkRecord, by: Actor
) -> None:
    is_signed = outcome.state == SignatoryState.SIGNED
    if signatory.state == SignatoryState.SIGNED and is_signed:
        return
    _check_outcome(signatory, outcome)
    day = record.signed_date
    signatory.state, signatory.reason = outcome.state, outcome.reason
    signatory.signed_date = day if is_signed else None
    signatory.route = Route.INK if is_signed else ""
    signatory.full_clean()
    signatory.save(update_fields=["state", "reason", "signed_date", "route"])
    append_audit_entry(
        document,
        f"ink_{outcome.state}",
        by=by,
        signatory=signatory.order,
        name=signatory.signing_name,
        organisation=signatory.organisation.name,
        date=day.isoformat(),
        reason=signatory.reason,
    )
    record_event(
        document,
        f"signatory_{outcome.state}",
        by=by,
        signatory=signatory,
        organisation=signatory.organisation,
        date=day.isoformat(),
        reason=outcome.reason,
    )
    if outcome.state == SignatoryState.DECLINED:
        notify_signatories(document, build_refusal_email(document, signatory, outcome.reason))


# ── The PDF/A of the scanned pages ───────────────────────────────────────────────────────


@transaction.atomic
def store_wrapped_scan(*, record: InkRecord, pdf: File, sha256: str) -> InkRecord:
    """Store the PDF/A made of a record's pages, unless one is stored already."""
    record = InkRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if not record.scan:
        record.scan_sha256 = sha256
        record.scan.save(f"{sha256}.pdf", pdf, save=False)
        record.save(update_fields=["scan", "scan_sha256"])
    return record
