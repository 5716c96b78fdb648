"""Text that would break a careless page: it is printed as it was typed, and stays on the paper."""

import io

import pikepdf
import pytest

from files.pdf.page_code_drawing import CORNER_MM
from tests.support import frozen
from tests.support.tools import pdfread, verapdf

HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)><style>*{display:none}</style>",
    "file": '<link rel="attachment" href="file:///etc/passwd"><img src="file:///etc/passwd">',
    "entities": "&amp; &lt;b&gt; &#0; &#x202e; &nbsp;",
    "braces": "{{ content }} {% include 'x' %} {tema} {0.__class__}",
    "long word": "Donaudampfschifffahrtsgesellschaft" * 60,
    "long text": "Kami bersedia membantu pelapak di dua kelurahan percontohan. " * 85,
    "emoji": "Siap membantu 🙏🏽👨‍👩‍👧🇮🇩 ✅",
    "right to left": "نحن ندعم المشروع \u202e gnp.exe \u2066abc",
    "controls": "satu\x00dua\x0btiga\x1b[31m\ufeff\u200b",
    "lines": "satu\n\n\n\ndua\r\ntiga\n" * 20,
    "quotes": "\"'`´“”«»\\",
}


def drenched(value, poison):
    """The content with the poison behind every text that a person may type."""
    if isinstance(value, dict):
        kept = [
            "schema",
            "kind",
            "reference",
            "date",
            "recorded_at",
            "url",
            "code",
            "emblem",
            "paper",
            "font_pt",
            "state",
            "sex",
            "signature_layout",
            "capacity",
            "decision",
            "heading",
        ]
        return {key: each if key in kept else drenched(each, poison) for key, each in value.items()}
    if isinstance(value, list):
        return [drenched(each, poison) for each in value[:3]]
    if isinstance(value, str):
        return f"{value} {poison}"
    return value


@pytest.fixture(scope="module")
def prints():
    said = frozen.content("berita-acara-1")
    made = {}
    for name, poison in HOSTILE.items():
        # Thousands of letters in every cell at once would be a book: one place of each kind.
        long = name.startswith("long") or name == "lines"
        if long:
            changed = {
                "clauses": [said["clauses"][0] | {"text": poison, "title": "Judul"}],
                "contributions": [
                    said["contributions"][0] | {"contribution": poison, "own_words": poison[:400]}
                ],
                "follow_ups": [said["follow_ups"][0] | {"activity": poison}],
                "signatories": [said["signatories"][0] | {"position": poison[:200]}],
                "subject": poison[:500],
            }
        else:
            changed = drenched(said, poison)
        made[name] = frozen.berita_acara(**changed)
    return made


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_on_the_paper(prints, name):
    """No ink touches the margins at the sides, 14 mm of the 20; but the code in the corner."""
    for page in pdfread.page_images(prints[name], dpi=50):
        grey = page.convert("L")
        edge = round(14 / 25.4 * 50)
        box = (grey.width - edge, 0, grey.width, grey.height)
        assert grey.crop(box).getextrema()[0] == 255
        corner = round(CORNER_MM / 25.4 * 50)
        assert grey.crop((0, 0, edge, grey.height - corner)).getextrema()[0] == 255


def test_markup_is_printed_not_obeyed(prints):
    text = " ".join(pdfread.text(prints["script"]).split())
    assert "<script>alert(1)</script>" in text
    assert "BERITA ACARA" in text


def test_a_file_of_the_server_is_not_carried_along(prints):
    with pikepdf.open(io.BytesIO(prints["file"])) as pdf:
        assert list(pdf.attachments) == ["BA-2021-0001.json"]
    assert b"root:" not in prints["file"]


def test_template_words_are_only_words(prints):
    text = " ".join(pdfread.text(prints["braces"]).split())
    assert "{{ content }}" in text
    assert "{0.__class__}" in text


def test_no_page_is_empty(prints):
    for pdf in prints.values():
        for text in pdfread.text(pdf).split("\f")[:-1]:
            body = text.partition("Halaman")[0]
            assert len(body.split()) > 5


@pytest.mark.documents
def test_hostile_text_makes_no_bad_file(prints):
    worst = {name: prints[name] for name in ("script", "emoji", "right to left", "controls")}
    judgement = verapdf.judge(worst)
    assert {key: failures for key, failures in judgement.items() if failures} == {}
