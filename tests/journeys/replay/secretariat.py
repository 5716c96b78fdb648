"""What the secretariat does: letterhead, draft, number, freeze, print, take the signatures in."""

import re

from playwright.sync_api import expect

from tests.journeys.replay.roles import PATIENCE
from tests.journeys.replay.source import folder, rows_of

LOADED = "image => image.complete && image.naturalWidth > 0"


def set_up_letterhead(reader):
    """Enters the agency's own letterhead and its words for a berita acara."""
    page = reader.go("/kop-surat/baru/")
    [row] = folder().read_table("surat", key="kunci")
    reader.find("issuer", "Bappelitbangda")
    reader.fill(
        name=row.get_text("nama"),
        government=row.get_text("kop_1"),
        agency=row.get_text("kop_2"),
        unit=row.get_text("kop_3"),
        address=row.get_text("alamat"),
        place=row.get_text("tempat_surat"),
    )
    reader.send()
    letterhead = page.url
    [words] = [
        row for row in folder().read_table("surat_jenis") if row.get_text("jenis") == "berita_acara"
    ]
    page.goto(f"{letterhead}tulisan/berita-acara/")
    reader.fill(
        title=words.get_text("judul"),
        classification=words.get_text("klasifikasi"),
        number_pattern=words.get_text("pola_nomor"),
        opening=words.get_text("pembuka"),
        agreement=words.get_text("kesepakatan"),
        closing=words.get_text("penutup"),
    )
    reader.send()
    page.goto(letterhead)
    reader.picture("sekretariat-kop")


def draft(reader, meeting):
    """Drafts a berita acara out of the meeting; returns the path of its workbench."""
    page = reader.go(f"{meeting}dokumen/")
    reader.picture("sekretariat-draf")
    page.locator("a[href^='/berita-acara/baru/']").click()
    reader.send()
    expect(page).to_have_url(re.compile(r"/berita-acara/BA-2021-0001/"))
    return "/berita-acara/BA-2021-0001/"


def finish(reader, document):
    """Sees the pages and what is missing; nothing that stops the freezing may be left."""
    page = reader.go(document)
    expect(page.locator(".sheets li").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".bench-blocker")).to_have_count(0)
    expect(page.locator(".bench-clause")).to_have_count(len(rows_of("keputusan")))
    drawn = page.locator(".sheets img").first
    drawn.scroll_into_view_if_needed()
    page.wait_for_function(LOADED, arg=drawn.element_handle())
    reader.picture("sekretariat-meja")
    page.goto(f"{document}butir/")
    reader.picture("sekretariat-butir")


def freeze(reader, document):
    """Freezes the text; the pattern gives the number."""
    page = reader.go(f"{document}bekukan/")
    page.locator("[name=review_skipped][value=room]").check()
    reader.picture("sekretariat-bekukan")
    reader.send()
    page.goto(document)
    expect(page.locator(".page-meta")).to_contain_text("050/001/CONTOH/2021")


def print_it(reader, document, paper):
    """Prints by the dialog; returns the bytes that go to the printer."""
    reference = document.strip("/").rpartition("/")[2]
    page = reader.go(f"/cetak/?dokumen={reference}")
    page.locator(f"[name=paper][value={paper}]").check()
    if paper == "F4":
        reader.picture("sekretariat-cetak")
    reader.send()
    ready = page.locator(".print-open a")
    expect(ready).to_be_visible(timeout=PATIENCE)
    answer = page.request.get(ready.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def take_scans_in(reader, document, files):
    """Sends the papers as they came back, and finds the document's own among them, whole."""
    page = reader.go(f"{document}tanda-tangan/")
    page.locator("main a[href='/pindaian/']").click()
    page.locator("[name=files]").set_input_files(files)
    reader.send()
    batch = page.url
    reference = document.strip("/").rpartition("/")[2]
    paper = page.locator(".paper-found", has_text=reference)
    expect(paper.locator(".scan-whole")).to_be_visible(timeout=PATIENCE)
    reader.picture("sekretariat-pindaian")
    return batch


def say_who_signed(reader, batch):
    """Says that every place of the paper is signed; returns the record, which waits."""
    page = reader.go(batch)
    page.locator(".paper-found a.button.primary").click()
    drawn = page.locator(".scan-sheets img").first
    page.wait_for_function(LOADED, arg=drawn.element_handle())
    page.locator("[name=rest_signed]").check()
    reader.fill(signed_date="2021-11-08")
    reader.picture("sekretariat-tanda-tangan")
    reader.send()
    expect(page.locator("button[name=confirm]")).to_have_count(0)
    return page.url


def confirm(reader, record, document):
    """Looks at the same paper as a second person; the document comes into force."""
    page = reader.go(record)
    expect(page.locator(".scan-sheets img")).not_to_have_count(0)
    reader.picture("sekretariat-kedua")
    with page.expect_navigation():
        page.locator("button[name=confirm]").click()
    page.goto(document)
    expect(page.locator(".page-meta")).to_contain_text("Berlaku")
