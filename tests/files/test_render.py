"""The renderer: which files it opens, which letters it prints, and that its bytes never vary."""

import io
import threading
from datetime import UTC, datetime

import pikepdf
import pytest
from PIL import Image, ImageChops

from files.pdf.page_code_drawing import CORNER_MM
from files.pdf.render import AttachedFile, RenderError, render_pdf, replace_unprintable
from tests.support.tools import pdfread, qr

PAGE = '<!DOCTYPE html><html lang="id"><head><title>Judul</title></head><body>{}</body></html>'
MOMENT = datetime(2021, 11, 8, 5, 0, tzinfo=UTC)


def red_square():
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), "red").save(out, "PNG")
    return out.getvalue()


LOGO = red_square()


def made_of(body, **changes):
    values = {"stylesheets": [], "created": MOMENT, **changes}
    return render_pdf(PAGE.format(body), **values)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/x.png",
        "https://rembug.example/x.png",
        "ftp://rembug.example/x.png",
        "data:image/png;base64,AAAA",
        "static:../manage.py",
        "static:/etc/passwd",
        "static:fonts/%2e%2e/manage.py",
        "static:no/such/file.png",
        "static:fonts",
        "STATIC:fonts/LICENSE.txt",
        "picture:another",
        "picture:",
        "picture:../lambang",
        "PICTURE:lambang",
        "picture:lambang#x",
    ],
)
@pytest.mark.parametrize(
    "tag",
    [
        '<img src="{}" alt="x">',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        '<p style="background: url({})">x</p>',
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title>'
            '<image href="{}" width="9" height="9"/></svg>'
        ),
    ],
)
def test_only_our_static_files_are_opened(tag, address):
    with pytest.raises(RenderError):
        made_of(tag.format(address), pictures={"lambang": LOGO})


def test_a_static_file_is_printed():
    pdf = made_of('<img src="static:img/letterhead/emblem.svg" alt="Lambang">')
    assert pdfread.info(pdf)["Pages"] == "1"


def test_a_picture_is_printed_that_was_handed_over():
    body = '<img src="picture:lambang" alt="Lambang" style="image-rendering: crisp-edges">'
    pdf = made_of(body, pictures={"lambang": LOGO})
    [colours] = {page.getpixel((70, 70)) for page in pdfread.page_images(pdf, dpi=72)}
    assert colours == (255, 0, 0)
    assert made_of(body, pictures={"lambang": LOGO}) == pdf
    # Nothing of one print is left for the next.
    with pytest.raises(RenderError):
        made_of(body)


def test_the_same_input_gives_the_same_bytes():
    attached = AttachedFile(name="isi.json", content=b"{}", description="Isi")
    first = made_of("<h1>Judul</h1><p>Isi</p>", attachments=[attached])
    made_of("<h1>Lain</h1><p><b>Tebal</b> <i>miring</i></p>")
    assert made_of("<h1>Judul</h1><p>Isi</p>", attachments=[attached]) == first


def test_threads_print_the_same_bytes_as_one_alone():
    alone = made_of("<h1>Judul</h1><p>Isi</p>")
    made = []
    workers = [
        threading.Thread(target=lambda: made.append(made_of("<h1>Judul</h1><p>Isi</p>")))
        for _worker in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert made == [alone] * 4


def test_the_moment_given_is_the_only_one_in_the_file():
    attached = AttachedFile(
        name="isi.json", content=b"{}", description="Isi", relationship="Source"
    )
    with pikepdf.open(io.BytesIO(made_of("<p>Isi</p>", attachments=[attached]))) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20211108050000Z"
        assert str(pdf.docinfo.ModDate) == "D:20211108050000Z"
        file = pdf.attachments["isi.json"]
        assert file.get_file().creation_date == MOMENT
        assert file.get_file().mod_date == MOMENT
        assert file.get_file().mime_type == "application/json"
        assert pdf.Root.AF[0].AFRelationship == "/Source"
        assert pdf.Root.Lang == "id"


def test_files_that_differ_have_different_identifiers():
    identifiers = set()
    for body in ("<p>Isi</p>", "<p>Isi</p>", "<p>Lain</p>"):
        with pikepdf.open(io.BytesIO(made_of(body))) as pdf:
            identifiers.add(bytes(pdf.trailer.ID[1]))
    assert len(identifiers) == 2


def test_every_page_has_the_code_of_its_number():
    body = "<p>Satu</p>" + '<p style="break-before: page">Lain</p>' * 2
    pdf = made_of(body, page_code_text="HALAMAN {} DARI {}".format)
    read = [qr.read([page]) for page in pdfread.page_images(pdf)]
    assert read == [[f"HALAMAN {number} DARI 3"] for number in (1, 2, 3)]
    assert [qr.read([page]) for page in pdfread.page_images(made_of(body))] == [[], [], []]


def test_page_codes_are_artifacts_in_the_lower_left_corner():
    pdf = made_of("<p>Isi</p>", page_code_text="{}-{}".format)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        first = next(iter(pikepdf.parse_content_stream(opened.pages[0])))
        assert (str(first.operator), first.operands[0]) == ("BMC", "/Artifact")
    [page] = pdfread.page_images(pdf, dpi=127)
    dots_a_mm = 127 / 25.4
    corner = (0, page.height - CORNER_MM * dots_a_mm, CORNER_MM * dots_a_mm, page.height)
    left, upper, right, lower = ImageChops.invert(page.convert("L").crop(corner)).getbbox()
    assert (left, right) == pytest.approx((4.5 * dots_a_mm, 22.5 * dots_a_mm), abs=2)
    assert (upper, lower) == pytest.approx((2.5 * dots_a_mm, 20.5 * dots_a_mm), abs=2)


def test_the_file_says_what_it_conforms_to():
    with pikepdf.open(io.BytesIO(made_of("<p>Isi</p>"))) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", "A")
        assert said["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert said["dc:title"] == "Judul"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Rp 15.000.000 – “selesai” … é ā ✓", "Rp 15.000.000 – “selesai” … é ā □"),
        ("Terima kasih 🙏🏽", "Terima kasih □"),
        ("👨‍👩‍👧", "□□□"),
        ("سلام", "□□□□"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("ko\u200bde\u00ad", "kode"),
        ("baris\nbaru\ttab", "baris\nbaru\ttab"),
        ("\x00\x07x", "x"),
        ("cafe\u0301", "café"),
    ],
)
def test_what_our_fonts_lack_prints_as_a_square(typed, printed):
    assert replace_unprintable(typed) == printed


def test_no_font_of_the_machine_is_used():
    pdf = made_of("<p>Isi 漢字 ꦩꦢꦶꦪꦸꦤ꧀ 🙏 سلام</p>", stylesheets=["css/pdf/page.css"])
    assert pdfread.fonts_left_out(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = {
            str(font.BaseFont) for page in opened.pages for font in page.Resources.Font.values()
        }
    assert {font.partition("+")[2] for font in fonts} <= {"Rembug-Arimo"}
