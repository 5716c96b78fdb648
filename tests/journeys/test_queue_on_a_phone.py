"""What guests write while the server is stopped waits on their phone, for their link alone."""

import os
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, expect, sync_playwright

from meetings.models import Meeting, MeetingState
from pledges.models import Pledge
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose, Organisation
from tests.journeys.conftest import session_cookie
from tests.support import factories
from tests.support.attachments import make_photo
from tests.support.object_store import find_free_port
from tests.support.tools.browser import FLAGS, chromium_path, kill_browser

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("QUEUE_PICTURES", "")
WAITING = "[data-waiting] p"


@pytest.fixture
def db(example):
    """Stands in for pytest-django's own, which would put each test into a transaction."""


@pytest.fixture
def running(example, db):
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(theme="Rapat tanpa sinyal (contoh)", by=by)
    for slug in ("pt-inka", "forpemma"):
        office = Organisation.objects.get(slug=slug)
        factories.make_guest(meeting, office, by=by, position="Direktur")
    return factories.open_meeting(meeting, by=by, present=False)


@pytest.fixture
def make_address(running, example):
    def make(purpose, **options):
        until = timezone.now() + timedelta(days=1)
        by = example.users["fasilitator"]
        link = issue_link(purpose=purpose, target=running, expires_at=until, by=by, **options)
        is_check_in = purpose == LinkPurpose.CHECK_IN
        return reverse(f"meetings:{'check_in' if is_check_in else 'contribute'}", args=[link.token])

    return make


@pytest.fixture
def phone(running, tmp_path):
    """A phone whose browser keeps its store, opened as often as needed."""
    with sync_playwright() as driver:

        @contextmanager
        def open_phone(name="profile", **device):
            context = driver.chromium.launch_persistent_context(
                str(tmp_path / name),
                executable_path=chromium_path(),
                args=FLAGS,
                **{"viewport": {"width": 360, "height": 740}, **device},
            )
            try:
                yield context.pages[0]
            finally:
                with suppress(Error):  # a killed browser is closed already
                    context.close()

        yield open_phone
        connections.close_all()


def take_picture(page, name):
    """Keeps a picture of the page, if somebody wants to look at them."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def test_a_contribution_outlives_a_stopped_server_and_a_killed_browser(
    connect, phone, make_address, running, tmp_path
):
    inka = Organisation.objects.get(slug="pt-inka")
    own, others = (make_address(LinkPurpose.CONTRIBUTE, organisation=inka) for _ in range(2))
    port = find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(phone())
            page.goto(url + own)
        page.locator("#id_own_words").fill("Pelatihan las untuk 20 warga")
        page.locator("#id_written_by").fill("Rina (contoh)")
        page.get_by_role("button", name="Kirim kontribusi").click()
        expect(page.locator(WAITING)).to_have_text("1 belum terkirim")
        expect(page.locator("[data-waiting] li")).to_have_text("Pelatihan las untuk 20 warga")
        expect(page.locator("#id_own_words")).to_have_value("")
        take_picture(page, "contribution-waits")
        kill_browser(tmp_path / "profile")
    with connect(port) as url, phone() as page:
        # The page of another link neither shows nor sends it.
        page.goto(url + others)
        page.wait_for_timeout(1000)
        expect(page.locator("[data-waiting]")).to_be_hidden()
        assert not Pledge.objects.filter(lead=inka, written_by="Rina (contoh)").exists()
        page.goto(url + own)
        expect(page.locator(".receipt-number")).to_be_visible()
        take_picture(page, "contribution-receipt")
        page.goto(url + own)
        expect(page.locator("#id_own_words")).to_be_visible()
        expect(page.locator("[data-waiting]")).to_be_hidden()
    pledge = Pledge.objects.get(lead=inka, written_by="Rina (contoh)")
    line = running.log.get(pledge=pledge)
    assert line.typed_at < line.recorded_at


def test_what_is_typed_on_while_a_contribution_is_being_sent_stays(
    connect, phone, make_address, running
):
    room, port, held = make_address(LinkPurpose.CONTRIBUTE_HERE), find_free_port(), []

    def hold(route):
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    with connect(port) as url, phone() as page:
        page.goto(url + room)
        page.locator("#id_organisation").fill("PT INKA")
        words = page.locator("#id_own_words")
        words.fill("Tenda untuk 100 orang")
        page.route(f"**{room}", hold)
        with page.expect_request(lambda request: request.method == "POST"):
            page.get_by_role("button", name="Kirim kontribusi").click()
        words.press("End")
        words.press_sequentially(" dan kursi")
        held[0].abort()
        expect(page.locator(WAITING)).to_have_text("1 belum terkirim")
        expect(words).to_have_value(" dan kursi")
        # It arrives with the next attempt; the page stays, since something is being typed there.
        expect(page.locator("[data-waiting] a")).to_be_visible(timeout=20_000)
        expect(words).to_have_value(" dan kursi")
    assert Pledge.objects.get(own_words="Tenda untuk 100 orang").lead.slug == "pt-inka"


def test_two_guests_check_in_on_one_phone_without_connection(connect, phone, make_address, running):
    door, port = make_address(LinkPurpose.CHECK_IN), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(phone())
            page.goto(f"{url}{door}?cari=Direktur")
            expect(page.locator(".found li")).to_have_count(2)
        for number, name in enumerate(("Saya hadir", "Daring")):
            page.locator(".found li").nth(number).get_by_role("button", name=name).click()
            expect(page.locator(WAITING)).to_have_text(f"{number + 1} belum terkirim")
        # A second tap is the same person, not another one.
        page.locator(".found li").nth(1).get_by_role("button", name="Saya hadir").click()
        expect(page.locator("[data-waiting] li").last).to_contain_text(": Saya hadir")
        expect(page.locator(WAITING)).to_have_text("2 belum terkirim")
        take_picture(page, "check-in-waits")
        assert not running.participants.attending().exists()
        with connect(port):
            # Each gets the own link: with several, one opens them oneself.
            expect(page.locator("[data-waiting] a")).to_have_count(2)
            take_picture(page, "check-in-sent")
        # Tapped without a connection, a link is not lost.
        page.locator("[data-waiting] a").first.click()
        with connect(port):
            page.goto(f"{url}{door}")
            expect(page.locator("[data-waiting] a")).to_have_count(2)
            page.locator("[data-waiting] a").first.click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
            page.goto(f"{url}{door}")
            expect(page.locator("[data-waiting] a")).to_have_count(1)
    assert [guest.is_online for guest in running.participants.attending()] == [False, False]


def test_a_guest_who_adds_oneself_is_asked_later_what_the_server_asks(
    connect, phone, make_address, running
):
    door, port = make_address(LinkPurpose.CHECK_IN), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(phone())
            page.goto(f"{url}{door}tamu/")
        page.locator("#id_name").fill("Dewi Lestari")
        page.locator("#id_organisation").fill("Paguyuban Baru Sekali")
        page.get_by_role("button", name="Saya hadir").click()
        waiting = page.locator("[data-waiting] li")
        expect(waiting).to_have_text("Dewi Lestari, Paguyuban Baru Sekali")
        with connect(port):
            expect(waiting).to_contain_text("belum ada di daftar")
            take_picture(page, "walk-in-refused")
            waiting.get_by_role("button", name="Periksa dan kirim lagi").click()
            expect(page.locator("#id_name")).to_have_value("Dewi Lestari")
            expect(page.locator("[data-waiting]")).to_be_hidden()
            # Whoever leaves without an answer finds it again.
            page.once("dialog", lambda dialog: dialog.accept())
            page.goto(f"{url}{door}tamu/")
            waiting.get_by_role("button", name="Periksa dan kirim lagi").click()
            expect(page.locator("#id_name")).to_have_value("Dewi Lestari")
            page.locator("#id_sector").select_option("citizen")
            page.get_by_role("button", name="Saya hadir").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
            page.goto(f"{url}{door}tamu/")
            expect(page.locator("[data-waiting]")).to_be_hidden()
    assert str(running.participants.attending().get()) == "Dewi Lestari"


def test_a_meeting_cancelled_meanwhile_is_told_and_nothing_is_lost(
    connect, phone, make_address, running
):
    room, port = make_address(LinkPurpose.CONTRIBUTE_HERE), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(phone())
            page.goto(url + room)
        page.locator("#id_organisation").fill("PT INKA")
        page.locator("#id_own_words").fill("Tenda untuk 100 orang")
        page.get_by_role("button", name="Kirim kontribusi").click()
        expect(page.locator(WAITING)).to_have_text("1 belum terkirim")
        Meeting.objects.filter(pk=running.pk).update(state=MeetingState.CANCELLED)
        with connect(port):
            waiting = page.locator("[data-waiting] li")
            expect(waiting).to_contain_text("dibatalkan")
            page.goto(url + room)
            expect(waiting).to_contain_text("Tenda untuk 100 orang")
            waiting.get_by_role("button", name="Buang").click()
            expect(waiting).to_have_count(0)
    assert not running.log.exists()


def test_online_the_plain_page_answers_as_before(connect, phone, make_address):
    room, port = make_address(LinkPurpose.CONTRIBUTE_HERE), find_free_port()
    with connect(port) as url, phone() as page:
        page.goto(url + room)
        page.locator("#id_organisation").fill("Tidak Dikenal Siapa Pun")
        page.locator("#id_own_words").fill("Sound system")
        page.get_by_role("button", name="Kirim kontribusi").click()
        expect(page.locator("#errors")).to_contain_text("belum ada di daftar")
        expect(page.locator("#id_own_words")).to_have_value("Sound system")
        expect(page.locator("[data-waiting]")).to_be_hidden()
        page.locator("#id_organisation").fill("PT INKA")
        page.get_by_role("button", name="Kirim kontribusi").click()
        expect(page.locator(".receipt-number")).to_be_visible()


def test_a_refused_slip_that_goes_with_its_photo_is_not_offered_once_more(
    connect, phone, running, example
):
    author = example.users["fasilitator"]
    path = reverse("meetings:contribution_slip", args=[running.reference])
    with connect(find_free_port()) as url, phone() as page:
        page.context.add_cookies([session_cookie(author, url)])
        page.goto(url + path)
        page.locator("#id_organisation").fill("Tidak Dikenal Siapa Pun")
        page.locator("#id_own_words").fill("Sound system")
        send = page.get_by_role("button", name="Catat kontribusi")
        send.click()
        expect(page.locator("#errors")).to_contain_text("belum ada di daftar")
        page.locator("#id_organisation").fill("PT INKA")
        photo = make_photo("kertas.jpg")
        chosen = {"name": photo.name, "mimeType": photo.content_type, "buffer": photo.read()}
        page.locator("[name=photo]").set_input_files(chosen)
        send.click()
        expect(page.locator("main")).to_contain_text("KOM-")
        expect(page.locator("#id_own_words")).to_have_value("")
        page.wait_for_timeout(1000)
        expect(page.locator("[data-waiting]")).to_be_hidden()
    assert running.log.filter(pledge__own_words="Sound system").count() == 1


def test_walk_ins_at_the_desk_arrive_once_and_in_order(connect, phone, running, example):
    author = example.users["fasilitator"]
    path, port = reverse("meetings:attendance_walk_in", args=[running.reference]), find_free_port()
    with ExitStack() as stack:
        with connect(port) as url:
            page = stack.enter_context(phone(viewport={"width": 1366, "height": 768}))
            page.context.add_cookies([session_cookie(author, url)])
            page.goto(url + path)
        for number, name in enumerate(("Bambang Satu", "Citra Dua"), 1):
            page.locator("#id_name").fill(name)
            page.locator("#id_organisation").fill("PT INKA")
            page.get_by_role("button", name="Tandai hadir").click()
            expect(page.locator(WAITING)).to_have_text(f"{number} belum terkirim")
        take_picture(page, "walk-ins-wait")
        with connect(port):
            expect(page.locator("[data-waiting] a")).to_have_count(2)
            take_picture(page, "walk-ins-sent")
            page.locator("#id_name").fill("Dodi Tiga")
            page.locator("#id_organisation").fill("PT INKA")
            page.get_by_role("button", name="Tandai hadir").click()
            page.wait_for_url("**/kehadiran/#p*")
            expect(page.locator(".attendee")).to_have_count(5)
            expect(page.locator("main")).to_contain_text("Ditambahkan ke daftar")
    walk_ins = running.participants.filter(is_walk_in=True).order_by("order", "pk")
    assert [str(guest) for guest in walk_ins] == ["Bambang Satu", "Citra Dua", "Dodi Tiga"]
