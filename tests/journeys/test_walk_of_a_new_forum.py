"""A forum's first meeting, from a new meeting to a berita acara in force; what it costs its staff.

One interaction is a click, a field that is filled or chosen, or a form that is sent. Each of the
staff begins on the front page and goes on by links alone, which count too. Whoever wants to see
what each phase costs runs it with `-rP`.
"""

from collections import Counter
from datetime import timedelta
from io import StringIO
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from stakeholders.actions.inviting import appoint_representative
from stakeholders.models import Duty, Organisation, User
from stakeholders.naming import FullName
from tests.journeys.conftest import portal_at_work, session_cookie
from tests.journeys.replay.source import empty
from tests.journeys.walking import Walker
from tests.portal.test_commands import ANSWERS
from tests.support.scan_batches import as_pdf
from tests.support.seal import made_seal
from tests.support.tools import pdfread
from tests.support.tools.browser import PHONE, open_page
from tests.support.tools.pdfread import page_images
from tests.support.tools.qr import worn

pytestmark = pytest.mark.browser

MOST_OF_STAFF, MOST_OF_A_GUEST = 190, 6
ORGANISATIONS = (
    *("Forum Warga Contoh", "PT Contoh Baja", "PKK Contoh", "Karang Taruna Contoh"),
    *("Universitas Contoh", "Bank Contoh", "Media Contoh", "Yayasan Contoh", "Koperasi Contoh"),
    *("Kelurahan Contoh Barat", "Kelurahan Contoh Timur", "Dinas Contoh", "Puskesmas Contoh"),
)
# Nineteen people: one of each new organisation, another one of three, and three of the agency.
GUESTS = [*ORGANISATIONS, *ORGANISATIONS[:3], *[ANSWERS["agency"]] * 3]
THEME = "Musyawarah kelurahan (contoh)"


@pytest.fixture(scope="module")
def staff(django_db_setup, django_db_blocker, tmp_path_factory):
    """The accounts of a forum that was just started: nobody else is registered."""
    password = tmp_path_factory.mktemp("forum") / "password"
    password.write_text("rahasia-yang-panjang-7\n", encoding="utf-8")
    with django_db_blocker.unblock():
        try:
            call_command("start_forum", password_file=password, stdout=StringIO(), **ANSWERS)
            made_seal()
            administrator = User.objects.get()
            yield {duty: appoint(duty, administrator) for duty in Duty}
        finally:
            empty()


def appoint(duty, administrator):
    """An account of the agency with this duty."""
    mandate = appoint_representative(
        organisation=Organisation.objects.get(),
        person=FullName(name=f"Petugas {duty} (contoh)"),
        position="Petugas",
        duty=duty,
        email=f"{duty}@kota.example",
        by=administrator,
    )
    return User.objects.get(person=mandate.person)


@pytest.fixture(scope="module")
def site(staff):
    """The address of the portal; its worker does what is due right after each commit."""
    with portal_at_work() as address:
        yield address


@pytest.fixture
def spent():
    """The interactions of the staff, by phase."""
    return Counter()


@pytest.fixture
def walk(browser, site, staff, spent, db):
    """Opens the browser of somebody at a desk; it counts on the staff's account."""
    with open_page(browser, base_url=site) as first, open_page(browser, base_url=site) as second:
        walkers = {}
        for page, duty in ((first, Duty.FACILITATOR), (second, Duty.SECRETARIAT)):
            page.context.add_cookies([session_cookie(staff[duty], site)])
            page.goto("/")
            walkers[duty] = Walker(page, spent)
        yield walkers


@pytest.fixture
def guest(browser, site, db):
    """Opens the phone of somebody without an account."""
    with open_page(browser, base_url=site, size=PHONE) as page:
        yield Walker(page, Counter())


def test_the_first_meeting_of_a_forum_costs_at_most_190_interactions(walk, guest, spent):
    desk, office = walk[Duty.FACILITATOR], walk[Duty.SECRETARIAT]
    plan(desk)
    invite_all(desk)
    mark_attendance(desk)
    write_log(desk)
    collect(desk, guest)
    decide(desk)
    close_and_publish(desk)
    complete_letterhead(office)
    document = draft(office)
    name_positions(office)
    printed = freeze_and_print(office)
    take_signatures_in(office, desk, printed)
    check_the_papers(office.page, document, printed)
    print(*(f"{phase}: {count}" for phase, count in spent.items()), sep="\n")
    assert sum(spent.values()) <= MOST_OF_STAFF


def plan(desk):
    """Plans a meeting whose day has passed, with five items on its agenda."""
    desk.begin("plan")
    desk.visit("Rapat")
    desk.follow("Rapat baru")
    yesterday = timezone.localdate() - timedelta(days=1)
    desk.write(
        kind="Musyawarah",
        theme=THEME,
        date=yesterday.isoformat(),
        starts_at="09:00",
        ends_at="11:30",
        venue="Balai kelurahan (contoh)",
    )
    desk.send()
    desk.click(desk.page.locator("[name=past][value=work_through]"))
    desk.send()
    desk.begin("agenda")
    desk.follow("Kerjakan rapat ini")
    for number, title in enumerate(
        ("Pembukaan", "Paparan wilayah", "Diskusi", "Kesepakatan", "Penutup"), start=1
    ):
        desk.write(title=title, minutes="30")
        desk.click(desk.page.locator("#add"))
        expect(desk.page.locator(".agenda > li")).to_have_count(number)


def invite_all(desk):
    """Pastes nineteen names with thirteen new organisations, and opens the meeting."""
    desk.begin("names")
    desk.follow("Undangan")
    desk.follow("Tempel daftar nama")
    names = "\n".join(
        f"{number}. Tamu {chr(64 + number)}, {organisation}"
        for number, organisation in enumerate(GUESTS, start=1)
    )
    desk.write(names=names)
    desk.send()
    for number, organisation in enumerate(GUESTS, start=1):
        if organisation != ANSWERS["agency"]:
            desk.choose(f"row{number}-organisation_choice", "new:civil_society")
    desk.send()
    expect(desk.page.locator("tbody tr")).to_have_count(len(GUESTS))
    desk.begin("open")
    desk.follow("Ringkasan")
    desk.follow("Buka rapat")
    desk.send()


def mark_attendance(desk):
    """Marks one late, one excused, the rest present, and adds a walk-in."""
    desk.begin("attendance")
    desk.follow("Tandai kehadiran")
    page = desk.page
    late, excused, *_others = page.locator(".attendee").all()
    desk.click(late.get_by_role("link", name="Terlambat"))
    desk.write(arrived_at="09:30")
    desk.click(late.get_by_role("button", name="Simpan"))
    expect(late.locator("[name=arrived_at]")).to_have_count(0)
    desk.click(excused.get_by_role("link", name="Izin"))
    desk.write(excuse="Dinas luar kota (contoh)")
    desk.click(excused.get_by_role("button", name="Simpan"))
    expect(excused.locator("[name=excuse]")).to_have_count(0)
    desk.click(page.get_by_role("button", name="Sisanya hadir (17)"))
    expect(page.locator("#counts .marks-present")).to_contain_text("18")
    desk.click(page.get_by_role("link", name="Tambah tamu"))
    desk.write(name="Tamu Baru (contoh)", organisation=ORGANISATIONS[1])
    desk.send()


def write_log(desk):
    """Writes three statements, two decisions and a follow-up in the meeting room."""
    desk.begin("log")
    desk.follow("Ruang rapat")
    page = desk.page
    lines = page.locator("#newest .line")
    box = page.locator("#id_text")
    for number, line in enumerate(
        (
            "P media: Warga siap menyediakan tempat.",
            "P yayasan: Pelatihan dimulai bulan depan.",
            "P koperasi: Anggota kami ikut menjaga.",
            "K Pelatihan diadakan di balai.",
            "K Lapak dibuka hari Senin.",
        ),
        start=1,
    ):
        desk.type(box, line)
        desk.press(box, "Enter")
        expect(lines).to_have_count(number)
        expect(box).to_have_value("")
    desk.type(box, "T Menyusun jadwal pelatihan")
    expect(page.locator("#id_owner")).to_be_visible()
    desk.write(owner_text=ANSWERS["agency"], deadline="2031-01-15")
    desk.press(box, "Enter")
    expect(lines).to_have_count(6)


def collect(desk, guest):
    """Takes in a contribution by the room's code, one by a personal link, and four slips."""
    desk.begin("contributions")
    page = desk.page
    desk.follow("Kontribusi")
    desk.follow("Buat kode QR ruangan")
    desk.send()
    contribute(guest, read_link(page), organisation=ORGANISATIONS[1])
    desk.follow("Kontribusi")
    desk.follow("Tautan pribadi")
    desk.send("Buat")
    contribute(guest, read_link(page))
    desk.follow("Kontribusi")
    desk.follow("Catat slip")
    for number in range(2, 6):
        words = f"Slip nomor {number} (contoh)."
        desk.write(organisation=ORGANISATIONS[number], own_words=words)
        desk.send()


def read_link(page):
    """The link in the message that a page offers to send."""
    message = page.locator("a[href^='https://wa.me/']").first.get_attribute("href")
    return unquote(message).split()[-1]


def contribute(guest, address, **fields):
    """Writes a contribution on a phone."""
    guest.spent.clear()
    guest.page.goto(address)
    guest.write(own_words="Kami ikut menyiapkan lapak (contoh).", **fields)
    guest.send()
    expect(guest.page.locator(".receipt-number")).to_be_visible()
    assert sum(guest.spent.values()) <= MOST_OF_A_GUEST


def decide(desk):
    """Accommodates three contributions, defers one, declines one and merges one."""
    desk.begin("decisions")
    page = desk.page
    desk.visit("Komitmen")
    desk.click(page.locator("main a[href='/komitmen/menunggu/']"))
    desk.follow("Mulai dari yang terlama")
    for _number in range(3):
        expect(page.locator("[name=title]")).not_to_have_value("")
        desk.send()
    for verdict in ("Tunda", "Tolak", "Gabungkan"):
        desk.follow(verdict)
        if verdict == "Gabungkan":
            desk.click(page.locator("[name=dengan]").first)
            desk.send()
        desk.write(reason="Dibicarakan dalam rapat (contoh)")
        desk.send()
    page.wait_for_url("**/komitmen/menunggu/")


def close_and_publish(desk):
    """Closes the log and lets everybody read."""
    desk.begin("close")
    open_meeting(desk)
    desk.follow("Tutup rapat")
    desk.send()
    desk.follow("Terbitkan rapat")
    desk.send()


def open_meeting(walker):
    """Goes to the meeting by the list of meetings."""
    walker.visit("Rapat")
    walker.follow(THEME)


def complete_letterhead(office):
    """Completes the letterhead that the forum was started with."""
    office.begin("letterhead")
    page = office.page
    office.click(page.locator(".site-user summary"))
    office.click(page.locator(".site-user-menu").get_by_role("link", name="Kop surat"))
    office.follow("Surat Bappeda Kota Contoh")
    office.follow("Ubah")
    office.write(address="Jalan Contoh 1", place="Kota Contoh")
    office.send()


def draft(office):
    """Drafts the berita acara out of the meeting; returns the address of its workbench."""
    office.begin("draft")
    open_meeting(office)
    office.follow("Kerjakan rapat ini")
    office.follow("Susun berita acara")
    office.send()
    return office.page.url


def name_positions(office):
    """Says in which position each party signs, one after another."""
    office.begin("positions")
    page = office.page
    signs = [*ORGANISATIONS, ANSWERS["agency"]]
    expect(page.locator(".bench-blocker")).to_have_count(len(signs))
    office.follow("Lengkapi yang pertama")
    for _organisation in signs:
        expect(page.locator("[name=position]")).to_have_value("")
        office.write(position="Ketua (contoh)")
        office.send()
    office.follow("Kembali ke meja kerja")
    expect(page.locator(".bench-blocker")).to_have_count(0)


def freeze_and_print(office):
    """Freezes the text and prints it; returns the bytes that go to the printer."""
    office.begin("freeze")
    page = office.page
    office.follow("Bekukan naskah")
    office.click(page.locator("[name=review_skipped][value=room]"))
    office.send()
    office.begin("print")
    office.follow("Cetak")
    office.send()
    ready = page.locator(".print-open a")
    expect(ready).to_be_visible()
    # The click opens the file in the reader of the browser, where it goes to the printer.
    office.count()
    return fetch_pdf(page, ready)


def fetch_pdf(page, link):
    """The file behind a link."""
    answer = page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def take_signatures_in(office, desk, printed):
    """Takes in the signed paper from a scanner; a second person looks at it and confirms."""
    office.begin("signatures")
    page = office.page
    office.click(page.locator(".key-facts a[href^='/berita-acara/']"))
    office.follow("Catat tanda tangan tinta")
    office.follow("Unggah hasil pindai")
    scanned = [
        worn(sheet, seed=number) for number, sheet in enumerate(page_images(printed, dpi=150))
    ]
    scan = {"name": "pindai.pdf", "mimeType": "application/pdf", "buffer": as_pdf(scanned)}
    page.locator("[name=files]").set_input_files(scan)
    office.count()
    office.send()
    expect(page.locator(".scan-whole")).to_be_visible()
    office.follow("Sebutkan siapa yang menandatangani")
    office.click(page.locator("[name=rest_signed]"))
    office.send()
    desk.begin("second person")
    desk.click(desk.page.locator(".tasks-link"))
    desk.follow("Periksa kertas bertanda tangan")
    desk.send("Ya, tanda tangannya ada")


def check_the_papers(page, document, printed):
    """The document is in force and sealed, and its papers say what was decided."""
    page.goto(document)
    expect(page.locator(".page-meta")).to_contain_text("Berlaku")
    signed_by_all = f"Ditandatangani oleh semua ({len(ORGANISATIONS) + 1})"
    expect(page.locator("main")).to_contain_text(signed_by_all)
    final = page.locator("main a[href$='/akhir.pdf']").first
    expect(final).to_be_visible()
    for pdf in (printed, fetch_pdf(page, final)):
        assert pdfread.faults(pdf) == []
        said = " ".join(pdfread.text(pdf).split())
        for text in ("BERITA ACARA", "Jalan Contoh 1", "Pelatihan diadakan di balai."):
            assert text in said
        assert [name for name in ORGANISATIONS if name not in said] == []
