"""Prints on request: asked for, made by the worker, kept for a week, told in the history."""

import hashlib
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from agreements.actions.printing import (
    fail_print,
    forget_print,
    keep_print,
    request_document_print,
    request_meeting_print,
    retry_print,
)
from agreements.models import DocumentState, PrintJob, PrintKind, Rendition
from agreements.permissions import can_fetch_print, can_print_meeting
from agreements.tasks import printing as tasks
from core.leases import LEASE
from core.models import IssuedNumber, OutboxMessage
from core.numbering import claim_number
from core.outbox import MAX_ATTEMPTS, claim_message, enqueue_again, is_dead_letter, run_due
from files.pdf.render import RenderError
from tests.support.document_factories import make_letterhead, take_document_to
from tests.support.expect import invalid, refused, told
from tests.support.tools import pdfread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def of_document(document, by, **fields):
    return request_document_print(**{"document": document, "paper": "A4", "by": by, **fields})


def of_meeting(meeting, by, kind=PrintKind.INVITATION, **fields):
    return request_meeting_print(
        **{"meeting": meeting, "kind": kind, "paper": "A4", "by": by, **fields}
    )


def made(job):
    """The job after the worker has been round, and the words of its file."""
    run_due()
    job.refresh_from_db()
    assert job.error == ""
    return job, bytes_of(job)


def bytes_of(job):
    with job.pdf.open("rb") as opened:
        return opened.read()


def flat(pdf):
    return " ".join(pdfread.text(pdf).split())


# ── A paper of a meeting ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "title", "name"),
    [
        (PrintKind.INVITATION, "Kepada Yth.", "Undangan-RPT-2021-0001-F4"),
        (PrintKind.ATTENDANCE_LIST, "Tanda tangan", "Daftar-hadir-kosong-RPT-2021-0001-F4"),
        (PrintKind.ATTENDANCE_LIST_FILLED, "Kehadiran", "Daftar-hadir-RPT-2021-0001-F4"),
        (PrintKind.MINUTES, "NOTULEN", "Notulen-RPT-2021-0001-F4"),
    ],
)
def test_the_worker_makes_a_paper_of_a_meeting(meeting, letterhead, facilitator, kind, title, name):
    job = of_meeting(meeting, facilitator, kind, paper="F4", copies=2)
    assert (job.made_at, job.pdf.name, job.letterhead) == (None, "", letterhead)
    job, pdf = made(job)
    assert title in flat(pdf)
    assert pdfread.info(pdf)["Page size"].startswith("609.449 x 935.433")
    assert job.sha256 == hashlib.sha256(pdf).hexdigest()
    assert job.pdf.name == f"prints/{job.pk}-{job.sha256}.pdf"
    assert job.file_name == name
    assert told(meeting)[-1] == f"“{kind.label}” was printed (F4, 2 copies)."


def test_one_copy_is_not_counted(meeting, letterhead, facilitator):
    made(of_meeting(meeting, facilitator, PrintKind.MINUTES))
    assert told(meeting)[-1] == "“Minutes” was printed (A4)."


def test_an_invitation_carries_its_number_and_date(meeting, letterhead, facilitator):
    job = of_meeting(
        meeting, facilitator, number=" 005/17/CONTOH/2021 ", invitation_date=date(2021, 11, 1)
    )
    _job, pdf = made(job)
    assert "Nomor : 005/17/CONTOH/2021" in flat(pdf)
    assert "Madiun, 1 November 2021" in flat(pdf)
    assert "……" not in flat(pdf).partition("Kepada Yth.")[0]


def test_without_number_and_date_a_hand_writes_them(meeting, letterhead, facilitator):
    _job, pdf = made(of_meeting(meeting, facilitator))
    assert "Nomor : ……" in flat(pdf)
    assert "…………………… 2021" in flat(pdf)


def test_other_papers_have_no_number(meeting, letterhead, facilitator):
    job = of_meeting(
        meeting, facilitator, PrintKind.MINUTES, number="005/17", invitation_date=date(2021, 11, 1)
    )
    assert (job.number, job.invitation_date) == ("", None)
    assert not IssuedNumber.objects.exists()


def test_the_number_of_an_invitation_is_taken_once_for_its_meeting(
    meeting, letterhead, facilitator
):
    for _again in range(2):
        of_meeting(meeting, facilitator, number="005/17")
    taken = IssuedNumber.objects.get()
    assert (taken.register, taken.number) == (f"organisation:{letterhead.issuer_id}", "005/17")
    assert taken.purpose == meeting.reference


def test_a_number_that_something_else_has_is_refused(meeting, letterhead, facilitator):
    claim_number(f"organisation:{letterhead.issuer_id}", "005/17", purpose="BA-2021-0001")
    with refused("Number 005/17 is already taken.", field="number"):
        of_meeting(meeting, facilitator, number="005/17")
    assert not PrintJob.objects.exists()


def test_the_letterhead_is_the_hosts_or_the_one_chosen(meeting, letterhead, forum, secretary):
    other = make_letterhead(
        forum.inka, slug="lain", name="Surat lain (contoh)", agency="KANTOR LAIN", by=secretary
    )
    assert of_meeting(meeting, secretary).letterhead == letterhead
    job = of_meeting(meeting, secretary, letterhead=other)
    assert "KANTOR LAIN" in flat(made(job)[1])
    meeting.host = forum.inka
    meeting.save()
    assert of_meeting(meeting, secretary).letterhead == other


def test_without_a_letter_template_nothing_can_be_printed(meeting, facilitator):
    with refused("There is no letterhead yet.", field="letterhead"):
        of_meeting(meeting, facilitator)


# ── A document ───────────────────────────────────────────────────────────────────────────


def test_a_draft_says_that_it_is_one(draft, facilitator):
    job, pdf = made(of_document(draft, facilitator))
    assert all("KONSEP" in page for page in pdfread.text(pdf).split("\f")[:-1])
    assert job.file_name == f"{draft.reference}-A4"
    assert told(draft)[-1] == "The document was printed (A4)."


def test_a_kept_print_is_handed_out_byte_for_byte(frozen, secretary, monkeypatch):
    run_due()
    kept = Rendition.objects.get(paper="F4")
    monkeypatch.setattr("agreements.prints.render_agreement_pdf", None)  # nothing is made anew
    job, pdf = made(of_document(frozen, secretary, paper="F4", layout=kept.layout, copies=3))
    assert (job.sha256, len(pdf)) == (kept.sha256, kept.size)
    assert told(frozen)[-1] == (
        "The document was printed without signatures (F4, Two columns, copies: 3)."
    )


@pytest.mark.parametrize("layout", ["table", "stamps"])
def test_a_frozen_text_prints_in_another_layout(frozen, citizen_account, layout):
    job, pdf = made(of_document(frozen, citizen_account, layout=layout))
    assert job.sha256 not in set(Rendition.objects.values_list("sha256", flat=True))
    assert "KONSEP" not in flat(pdf)
    again, _pdf = made(of_document(frozen, citizen_account, layout=layout))
    assert again.sha256 == job.sha256


@pytest.fixture
def citizen_account(cast):
    return cast.citizen


def test_a_document_from_outside_has_no_text_to_print(draft, secretary):
    document = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    with refused(f"{document} was made outside this portal; it cannot be printed here."):
        of_document(document, secretary)


def test_a_draft_without_a_letter_is_not_printed(draft, secretary):
    draft.letterhead = None
    draft.save()
    with refused("Choose a letterhead first; then the text can be printed."):
        of_document(draft, secretary)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"paper": "A5"}, "paper"),
        ({"layout": "spiral"}, "layout"),
        ({"copies": 0}, "copies"),
        ({"copies": 100}, "copies"),
    ],
)
def test_an_absurd_wish_is_refused_and_not_queued(draft, secretary, fields, field):
    with pytest.raises(ValidationError) as caught:
        of_document(draft, secretary, **fields)
    assert list(caught.value.message_dict) == [field]
    assert not PrintJob.objects.exists()
    assert not OutboxMessage.objects.filter(kind="agreements.print").exists()


def test_a_paper_of_a_meeting_is_one_of_four(meeting, letterhead, secretary):
    with invalid(kind="Value 'poster' is not a valid choice."):
        of_meeting(meeting, secretary, "poster")


# ── The worker ───────────────────────────────────────────────────────────────────────────


def test_who_asks_for_too_many_waits(meeting, letterhead, facilitator, secretary):
    for _number in range(10):
        of_meeting(meeting, facilitator)
    with refused(
        "10 of your prints are still being made. Wait until the first are ready; if none is,"
        " tell the administrator that the background worker has stopped.",
        code="too_many",
    ):
        of_meeting(meeting, facilitator)
    of_meeting(meeting, secretary)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        of_meeting(meeting, facilitator)


def test_a_killed_workers_print_is_made_by_the_next(meeting, letterhead, facilitator):
    """The first worker claims the message and dies: nothing is lost, and nothing made twice."""
    job = of_meeting(meeting, facilitator)
    assert claim_message().object_id == job.pk
    assert run_due() == 0
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        made(job)
    assert told(meeting).count("“Invitation” was printed (A4).") == 1


def test_a_print_that_is_made_twice_is_kept_and_told_once(meeting, letterhead, facilitator):
    """The worker died after its print was kept, before its message was done."""
    job, pdf = made(of_meeting(meeting, facilitator))
    tasks.make_print(job.pk)
    keep_print(job=job, pdf=b"%PDF-2")
    fail_print(job=job, error="late")
    job.refresh_from_db()
    assert (job.error, bytes_of(job)) == ("", pdf)
    assert told(meeting).count("“Invitation” was printed (A4).") == 1


@pytest.fixture
def broken(monkeypatch):
    """The press is out of order."""

    def fail(job):
        raise RenderError("there is no static file /srv/secret/emblem.svg")

    monkeypatch.setattr(tasks, "render_job", fail)
    return monkeypatch


def test_a_failure_is_told_without_the_servers_secrets(meeting, letterhead, facilitator, broken):
    job = of_meeting(meeting, facilitator)
    assert run_due() == 0
    job.refresh_from_db()
    assert (job.error, job.made_at) == ("RenderError", None)
    message = OutboxMessage.objects.get(kind="agreements.print")
    assert (message.done_at, "emblem.svg" in message.last_error) == (None, True)


def test_a_failed_print_is_tried_again_at_once_when_asked(meeting, letterhead, facilitator, broken):
    job = of_meeting(meeting, facilitator)
    run_due()
    broken.undo()
    assert run_due() == 0  # by itself only in a minute
    retry_print(job=job, by=facilitator)
    made(job)
    assert OutboxMessage.objects.filter(kind="agreements.print").count() == 1


def test_a_print_laid_aside_after_eight_attempts_can_be_tried_again(
    meeting, letterhead, facilitator, broken
):
    job = of_meeting(meeting, facilitator)
    for _attempt in range(MAX_ATTEMPTS):
        OutboxMessage.objects.update(due_at=timezone.now())
        run_due()
    assert is_dead_letter("agreements.print", job.pk)
    broken.undo()
    retry_print(job=job, by=facilitator)
    assert not is_dead_letter("agreements.print", job.pk)
    made(job)


def test_a_refusal_is_told_and_not_tried_in_vain(draft, secretary):
    job = of_document(draft, secretary)
    take = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    PrintJob.objects.filter(pk=job.pk).update(document=take)
    assert run_due() == 1
    job.refresh_from_db()
    assert job.error.endswith("it cannot be printed here.")


def test_a_print_that_is_made_is_not_made_again(meeting, letterhead, facilitator):
    job, _pdf = made(of_meeting(meeting, facilitator))
    retry_print(job=job, by=facilitator)
    assert not OutboxMessage.objects.filter(kind="agreements.print", done_at=None).exists()


def test_work_that_waits_is_not_doubled_by_asking_again(meeting, letterhead, facilitator):
    job = of_meeting(meeting, facilitator)
    enqueue_again("agreements.print", job.pk)
    assert OutboxMessage.objects.filter(kind="agreements.print").count() == 1


# ── Forgetting ───────────────────────────────────────────────────────────────────────────


def test_a_print_is_forgotten_after_a_week_and_kept_ones_stay(frozen, secretary):
    run_due()
    job, pdf = made(of_document(frozen, secretary, layout="two_columns"))
    name = job.pdf.name
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        run_due()
        assert default_storage.exists(name)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        run_due()
    job.refresh_from_db()
    assert (bool(job.pdf), default_storage.exists(name)) == (False, False)
    assert job.made_at is not None
    kept = Rendition.objects.get(paper="A4")
    with kept.file.open("rb") as opened:
        assert opened.read() == pdf


def test_forgetting_again_or_after_a_crash_is_no_error(meeting, letterhead, facilitator):
    job, _pdf = made(of_meeting(meeting, facilitator))
    default_storage.delete(job.pdf.name)  # a worker died before it saved the row
    for _again in range(2):
        forget_print(job=job)
    job.refresh_from_db()
    assert not job.pdf


# ── Who ──────────────────────────────────────────────────────────────────────────────────


def test_a_print_is_for_the_one_who_asked(meeting, letterhead, cast):
    job = of_meeting(meeting, cast.facilitator)
    assert cast.who(lambda user: can_fetch_print(user, job)) == {"facilitator"}
    assert cast.who(lambda user: job in PrintJob.objects.visible_to(user)) == {"facilitator"}
    assert cast.who(lambda user: can_print_meeting(user, meeting)) == {"facilitator", "secretary"}
    with pytest.raises(PermissionDenied):
        retry_print(job=job, by=cast.secretary)


def test_who_leaves_the_staff_leaves_the_prints(meeting, letterhead, cast):
    job = of_meeting(meeting, cast.facilitator)
    cast.facilitator.person.mandates.all().delete()
    user = type(cast.facilitator).objects.get(pk=cast.facilitator.pk)
    assert not can_fetch_print(user, job)
