"""Many documents at once in the browser: choosing, the dialog, the progress and the file."""

import io
import re
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.actions.batches import fail_batch, request_print_batch
from agreements.models import Document, DocumentState, PrintBatch, PrintBatchItem
from core.jobs import LATE_AFTER
from core.models import OutboxMessage
from core.outbox import run_due
from tests.support.document_factories import make_draft, sign_on_tablet, take_document_to
from tests.support.printing import body_of, page

CHOOSE = "/cetak/kumpulan/"
NAMES = ("satu", "dua", "tiga")
KEY = "6f4b1c5e-0d5e-4f3c-9d3c-2b1a7c9e0f11"


@pytest.fixture
def drafts(meeting, letterhead, facilitator):
    return [make_draft(meeting, letterhead, title=f"Naskah {n}", by=facilitator) for n in NAMES]


def ticked(documents):
    return CHOOSE + "?" + "&".join(f"dokumen={document.reference}" for document in documents)


def answers(documents, **changes):
    return {
        "documents": [document.pk for document in documents],
        "bundle": "zip",
        "paper": "A4",
        "layout": "usual",
        "copies": "1",
        "idempotency_key": KEY,
        **changes,
    }


@pytest.fixture
def batch(drafts, facilitator):
    return request_print_batch(documents=drafts, bundle="pdf", paper="A4", by=facilitator)


def settle(batch, error=""):
    """As if the worker had printed everything, or nothing."""
    for item in batch.items.all():
        item.error = error
        item.settled_at = timezone.now()
        item.save()


def fragment(client, batch):
    answer = client.get(batch.get_absolute_url(), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


# ── Choosing ─────────────────────────────────────────────────────────────────────────────


def test_documents_are_ticked_where_they_can_be_printed(reader, cast, drafts, draft, secretary):
    frozen = take_document_to(DocumentState.FINAL, draft, by=secretary)
    outside = take_document_to(DocumentState.REGISTERED, draft, by=secretary)

    def offered(who):
        if who != "anonymous":
            reader.force_login(cast[who])
        html = page(reader, "/berita-acara/")
        return {
            each.reference
            for each in (*drafts, frozen, outside)
            if re.search(rf'name="dokumen"\s+value="{each.reference}"', html)
        }

    assert offered("anonymous") == set()
    assert offered("citizen") == {frozen.reference}
    assert offered("facilitator") == {frozen.reference, *(each.reference for each in drafts)}


def test_all_of_a_filter_is_chosen_by_its_address(desk, drafts):
    html = page(desk, "/berita-acara/?cari=dua")
    assert 'href="/cetak/kumpulan/?cari=dua&amp;semua=1"' in html
    html = page(desk, "/cetak/kumpulan/?cari=dua&semua=1")
    assert ("One document" in html, "Naskah dua" in html, "Naskah satu" in html) == (
        True,
        True,
        False,
    )
    assert "3 documents" in page(desk, "/cetak/kumpulan/?semua=1")


@pytest.mark.parametrize("order", ["ditandatangani", "-ditandatangani"])
def test_all_are_printed_in_the_order_of_the_list(
    desk, drafts, draft, signatories, secretary, order
):
    sign_on_tablet(
        take_document_to(DocumentState.FINAL, draft, by=secretary), signatories[0], by=secretary
    )
    html = page(desk, f"/berita-acara/?urut={order}")
    assert f'href="/cetak/kumpulan/?urut={order}&amp;semua=1"' in html
    chosen = [*drafts, draft]
    desk.post(f"{CHOOSE}?urut={order}&semua=1", answers(chosen))
    printed = [item.document for item in PrintBatch.objects.get().items.order_by("order")]
    assert set(printed) == set(chosen)
    assert printed.index(draft) == {"ditandatangani": 3, "-ditandatangani": 0}[order]


@pytest.mark.parametrize(
    "query",
    ["", "?dokumen=", "?dokumen=BA-9999-9999", "?semua=1&cari=tiada", "?dokumen=%00&semua[]=1"],
)
def test_without_a_document_the_dialog_leads_to_the_list(desk, drafts, query):
    answer = desk.get(CHOOSE + query)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert "No document is chosen" in answer.content.decode()


@pytest.fixture
def many(drafts):
    """More documents than are printed at once; the newest are "Banyak"."""
    Document.objects.bulk_create(
        Document(
            reference=f"BA-2021-1{number:03}",
            kind="berita_acara",
            title="Banyak",
            date="2021-11-08",
        )
        for number in range(200)
    )
    return list(Document.objects.order_by("-date", "-reference"))


def batch_of(answer):
    assert answer.status_code == 302, answer.content.decode()
    batch = PrintBatch.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])
    return [item.document for item in batch.items.select_related("document")]


def test_many_are_chosen_as_one_without_a_box_for_each(desk, many):
    with CaptureQueriesContext(connection) as queries:
        html = page(desk, CHOOSE + "?semua=1")
    assert len(queries) <= 12
    assert 'type="checkbox" name="documents"' not in html
    assert "200 documents" in html
    assert "At most 200 are printed at once" in html
    assert "203 were found" in html
    asked = answers([], takes_all="True")
    assert batch_of(desk.post(CHOOSE + "?semua=1", asked)) == many[:200]
    assert 'href="?semua=1&amp;halaman=2"' in html
    asked = answers([], takes_all="True", idempotency_key=KEY.replace("6", "7"))
    assert batch_of(desk.post(CHOOSE + "?semua=1&halaman=2", asked)) == many[200:]


def test_who_ticked_some_of_few_prints_these_also_when_there_are_many_by_now(desk, many):
    assert batch_of(desk.post(CHOOSE + "?semua=1", answers(many[1:3]))) == many[1:3]
    gone = desk.post(CHOOSE + "?semua=1", answers([many[202]]))
    assert gone.status_code == 422
    assert gone.content.decode().count('name="documents"') == 25


@pytest.mark.parametrize("said", ["True", "False", "", "entah"])
def test_all_are_printed_when_none_is_there_by_now_is_refused(desk, drafts, said):
    answer = desk.post(CHOOSE + "?semua=1&cari=tiada", answers([], takes_all=said))
    assert (answer.status_code, PrintBatch.objects.count()) == (422, 0)


def test_the_way_back_leads_to_the_list_as_it_was(desk, drafts):
    html = page(desk, CHOOSE + "?urut=judul&cari=dua&semua=1")
    assert 'href="/berita-acara/?cari=dua&amp;urut=judul"' in html


# ── Asking, and the file ─────────────────────────────────────────────────────────────────


def test_what_is_ticked_is_printed_and_kept_for_the_asker(desk, drafts):
    for _again in range(2):
        asked = desk.post(ticked(drafts), answers(drafts[::2], paper="F4"))
        batch = PrintBatch.objects.get()
        assert (asked.status_code, asked["Location"]) == (302, batch.get_absolute_url())
    html = page(desk, batch.get_absolute_url())
    assert "<strong>0</strong> of 2 documents are printed" in html
    assert 'data-hx-trigger="every 2s"' in html
    assert "0 of 2" in page(desk, "/cetak/")
    run_due()
    html = page(desk, batch.get_absolute_url())
    assert "data-hx-trigger" not in html
    assert "The file is ready: 2 documents" in html
    batch.refresh_from_db()
    address = f"/cetak/kumpulan/{batch.pk}/{batch.file_name}.zip"
    assert f'href="{address}"' in html
    answer = desk.get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="{batch.file_name}.zip"'
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "application/zip",
        "private, no-store",
    )
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as archive:
        # As in the list: the newest first.
        assert archive.namelist()[:2] == [f"{each.reference}-F4.pdf" for each in drafts[::-2]]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"documents": []}, "Choose at least one document."),
        ({"documents": ["x"]}, "“x” is not a valid value."),
        ({"documents": ["9" * 30]}, "Select a valid choice."),
        ({"documents": ["999999"]}, "Select a valid choice."),
        ({"bundle": "tar"}, "Select a valid choice. tar is not one of the available choices."),
        ({"paper": "A0"}, "Select a valid choice. A0 is not one of the available choices."),
        ({"layout": "spiral"}, "Select a valid choice. spiral is not one"),
        ({"copies": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"copies": "sebelas"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(desk, drafts, changes, sentence):
    answer = desk.post(ticked(drafts), {**answers(drafts, is_two_sided="on"), **changes})
    html = answer.content.decode()
    assert (answer.status_code, sentence in html) == (422, True)
    assert "checked" in html.partition('name="is_two_sided"')[2].partition(">")[0]
    assert not PrintBatch.objects.exists()


def test_a_document_that_is_not_ones_to_print_cannot_be_slipped_in(reader, cast, drafts):
    reader.force_login(cast.citizen)
    answer = reader.post(ticked(drafts), answers(drafts))
    assert answer.status_code == 422
    assert "No document is chosen" in answer.content.decode()
    assert not PrintBatch.objects.exists()


def test_two_batches_that_wait_are_said_above_the_form(desk, drafts, facilitator):
    for _number in range(2):
        request_print_batch(documents=drafts, bundle="pdf", paper="A4", by=facilitator)
    answer = desk.post(ticked(drafts), answers(drafts))
    assert answer.status_code == 422
    assert "2 of your batches are still being printed." in answer.content.decode()


# ── How far it is ────────────────────────────────────────────────────────────────────────


def test_the_progress_is_the_same_after_leaving_the_page(desk, batch):
    PrintBatchItem.objects.filter(batch=batch, order=1).update(settled_at=timezone.now())
    whole = page(desk, batch.get_absolute_url())
    assert "<strong>1</strong> of 3 documents are printed" in whole
    assert re.search(r'<progress\s+class="job-bar"\s+max="3"\s+value="1"', whole)
    assert fragment(desk, batch).strip() in whole


def test_what_failed_is_named_and_can_be_printed_again(desk, batch):
    settle(batch, error="RenderError")
    html = page(desk, batch.get_absolute_url())
    assert "The prints could not be made" in html
    assert "3 documents could not be printed" in html
    assert html.count("RenderError") == 3
    assert "not made" in page(desk, "/cetak/")
    answer = desk.post(batch.get_absolute_url(), {"idempotency_key": KEY})
    assert answer["Location"] == batch.get_absolute_url()
    run_due()
    html = page(desk, batch.get_absolute_url())
    assert "The file is ready: 3 documents" in html
    assert "could not be printed" not in html


def test_a_standstill_is_said_and_can_be_mended(desk, batch):
    PrintBatch.objects.update(moved_at=timezone.now() - LATE_AFTER)
    assert "The prints take longer than usual" in page(desk, batch.get_absolute_url())
    OutboxMessage.objects.update(dead_at=timezone.now(), attempts=8)
    desk.post(batch.get_absolute_url())
    assert "0</strong> of 3" in page(desk, batch.get_absolute_url())
    fail_batch(batch=batch, error="OSError")
    assert '<p class="job-error">OSError</p>' in page(desk, batch.get_absolute_url())


def test_a_batch_is_stopped_after_a_question(desk, batch):
    address = f"{batch.get_absolute_url()}hentikan/"
    assert "Stop printing these documents?" in page(desk, address)
    batch.refresh_from_db()
    assert batch.stopped_at is None
    assert desk.post(address, {"idempotency_key": KEY})["Location"] == batch.get_absolute_url()
    assert "The batch was stopped" in page(desk, batch.get_absolute_url())
    assert "stopped" in page(desk, "/cetak/")
    assert desk.get(address).status_code == 302


def test_a_file_that_is_gone_is_told(desk, batch, caplog):
    run_due()
    batch.refresh_from_db()
    address = f"{batch.get_absolute_url()}{batch.file_name}.pdf"
    answer = desk.get(address)
    assert answer["Content-Disposition"].startswith("inline")
    assert body_of(answer).startswith(b"%PDF-")
    assert desk.get(address.replace(".pdf", ".zip")).status_code == 404
    default_storage.delete(batch.file.name)
    assert "The file is deleted" in page(desk, address, 404)
    assert "recorded, but cannot be read" in caplog.text
    PrintBatch.objects.update(file="")
    assert "The file is deleted" in page(desk, batch.get_absolute_url())


# ── Whose it is ──────────────────────────────────────────────────────────────────────────


def test_a_batch_of_somebody_else_does_not_exist(reader, cast, batch):
    addresses = [
        batch.get_absolute_url(),
        f"{batch.get_absolute_url()}hentikan/",
        f"{batch.get_absolute_url()}{batch.file_name}.pdf",
    ]
    for name in cast.names:
        if name not in ("anonymous", "facilitator"):
            reader.force_login(cast[name])
            assert {reader.get(address).status_code for address in addresses} == {404}
            assert {reader.post(address).status_code for address in addresses[:2]} == {404}
    reader.logout()
    assert {reader.get(address).status_code for address in addresses} == {302}
    batch.refresh_from_db()
    assert batch.stopped_at is None


def test_no_page_of_a_batch_asks_more_for_more(
    desk, batch, drafts, meeting, letterhead, facilitator
):
    paths = [batch.get_absolute_url(), ticked(drafts[:1]), "/cetak/", "/berita-acara/"]

    def costs():
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                page(desk, path)
            found.append(len(queries))
        return found

    settle(batch, error="RenderError")
    before = costs()
    more = [make_draft(meeting, letterhead, by=facilitator) for _number in range(3)]
    PrintBatchItem.objects.bulk_create(
        PrintBatchItem(
            batch=batch, document=each, order=4, settled_at=timezone.now(), error="RenderError"
        )
        for each in more
    )
    PrintBatch.objects.create(asked_by=facilitator)
    paths[1] = ticked([*drafts, *more])
    assert costs() == before
    assert max(before) <= 12
