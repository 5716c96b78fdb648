"""The meeting of 8 November 2021, run live: two who write, a projector, eighteen guests on phones.

Nothing is simulated. The server is a process of its own that is stopped while lines and marks are
typed and started again; the facilitator's browser is killed with lines that nobody has; a session
ends under a line; a guest's phone is taken off the network while it sends; two write at once, and
both correct the same line. In the end the log holds what was typed: every line, once, in the order
of each device.
"""

import os
from contextlib import ExitStack, suppress
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from PIL import Image
from playwright.sync_api import Error, expect, sync_playwright

from meetings.models import LogKind
from tests.journeys.conftest import session_cookie
from tests.journeys.live import forum, phones
from tests.journeys.live.desks import Desk
from tests.journeys.replay import source
from tests.support.hosts import run_web_server
from tests.support.object_store import find_free_port
from tests.support.tools import qr
from tests.support.tools.browser import (
    FLAGS,
    PATIENCE,
    PHONE,
    chromium_path,
    kill_browser,
    open_page,
)

pytestmark = pytest.mark.browser

LAPTOP, PROJECTOR = (1366, 768), (1280, 720)
PASSWORD = "lumbung-padi-77"
# What the whole meeting may cost the facilitator, from its opening to its closing: clicks, fields
# filled and submits. 24 lines, of which six are follow-ups with owner and date, cost 60 of them.
MOST_SPENT = 78
PICTURES = os.environ.get("ROOM_PICTURES", "")
MARKED_BY_STAFF = ("wkr", "lempung")  # while the server is stopped
THE_REST = "lesse"
NEIGHBOUR, ONLINE = "kelurahan-demangan", "bank-jatim"
BY_PHONE = ("disperindag", "bank-jatim", "um-madiun")  # they write their contribution themselves
CUT_OFF = "bank-jatim"  # whose phone has no network while its guest sends
# By which letters the two who write name a speaker.
LETTERS = {
    "bappelitbangda": "em",
    "pt-inka": "br",
    "ybn": "ts",
    "usaid-madani": "ms",
    "disnaker-kukm": "disnaker",
    "kominfo": "kominfo",
    "disbudparpora": "disbud",
    "kecamatan-taman": "kecamatan",
    "kelurahan-taman": "kelurahan taman",
    "kelurahan-demangan": "kelurahan demangan",
    "bakesbangpol": "bakes",
    "wkr": "wkr",
}


@pytest.fixture
def people(django_db_setup, django_db_blocker):
    """The forum before its meeting, committed; nothing stays behind."""
    with django_db_blocker.unblock():
        try:
            yield source.load_registers()
        finally:
            connections.close_all()
            source.empty()


@pytest.fixture
def db(people):
    """Stands in for pytest-django's own, which would put the test into a transaction."""


@pytest.fixture
def meeting(people, db):
    return forum.prepare_meeting(by=people["fasilitator"])


@pytest.fixture
def driver():
    with sync_playwright() as started:
        yield started
        connections.close_all()


class Stage:
    """The browsers of the meeting: the facilitator's own, and one that all others share."""

    def __init__(self, driver, url, profile):
        self.driver, self.url, self.profile = driver, url, profile
        self.stack = ExitStack()

    def __enter__(self):
        self.browser = self.driver.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        self.stack.callback(self.browser.close)
        return self

    def __exit__(self, *exception):
        self.stack.close()

    def open_own(self, user):
        """Opens the browser whose store outlives it, signed in."""
        context = self.driver.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=chromium_path(),
            args=FLAGS,
            viewport={"width": LAPTOP[0], "height": LAPTOP[1]},
            base_url=self.url,
            locale="id-ID",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        self.stack.callback(_close_quietly, context)
        context.add_cookies([session_cookie(user, self.url)])
        return context.pages[0]

    def open(self, size, user=None):
        """Opens a device that stays until the end."""
        page = self.stack.enter_context(open_page(self.browser, size=size, base_url=self.url))
        if user is not None:
            page.context.add_cookies([session_cookie(user, self.url)])
        return page

    def phone(self):
        """Opens the phone of a guest, during the block."""
        return open_page(self.browser, size=PHONE, base_url=self.url)


def _close_quietly(context):
    with suppress(Error):  # a killed browser is closed already
        context.close()


def picture(page, name):
    """Keeps a picture where somebody asked for it; a test judges none."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def read_code(screen):
    """What a phone reads off the wall."""
    drawn = screen.locator(".qr-image svg")
    drawn.wait_for()
    [address] = qr.read([Image.open(BytesIO(drawn.screenshot()))])
    return address


def open_the_meeting(facilitator, wall):
    """The facilitator makes the code of the room and opens the meeting."""
    page = facilitator.page
    facilitator.go()
    wall.goto(f"{facilitator.room}?tampil=proyektor")
    expect(wall.locator("h1")).to_have_text("Rapat segera dimulai")
    facilitator.click(page.get_by_role("link", name="Kode QR kehadiran"))
    facilitator.click(page.get_by_role("button", name="Buat kodenya"))
    facilitator.click(page.get_by_role("link", name="Ruang rapat"))
    facilitator.click(page.locator("main a[href$='/buka/']"))
    facilitator.click(page.locator("main form .primary"))
    expect(facilitator.box).to_be_focused()


def check_everybody_in(stage, wall, door):
    """The guests scan the code on the wall; who has no phone out is marked by the staff."""
    by_phone = [
        guest
        for guest in source.rows_of("peserta")
        if guest.get_text("kunci") not in (*MARKED_BY_STAFF, THE_REST, NEIGHBOUR)
    ]
    for guest in by_phone:
        key, name = guest.get_text("kunci"), forum.name_guest(guest)
        with stage.phone() as page:
            taps = phones.check_in(page, door, name, online=key == ONLINE)
            assert taps <= phones.MOST_TAPS
            if key == "kelurahan-taman":
                picture(page, "guest-checked-in")
                [neighbour] = [
                    forum.name_guest(row)
                    for row in source.rows_of("peserta")
                    if row.get_text("kunci") == NEIGHBOUR
                ]
                assert phones.check_in_neighbour(page, neighbour) <= phones.MOST_TAPS
    expect(wall.locator(".room-total strong")).to_have_text(str(len(by_phone) + 1))
    picture(wall, "wall-checking-in")


def write_at_once(first, second, texts, *, short):
    """Both press Enter before either has an answer, and see the line of the other."""
    first.type(texts[0], short=short)
    second.type(texts[1], short=short)
    for desk in (first, second):
        for text in texts:
            desk.see(text)


def correct_the_same_line(facilitator, secretary, before):
    """Both have the same line open: who saves second sees both texts, and decides."""
    first_text, second_text = f"{before} (contoh: ubahan pertama)", f"{before} (contoh: keduanya)"
    for desk in (facilitator, secretary):
        desk.open_line(before)
    facilitator.correct(first_text)
    facilitator.see(first_text)
    secretary.correct(second_text)
    shown = secretary.page.locator(".conflict-text")
    expect(shown.first).to_have_text(first_text)
    expect(shown.last).to_have_text(second_text)
    picture(secretary.page, "conflict")
    secretary.click(secretary.page.locator("main form .primary").first)
    facilitator.see(second_text)
    secretary.see(second_text)
    facilitator.typed[facilitator.typed.index(before)] = second_text


def mark_unheard(page, name):
    """Marks somebody as present while the server does not answer."""
    row = page.locator(".attendee", has_text=name)
    row.get_by_role("button", name="Hadir", exact=True).click()


def sign_in_again(secretary):
    """The same person signs in, as the room offers, and is back in the room."""
    page = secretary.page
    page.locator("#pulse").get_by_role("link").click()
    page.locator("[name=login]").fill(secretary.user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form[action='/akun/masuk/'] button[type=submit]").click()
    page.wait_for_url(f"**{secretary.room}")


def list_lines(meeting, user):
    """The lines that came from somebody's device, in the order of the log."""
    lines = meeting.log.filter(recorded_by=user).order_by("order")
    return list(lines.values_list("text", flat=True))


def test_the_meeting_of_2021_is_run_live(driver, people, meeting, tmp_path, monkeypatch):
    port = find_free_port()
    url = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("PUBLIC_URL", url)
    people["sekretariat"].set_password(PASSWORD)
    people["sekretariat"].save(update_fields=["password"])
    room = f"{meeting.get_absolute_url()}ruang/"
    said, promised = forum.read_said(), forum.read_promised()
    with Stage(driver, url, tmp_path / "profile") as stage:
        with run_web_server(port):
            facilitator = Desk(stage.open_own(people["fasilitator"]), people["fasilitator"], room)
            secretary = Desk(stage.open(LAPTOP, people["sekretariat"]), people["sekretariat"], room)
            wall = stage.open(PROJECTOR, people["fasilitator"])
            list_tab = secretary.page.context.new_page()
            open_the_meeting(facilitator, wall)
            check_everybody_in(stage, wall, read_code(wall))
            secretary.go()
            facilitator.begin(1)
            expect(wall.locator("h1")).to_have_text("1. Pembukaan")
            facilitator.begin(2)
            facilitator.write(said[0], short="P em:")
            facilitator.write(said[1], short="P em:")
            facilitator.begin(3)
            write_at_once(facilitator, secretary, said[2:4], short="P br:")
            correct_the_same_line(facilitator, secretary, said[1])
            facilitator.begin(4)
            list_tab.goto(f"{meeting.get_absolute_url()}kehadiran/")
            secretary.expect_item(4)
            for page, name in ((facilitator.page, "desk"), (wall, "wall")):
                picture(page, f"{name}-running")

        # The server is gone. Everybody writes on, and the facilitator's battery is empty.
        facilitator.write_unheard(said[4], short="P ts:")
        facilitator.write_unheard(said[5], short="P ts:")
        for note in ("Salindia survei ditampilkan (contoh)", "Dua foto lapak diedarkan (contoh)"):
            secretary.write_unheard(note, short="C")
        for name in ("WKR", "Lempung"):
            mark_unheard(list_tab, name)
        expect(list_tab.locator("[data-waiting] li").last).to_contain_text("Lempung")
        picture(facilitator.page, "desk-unheard")
        picture(list_tab, "attendance-unheard")
        kill_browser(stage.profile)

        with run_web_server(port):
            secretary.expect_delivered()
            expect(list_tab.locator("[data-waiting]")).to_be_hidden()
            facilitator.page = stage.open_own(people["fasilitator"])
            facilitator.go()
            facilitator.expect_delivered()
            expect(wall.locator(".room-total strong")).to_have_text("17")
            close_it(stage, facilitator, secretary, wall, list_tab, said, promised, meeting)
    assert_nothing_is_lost(meeting, facilitator, secretary, said, promised)


def contribute(stage, desk, promised, meeting):
    """Some guests scan the other code and write their contribution themselves."""
    page = f"{meeting.get_absolute_url()}kontribusi/qr/"
    desk.goto(page)
    desk.locator("main form .primary").click()
    desk.goto(f"{page}?tampil=proyektor")
    address = read_code(desk)
    for key in BY_PHONE:
        with stage.phone() as phone:
            name = source.name_of("organisasi", key, "nama_pendek")
            is_cut_off = key == CUT_OFF
            phones.contribute(phone, address, name, promised[key], is_cut_off=is_cut_off)
            picture(phone, f"guest-{key}")


def close_it(stage, facilitator, secretary, wall, list_tab, said, promised, meeting):
    """From the first point after the pause to the last."""
    facilitator.begin(5)
    # The session of the secretary ends under the line.
    secretary.expect_item(5)
    secretary.fill(secretary.box, f"P ms: {said[6]}")
    key = {c["name"]: c["value"] for c in secretary.page.context.cookies()}["session"]
    Session.objects.filter(session_key=key).delete()
    expect(secretary.page.locator("#pulse")).to_contain_text("Sesi Anda sudah berakhir")
    secretary.press_enter(secretary.box)
    secretary.typed.append(said[6])
    secretary.waiting = 1
    secretary.expect_waiting(1)
    picture(secretary.page, "desk-signed-out")
    sign_in_again(secretary)
    secretary.expect_delivered()

    facilitator.begin(6)
    facilitator.write(said[7], short="P em:")
    facilitator.write(said[8], short="P")
    spoken = [key for key in promised if key not in BY_PHONE]
    for number, key in enumerate(spoken):
        desk = (facilitator, secretary)[number % 2]
        desk.write(promised[key], short=f"J {LETTERS[key]}:")
    contribute(stage, list_tab, promised, meeting)
    expect(wall.locator(".wall-pledges h2")).to_contain_text(str(len(promised)))
    picture(wall, "wall-pledges")
    facilitator.begin(7)
    for text in forum.read_decided():
        facilitator.write(text, short="K")
    for number, (activity, owner, deadline) in enumerate(forum.read_to_do()):
        desk = (facilitator, secretary)[number % 2]
        desk.write(activity, short="T", owner=owner, deadline=deadline)
    facilitator.begin(8)
    # Who never took the phone out is marked by the one button for the rest.
    list_tab.goto(f"{meeting.get_absolute_url()}kehadiran/")
    list_tab.get_by_role("button", name="Sisanya hadir (1)").click()
    expect(list_tab.locator(".marks-present strong")).to_have_text("18")
    expect(wall.locator(".room-total strong")).to_have_text("18")
    picture(facilitator.page, "desk-late")
    facilitator.click(facilitator.page.get_by_role("link", name="Tutup rapat"))
    picture(facilitator.page, "closing")
    facilitator.click(facilitator.page.locator("main form .primary"))
    expect(wall.locator("h1")).to_have_text("Rapat sudah selesai. Terima kasih.")
    picture(wall, "wall-over")


def assert_nothing_is_lost(meeting, facilitator, secretary, said, promised):
    """The database holds what was typed and tapped: each once, in the order of its device."""
    for desk in (facilitator, secretary):
        assert list_lines(meeting, desk.user) == desk.typed
    # A line that waited belongs to the point at which it was typed, not to that of its arrival.
    for text, number in ((said[4], 4), (said[6], 5)):
        assert meeting.log.get(text=text).agenda_item.order == number
    guests = meeting.participants.select_related("organisation").all()
    marks = {guest.organisation.slug: guest for guest in guests}
    assert {guest.attendance for guest in guests} == {"present"}
    assert len(guests) == 18
    by_staff = {slug for slug, guest in marks.items() if not guest.is_checked_in}
    assert by_staff == {*MARKED_BY_STAFF, THE_REST}
    assert [slug for slug, guest in marks.items() if guest.is_online] == [ONLINE]
    pledges = meeting.log.filter(kind=LogKind.PLEDGE)
    by_phone = pledges.exclude(recorded_by__in=[facilitator.user, secretary.user])
    assert list(by_phone.values_list("text", flat=True)) == [promised[key] for key in BY_PHONE]
    assert meeting.log.count() == len(facilitator.typed) + len(secretary.typed) + len(BY_PHONE)
    assert facilitator.spent <= MOST_SPENT
