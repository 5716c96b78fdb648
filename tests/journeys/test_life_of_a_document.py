"""A document from its review to a stranger who checks the sealed file, each in their own browser.

What the meeting of 2021 did not need: comments by link, signatures on a phone and on a tablet, the
seal. The pictures of the handbook are taken on the way (`make handbook` keeps them).
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agreements.actions.signatories import add_signatory
from tests.journeys.conftest import portal_at_work
from tests.journeys.replay.roles import PATIENCE, Roles
from tests.journeys.replay.signing import draw
from tests.support.tools import pdfread

pytestmark = [pytest.mark.both_databases, pytest.mark.browser]

COMMENT = "Mohon ditulis bahwa sumur dibuat paling lambat Maret."
ANSWER = "Setuju. Bulannya ditulis dalam butir KESATU."


@pytest.fixture(scope="module")
def site(example):
    """The address of the portal; its worker does what is due right after each commit."""
    with portal_at_work() as address:
        yield address


@pytest.fixture(scope="module")
def document(example, django_db_blocker):
    """The path of a draft that a company and a kelurahan are to sign."""
    with django_db_blocker.unblock():
        add_signatory(
            document=example.draft,
            organisation=example.users["lurah.taman"].person.mandates.get().organisation,
            name="Lurah Taman (contoh)",
            position="Lurah Taman",
            by=example.users["sekretariat"],
        )
    return example.draft.get_absolute_url()


@pytest.fixture
def roles(site, example, browser, db):
    """Opens the browser of a role, and keeps it open until the end."""
    with Roles(browser, site, example.users) as opened:
        yield opened


def test_a_draft_is_reviewed_signed_sealed_and_checked(roles, document):
    office = roles.desk("sekretariat")
    link = ask_for_comments(office, document)
    comment(roles.phone("inka-by-link"), link)
    answer(office, document)
    freeze(office, document)
    inka, *others = make_links(office, document)
    receipt = sign_by_link(roles.phone("inka-by-link"), inka)
    assert re.fullmatch(r"TT(-\w{4}){3}", receipt)
    hand_the_tablet_round(roles.desk("fasilitator"), document, len(others))
    sealed = fetch_the_final(office, document)
    assert pdfread.faults(sealed) == []
    assert ANSWER not in " ".join(pdfread.text(sealed).split())
    check_the_file(roles.phone("citizen"), sealed)


def ask_for_comments(reader, document):
    """Sends the draft out for a week; returns the link of the first who was asked."""
    page = reader.go(f"{document}peninjauan/")
    reader.fill(review_until=(timezone.localdate() + timedelta(days=7)).isoformat())
    reader.picture("sekretariat-tinjau")
    reader.send()
    page.locator("main a[href*='/peninjauan/tautan/']").first.click()
    return page.locator(".address").inner_text()


def comment(reader, link):
    """Reads the draft on a phone and writes what should be different."""
    page = reader.go(link)
    box = page.locator("main form:has(textarea)").nth(1)
    box.locator("xpath=ancestor::details").first.evaluate("box => { box.open = true; }")
    box.locator("textarea").fill(COMMENT)
    reader.picture("pemangku-tinjau", at="main form:has(textarea)")
    with page.expect_navigation():
        box.locator("button").last.click()
    expect(page.locator("main")).to_contain_text(COMMENT)


def answer(reader, document):
    """Answers the comment; nothing is left open."""
    page = reader.go(f"{document}peninjauan/")
    reader.picture("sekretariat-jawab", at=".comment")
    page.locator("main a[href*='/peninjauan/tanggapan/']:not([href$='tanggapan/'])").first.click()
    page.locator("[name=state][value=accepted]").check()
    reader.fill(answer=ANSWER)
    reader.send()
    expect(page.locator("main")).to_contain_text(ANSWER)


def freeze(reader, document):
    """Freezes the text, which asks no reason now that it was reviewed."""
    page = reader.go(f"{document}bekukan/")
    expect(page.locator("[name=review_skipped]")).to_have_count(0)
    reader.send()


def make_links(reader, document):
    """Makes the links to sign; returns that of each place, in their order."""
    page = reader.go(f"{document}kumpulkan/")
    with page.expect_response(re.compile("kumpulkan/tautan/")):
        page.locator("form[action$='kumpulkan/tautan/'] button").click()
    expect(page.locator("form[action$='kumpulkan/tautan/']")).to_have_count(0)
    reader.picture("sekretariat-kumpulkan")
    places = page.locator("#collecting .row-title a").all()
    addresses = [place.get_attribute("href") for place in places]
    links = []
    for address in addresses:
        page.goto(address)
        links.append(page.locator(".address").inner_text())
    return links


def sign_by_link(reader, link):
    """Reads on a phone, agrees, draws, signs; returns the receipt."""
    page = reader.go(link)
    reader.picture("pemangku-diminta")
    page.locator("main button.primary").click()
    expect(page.locator(".pages-read img").first).to_be_visible()
    reader.fill(name="Wakil PT INKA (contoh)")
    page.locator("[name=consent]").check()
    draw(page)
    reader.picture("pemangku-tanda-tangan", at="[name=consent]")
    page.locator(".sign-form [type=submit]").click()
    number = page.locator(".receipt-number")
    expect(number).to_be_visible(timeout=PATIENCE)
    reader.picture("pemangku-tanda-terima-naskah")
    return number.inner_text()


def hand_the_tablet_round(reader, document, people):
    """Each of those in the room signs on the same tablet."""
    page = reader.go(f"{document}bergiliran/")
    page.locator("main button.primary").click()
    reader.picture("fasilitator-bergiliran")
    for _each in range(people):
        page.locator("a.turn").first.click()
        page.locator("[name=consent]").check()
        draw(page)
        page.locator(".sign-form [type=submit]").click()
        expect(page).to_have_url(re.compile("terima-kasih"))


def fetch_the_final(reader, document):
    """Takes the sealed file from the page of the document."""
    page = reader.go(document)
    final = page.locator("a[href*='akhir.pdf'], a[href*='/akhir/']").first
    expect(final).to_be_visible()
    reader.picture("sekretariat-akhir", at=".file")
    return page.request.get(final.get_attribute("href")).body()


def check_the_file(reader, pdf):
    """Lays the file before the portal, which says that it is the original."""
    page = reader.go("/verifikasi/")
    reader.picture("warga-kode")
    page.locator("[name=berkas]").set_input_files(
        {"name": "akhir.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    said = page.locator("[data-verify-answer]")
    expect(said).to_contain_text("berkas asli yang tersegel", timeout=PATIENCE)
    reader.picture("warga-berkas", at="[data-verify-answer]")
