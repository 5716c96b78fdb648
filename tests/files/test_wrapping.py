"""What is made of scanned pages for the archive: PDF/A-3b, upright, the originals in it."""

import hashlib
import json
from io import BytesIO

import pikepdf
import pytest

from files import page_codes
from files.sandbox import run_in_sandbox
from tests.support.scan_batches import (
    CODES,
    UPSIDE_DOWN,
    as_pdf,
    as_photo,
    as_png,
    print_of,
    sheet,
    turned,
)
from tests.support.tools import verapdf
from tests.support.tools.pdfread import page_images
from tests.support.tools.qr import read

pytestmark = pytest.mark.documents

KINDS = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
ONE = CODES[0]
# Of each file a page, and by how much it is to be turned.
PAGES = (
    ("foto.jpg", 1, 0),
    ("gambar.png", 1, 0),
    ("pemindai.pdf", 2, 90),
    ("cetakan.pdf", 4, 0),
)


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    """A photo taken upside down, a picture, a scanner's pages of which one lies, and a print."""
    folder = tmp_path_factory.mktemp("asli")
    files = {
        "foto.jpg": as_photo(turned(sheet(ONE, 1), 180), orientation=UPSIDE_DOWN),
        "gambar.png": as_png(sheet(ONE, 2)),
        "pemindai.pdf": as_pdf([sheet(CODES[1], 1), turned(sheet(ONE, 3), 90)]),
        "cetakan.pdf": print_of(ONE),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def wrapped(folder):
    """The job that a record of these pages would be."""
    job = {
        "title": "Berita acara bertanda tangan",
        "made_at": "2021-11-09T10:00:00+07:00",
        "into": str(folder / "jadi.pdf"),
        "pages": [
            {"path": str(folder / name), "number": number, "rotation": turn}
            for name, number, turn in PAGES
        ],
        "originals": [
            {
                "path": str(folder / name),
                "name": name,
                "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
                "type": KINDS[name[-3:]],
            }
            for name in dict.fromkeys(name for name, _number, _turn in PAGES)
        ],
    }
    (folder / "tugas.json").write_text(json.dumps(job))
    run_in_sandbox("files.scans.wrapping", str(folder / "tugas.json"), seconds=60)
    return (folder / "jadi.pdf").read_bytes()


@pytest.fixture(scope="module")
def archived(originals):
    return wrapped(originals)


def test_it_is_pdf_a_3b_and_the_same_each_time(archived, originals):
    assert verapdf.judge({"pindaian": archived}, ["3b"]) == {("pindaian", "3b"): []}
    assert wrapped(originals) == archived


def test_its_pages_stand_upright_and_in_order(archived):
    pages = page_images(archived, dpi=150)
    found = [
        place for page in pages for place in map(page_codes.parse_page_code, read([page])) if place
    ]
    assert [place.page for place in found] == [1, 2, 3, 4]
    assert [page.height > page.width for page in pages] == [True, True, True, False]


def test_photos_and_originals_are_in_it_bit_by_bit(archived, originals):
    with pikepdf.open(BytesIO(archived)) as pdf:
        assert len(pdf.Root.AF) == 4
        assert set(pdf.attachments) == {"foto.jpg", "gambar.png", "pemindai.pdf", "cetakan.pdf"}
        for name, attached in pdf.attachments.items():
            assert attached.get_file().read_bytes() == (originals / name).read_bytes()
            assert attached.obj.AFRelationship == pikepdf.Name.Source
        assert _only_picture(pdf.pages[0]) == (originals / "foto.jpg").read_bytes()
        scanned = _only_picture(pdf.pages[2])
    with pikepdf.open(originals / "pemindai.pdf") as pdf:
        assert scanned == _only_picture(pdf.pages[1])


def _only_picture(page):
    [picture] = page.get_images().values()
    return picture.read_raw_bytes()
