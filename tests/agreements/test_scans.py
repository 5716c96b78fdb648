"""Scans as they come: what is one, what is not, what is two things at once."""

import subprocess
import sys
import zipfile
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from agreements import scans
from agreements.scans import safe_scan
from core.refusals import Refused
from tests.agreements.frozen import berita_acara

pytestmark = pytest.mark.usefixtures("english")

DAMAGED = "This file is damaged and cannot be opened. Scan the paper again."
TWO = "This file is two things at once. Scan the paper again, as a PDF."
NONE = "A scan is a PDF, a JPEG or a PNG. This file is none of them."


def picture(kind, size=(40, 60)):
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def pdf(pages=1, **options):
    out = BytesIO()
    with pikepdf.new() as document:
        for _number in range(pages):
            document.add_blank_page()
        document.save(out, **({"deterministic_id": True} | options))
    return out.getvalue()


def archive():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("x.html", "<script>alert(1)</script>")
    return out.getvalue()


def taken(content):
    return safe_scan(BytesIO(content), field="scan")


@pytest.mark.parametrize(
    ("make", "extension"),
    [
        (pdf, "pdf"),
        (lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf"),
        (berita_acara, "pdf"),
        (lambda: pdf() + b"\r\n\0\0\0", "pdf"),
        (lambda: pdf(200), "pdf"),
        (lambda: picture("JPEG"), "jpg"),
        (lambda: picture("JPEG") + b"SEFT-of-a-phone", "jpg"),
        (lambda: picture("PNG"), "png"),
    ],
)
def test_a_scan_is_kept_as_it_comes(make, extension):
    content = make()
    scan = taken(content)
    assert (scan.content, scan.extension) == (content, extension)


LOCKED = {"encryption": pikepdf.Encryption(owner="a", user="b"), "deterministic_id": False}
HALF_LOCKED = {"encryption": pikepdf.Encryption(owner="a", user=""), "deterministic_id": False}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"", NONE),
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
        (lambda: pdf(201), "This PDF has more than 200 pages. Take in just the signed paper."),
        (lambda: b"%PDF-1.7\n", DAMAGED),
        (lambda: b"%PDF-1.7\n" + b"\xff" * 5000 + b"%%EOF", DAMAGED),
        (lambda: pdf()[:200], DAMAGED),
        (lambda: picture("JPEG", (400, 400))[:300], DAMAGED),
        (lambda: picture("PNG")[:40], DAMAGED),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, DAMAGED),
        (lambda: pdf() + archive(), TWO),
        (lambda: b"%PDF-1.7\n<html><script>alert(1)</script>" + pdf()[9:], TWO),
        (lambda: picture("JPEG") + pdf(), TWO),
        (lambda: picture("JPEG") + archive(), TWO),
        (lambda: picture("PNG") + b"<script>alert(1)</script>", TWO),
        (lambda: picture("JPEG")[:20] + b"%PDF-1.4" + picture("JPEG")[20:], TWO),
    ],
)
def test_what_is_no_scan_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(Refused) as caught:
        taken(make())
    assert (str(caught.value), caught.value.field) == (sentence, "scan")


def test_a_file_beyond_measure_is_not_read_to_its_end():
    class Endless(BytesIO):
        asked = 0

        def read(self, size=-1):
            Endless.asked = size
            return b"%PDF-" + b"x" * (size - 5)

    with pytest.raises(Refused, match="larger than 20 MB"):
        safe_scan(Endless(), field="scan")
    assert Endless.asked == scans.MAX_BYTES + 1


def test_a_picture_that_would_fill_the_memory_is_refused():
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(Refused, match="damaged"):
        taken(out.getvalue())


def test_a_probe_that_does_not_come_back_is_a_no(monkeypatch):
    def late(*args, **kwargs):
        raise subprocess.TimeoutExpired("probe", 1)

    monkeypatch.setattr(subprocess, "run", late)
    with pytest.raises(Refused, match="damaged"):
        taken(pdf())


def test_opening_a_scan_leaves_no_parser_in_the_worker():
    program = (
        "import django, sys; django.setup(); from io import BytesIO;"
        " from agreements.scans import safe_scan;"
        " safe_scan(BytesIO(sys.stdin.buffer.read()), field='scan');"
        " print('pypdfium2' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=pdf(),
        capture_output=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert done.stdout.strip() == b"False"
