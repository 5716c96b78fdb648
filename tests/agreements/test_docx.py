"""A draft for those who work in Word: the same text, KONSEP on every page, nothing executed."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from agreements.actions.clauses import add_clause
from agreements.word_draft import NOTICE, build_draft_docx
from files.docx.template import KEPT, make_template
from tests.support import frozen
from tests.support.desk import desk, shown

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# How page and print tell what the content has as a word of its own.
NOT_TOLD = {"kind", "schema", "emblem", "recorded_at", "date", "paper", "signature_layout", "url"}


def parts(docx):
    """The parts of a Word file, read by nothing but ZIP and XML."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(xml):
    """The paragraphs of a part as text, a line each."""
    told = []
    for paragraph in ET.fromstring(xml).iter(f"{W}p"):
        pieces = {f"{W}t": lambda node: node.text or "", f"{W}br": lambda _node: "\n"}
        pieces[f"{W}tab"] = lambda _node: "\t"
        told.append("".join(pieces[n.tag](n) for n in paragraph.iter() if n.tag in pieces))
    return "\n".join(told)


def words(value, key=""):
    """Every word that a content says to its reader."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from words(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from words(each, key)
    elif isinstance(value, str) and value:
        yield key, value


@pytest.mark.parametrize("name", ["nota-kesepakatan-1", "adendum-1", "bast-1"])
def test_it_says_what_the_draft_says(name):
    content = frozen.content(name) | {"number": "", "verification": None}
    told = " ".join(
        text_of(parts(build_draft_docx(content, paper="A4"))["word/document.xml"]).split()
    )
    shown_parts = ("title", "subject", "opening", "agreement", "clauses", "closing", "items")
    for key in shown_parts:
        for name_of, text in words(content.get(key, ""), key):
            if name_of not in ("change", "concerns"):
                assert " ".join(text.split()) in told, (name_of, text)
    for party in content["parties"]:
        assert party["organisation"] in told
        assert party["name"] in told


def test_every_page_says_that_it_is_a_draft_and_where_comments_go():
    made = parts(build_draft_docx(frozen.content("berita-acara-1"), paper="F4"))
    heads = [text_of(made[name]) for name in made if name.startswith("word/header")]
    assert heads == [f"KONSEP\n{NOTICE}"]
    feet = [text_of(made[name]) for name in made if name.startswith("word/footer")]
    assert [foot.startswith("KONSEP · BA-2021-0001") for foot in feet] == [True]
    section = ET.fromstring(made["word/document.xml"]).find(f".//{W}sectPr")
    size = section.find(f"{W}pgSz")
    assert [round(int(size.get(f"{W}{side}")) / 56.7) for side in ("w", "h")] == [215, 330]
    assert section.find(f"{W}titlePg") is None  # one head for all pages


def test_what_people_typed_stays_text():
    hostile = [
        "<w:p>x</w:p> & \"kutip\" 'satu' <script>alert(1)</script>",
        "{{ 7 * 7 }} {% for x in y %} {%p endfor %} {_{ a }_} {#",
        "=1+1\tdan tab",
        "\x0b\x0c\x07 kendali \ufffe",
        "تجربة 🙂 𝔸",
    ]
    content = frozen.content("nota-kesepakatan-1")
    content["clauses"] = [
        {"heading": "KESATU", "title": "<b>", "text": text, "example": False} for text in hostile
    ]
    told = text_of(parts(build_draft_docx(content, paper="A4"))["word/document.xml"])
    for text in (hostile[0], "{{ 7 * 7 }} {% for x in y %} {%p endfor %} {_{ a }_} {#"):
        assert text in told
    assert "=1+1 dan tab" in told
    assert "kendali" in told
    assert hostile[4] in told
    assert "49" not in told.replace("0149", "")


def test_the_template_is_made_anew_with_the_same_bytes():
    assert make_template() == KEPT.read_bytes()
    assert len(KEPT.read_bytes()) < 20_000


@pytest.mark.django_db
def test_the_staff_takes_it_along(draft, client, cast, facilitator):
    add_clause(document=draft, title="Lapak", text="Sepuluh lapak.", by=facilitator)
    page = desk(draft, "konsep.docx")
    client.force_login(facilitator)
    assert f'href="{page}"' in shown(client, desk(draft))
    answer = client.get(page)
    assert answer["Content-Disposition"] == 'attachment; filename="BA-2021-0001-KONSEP.docx"'
    told = text_of(parts(answer.content)["word/document.xml"])
    assert "Sepuluh lapak." in told
    assert "Kami membantu 10 lapak" in told  # the annex
    for name, status in (("administrator", 403), ("inka", 404)):
        client.force_login(cast[name])
        shown(client, page, status)
