"""Independent judges: every kind of document, on every paper, is archivable and accessible."""

import pytest

from tests.support import frozen
from tests.support.tools import pdfread, verapdf

pytestmark = pytest.mark.documents


@pytest.fixture(scope="module")
def prints():
    # The sheet changes no structure: one kind on F4 stands for all.
    return frozen.every_kind("A4") | {"berita acara F4": frozen.berita_acara(paper="F4")}


def test_every_kind_is_pdf_a_3a_and_pdf_ua_1(prints):
    judgement = verapdf.judge(prints)
    assert len(judgement) == 2 * len(prints)
    assert {key: failures for key, failures in judgement.items() if failures} == {}


def test_qpdf_finds_no_fault(prints):
    assert {name: faults for name, pdf in prints.items() if (faults := pdfread.faults(pdf))} == {}


def test_every_font_is_carried_along(prints):
    assert {
        name: fonts for name, pdf in prints.items() if (fonts := pdfread.fonts_left_out(pdf))
    } == {}


def test_every_file_is_tagged_titled_and_small(prints):
    for name, pdf in prints.items():
        told = pdfread.info(pdf)
        assert told["Tagged"] == "yes", name
        assert told["Title"], name
        assert len(pdf) < 150_000, name
