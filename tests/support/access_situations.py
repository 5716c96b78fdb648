"""In what situation each action on a document is asked of everybody; who the offices are."""

from django.utils import timezone

from agreements.actions.amending import change_clause, draft_addendum
from agreements.actions.batches import request_print_batch
from agreements.actions.commenting import comment_on_draft
from agreements.actions.handing_over import draft_bast
from agreements.actions.printing import request_document_print
from agreements.models import Clause, DocumentState
from files.pdf_signatures.certificate import CertificateSignature
from meetings.actions.settling import record_decision
from signing.actions.archiving import request_archive
from signing.actions.issuing import store_issued_file
from signing.actions.refusing import decline_signature
from signing.actions.scans import UploadedScan, upload_scans
from signing.models import InkRecord, ScannedPage
from tests.support.document_factories import SIGNED_DAY, propose, sign, take_document_to
from tests.support.scan_batches import a_scan, picture

STAFF = {"facilitator", "secretary"}
SECRETARIAT = {"secretary"}
KEEPERS = {*STAFF, "administrator"}
PARTIES = {"inka", "lurah"}
LETTERHEAD_EDITORS = {*SECRETARIAT, "administrator"}


def in_state(state, call):
    """A call on a document that the secretariat has brought to `state` before."""

    def prepare(w):
        document = take_document_to(state, w.draft, by=w.by)
        return lambda by: call(document, by)

    return prepare


def in_review(call):
    return in_state(DocumentState.IN_REVIEW, call)


def on_clause(call):
    return lambda w: lambda by: call(Clause.objects.get(), by)


def on_signatory(call):
    return lambda w: lambda by: call(w.draft.signatories.order_by("order").first(), by)


def on_frozen(call):
    """A call on the first place of a frozen document."""
    return in_state(
        DocumentState.FINAL, lambda d, by: call(d.signatories.order_by("order").first(), by)
    )


SIGNATURE = CertificateSignature(b"%PDF-1.7 lagi", "Lurah (contoh)", "CA (contoh)", "0" * 64)


def today():
    return timezone.localdate()


def first_party(document):
    return document.signatories.order_by("order").first().organisation


def write_comment(document, by):
    organisation = first_party(document)
    return comment_on_draft(
        document=document, section="whole", text="Baik", organisation=organisation, by=by
    )


def on_comment(w, call):
    """A call on a comment that the staff entered for the company."""
    document = take_document_to(DocumentState.IN_REVIEW, w.draft, by=w.by)
    comment = write_comment(document, w.by)
    return lambda by: call(comment, by)


def on_force(w, call):
    document = take_document_to(DocumentState.IN_FORCE, w.draft, by=w.by)
    return lambda by: call(document, by)


def begin_addendum(document, by):
    return draft_addendum(
        amended=document, letterhead=document.letterhead, title="Adendum", date=SIGNED_DAY, by=by
    )


def on_addendum(w, call):
    """A call on an addendum that adds a clause."""
    addendum = on_force(w, begin_addendum)(w.by)
    change_clause(document=addendum, kind="adds", text="Baru", by=w.by)
    return lambda by: call(addendum, by)


def begin_handover(document, receiver, by):
    return draft_bast(
        rests_on=document,
        pledges=list(document.pledges.all()),
        receiver=receiver,
        letterhead=document.letterhead,
        title="BAST",
        date=SIGNED_DAY,
        by=by,
    )


def on_handover(w, call):
    """A call on a record that hands the company's pledge over to the kelurahan."""
    handed = on_force(w, lambda d, by: begin_handover(d, w.forum.taman, by))(w.by)
    return lambda by: call(handed, by)


def on_declined(w, call):
    document = take_document_to(DocumentState.FINAL, w.draft, by=w.by)
    place = document.signatories.order_by("order").first()
    decline_signature(signatory=place, reason="Tidak", by=w.by)
    return lambda by: call(place, by)


def on_signed(w, call):
    document = take_document_to(DocumentState.PARTLY_SIGNED, w.draft, by=w.by)
    place = document.signatories.get(state="signed")
    return lambda by: call(place, by)


def upload_batch(*, by):
    return upload_scans(files=[UploadedScan("foto.png", a_scan(picture("PNG")))], by=by)


def a_page(file):
    return ScannedPage.objects.create(file=file, number=1, width=40, height=60)


def on_scan(w, call):
    """A call on a file of a batch that nobody has read yet."""
    batch = upload_batch(by=w.by)
    return lambda by: call(batch.files.get(), by)


def on_ink(w, call):
    """A call on a record whose proposer is somebody else, whoever calls: their account is gone."""
    document = take_document_to(DocumentState.FINAL, w.draft, by=w.by)
    ink = propose(document, document.signatories.all(), by=w.by)
    InkRecord.objects.update(recorded_by=None)
    ink.refresh_from_db()
    return lambda by: call(ink, by)


def on_print(w, call):
    job = request_document_print(document=w.draft, paper="A4", by=w.by)
    return lambda by: call(job, by)


def on_batch(w, call):
    batch = request_print_batch(documents=[w.draft], bundle="zip", paper="A4", by=w.by)
    return lambda by: call(batch, by)


def on_archive(w, call):
    job = request_archive(document=None, by=w.by)
    return lambda by: call(job, by)


def with_decision(w, call):
    decision = record_decision(meeting=w.meeting, text="Baru", by=w.by)
    return lambda by: call(decision, by)


def with_open_place(w, call):
    document = take_document_to(DocumentState.PARTLY_SIGNED, w.draft, by=w.by)
    sign(document, document.signatories.all()[1:], state="to_follow", by=w.by)
    return lambda by: call(document, by)


def with_seal(w, call):
    """A call on the lurah's place, which is signed with a certificate, and on the sealed file."""
    by_certificate = {"allows_certificate": True, "allows_screen": False, "allows_ink": False}
    w.draft.signatories.filter(order=2).update(**by_certificate)
    document = take_document_to(DocumentState.PARTLY_SIGNED, w.draft, by=w.by)
    file = store_issued_file(document=document, stage="sealed", pdf=b"%PDF-1.7", after=None)
    place = document.signatories.get(order=2)
    return lambda by: call(place, file, by)
