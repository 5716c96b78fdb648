"""The meeting of 8 November 2021, replayed from empty to printed, each role in its own browser.

Every step is done as its user does it, with forms and links alone; the pictures of the handbook are
taken on the way (`make handbook` keeps them).
"""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import portal_at_work
from tests.journeys.replay import facilitator, secretariat, source, stakeholder
from tests.journeys.replay.roles import Roles
from tests.support.scan_batches import as_pdf, as_photo, empty, turned
from tests.support.tools import pdfread
from tests.support.tools.pdfread import page_images
from tests.support.tools.qr import worn

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """The forum before its meeting, committed; nothing stays behind."""
    with django_db_blocker.unblock():
        try:
            yield source.load_registers()
        finally:
            source.empty()


@pytest.fixture(scope="module")
def site(people):
    """The address of the portal; its worker does what is due right after each commit."""
    with portal_at_work() as address:
        yield address


@pytest.fixture
def roles(browser, site, people, db):
    """Opens the browser of a role, and keeps it open until the end."""
    with Roles(browser, site, people) as opened:
        yield opened


def as_it_came_back(pdf):
    """The signed paper as a scanner and a phone send it: in disorder, a page upside down."""
    first, *rest = [
        worn(page, seed=number) for number, page in enumerate(page_images(pdf, dpi=150))
    ]
    scanned = as_pdf([*rest[::-1], empty()])
    photo = as_photo(turned(first, 180))
    return [
        {"name": "pindai.pdf", "mimeType": "application/pdf", "buffer": scanned},
        {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photo},
    ]


def test_the_meeting_is_replayed_from_empty_to_printed(roles):
    desk = roles.desk("fasilitator")
    meeting = facilitator.plan(desk)
    facilitator.build_agenda(desk, meeting)
    facilitator.invite(desk, meeting)
    facilitator.open_and_mark(desk, meeting)
    said = facilitator.write_log(desk, meeting)

    room = facilitator.show_qr(desk, meeting)
    contributions = source.rows_of("kontribusi")
    by_phone, [on_paper] = contributions[:-1], contributions[-1:]
    received = {}
    for number, row in enumerate(by_phone):
        phone = roles.phone(f"contributor-{number}")
        received[row.get_text("kode")] = stakeholder.contribute(
            phone, room, row, takes_pictures=number == 0
        )
    first = by_phone[0]
    _reference, link = received[first.get_text("kode")]
    words = f"{first.get_text('kata_asli')} Mulai Januari."
    stakeholder.change_words(roles.phone("contributor-0"), link, words)
    facilitator.enter_slip(desk, meeting, on_paper)
    desk.go(f"{meeting}kontribusi/")
    desk.picture("fasilitator-kontribusi")
    for number, row in enumerate(contributions, start=1):
        facilitator.decide(desk, row, f"KOM-2021-{number:04d}")
    stakeholder.see_what_became_of_it(roles.phone("contributor-0"), link, first.get_text("uraian"))

    office = roles.desk("sekretariat")
    secretariat.set_up_letterhead(office)
    document = secretariat.draft(office, meeting)
    facilitator.close_and_publish(desk, meeting)
    secretariat.finish(office, document)
    secretariat.freeze(office, document)
    prints = {paper: secretariat.print_it(office, document, paper) for paper in ("A4", "F4")}
    batch = secretariat.take_scans_in(office, document, as_it_came_back(prints["A4"]))
    record = secretariat.say_who_signed(office, batch)
    secretariat.confirm(desk, record, document)

    for role, place in (("fasilitator", "fasilitator-tugas"), ("inka", "pemangku-akun")):
        roles.desk(role).go("/tugas/")
        roles.desk(role).picture(place)
    for paper, pdf in prints.items():
        assert pdfread.faults(pdf) == []
        printed = " ".join(pdfread.text(pdf).split())
        assert "BERITA ACARA" in printed
        assert "Nomor: 050/001/CONTOH/2021" in printed, paper
        for row in source.rows_of("keputusan"):
            assert row.get_text("teks") in printed
        for number in range(1, len(contributions) + 1):
            assert f"KOM-2021-{number:04d}" in printed
    # A citizen with the paper in hand finds the same on the web.
    visitor = roles.phone("citizen")
    page = visitor.go(document)
    code = page.locator(".qr-code").inner_text()
    visitor.go(f"/verifikasi/{code}/")
    page.goto(meeting)
    expect(page.locator("#participants tbody tr")).to_have_count(18)
    expect(page.locator("#log")).to_contain_text(source.rows_of("catatan")[0].get_text("teks"))
    assert said == 9
