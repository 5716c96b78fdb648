"""Prints with a city's own logo, in every layout of signature blocks: looks, bytes, standards."""

import io

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from agreements.logos import format_logo_name, get_logo_path
from agreements.models import SignatureLayout
from agreements.pdfs import render_document_html
from files.pdf.render import RenderError
from tests.support import frozen
from tests.support.logos import a_logo
from tests.support.tools import pdfread, verapdf

NO_ANNEX: dict[str, list[object]] = {"attendance": [], "contributions": [], "follow_ups": []}
LAYOUTS = list(SignatureLayout.values)


@pytest.fixture(scope="module")
def logo():
    """A logo that is kept, as the form keeps it."""
    made = a_logo(size=(500, 500))
    default_storage.save(get_logo_path(made.sha256), ContentFile(made.content))
    return made


@pytest.fixture(scope="module")
def head(logo):
    """The letterhead of the example with that logo."""
    return frozen.content("berita-acara-1")["letterhead"] | {
        "emblem": format_logo_name(logo.sha256)
    }


@pytest.fixture(scope="module")
def page_setup():
    """The page of the example, as a letterhead says it today."""
    return frozen.content("berita-acara-1")["page_setup"] | {"has_stamp_room": True}


def blocks_of(number, **changes):
    """So many parties, then a witness, then who acknowledges."""
    first = frozen.content("berita-acara-1")["signatories"][0]
    parties = [
        first
        | {
            "order": order,
            "name": f"Nama-{order:03}",
            "position": f"Jabatan-{order:03}",
            "nip": f"NIP-{order:03}",
        }
        for order in range(1, number + 1)
    ]
    others = [
        first | {"order": number + order, "capacity": kind, "capacity_text": text, "name": text}
        for order, (kind, text) in enumerate(
            [("witness", "Saksi"), ("acknowledging", "Mengetahui")], start=1
        )
    ]
    return [*parties, *others]


@pytest.fixture(scope="module")
def prints(head, page_setup):
    """Each layout on each paper, with logo and room for stamps."""
    signatories = blocks_of(18)
    return {
        f"{layout} {paper}": frozen.berita_acara(
            paper=paper,
            layout=layout,
            letterhead=head,
            page_setup=page_setup,
            signatories=signatories,
            **NO_ANNEX,
        )
        for layout in LAYOUTS
        for paper in ("A4", "F4")
    }


# ── Logo ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_logo_is_on_the_first_page_and_on_no_other(prints, layout):
    coloured = [is_coloured(page) for page in pdfread.page_images(prints[f"{layout} A4"], dpi=30)]
    assert coloured == [True] + [False] * (len(coloured) - 1)


def is_coloured(page):
    """Whether something on a page is neither black nor white nor grey."""
    return page.convert("HSV").getchannel("S").getextrema()[1] > 100


def test_the_logo_says_to_those_who_listen_what_it_is(prints):
    with pikepdf.open(io.BytesIO(next(iter(prints.values())))) as pdf:
        told = [str(each.Alt) for each in pdf.objects if "/Alt" in _keys(each)]
    assert "Lambang instansi" in told


def _keys(each):
    return each.keys() if isinstance(each, pikepdf.Dictionary) else ()


def test_the_same_content_gives_the_same_bytes(head, page_setup):
    first = frozen.berita_acara(letterhead=head, page_setup=page_setup)
    frozen.berita_acara()
    assert frozen.berita_acara(letterhead=head, page_setup=page_setup) == first


@pytest.mark.parametrize(
    "emblem",
    [
        "logo:" + "0" * 64,
        "logo:../../manage",
        "logo:",
        "LOGO:" + "0" * 64,
        "../manage.py",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "fonts/../../manage.py",
    ],
)
def test_nothing_but_a_kept_logo_or_our_own_drawing_is_printed(head, emblem):
    with pytest.raises((RenderError, LookupError)):
        frozen.berita_acara(letterhead=head | {"emblem": emblem})


def test_a_logo_that_was_exchanged_on_the_disk_is_not_printed(head):
    other = a_logo(colour="navy")
    default_storage.save(get_logo_path(other.sha256), ContentFile(b"something else"))
    with pytest.raises(LookupError):
        frozen.berita_acara(letterhead=head | {"emblem": format_logo_name(other.sha256)})


def test_without_an_emblem_the_lines_stand_alone(head):
    pdf = frozen.berita_acara(letterhead=head | {"emblem": ""}, **NO_ANNEX)
    assert "PEMERINTAH KOTA MADIUN" in pdfread.text(pdf)


# ── Signature blocks ───────────────────────────────────────────────────────────────────────────


def pages(pdf):
    return pdfread.text(pdf).split("\f")[:-1]


@pytest.mark.parametrize(("number", "paper"), [(18, "A4"), (60, "F4"), (120, "A4")])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_signature_block_is_never_split(page_setup, layout, number, paper):
    pdf = frozen.berita_acara(
        signatories=blocks_of(number), layout=layout, page_setup=page_setup, paper=paper, **NO_ANNEX
    )
    texts = pages(pdf)
    for order in range(1, number + 1):
        homes = [
            {page for page, text in enumerate(texts) if f"{word}-{order:03}" in text}
            for word in ("Nama", "Jabatan", "NIP")
        ]
        assert len(homes[0]) == 1
        assert homes[0] == homes[1] == homes[2]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_parties_then_witnesses_then_who_acknowledges_in_the_middle(page_setup, layout):
    pdf = frozen.berita_acara(
        signatories=blocks_of(3),
        layout=layout,
        page_setup=page_setup,
        parties=[],
        clauses=[],
        **NO_ANNEX,
    )
    text = " ".join(pdfread.text(pdf).split())
    assert text.index("PARA PIHAK") < text.index("Nama-003") < text.index("SAKSI")
    assert text.index("SAKSI") < text.index("MENGETAHUI")
    [(left, right)] = places_of(pdf, "Mengetahui")
    page_middle = (30 + 190) / 2  # between the margins of the example, in millimetres
    assert abs((left + right) / 2 - page_middle) < 1


def places_of(pdf, word):
    """Where a word stands across the page, in millimetres from the left."""
    return [(left, right) for each, left, right in pdfread.boxes(pdf) if each == word]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_signatures_are_not_alone_on_their_page(page_setup, layout):
    """The closing sentence stands on the page where the signing begins, however long the text."""
    clause = frozen.content("berita-acara-1")["clauses"][0]
    for lines in range(0, 40, 8):
        pdf = frozen.berita_acara(
            clauses=[clause | {"text": "Baris.\n\n" * lines}],
            signatories=blocks_of(2),
            parties=[],
            layout=layout,
            page_setup=page_setup,
            **NO_ANNEX,
        )
        page = next(text for text in pages(pdf) if "Demikian berita acara" in text)
        assert "PARA PIHAK" in page
        assert "Nama-001" in page


def test_there_is_room_for_a_stamp_where_the_letterhead_wants_it(page_setup):
    """The list has a box for it; blocks and rows are higher, so that many need more pages."""
    few = {"signatories": blocks_of(40), **NO_ANNEX}
    for layout in ("two_columns", "table"):
        wide = frozen.berita_acara(layout=layout, page_setup=page_setup, **few)
        narrow = frozen.berita_acara(
            layout=layout, page_setup=page_setup | {"has_stamp_room": False}, **few
        )
        assert len(pages(wide)) > len(pages(narrow)), layout
    stamps = frozen.berita_acara(layout="stamps", page_setup=page_setup, **few)
    assert "Cap" in pdfread.text(stamps)


def test_what_was_frozen_before_is_set_as_it_was_then():
    """Contents without the newer keys name none of the newer classes: their bytes stay."""
    said = frozen.content("berita-acara-1") | {"signatories": blocks_of(3)}
    for layout in ("two_columns", "table"):
        html = render_document_html(
            said, "berita_acara.html", title="x", sha256=None, paper="A4", layout=layout
        )
        assert "signing-stamped" not in html
    assert '<table class="document-table signing-table signing-acknowledging">' in html


# ── Standards ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.documents
def test_every_layout_is_pdf_a_3a_and_pdf_ua_1(prints):
    judgement = verapdf.judge(prints)
    assert len(judgement) == 2 * len(prints)
    assert {key: failures for key, failures in judgement.items() if failures} == {}


@pytest.mark.documents
def test_qpdf_finds_no_fault(prints):
    assert {name: faults for name, pdf in prints.items() if (faults := pdfread.faults(pdf))} == {}


def test_every_print_stays_small(prints):
    assert max(len(pdf) for pdf in prints.values()) < 200_000
