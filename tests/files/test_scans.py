"""Scans as they come: what is one, what is not, what is two things at once; what is read of it."""

import subprocess
import sys
import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from files.refusals import FileRefused
from files.scans import scan as scans
from files.scans.scan import check_scan, identify_scan, read_scan
from files.uploads import OversizedUpload
from tests.support.frozen import berita_acara
from tests.support.scan_batches import (
    CODES,
    UPSIDE_DOWN,
    as_pdf,
    as_photo,
    as_png,
    empty,
    faint,
    foreign,
    pages_of,
    pdf,
    picture,
    sheet,
    turned,
)

pytestmark = pytest.mark.usefixtures("english")

DAMAGED = "This file is damaged and cannot be opened. Scan the paper again."
TWO = "This file contains a second file format. Scan the paper again, as a PDF."
HEIC = (
    "This is a photo in the iPhone's own format. Choose “Most compatible” under Settings, Camera,"
    " Formats, and photograph the page again, or send it as JPEG."
)
NONE = "A scan is a PDF, a JPEG or a PNG. This file is none of them."


def archive():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("x.html", "<script>alert(1)</script>")
    return out.getvalue()


def taken(content):
    return check_scan(ContentFile(content), field="scan")


@pytest.mark.parametrize(
    ("make", "extension"),
    [
        (pdf, "pdf"),
        (lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf"),
        (berita_acara, "pdf"),
        (lambda: pdf() + b"\r\n\0\0\0", "pdf"),
        (lambda: pdf(60), "pdf"),
        (lambda: picture("JPEG"), "jpg"),
        (lambda: picture("JPEG") + b"SEFT-of-a-phone", "jpg"),
        (lambda: picture("PNG"), "png"),
    ],
)
def test_a_scan_is_kept_as_it_comes(make, extension):
    content = make()
    scan = taken(content)
    assert (scan.file.read(), scan.extension) == (content, extension)


LOCKED = {"encryption": pikepdf.Encryption(owner="a", user="b"), "deterministic_id": False}
HALF_LOCKED = {"encryption": pikepdf.Encryption(owner="a", user=""), "deterministic_id": False}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"", "This file is empty. Perhaps the scanner was not finished: send it again."),
        (lambda: b"\0\0\0\x18ftypheic" + b"x" * 99, HEIC),
        (lambda: b"x" * 100, NONE),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", NONE),
        (lambda: b"<html><script>alert(1)</script></html>", NONE),
        (lambda: b"\n" + pdf(), NONE),
        (lambda: picture("GIF"), NONE),
        (archive, NONE),
        (
            lambda: pdf(**LOCKED),
            "This PDF is locked with a password. Save it without one.",
        ),
        (
            lambda: pdf(**HALF_LOCKED),
            "This PDF is locked with a password. Save it without one.",
        ),
        (lambda: pdf(61), "This PDF has more than 60 pages. Scan the papers in several parts."),
        (lambda: b"%PDF-1.7\n", DAMAGED),
        (lambda: b"%PDF-1.7\n" + b"\xff" * 5000 + b"%%EOF", DAMAGED),
        (lambda: pdf()[:200], DAMAGED),
        (lambda: picture("JPEG", (400, 400))[:300], DAMAGED),
        (lambda: picture("PNG")[:40], DAMAGED),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, DAMAGED),
        (lambda: pdf() + archive(), TWO),
        (lambda: pdf() + b"x" * 90_000 + archive(), TWO),
        (lambda: b"%PDF-1.7\n<html><script>alert(1)</script>" + pdf()[9:], TWO),
        (lambda: picture("JPEG") + pdf(), TWO),
        (lambda: picture("JPEG") + archive(), TWO),
        (lambda: picture("PNG") + b"<script>alert(1)</script>", TWO),
        (lambda: picture("JPEG")[:20] + b"%PDF-1.4" + picture("JPEG")[20:], TWO),
    ],
)
def test_what_is_no_scan_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(FileRefused) as caught:
        taken(make())
    assert (str(caught.value), caught.value.field) == (sentence, "scan")


def test_a_file_beyond_measure_is_not_even_read():
    class Huge(ContentFile):
        def chunks(self, chunk_size=None):
            raise AssertionError("it is read")

    huge = Huge(pdf())
    huge.size = scans.MAX_BYTES + 1
    with pytest.raises(FileRefused, match="larger than 50 MB"):
        identify_scan(huge, field="scan")
    with pytest.raises(FileRefused, match="larger than 50 MB"):
        identify_scan(OversizedUpload(BytesIO(), "x.pdf", size=300_000_000), field="scan")


def test_a_picture_that_would_fill_the_memory_is_refused():
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(FileRefused, match="too large to be opened"):
        taken(out.getvalue())


def test_a_scan_that_is_not_opened_in_time_is_refused(monkeypatch):
    monkeypatch.setattr(scans, "CHECKING_SECONDS", 0.01)
    with pytest.raises(FileRefused, match="damaged"):
        taken(pdf())


def test_opening_a_scan_leaves_no_parser_in_the_worker():
    program = (
        "import django, sys; django.setup(); from django.core.files.base import ContentFile;"
        " from files.scans.scan import check_scan;"
        " check_scan(ContentFile(sys.stdin.buffer.read()), field='scan');"
        " print({'pypdfium2', 'pikepdf', 'zxingcpp', 'img2pdf'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=pdf(),
        capture_output=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert done.stdout.strip() == b"set()"


# ── What is read of the pages ────────────────────────────────────────────────────────────


def read(content, folder):
    path = folder / "pindaian"
    path.write_bytes(content)
    return read_scan(path)


def test_every_page_says_whose_it_is_however_it_lies(tmp_path):
    one, two = CODES
    pile = [
        turned(sheet(one, 3), 90),
        sheet(two, 1),
        empty(),
        turned(sheet(two, 2), 180),
        turned(sheet(one, 1), 270),
        foreign(),
        faint(sheet(one, 2)),
        foreign(f"http://rembug.example/verifikasi/{one}/"),
    ]
    total = pages_of(one)
    seen = read(as_pdf(pile), tmp_path)
    assert [(page.code, page.page, page.pages, page.rotation, page.is_blank) for page in seen] == [
        (one, 3, total, 90, False),
        (two, 1, total, 0, False),
        ("", 0, 0, 0, True),
        (two, 2, total, 180, False),
        (one, 1, total, 270, False),
        ("", 0, 0, 0, False),
        (one, 2, total, 0, False),
        (one, 0, 0, 0, False),
    ]
    assert [page.number for page in seen] == list(range(1, 9))
    pictures = [Image.open(BytesIO(page.picture)) for page in seen]
    assert [picture.size for picture in pictures] == [(page.width, page.height) for page in seen]
    assert {picture.format for picture in pictures} == {"WEBP"}
    assert all(page.height > page.width for page in seen)  # all stand upright


@pytest.mark.parametrize(
    "make",
    [
        lambda page: as_photo(turned(page, 180), orientation=UPSIDE_DOWN),
        as_png,
    ],
    ids=["photo", "png"],
)
def test_a_photo_is_a_page_upright_as_its_camera_says(make, tmp_path):
    [page] = read(make(sheet(CODES[0], 2)), tmp_path)
    assert (page.code, page.page, page.rotation) == (CODES[0], 2, 0)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: pdf(**LOCKED), "encrypted"),
        (lambda: pdf(61), "pages"),
        (lambda: b"%PDF-1.7\n" + b"\xff" * 5000 + b"%%EOF", "malformed"),
        (lambda: as_photo(sheet(CODES[0], 1))[:9_000], "malformed"),
    ],
)
def test_what_cannot_be_read_says_why(make, reason, tmp_path):
    with pytest.raises(FileRefused) as caught:
        read(make(), tmp_path)
    assert caught.value.code == reason


def test_a_reader_that_does_not_come_back_is_ended(monkeypatch, tmp_path):
    monkeypatch.setattr(scans, "READING_SECONDS", 0.01)
    with pytest.raises(FileRefused, match="could not be read in time"):
        read(pdf(), tmp_path)
