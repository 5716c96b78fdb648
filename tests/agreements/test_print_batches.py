"""Many documents at once: shared out, put together once, named where they fail, forgotten."""

import io
import zipfile
from datetime import timedelta
from threading import Barrier

import pikepdf
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from agreements.actions.batches import (
    IN_HAND,
    MOST_DOCUMENTS,
    request_print_batch,
    retry_print_batch,
    stop_print_batch,
)
from agreements.models import Document, PrintBatch, PrintBatchItem
from agreements.permissions import can_fetch_batch
from agreements.tasks import batches as batch_tasks
from core.leases import LEASE
from core.models import OutboxMessage
from core.outbox import claim_message, run_due
from tests.support.document_factories import make_draft
from tests.support.expect import refused, told
from tests.support.threads import at_once
from tests.support.tools import pdfread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def drafts(meeting, letterhead, facilitator):
    """Three short drafts, none of which takes long to print."""
    return [make_draft(meeting, letterhead, title=f"Naskah {n}", by=facilitator) for n in "ABC"]


def ask(documents, by, **fields):
    values = {"documents": documents, "bundle": "pdf", "paper": "A4", "by": by, **fields}
    return request_print_batch(**values)


def again(batch):
    return PrintBatch.objects.counted().get(pk=batch.pk)


def made(batch):
    """The batch after the worker has been round, and the bytes of its file."""
    run_due()
    batch = again(batch)
    with batch.file.open("rb") as opened:
        return batch, opened.read()


def pdf_of(content):
    return pikepdf.open(io.BytesIO(content))


@pytest.fixture
def press(monkeypatch):
    """A press that prints one blank page at once, and fails for the titles in its set."""
    page = pikepdf.new()
    page.add_blank_page()
    buffer = io.BytesIO()
    page.save(buffer)
    fails, printed = set(), []

    def render_batch_item(item):
        printed.append(item.document.title)
        if item.document.title in fails:
            raise ValueError("/srv/secret/emblem.svg")
        return buffer.getvalue(), "two_columns"

    monkeypatch.setattr(batch_tasks, "render_batch_item", render_batch_item)
    return fails, printed


# ── The file ─────────────────────────────────────────────────────────────────────────────


def test_three_documents_become_one_pdf_and_are_told_each(drafts, facilitator):
    batch, content = made(ask(drafts, facilitator, copies=2, is_two_sided=True))
    assert (batch.total, batch.ready, batch.failed, batch.size) == (3, 3, 0, len(content))
    text = pdfread.text(content)
    assert [draft.reference in text for draft in drafts] == [True] * 3
    with pdf_of(content) as whole, whole.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            f"{draft.title} {draft.reference}" for draft in drafts
        ]
        begins = [whole.pages.index(pikepdf.Page(item.destination[0])) for item in outline.root]
        # Printed on both sides, each begins on a front.
        assert [number % 2 for number in begins] == [0, 0, 0]
        # What is joined vouches for nothing.
        assert "pdfaid" not in str(whole.Root.get("/Metadata", ""))
        assert not whole.attachments
    for draft in drafts:
        assert told(draft)[-1] == (
            "The document was printed without signatures (A4, Two columns, copies: 2)."
        )


def test_three_documents_become_a_zip_with_a_list(drafts, facilitator, press):
    fails, _printed = press
    fails.add("Naskah B")
    batch, content = made(ask(drafts, facilitator, bundle="zip", paper="F4"))
    assert batch.file_name.endswith(f"-{batch.pk}-F4")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            f"{drafts[0].reference}-F4.pdf",
            f"{drafts[2].reference}-F4.pdf",
            "daftar.csv",
        ]
        assert {info.compress_type for info in archive.infolist()[:2]} == {zipfile.ZIP_STORED}
        listed = archive.read("daftar.csv").decode("utf-8-sig").splitlines()
    assert listed[2] == f"{drafts[1].reference},,Naskah B,,ValueError"


def test_a_kept_print_is_taken_over_byte_for_byte(frozen, secretary):
    _batch, content = made(ask([frozen], secretary, bundle="zip"))
    kept = frozen.versions.get().renditions.get(paper="A4")
    with zipfile.ZipFile(io.BytesIO(content)) as archive, kept.file.open("rb") as file:
        assert archive.read(f"{frozen.reference}-A4.pdf") == file.read()


# ── What fails ───────────────────────────────────────────────────────────────────────────


def test_what_cannot_be_printed_is_named_and_printed_when_asked_again(
    drafts, facilitator, press, django_capture_on_commit_callbacks
):
    fails, printed = press
    fails.add("Naskah B")
    batch, content = made(ask(drafts, facilitator))
    assert (batch.ready, batch.failed, len(pdf_of(content).pages)) == (2, 1, 2)
    assert batch.items.get(document=drafts[1]).error == "ValueError"
    assert "printed" not in told(drafts[1])[-1]
    fails.clear()
    printed.clear()
    first = batch.file.name
    with django_capture_on_commit_callbacks(execute=True):
        retry_print_batch(batch=batch, by=facilitator)
    batch, content = made(batch)
    assert printed == ["Naskah B"]
    assert (batch.failed, len(pdf_of(content).pages)) == (0, 3)
    assert [len([line for line in told(draft) if "printed" in line]) for draft in drafts] == [1] * 3
    assert not default_storage.exists(first)


def test_a_batch_of_failures_has_no_file(drafts, facilitator, press):
    fails, _printed = press
    fails.update(draft.title for draft in drafts)
    batch = ask(drafts, facilitator)
    run_due()
    batch = again(batch)
    assert (batch.failed, batch.made_at, bool(batch.file)) == (3, None, False)
    assert not OutboxMessage.objects.filter(kind="agreements.bind_batch").exists()
    # It does not count among those that the next one waits for.
    assert not PrintBatch.objects.waiting().exists()


@pytest.mark.parametrize(
    ("count", "fields", "sentence", "field"),
    [
        (0, {}, "Choose at least one document.", "documents"),
        (
            MOST_DOCUMENTS + 1,
            {},
            "At most 200 documents are printed at once; these are 201.",
            "documents",
        ),
    ],
)
def test_an_absurd_wish_is_refused(drafts, facilitator, count, fields, sentence, field):
    with refused(sentence, field=field):
        ask(drafts[:1] * count, facilitator, **fields)


def test_who_has_two_batches_waiting_waits(drafts, facilitator, secretary, press):
    for _number in range(2):
        ask(drafts, facilitator)
    with refused(
        "2 of your batches are still being printed. Wait for one, or stop it.", code="too_many"
    ):
        ask(drafts, facilitator)
    ask(drafts, secretary)
    run_due()
    ask(drafts, facilitator)


# ── The workers ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def many(drafts, letterhead, meeting):
    """Twenty documents, made quickly."""
    copies = [
        Document(
            reference=f"BA-2021-1{n:03}",
            kind=drafts[0].kind,
            title=f"Salinan {n}",
            date=drafts[0].date,
            letterhead=letterhead,
            meeting=meeting,
        )
        for n in range(20)
    ]
    return Document.objects.bulk_create(copies)


def test_a_batch_leaves_room_in_the_outbox_for_others(many, facilitator, press):
    batch = ask(many, facilitator)
    waiting = OutboxMessage.objects.filter(kind="agreements.print_item", done_at=None)
    assert waiting.count() == IN_HAND
    run_due(1)
    assert waiting.count() == IN_HAND
    batch, _content = made(batch)
    assert (batch.ready, waiting.count()) == (20, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_batch_and_put_it_together_once(many, facilitator, press, monkeypatch):
    printing, both = batch_tasks.render_batch_item, Barrier(2)

    def print_beside_the_other(item):
        if item.order <= 2:
            both.wait(60)  # the first two documents come out when each has a worker at it
        return printing(item)

    monkeypatch.setattr(batch_tasks, "render_batch_item", print_beside_the_other)
    batch = ask(many, facilitator)
    at_once(run_due, run_due)
    batch = again(batch)
    _fails, printed = press
    assert sorted(printed) == sorted(document.title for document in many)
    bound = OutboxMessage.objects.filter(kind="agreements.bind_batch")
    assert (bound.count(), bound.exclude(done_at=None).count()) == (1, 1)
    assert (batch.ready, batch.failed) == (20, 0)
    with batch.file.open("rb") as opened:
        assert len(pdf_of(opened.read()).pages) == 20


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_the_last_documents_at_once_have_one_file_made(drafts, facilitator, press):
    batch = ask(drafts, facilitator)
    items = list(batch.items.all())
    at_once(*(lambda pk=item.pk: batch_tasks.print_item(pk) for item in items))
    assert OutboxMessage.objects.filter(kind="agreements.bind_batch").count() == 1
    # A worker that outlived its lease puts it together beside the next one.
    at_once(*[lambda: batch_tasks.bind_batch(batch.pk)] * 2)
    assert told(drafts[0]).count(told(drafts[0])[-1]) == 1


def test_a_killed_workers_document_is_printed_by_the_next(drafts, facilitator, press):
    batch = ask(drafts, facilitator)
    assert claim_message().kind == "agreements.print_item"  # and dies with it
    run_due()
    assert again(batch).settled == 2
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        batch, content = made(batch)
    assert len(pdf_of(content).pages) == 3


def test_a_worker_killed_between_the_print_and_the_end_changes_nothing(drafts, facilitator, press):
    batch, content = made(ask(drafts, facilitator))
    for item in batch.items.all():
        batch_tasks.print_item(item.pk)
    batch_tasks.bind_batch(batch.pk)
    assert made(batch)[1] == content
    assert [len([line for line in told(draft) if "printed" in line]) for draft in drafts] == [1] * 3


def test_a_batch_whose_work_is_laid_aside_goes_on_when_asked(drafts, facilitator, press):
    batch = ask(drafts, facilitator)
    OutboxMessage.objects.update(dead_at=timezone.now(), attempts=8)
    assert run_due() == 0
    retry_print_batch(batch=batch, by=facilitator)
    assert made(batch)[0].ready == 3


# ── Stopping and forgetting ──────────────────────────────────────────────────────────────


def files_of(batch):
    return [item.pdf.name for item in batch.items.exclude(pdf="")]


def test_a_stopped_batch_prints_nothing_more(drafts, facilitator, press):
    batch = ask(drafts, facilitator)
    run_due(1)
    [file] = files_of(batch)
    stop_print_batch(batch=batch, by=facilitator)
    run_due()
    batch = again(batch)
    assert (batch.settled, bool(batch.file), default_storage.exists(file)) == (1, False, False)
    retry_print_batch(batch=batch, by=facilitator)
    assert run_due() == 0
    assert not any("printed" in line for draft in drafts for line in told(draft))


def test_after_a_week_its_files_are_gone(drafts, facilitator, press):
    batch, _content = made(ask(drafts, facilitator))
    never = ask(drafts, facilitator)
    PrintBatchItem.objects.filter(batch=never).update(is_sent=True)
    OutboxMessage.objects.filter(kind="agreements.print_item").delete()
    files = [batch.file.name, *files_of(batch)]
    assert [default_storage.exists(file) for file in files] == [True] * 4
    with time_machine.travel(batch.made_at + timedelta(days=7, minutes=1)):
        run_due()
        retry_print_batch(batch=batch, by=facilitator)
        assert run_due() == 0
    assert [default_storage.exists(file) for file in files] == [False] * 4
    batch, never = again(batch), again(never)
    assert (bool(batch.file), files_of(batch), batch.ready) == (False, [], 3)
    assert never.stopped_at is not None


# ── Who ──────────────────────────────────────────────────────────────────────────────────


def test_a_batch_is_for_the_one_who_asked_while_they_may(frozen, drafts, cast):
    batch = ask([frozen], cast.citizen)
    assert cast.who(lambda user: can_fetch_batch(user, batch)) == {"citizen"}
    assert cast.who(lambda user: batch in PrintBatch.objects.visible_to(user)) == {"citizen"}
    staffs = ask(drafts, cast.facilitator)
    cast.facilitator.person.mandates.all().delete()
    former = type(cast.facilitator).objects.get(pk=cast.facilitator.pk)
    assert not can_fetch_batch(former, staffs)
