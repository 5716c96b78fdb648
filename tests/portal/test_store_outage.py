"""Files in an object store: the desks work as with files on disk, and its outage loses nothing."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from agreements.actions.previewing import ask_for_preview, forget_previews
from agreements.actions.printing import request_meeting_print
from agreements.models import Document, DraftPreview, PrintKind
from core.models import OutboxMessage
from core.outbox import run_due
from pledges.models import Pledge, PledgeSlip
from signing.actions.scans import UploadedScan, assign_page, upload_scans
from signing.integrity import find_flaws
from signing.models import InkRecord, ScanFile, ScannedPaper
from tests.support.contributions import WORDS
from tests.support.desk import desk as desk_of
from tests.support.desk import says, sent, shown
from tests.support.document_factories import propose
from tests.support.object_store import bucket, gone, in_bucket, store_server
from tests.support.reading import read
from tests.support.scan_batches import CODES, a_scan, as_photo, sheet

__all__ = ["bucket", "gone", "store_server"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "bucket")]

AWAY = (
    "The portal's file store does not answer. Nothing was lost or changed; please try again in a"
    " few minutes."
)


def photo():
    out = BytesIO()
    Image.new("RGB", (1200, 900), "#7fcbd6").save(out, "JPEG")
    return SimpleUploadedFile("slip.jpg", out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def slips(meeting):
    """The address at which slips of a meeting are entered."""
    return f"/rapat/{meeting.reference}/kontribusi/slip/"


@pytest.fixture
def enter_slip(desk, slips, forum):
    """Enters a slip with its photo, as the form does."""
    assert forum.inka.name == "PT INKA"

    def post():
        typed = {"organisation": "PT INKA", "own_words": WORDS, "photo": photo()}
        return sent(desk, slips, **typed)

    return post


def retried():
    """What is due or was put off, done now."""
    OutboxMessage.objects.filter(done_at=None).update(due_at=timezone.now())
    return run_due()


def test_an_upload_during_an_outage_comes_back_with_all_that_was_typed(
    enter_slip, gone, store_server, bucket, settings
):
    gone()
    html = says(enter_slip(), AWAY)
    assert WORDS in html
    assert not Pledge.objects.exists()
    settings.STORAGES = in_bucket(bucket, store_server.endpoint)
    assert enter_slip().status_code == 302
    assert PledgeSlip.objects.count() == 1


def test_a_download_during_an_outage_says_so_and_works_afterwards(
    enter_slip, desk, gone, store_server, bucket, settings
):
    enter_slip()
    slip = PledgeSlip.objects.get()
    address = f"{slip.pledge.get_absolute_url()}slip/{slip.pk}.jpg"
    answer, content = read(desk, address)
    assert (answer.status_code, hashlib.sha256(content).hexdigest()) == (200, slip.sha256)
    assert answer["Content-Length"] == str(len(content))
    gone()
    answer = desk.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert AWAY.replace("'", "&#x27;") in answer.content.decode()
    settings.STORAGES = in_bucket(bucket, store_server.endpoint)
    assert read(desk, address)[1] == content
    slip.image.storage.delete(slip.image.name)
    assert desk.get(address).status_code == 404


def test_a_print_that_cannot_be_stored_is_made_when_the_store_is_back(
    meeting, letterhead, facilitator, desk, gone, store_server, bucket, settings
):
    job = request_meeting_print(
        meeting=meeting, kind=PrintKind.INVITATION, paper="A4", by=facilitator
    )
    gone()
    assert run_due() == 0
    job.refresh_from_db()
    assert (job.made_at, job.pdf.name) == (None, "")
    settings.STORAGES = in_bucket(bucket, store_server.endpoint)
    assert retried() == 1
    job.refresh_from_db()
    with job.pdf.open("rb") as opened:
        assert hashlib.sha256(opened.read()).hexdigest() == job.sha256


def test_a_scan_that_cannot_be_read_now_is_not_refused(
    facilitator, gone, store_server, bucket, settings
):
    content = as_photo(sheet(CODES[0], 1))
    upload_scans(files=[UploadedScan("foto.jpg", a_scan(content))], by=facilitator)
    gone()
    assert run_due() == 0
    file = ScanFile.objects.get()
    assert (file.refusal, file.read_at) == ("", None)
    settings.STORAGES = in_bucket(bucket, store_server.endpoint)
    assert retried() == 1
    assert file.pages.count() == 1


def test_a_signed_paper_is_read_turned_and_wrapped(frozen, signatories, facilitator, secretary):
    Document.objects.filter(pk=frozen.pk).update(verification_code=CODES[0])
    content = as_photo(sheet(CODES[0], 1))
    upload_scans(files=[UploadedScan("foto.jpg", a_scan(content))], by=facilitator)
    run_due()
    paper = ScannedPaper.objects.get()
    page = paper.pages.get()
    size = (page.width, page.height)
    page = assign_page(
        page=page,
        seen_revision=page.revision,
        by=facilitator,
        document=frozen,
        page_number=1,
        rotation=90,
    )
    with page.picture.open("rb") as opened, Image.open(opened) as picture:
        assert picture.size == size[::-1]
    propose(frozen, signatories, by=secretary, paper=paper)
    run_due()
    record = InkRecord.objects.get()
    with record.scan.open("rb") as opened:
        assert hashlib.sha256(opened.read()).hexdigest() == record.scan_sha256


def test_an_outage_is_not_taken_for_lost_files(frozen, desk, gone):
    run_due()
    documents = Document.objects.filter(pk=frozen.pk)
    assert list(find_flaws(documents, with_files=True)) == []
    gone()
    sentences = [flaw.sentence for flaw in find_flaws(documents, with_files=True)]
    assert sentences
    assert all("cannot be read now" in sentence for sentence in sentences)
    assert shown(desk, desk_of(frozen))


def test_what_is_decided_during_an_outage_is_not_undone_by_it(
    draft, secretary, gone, django_capture_on_commit_callbacks
):
    ask_for_preview(document=draft, paper="A4", by=secretary)
    run_due()
    assert DraftPreview.objects.get().pdf
    gone()
    with django_capture_on_commit_callbacks(execute=True):
        forget_previews(document=draft)
    assert not DraftPreview.objects.exists()
