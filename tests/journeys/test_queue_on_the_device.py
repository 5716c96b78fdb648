"""What is written while the server is stopped arrives once and in order, and is told until then."""

import re
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, expect, sync_playwright

from meetings.actions.agenda import add_agenda_item, begin_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.actions.logging import log_entry
from meetings.models import Meeting, MeetingState
from stakeholders.models import Organisation
from tests.journeys.conftest import session_cookie
from tests.support import factories
from tests.support.object_store import find_free_port
from tests.support.tools.browser import FLAGS, chromium_path, kill_browser

pytestmark = pytest.mark.browser
NOTHING_KEPT = """await new Promise((go) => {
    const opening = indexedDB.open("rembug", 1);
    opening.onsuccess = () => {
        const asked = opening.result.transaction("acts").objectStore("acts").count();
        asked.onsuccess = () => go(asked.result === 0);
    };
})"""
OTHERS = "Baris dari pencatat lain"
HOUR = timedelta(hours=1)


@pytest.fixture
def db(example):
    """Stands in for pytest-django's own, which would put each test into a transaction."""


@pytest.fixture
def running(example, db):
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(theme="Rapat tanpa jaringan (contoh)", by=by)
    factories.make_guest(meeting, Organisation.objects.get(slug="pt-inka"), by=by)
    return factories.open_meeting(meeting, by=by, present=False)


@pytest.fixture
def device(running, tmp_path):
    """A phone whose browser keeps its store, opened as often as needed."""
    with sync_playwright() as driver:

        @contextmanager
        def opened(user, url):
            context = driver.chromium.launch_persistent_context(
                str(tmp_path / "profile"),
                executable_path=chromium_path(),
                args=FLAGS,
                viewport={"width": 360, "height": 740},
            )
            try:
                context.add_cookies([session_cookie(user, url)])
                yield context.pages[0]
            finally:
                with suppress(Error):  # a killed browser is closed already
                    context.close()

        yield opened
        connections.close_all()


def wait_for(page, condition):
    """Wait in the page itself; Playwright evaluates a text, which the policy forbids."""
    page.evaluate(
        f"async () => {{ while (!({condition})) await new Promise((go) => setTimeout(go, 50)); }}"
    )


def write(page, text):
    page.locator("#id_text").fill(text)
    page.locator(".quick .primary").first.click()
    expect(page.locator("#id_text")).to_have_value("")


@pytest.mark.parametrize("name", ["meeting_log", "meeting_room"])
def test_lines_arrive_once_and_in_order(connect, device, running, example, tmp_path, name):
    author, other = example.users["fasilitator"], example.users["sekretariat"]
    path, port = reverse(f"meetings:{name}", args=[running.reference]), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(author, url))
            page.goto(url + path)
            write(page, "Baris 1")
            expect(page.locator("#written")).to_contain_text("Tersimpan")
        for number in (2, 3, 4):
            if number == 4:
                # Meanwhile another device writes; the times that a device tells are whole seconds.
                page.wait_for_timeout(1500)
                log_entry(meeting=running, text=OTHERS, by=other)
                page.wait_for_timeout(1500)
            write(page, f"Baris {number}")
            expect(page.locator("[data-waiting] p")).to_have_text(f"{number - 1} belum terkirim")
        assert page.locator("#written").inner_text().strip() == ""
        page.screenshot(path=tmp_path / "waiting.png")
        kill_browser(tmp_path / "profile")
    with connect(port) as url:
        with device(other, url) as page:
            page.goto(url + path)
            page.wait_for_timeout(1000)
            expect(page.locator("[data-waiting]")).to_be_hidden()
        assert running.log.count() == 2
        # An hour later: for the rows that are there, and for the device.
        running.log.update(stands_at=F("stands_at") - HOUR, recorded_at=F("recorded_at") - HOUR)
        with device(author, url) as page:
            page.clock.set_system_time(timezone.now() + HOUR)
            page.goto(url + path)
            expect(page.locator("[data-waiting]")).to_be_hidden()
            expect(page.locator(".line")).to_have_count(5)
            page.reload()
            expect(page.locator(".line")).to_have_count(5)
    typed = ["Baris 1", "Baris 2", "Baris 3", OTHERS, "Baris 4"]
    assert [line.text for line in running.log.all()] == typed
    arrived = list(running.log.order_by("order"))
    assert [line.text for line in arrived] == ["Baris 1", OTHERS, "Baris 2", "Baris 3", "Baris 4"]
    assert [line.typed_at for line in arrived[:2]] == [None, None]
    waited = [line.recorded_at - line.typed_at for line in arrived[2:]]
    assert all(HOUR < each < HOUR + timedelta(minutes=5) for each in waited)


def test_lines_typed_before_the_first_was_answered_are_each_there(
    connect, device, running, example
):
    held = []

    def hold(route):
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    with connect(find_free_port()) as url, device(example.users["fasilitator"], url) as page:
        page.goto(url + reverse("meetings:meeting_room", args=[running.reference]))
        page.route("**/ruang/", hold)
        page.locator(".room-kind", has_text="Keputusan").click()
        page.locator("#id_text").click()
        for number in (1, 2, 3):
            page.keyboard.type(f"Baris {number}")
            page.keyboard.press("Enter")
        page.keyboard.type("Baris 4")
        held[0].continue_()
        expect(page.locator("#newest .line")).to_have_count(3)
        expect(page.locator("#id_text")).to_have_value("Baris 4")
        page.keyboard.press("Enter")
        expect(page.locator("#newest .line")).to_have_count(4)
        expect(page.locator("#id_text")).to_have_value("")
        wait_for(page, NOTHING_KEPT)
    lines = [(line.text, line.kind) for line in running.log.all()]
    # What was chosen for the first is of no other.
    kinds = ["decision", *["statement"] * 3]
    assert lines == [(f"Baris {n}", kind) for n, kind in enumerate(kinds, 1)]


def test_what_arrives_takes_nothing_from_the_decision_that_is_being_typed(
    connect, device, running, example
):
    path, port = reverse("meetings:meeting_log", args=[running.reference]), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(example.users["fasilitator"], url))
            page.goto(url + path)
            page.locator("#id_kind").select_option("decision")
            expect(page.locator("#id_title")).to_be_visible()
        page.locator("#id_title").fill("Kerja bakti")
        write(page, "Kerja bakti setiap Minggu")
        page.locator("#id_title").fill("Lapak")
        page.locator("#id_text").fill("Lapak dibuka")
        with connect(port):
            expect(page.locator(".line")).to_have_count(1)
            expect(page.locator("#id_title")).to_have_value("Lapak")
            expect(page.locator("#id_text")).to_have_value("Lapak dibuka")
    decision = running.log.get().decision
    assert (decision.title, decision.text) == ("Kerja bakti", "Kerja bakti setiap Minggu")


def test_a_page_of_somebody_else_is_not_taken_for_the_servers_word(
    connect, device, running, example
):
    path = reverse("meetings:meeting_room", args=[running.reference])
    with connect(find_free_port()) as url, device(example.users["fasilitator"], url) as page:
        page.goto(url + path)
        page.route(f"**{path}", lambda route: route.fulfill(body="<p>Masuk ke Wi-Fi hotel</p>"))
        write(page, "Baris lewat Wi-Fi hotel")
        expect(page.locator("[data-waiting] p")).to_have_text("1 belum terkirim")
        expect(page.locator("body")).not_to_contain_text("Masuk ke Wi-Fi")
        page.unroute(f"**{path}")
        expect(page.locator("#newest .line")).to_have_count(1)
        expect(page.locator("[data-waiting]")).to_be_hidden()
    assert running.log.get().text == "Baris lewat Wi-Fi hotel"


def test_the_last_mark_that_was_made_without_connection_arrives(connect, device, running, example):
    author = example.users["fasilitator"]
    path, port = reverse("meetings:meeting_attendance", args=[running.reference]), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(author, url))
            page.goto(url + path)
        for mark in ("Hadir", "Tidak hadir"):
            page.get_by_role("button", name=mark, exact=True).click()
            expect(page.locator("[data-waiting] p")).to_have_text("1 belum terkirim")
            expect(page.locator("[data-waiting] li")).to_contain_text(f": {mark}")
        assert running.participants.get().is_unmarked
        with connect(port):
            expect(page.locator("[data-waiting]")).to_be_hidden()
            absent = page.get_by_role("button", name="Tidak hadir", exact=True)
            expect(absent).to_have_attribute("aria-pressed", "true")
            # The row that came is as alive as the one before.
            page.get_by_role("button", name="Hadir", exact=True).click()
            expect(page.locator(".marks-present")).to_contain_text("1")
            wait_for(page, NOTHING_KEPT)
    assert running.participants.get().attendance == "present"


def test_another_tab_shows_the_mark_that_was_delivered(connect, device, running, example):
    author = example.users["fasilitator"]
    path, port = reverse("meetings:meeting_attendance", args=[running.reference]), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(author, url))
            page.goto(url + path)
            tab = page.context.new_page()
            tab.goto(url + path)
        page.get_by_role("button", name="Tidak hadir", exact=True).click()
        expect(page.locator("[data-waiting] p")).to_have_text("1 belum terkirim")
        expect(tab.locator("[data-waiting] p")).to_have_text("1 belum terkirim")
        with connect(port):
            for each in (page, tab):
                absent = each.get_by_role("button", name="Tidak hadir", exact=True)
                expect(absent).to_have_attribute("aria-pressed", "true")
                expect(each.locator("[data-waiting]")).to_be_hidden()
            # Its row is as alive there, and changes what is there now.
            tab.get_by_role("button", name="Hadir", exact=True).click()
            expect(tab.locator(".marks-present")).to_contain_text("1")
    assert running.participants.get().attendance == "present"


def test_a_mark_that_was_overtaken_meanwhile_asks_which_counts(connect, device, running, example):
    author, other = example.users["fasilitator"], example.users["sekretariat"]
    path, port = reverse("meetings:meeting_attendance", args=[running.reference]), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(author, url))
            page.goto(url + path)
        page.get_by_role("button", name="Tidak hadir", exact=True).click()
        expect(page.locator("[data-waiting] p")).to_have_text("1 belum terkirim")
        mark_attendance(participant=running.participants.get(), attendance="present", by=other)
        with connect(port):
            expect(page.get_by_role("button", name="Simpan isian saya")).to_be_visible()
            expect(page.locator("[data-waiting]")).to_be_hidden()
    assert running.participants.get().attendance == "present"


def test_what_is_refused_is_told_until_its_author_discards_it(connect, device, running, example):
    author = example.users["fasilitator"]
    path, port = reverse("meetings:meeting_log", args=[running.reference]), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(author, url))
            page.goto(url + path)
        for text in ("Baris pertama", "Baris kedua"):
            write(page, text)
        page.locator("#id_text").fill("Yang sedang diketik")
        Meeting.objects.filter(pk=running.pk).update(state=MeetingState.CANCELLED)
        with connect(port):
            refused = page.locator("[data-waiting] li")
            expect(refused.locator("p")).to_have_count(2)
            expect(refused.first).to_contain_text("Baris pertama")
            expect(page.locator("#id_text")).to_have_value("Yang sedang diketik")
            page.once("dialog", lambda dialog: dialog.accept())
            page.reload()
            expect(refused).to_have_count(2)
            refused.first.get_by_role("button", name="Buang").click()
            expect(refused).to_have_count(1)
            expect(refused.first).to_contain_text("Baris kedua")
    assert not running.log.exists()


@pytest.mark.parametrize("name", ["meeting_log", "meeting_room"])
def test_a_refused_line_is_taken_back_into_its_form(connect, device, running, example, name):
    author = example.users["fasilitator"]
    path, port = reverse(f"meetings:{name}", args=[running.reference]), find_free_port()
    point = add_agenda_item(meeting=running, title="Lapak", by=author)
    begin_agenda_item(item=point, by=author)
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(author, url))
            page.goto(url + path)
        too_long = "Panjang " * 2000
        # As with a page that was opened before an upgrade.
        page.locator("#id_text").evaluate("box => box.removeAttribute('maxlength')")
        write(page, too_long)
        page.locator("#id_text").fill("Yang sedang diketik")
        with connect(port):
            again = page.get_by_role("button", name="Periksa dan kirim lagi")
            again.click()
            expect(page.locator("#alert")).to_contain_text("Kirim dulu yang ada di isian")
            expect(page.locator("#id_text")).to_have_value("Yang sedang diketik")
            page.locator("#id_text").fill("")
            again.click()
            expect(page.locator("#errors")).to_be_visible()
            expect(page.locator("#id_text")).to_have_value(re.compile("^Panjang Panjang"))
            expect(page.locator("[data-waiting]")).to_be_hidden()
            write(page, "Pendek")
            expect(page.locator(".line")).to_have_count(1)
            wait_for(page, NOTHING_KEPT)
    line = running.log.get()
    # In the room a line belongs to the item that was current; in the log its author chooses.
    assert (line.text, line.agenda_item) == ("Pendek", point if name == "meeting_room" else None)


def test_an_act_that_the_server_fails_on_holds_up_the_others_for_a_while_only(
    connect, device, running, example
):
    author = example.users["fasilitator"]
    path, port = reverse("meetings:meeting_log", args=[running.reference]), find_free_port()

    def fail(route):
        if "Cacat" in (route.request.post_data or ""):
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(author, url))
            page.goto(url + path)
        for text in ("Cacat", "Utuh"):
            write(page, text)
        page.route(f"**{path}", fail)
        with connect(port):
            wait_for(page, "(await deliver(), document.querySelector('.line'))")
            expect(page.locator("[data-waiting] p")).to_have_text("1 belum terkirim")
            expect(page.locator("[data-waiting] li")).to_have_text("Cacat")
            expect(page.locator(".line")).to_have_count(1)
    assert running.log.get().text == "Utuh"


def test_the_room_opens_without_the_server_and_for_its_account_alone(
    connect, device, running, example
):
    author = example.users["fasilitator"]
    path, port = reverse("meetings:meeting_room", args=[running.reference]), find_free_port()
    kept = "async () => (await caches.keys()).length"
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(device(author, url))
            page.goto(url + path)
            wait_for(page, "navigator.serviceWorker.controller")
            wait_for(page, "await caches.match(location.pathname)")
        page.reload()
        write(page, "Baris tanpa server")
        page.reload()
        expect(page.locator("[data-waiting] li")).to_have_text("Baris tanpa server")
        with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
            page.goto(url + reverse("meetings:meeting_log", args=[running.reference]))
        page.wait_for_url("chrome-error://**")  # the browser's own page of the failure comes later
        with connect(port):
            page.goto(url + "/akun/keluar/")
            asked = []
            page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
            page.get_by_role("button", name="Keluar").click()
            expect(page.get_by_role("button", name="Keluar")).to_be_visible()
            assert "belum terkirim" in asked[0]
            assert page.evaluate(kept) == 1
            page.goto(url + path)
            expect(page.locator(".line")).to_have_count(1)
            page.goto(url + "/akun/keluar/")
            page.get_by_role("button", name="Keluar").click()
            page.wait_for_url(url + "/")
            assert page.evaluate(kept) == 0
        with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
            page.goto(url + path)
    assert running.log.get().text == "Baris tanpa server"
