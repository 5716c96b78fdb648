"""Documents in every state, made by the same actions that the portal uses."""

from datetime import date

from django.utils import timezone

from agreements.actions.drafting import draft_document
from agreements.actions.freezing import freeze_document
from agreements.actions.letterheads import create_letterhead
from agreements.actions.outside import register_outside_document
from agreements.actions.reviewing import start_review
from agreements.models import BINDING_STATES, Document, DocumentKind, DocumentState, Route
from pledges.actions.deciding import accommodate_pledge
from signing.actions.deciding import bring_into_force, void_document
from signing.actions.ink import Outcome, propose_ink_signatures, record_ink_signatures
from signing.actions.screen import sign_on_screen
from signing.content.marks import Mark
from signing.models import MarkKind
from stakeholders.models import User
from tests.support.factories import hold_meeting

IN_ROOM = "Semua pihak duduk dalam satu ruangan"
PATTERN = "{klasifikasi}/{urut:03}/CONTOH/{tahun}"
SIGNED_DAY = date(2021, 11, 9)


def make_letterhead(issuer, *, by, pattern=PATTERN, **fields):
    values = {
        "slug": "surat",
        "name": "Surat (contoh)",
        "government": "PEMERINTAH KOTA",
        "agency": "BADAN",
        "place": "Madiun",
        **fields,
    }
    formula = {
        "kind": "berita_acara",
        "title": "BERITA ACARA",
        "classification": "050",
        "number_pattern": pattern,
    }
    return create_letterhead(issuer=issuer, formulas=[formula], by=by, **values)


def make_draft(meeting, letterhead, *, by, **fields):
    values = {"kind": DocumentKind.BERITA_ACARA, "title": "Berita acara", **fields}
    return draft_document(meeting=meeting, letterhead=letterhead, by=by, **values)


def make_ready(meeting, lead, letterhead, *, by):
    """A draft that nothing keeps from being frozen; its meeting holds one accommodated pledge."""
    meeting, pledge = hold_meeting(meeting, lead, by=by)
    accommodate_pledge(pledge=pledge, by=by)
    return make_draft(meeting, letterhead, by=by)


def propose(document, signatories, *, by, state="signed", reason="", day=SIGNED_DAY, **fields):
    """Say the same outcome for these places; a second person has not looked yet."""
    outcomes = {signatory.pk: Outcome(state, reason) for signatory in signatories}
    return propose_ink_signatures(
        document=document, signed_date=day, outcomes=outcomes, by=by, **fields
    )


def sign(document, signatories, *, by, **fields):
    """Record the same outcome for these places; an administrator is the second person."""
    record = propose(document, signatories, by=by, **fields)
    second = User.objects.filter(is_superuser=True).earliest("pk")
    return record_ink_signatures(record=record, by=second)


TYPED = Mark(MarkKind.TYPED, "Nama (contoh)")


def sign_on_tablet(document, signatory, *, mark=TYPED, by):
    """Type a name on the tablet that `by` holds, or draw a mark."""
    return sign_on_screen(
        signatory=signatory,
        mark=mark,
        seen_sha256=getattr(document.versions.first(), "content_sha256", ""),
        route=Route.TABLET,
        by=by,
    )


def take_document_to(state, draft, *, by):
    """A ready draft, brought to `state`; `by` is of the secretariat."""
    if state == DocumentState.REGISTERED:
        return register_outside_document(
            kind=DocumentKind.NOTA_KESEPAKATAN,
            title="Nota kesepakatan",
            date=date(2021, 2, 26),
            by=by,
        )
    if state == DocumentState.IN_REVIEW:
        start_review(document=draft, review_until=timezone.localdate(), by=by)
    elif state != DocumentState.DRAFT:
        freeze_document(document=draft, review_skipped=IN_ROOM, by=by)
    signatories = list(draft.signatories.all())
    if state == DocumentState.PARTLY_SIGNED:
        sign(draft, signatories[:1], by=by)
    if state in BINDING_STATES:
        sign(draft, signatories, by=by)
    if state == DocumentState.AMENDED:  # by nothing: an addendum of its own would cost a meeting
        Document.objects.filter(pk=draft.pk).update(state=state)
    if state == DocumentState.VOID:
        void_document(document=draft, reason="Salah ketik", by=by)
    draft.refresh_from_db()
    return draft


def force(document, *, by, reason="Sudah disepakati dalam rapat"):
    return bring_into_force(document=document, reason=reason, by=by)


def states(document):
    """What is known of each place, in order."""
    return [
        (signatory.state, signatory.signed_date, signatory.reason)
        for signatory in document.signatories.all()
    ]


def state_of(document):
    """What the database says of a document now."""
    document.refresh_from_db()
    return (document.state, document.in_force_date, document.reason)
