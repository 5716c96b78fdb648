"""Every judge is asked about something bad: one that cannot fail proves nothing."""

import pytest
import segno
from weasyprint import HTML, Attachment

from tests.support.tools import axe, browser, formcheck, htmlcheck, pdfread, qr, verapdf

GOOD = """<!doctype html><html lang="id"><head><title>Uji</title></head>
<body><main><h1>Uji</h1><p>Halo</p></main></body></html>"""
BAD = """<html><head></head><body><img src=x.png><p id=a><b>Halo</p><p id=a></body></html>"""


def picture_of(text):
    """Returns an A4 page with a QR code of 18 mm, quiet zone not counted."""
    svg = segno.make(text, error="m").svg_inline(border=4, omitsize=True)
    return HTML(
        string=f"<style>svg{{width:22.4mm;height:22.4mm}}</style><p>Pindai</p>{svg}"
    ).write_pdf()


@pytest.mark.documents
def test_verapdf_passes_an_archive_file_and_faults_a_plain_one():
    archive = HTML(string=GOOD).write_pdf(pdf_variant="pdf/a-3a")
    plain = HTML(string=GOOD).write_pdf()
    found = verapdf.judge({"archive": archive, "plain": plain, "no pdf": b"Halo"})
    assert found["archive", verapdf.PDF_A_3A] == []
    assert "PDF/UA Identification" in str(found["archive", verapdf.PDF_UA_1])
    assert "MarkInfo" in str(found["plain", verapdf.PDF_A_3A])
    assert "MarkInfo" in str(found["plain", verapdf.PDF_UA_1])
    assert found["no pdf", verapdf.PDF_A_3A][0].message == "cannot be read as PDF"


@pytest.mark.documents
def test_the_html_checker_passes_good_pages_and_faults_bad_ones():
    found = htmlcheck.judge({"good": GOOD, "bad": BAD, "good again": GOOD})
    assert found["good"] == found["good again"] == []
    assert any("Duplicate ID" in line for line in found["bad"])
    assert any("alt" in line for line in found["bad"])


@pytest.mark.documents
@pytest.mark.parametrize(
    ("part", "warning"),
    [
        ("<section><p>Halo</p></section>", "Section lacks heading"),
        ("<dl><dt>A</dt><dd>1</dd><dt>A</dt><dd>2</dd></dl>", "Duplicate “dt” name"),
    ],
)
def test_the_html_checker_faults_what_it_only_warns_about(part, warning):
    [fault] = htmlcheck.judge({"page": GOOD.replace("<p>Halo</p>", part)})["page"]
    assert warning in fault


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ("<input name=a>", "line 1: <input name=a> has no type"),
        ("<button>Kirim</button>", "line 1: <button> has no type"),
        ("<input type=text name=a><select name=a></select>", "two fields are called a"),
        ("<input type=checkbox name=a><input type=text name=a>", "two fields are called a"),
        (
            "</form><form id=f></form><input form=f type=text name=a><textarea form=f name=a>",
            "f: two",
        ),
    ],
)
def test_a_form_that_leaves_something_open_is_faulted(form, fault):
    [found] = formcheck.judge(f"<form>{form}</form>")
    assert fault in found


@pytest.mark.parametrize(
    "form",
    [
        "<input type=radio name=a><input type=radio name=a>",
        "<input type=checkbox name=a><input type=checkbox name=a>",
        "<button type=submit name=a value=1>A</button><button type=submit name=a>B</button>",
        "<input type=text name=a></form><form><input type=text name=a>",
    ],
)
def test_boxes_and_buttons_of_one_question_and_fields_of_two_forms_share_a_name(form):
    assert formcheck.judge(f"<form>{form}</form>") == []


@pytest.mark.documents
def test_a_pdf_is_read_back_with_its_text_size_fonts_and_attachments():
    attachment = Attachment(string="{}", name="isi.json", relationship="Data")
    pdf = HTML(string=GOOD).write_pdf(attachments=[attachment])
    assert pdfread.text(pdf).split() == ["Uji", "Halo"]
    assert pdfread.info(pdf)["Title"] == "Uji"
    assert pdfread.info(pdf)["Pages"] == "1"
    assert "A4" in pdfread.info(pdf)["Page size"]
    assert pdfread.fonts_left_out(pdf) == []
    assert pdfread.attachments(pdf) == {"isi.json": b"{}"}
    assert pdfread.faults(pdf) == []
    assert len(pdfread.page_images(pdf, dpi=20)) == 1


@pytest.mark.documents
def test_a_torn_pdf_is_faulted():
    pdf = HTML(string=GOOD).write_pdf()
    assert pdfread.faults(pdf[: len(pdf) // 2])
    assert pdfread.faults(b"Halo")


@pytest.mark.documents
def test_a_qr_code_survives_a_hurried_scan_and_its_absence_is_noticed():
    address = "https://rembug.example/verifikasi/ABCD-EFGH-JKMN-P/"
    assert qr.read_scan(picture_of(address)) == [address]
    assert qr.read_scan(HTML(string=GOOD).write_pdf()) == []


@pytest.mark.browser
def test_axe_passes_a_good_page_and_faults_a_bad_one():
    with browser.chromium() as chromium, browser.open_page(chromium) as page:
        page.set_content(GOOD)
        assert axe.judge(page) == []
        page.set_content(BAD)
        found = " ".join(axe.judge(page))
        for rule in ("image-alt", "html-has-lang", "document-title"):
            assert rule in found


@pytest.mark.browser
def test_axe_runs_under_a_strict_content_security_policy():
    with browser.chromium() as chromium, browser.open_page(chromium) as page:
        page.route(
            "http://rembug.example/",
            lambda route: route.fulfill(
                body=BAD,
                content_type="text/html",
                headers={"Content-Security-Policy": "default-src 'none'"},
            ),
        )
        page.goto("http://rembug.example/")
        assert axe.judge(page)


@pytest.mark.browser
def test_the_browser_notes_errors_and_requests_to_other_hosts():
    with browser.chromium() as chromium, browser.open_page(chromium) as page:
        troubles = browser.watch(page, "http://rembug.example/")
        page.route("http://rembug.example/", lambda route: route.fulfill(body=GOOD))
        page.route("http://elsewhere.example/*", lambda route: route.abort())
        page.goto("http://rembug.example/")
        assert troubles.all() == []
        with page.expect_console_message():
            page.evaluate("console.error('rusak')")
        with page.expect_event("requestfailed"):
            page.evaluate("fetch('http://elsewhere.example/x').catch(() => 0)")
        assert any("rusak" in line for line in troubles.console)
        assert troubles.third_party == ["http://rembug.example/: http://elsewhere.example/x"]
        assert troubles.failed
