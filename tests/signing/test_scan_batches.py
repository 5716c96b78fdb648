"""Piles of scans at the desk: taken in, read in the background, placed; nothing is lost."""

import hashlib
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agreements.models import Document
from core.jobs import LATE_AFTER
from core.models import OutboxMessage
from core.outbox import run_due
from files.scans import scan as scans
from files.uploads import UploadLimit
from signing.actions.ink import return_ink_signatures
from signing.actions.scans import UploadedScan, assign_page, store_pages, upload_scans
from signing.models import ScanBatch, ScanFile, ScannedPage
from tests.support.desk import says, sent, shown
from tests.support.document_factories import make_ready, propose, take_document_to
from tests.support.expect import refused
from tests.support.factories import make_guest, make_meeting
from tests.support.reading import read
from tests.support.scan_batches import (
    CODES,
    a_scan,
    as_pdf,
    as_photo,
    empty,
    foreign,
    pages_of,
    pdf,
    picture,
    sheet,
    turned,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

PILES = "/pindaian/"
ONE, TWO = CODES
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def upload(content, name):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.fixture
def papers(frozen, forum, letterhead, secretary):
    """Two frozen documents, whose prints are those that the tests scan."""
    meeting = make_meeting(by=secretary)
    make_guest(meeting, forum.taman, by=secretary)
    other = make_ready(meeting, forum.taman, letterhead, by=secretary)
    other = take_document_to("final", other, by=secretary)
    for document, code in ((frozen, ONE), (other, TWO)):
        Document.objects.filter(pk=document.pk).update(verification_code=code)
    return frozen, other


@pytest.fixture
def desk(reader, facilitator):
    reader.force_login(facilitator)
    return reader


def taken_in(desk, *files, at=PILES):
    """Where the batch is that these files (bytes, name) were sent to; they are read already."""
    answer = sent(desk, at, files=[upload(*file) for file in files])
    assert answer.status_code == 302, answer.content.decode()
    run_due()
    return answer["Location"]


SCANNED = "pindai.pdf"


def scanned():
    """Pages of both documents, an empty one, and one that says nothing."""
    return as_pdf([turned(sheet(ONE, 3), 90), sheet(TWO, 1), empty(), foreign()])


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What is read of them, read once."""
    path = tmp_path_factory.mktemp("pindai") / SCANNED
    path.write_bytes(scanned())
    return scans.read_scan(path)


@pytest.fixture
def batch(papers, desk, facilitator, seen):
    """A batch of them that was read."""
    brought = [UploadedScan(SCANNED, a_scan(pdf()))]
    made = upload_scans(files=brought, by=facilitator)
    store_pages(file=made.files.get(), pages=seen)
    return made


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_batch_tells_whose_pages_it_holds_and_keeps_what_came(papers, desk, cast):
    photo = as_photo(turned(sheet(ONE, 1), 180))
    files = {SCANNED: scanned(), "foto.jpg": photo, "logo.svg": SVG}
    batch = taken_in(desk, *((content, name) for name, content in files.items()))
    page = words(shown(desk, batch))
    assert pages_of(ONE) == pages_of(TWO) == 5
    for document, missing in zip(papers, ("2, 4, 5", "2, 3, 4, 5"), strict=True):
        assert f"{document.reference} Pages {missing} are not here yet." in page
    assert f"{SCANNED}, 4 No code of this portal could be read on it." in page
    assert "Set aside: empty, or not part of a document (1)" in page
    assert "logo.svg A scan is a PDF, a JPEG or a PNG. This file is none of them." in page
    found = ScannedPage.objects.filter(paper__document=papers[0])
    assert [(each.page_number, each.rotation) for each in found] == [(1, 180), (3, 90)]
    for number, name in enumerate((SCANNED, "foto.jpg"), start=1):
        answer, content = read(desk, f"{batch}berkas/{number}/")
        assert content == files[name]
        assert ScanFile.objects.get(name=name).sha256 == hashlib.sha256(content).hexdigest()
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    shown(desk, f"{batch}berkas/3/", 404)
    for name in ("inka", "citizen"):
        desk.force_login(cast[name])
        for below in ("", "berkas/1/", f"halaman/{found[0].pk}.webp"):
            shown(desk, f"{batch}{below}", 404)


def test_more_is_laid_on_a_batch_and_the_same_file_is_kept_once(batch, desk):
    rest = as_pdf([sheet(ONE, number) for number in (1, 2, 3, 4, 5)])
    at = batch.get_absolute_url()
    assert taken_in(desk, (rest, "sisa.pdf"), (rest, "sisa-lagi.pdf"), at=at) == at
    page = words(shown(desk, at))
    assert "All 5 pages are here." in page
    assert "Page 3 is here more than once; set aside the worse one." in page
    assert ScanFile.objects.filter(name__startswith="sisa").count() == 1


def test_of_more_than_a_batch_holds_nothing_is_kept(facilitator, settings):
    before = {path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}
    files = [UploadedScan("pindaian.pdf", a_scan(pdf()))]
    files += [UploadedScan(f"{number}.txt", None, "kind") for number in range(100)]
    with refused("A batch holds at most 100 files. Start another one.", field="files"):
        upload_scans(files=files, by=facilitator)
    assert {path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()} == before
    assert not ScanBatch.objects.exists()


def test_no_file_and_no_scan_are_said_beside_the_field(desk, settings):
    says(sent(desk, PILES), "Choose at least one file.")
    says(
        sent(desk, PILES, files=[upload(SVG, "a.jpg"), upload(b"", "b.pdf")]),
        "a.jpg: A scan is a PDF, a JPEG or a PNG. This file is none of them.",
        "b.pdf: This file is empty.",
    )
    settings.MOST_UPLOADED = 2_000
    for count, sentence in ((1, "The file is larger than 50 MB."), (2, "Together this is more")):
        large = [upload(picture("JPEG") + b"x" * 3_000, "besar.jpg") for _file in range(count)]
        says(sent(desk, PILES, files=large), f"besar.jpg: {sentence}")
    assert not ScanBatch.objects.exists()


def test_other_files_in_a_form_that_was_sent_before_are_not_lost(desk):
    key = uuid.uuid4()
    last = picture("JPEG")
    answers = [
        sent(desk, PILES, key=key, files=[upload(picture("PNG"), first), upload(last, "b.jpg")])
        for first in ("a.png", "a.png", "lain.png")
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    says(answers[-1], "This form was already sent and saved.")
    assert ScanFile.objects.count() == 2


def test_nothing_of_a_request_that_is_too_large_is_kept(rf, settings):
    settings.MOST_UPLOADED = 2_000
    request = rf.post(PILES, {"files": upload(b"x" * 100_000, "x.jpg"), "idempotency_key": "kunci"})
    assert (request.POST["idempotency_key"], request.FILES["files"].size > 100_000) == (
        "kunci",
        True,
    )
    assert request.FILES["files"].read() == b""
    assert any(isinstance(handler, UploadLimit) for handler in request.upload_handlers)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: pdf(61), "This PDF has more than 60 pages."),
        (lambda: pdf()[:200], "This file is damaged and cannot be opened."),
    ],
)
def test_what_turns_out_to_be_unreadable_is_named_and_stays(desk, make, sentence):
    page = shown(desk, taken_in(desk, (make(), "aneh.pdf")))
    assert sentence in page
    assert ScanFile.objects.get().file
    assert OutboxMessage.objects.get().done_at is not None


def test_a_file_that_takes_too_long_can_be_read_again(desk, monkeypatch):
    with monkeypatch.context() as hurried:
        hurried.setattr(scans, "READING_SECONDS", 0.01)
        batch = taken_in(desk, (pdf(), "lambat.pdf"))
    assert "This file could not be read in time." in shown(desk, batch)
    sent(desk, f"{batch}berkas/1/ulangi/")
    run_due()
    assert "could not be read" not in shown(desk, batch)
    assert ScannedPage.objects.get().is_set_aside  # it was an empty page


def test_a_batch_asks_for_itself_until_it_is_read(desk):
    answer = sent(desk, PILES, files=[upload(pdf(), "x.pdf")])
    waiting = shown(desk, answer["Location"])
    assert "The files are being read" in waiting
    assert "0 of 1 files have been read." in waiting
    assert "berkas/1/ulangi/" not in waiting
    assert 'data-hx-trigger="every 2s"' in waiting
    run_due()
    assert 'data-hx-trigger="every 2s"' not in shown(desk, answer["Location"])
    OutboxMessage.objects.update(done_at=None)
    assert run_due() == 1
    assert ScannedPage.objects.count() == 1


def test_a_batch_that_nobody_reads_is_said_to_be_late_and_can_be_read_again(desk):
    batch = sent(desk, PILES, files=[upload(pdf(), "x.pdf")])["Location"]
    OutboxMessage.objects.update(created_at=timezone.now() - LATE_AFTER, dead_at=timezone.now())
    late = shown(desk, batch)
    assert "This takes longer than usual" in late
    assert 'data-hx-trigger="every 10s"' in late
    assert f'action="{batch}berkas/1/ulangi/"' in late
    sent(desk, f"{batch}berkas/1/ulangi/")
    assert "The files are being read" in shown(desk, batch)
    run_due()
    assert "data-hx-get" not in shown(desk, batch)


# ── By hand ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def loose(batch):
    """The page that the machine could not place."""
    return ScannedPage.objects.get(paper=None, is_set_aside=False)


def at(page):
    return f"{page.file.batch.get_absolute_url()}halaman/{page.pk}/"


def post_page_reference(desk, page, document, number, *, revision=None, rotation="0"):
    return sent(
        desk,
        at(page),
        document=document.pk if document else "",
        page_number=number,
        rotation=rotation,
        revision=revision or page.revision,
    )


def test_a_page_is_placed_turned_and_set_aside_by_hand(loose, papers, desk):
    before = (loose.width, loose.height)
    post_page_reference(desk, loose, papers[0], 2, rotation="90")
    loose.refresh_from_db()
    assert (loose.paper.document, loose.page_number, loose.rotation) == (papers[0], 2, 90)
    assert (loose.width, loose.height) == before[::-1]
    assert "Page 2, by hand" in words(shown(desk, loose.file.batch.get_absolute_url()))
    _answer, content = read(desk, f"{at(loose).rstrip('/')}.webp")
    assert content[8:12] == b"WEBP"
    post_page_reference(desk, loose, None, "")
    loose.refresh_from_db()
    assert (loose.paper, loose.page_number, loose.is_set_aside) == (None, None, True)


CANNOT_BE = [
    ("", "0", "Give the number that is printed on the page."),
    ("0", "0", "greater than or equal to 1"),
    ("9" * 30, "0", "less than or equal to 999"),
    ("2", "45", "Select a valid choice."),
]


def test_what_cannot_be_placed_is_said(loose, papers, desk):
    for number, rotation, sentence in CANNOT_BE:
        says(post_page_reference(desk, loose, papers[0], number, rotation=rotation), sentence)


def test_who_places_a_page_second_sees_what_the_first_said(loose, papers, desk, cast):
    first = {"document": papers[1], "page_number": 4, "seen_revision": loose.revision}
    assign_page(page=loose, by=cast.secretary, **first)
    says(post_page_reference(desk, loose, papers[0], 2, revision=1), "Someone else changed this")
    loose.refresh_from_db()
    assert (loose.paper.document, loose.page_number) == (papers[1], 4)


def test_a_page_that_a_record_rests_on_stays(batch, papers, cast):
    page = ScannedPage.objects.filter(paper__document=papers[0]).first()
    record = propose(papers[0], papers[0].signatories.all(), paper=page.paper, by=cast.secretary)
    elsewhere = {"page": page, "document": papers[1], "page_number": 1, "by": cast.facilitator}
    sentence = f"The record of {papers[0]} uses this page; send that back first."
    with refused(sentence, code="held"):
        assign_page(seen_revision=page.revision, **elsewhere)
    return_ink_signatures(record=record, reason="Halaman tertukar", by=cast.facilitator)
    assign_page(seen_revision=page.revision, **elsewhere)
