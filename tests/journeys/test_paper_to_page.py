"""From the signed paper to the page and back: what is on one is on the other."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from agreements.prints import render_document
from tests.support.tools import pdfread, qr
from tests.support.tools.browser import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pdf(example):
    """The berita acara as it lies on the table."""
    return render_document(example.document, paper="A4")


@pytest.fixture(scope="module")
def content(example):
    """What was frozen."""
    return example.document.versions.get().content


# Every piece of text inside some elements, each for itself.
TEXTS = """(selector) => [...document.querySelectorAll(selector)].flatMap((element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode.data.trim());
  return found.filter(Boolean);
})"""


def words(text):
    """Returns a text without the breaks and hyphens that a narrow column puts into it."""
    return re.sub(r"[\s\u00ad\u200b-]+", "", text)


def stands_on(text, paper, as_read):
    """Whether a cell is on paper; of neighbours in narrow columns the reader mixes the lines."""
    pieces = set(re.findall(r"\w+", as_read))
    return words(text) in paper or set(re.findall(r"\w+", text)) <= pieces


def test_the_qr_of_a_worn_paper_opens_what_the_paper_says(open_as, example, pdf, content):
    (address,) = {text for text in qr.read_scan(pdf) if "/verifikasi/" in text}
    assert urlsplit(address).hostname == "rembug.example"
    with open_as(size=PHONE) as page:
        page.goto(urlsplit(address).path)
        shown = page.locator("main").inner_text()
        assert content["number"] in shown
        assert str(example.document.get_state_display()) in shown
        for signatory in content["signatories"]:
            assert signatory["organisation"] in shown
        for row in content["contributions"]:
            assert row["reference"] in shown
        for clause in content["clauses"]:
            assert words(clause["text"]) in words(shown)
        assert len(content["signatories"]) == 18
        assert len(content["contributions"]) == 15


def test_a_code_typed_sloppily_reaches_the_same_page(open_as, example):
    code = example.document.verification_code
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    with open_as(size=PHONE) as page:
        page.goto("/verifikasi/")
        page.get_by_role("textbox").last.fill(sloppy)
        page.locator("main form[method=get] button").click()
        expect(page).to_have_url(re.compile(f"/verifikasi/{code}/$"))


def test_a_wrong_character_is_told_beside_the_field(open_as, example):
    code = example.document.verification_code
    wrong = code[:-1] + ("X" if code[-1] != "X" else "Y")
    with open_as(size=PHONE) as page:
        page.goto("/verifikasi/")
        field = page.locator("[name=kode]")
        field.fill(wrong)
        page.locator("main form[method=get] button").click()
        expect(field).to_have_value(wrong)
        expect(field).to_have_attribute("aria-invalid", "true")
        described = field.get_attribute("aria-describedby").split()
        said = [page.locator(f"[id='{name}']").inner_text() for name in described]
        assert len(" ".join(said).split()) > 10
        assert page.locator(".field .error").count() == 1


def test_the_file_itself_is_known_on_the_device_and_a_changed_one_is_sent(open_as, example, pdf):
    changed = bytearray(pdf)
    changed[len(pdf) // 2] ^= 1
    with open_as(size=PHONE) as page:
        sent = []
        page.on("request", lambda request: sent.append(request) if request.method == "POST" else 0)
        page.goto(f"/verifikasi/{example.document.verification_code}/")
        button = page.locator("[data-verify-send]")
        expect(button).to_be_hidden()
        for file, answer in ((pdf, "print"), (bytes(changed), "unknown")):
            upload = {"name": "ba.pdf", "mimeType": "application/pdf", "buffer": file}
            page.locator("[data-verify] input[type=file]").set_input_files(upload)
            expect(page.locator(f"[data-answer={answer}]")).to_be_visible()
        assert sent == []
        button.click()
        expect(page.locator("[data-answer=bytes]")).to_be_visible()
        assert [request.url.rpartition("/verifikasi/")[2] for request in sent] == ["berkas/"]


def test_what_is_downloaded_is_the_file_that_is_listed(open_as, example, pdf):
    with open_as() as page:
        page.goto(example.document.get_absolute_url())
        link = page.locator("a[href$='/a4.pdf']").first.get_attribute("href")
        answer = page.request.get(link)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body() == pdf


def test_page_and_paper_say_the_same(open_as, example, pdf, content):
    as_read = pdfread.text(pdf)
    paper = words(as_read)
    with open_as() as page:
        page.goto(example.document.get_absolute_url())
        copy = page.locator(".reading-copy")
        shown = words(copy.text_content())
        rows = copy.locator(".annex tbody tr").count()
        cells = page.evaluate(TEXTS, ".reading-copy .annex tbody :is(td, th)")

    said = [
        *(value for row in content["attendance"] for value in (row["name"], row["position"])),
        *(row["organisation"] for row in content["attendance"]),
        *(value for each in content["clauses"] for value in (each["title"], each["text"])),
        *(row["reference"] for row in content["contributions"]),
        *(row["contribution"] for row in content["contributions"]),
        *(row["organisation"] for row in content["contributions"]),
        *(row["reason"] for row in content["contributions"]),
        *(row["activity"] for row in content["follow_ups"]),
        *(row["deadline"] for row in content["follow_ups"]),
        *(signatory["organisation"] for signatory in content["signatories"]),
        *(signatory["name"] for signatory in content["signatories"]),
        content["number"],
        content["opening"],
        content["closing"],
    ]
    assert [text for text in said if words(text) not in paper] == []
    assert [text for text in said if words(text) not in shown] == []

    # And the other way round: whatever stands in the page's annexes stands on the paper.
    annexes = ("attendance", "contributions", "follow_ups")
    assert rows == sum(len(content[name]) for name in annexes)
    assert [text for text in cells if not stands_on(text, paper, as_read)] == []
    assert len(cells) > rows * 3
