"""The meeting room in a real browser: two who write at once, the projector, a phone, no script."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.models import LogEntry
from stakeholders.models import Organisation
from tests.journeys.replay.roles import Reader
from tests.support import factories
from tests.support.tools.browser import PHONE

pytestmark = pytest.mark.browser

LAPTOP = (1366, 768)
SLUGS = ("pt-inka", "kelurahan-taman", "forpemma", "bappelitbangda")


@pytest.fixture
def running(example, db):
    """A meeting that has begun, with two items on its agenda; three of four guests are here."""
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(theme="Rapat evaluasi lapak (contoh)", by=by)
    for slug in SLUGS:
        factories.make_guest(meeting, Organisation.objects.get(slug=slug), by=by)
    for title in ("Pembukaan", "Diskusi lokasi lapak"):
        add_agenda_item(meeting=meeting, title=title, minutes=20, by=by)
    meeting = factories.open_meeting(meeting, by=by, present=False)
    for guest in list(meeting.participants.all())[:3]:
        mark_attendance(participant=guest, attendance="present", by=by)
    return meeting


def room(meeting, query=""):
    return reverse("meetings:meeting_room", args=[meeting.reference]) + query


def picture(page, name):
    """Keeps a picture where somebody asked for it; a test judges none."""
    folder = os.environ.get("ROOM_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def is_in_first_screen(page, selector):
    box = page.locator(selector).first.bounding_box()
    return (
        box is not None
        and box["y"] >= 0
        and box["y"] + box["height"] <= page.viewport_size["height"]
    )


def test_two_write_at_once_and_see_each_others_lines(open_as, running):
    with (
        open_as("fasilitator", size=LAPTOP) as first,
        open_as("sekretariat", size=LAPTOP) as second,
        open_as("fasilitator", size=(1280, 720)) as wall,
    ):
        for page in (first, second):
            page.goto(room(running))
            page.evaluate("window.stillTheSamePage = true")
        wall.goto(room(running, "?tampil=proyektor"))
        first.get_by_role("button", name="Mulai 1. Pembukaan").click()
        expect(wall.locator("h1")).to_have_text("1. Pembukaan")
        expect(wall.locator(".timer")).to_contain_text("lagi")

        # One box, one key; kind and speaker are shown before.
        box = first.locator("#id_text")
        expect(box).to_be_focused()
        box.press_sequentially("K forpemma: Lapak dibuka hari Senin.")
        expect(first.locator("#preview")).to_contain_text("Keputusan")
        expect(first.locator("#preview")).to_contain_text("Forpemma")
        box.press("Enter")
        expect(first.locator("#newest .line-decision")).to_contain_text("Lapak dibuka")
        expect(box).to_have_value("")
        expect(box).to_be_focused()

        other = second.locator("#id_text")
        other.press_sequentially("Sedang mengetik")
        expect(second.locator("#newest .line-decision")).to_contain_text("Lapak dibuka")
        expect(other).to_have_value("Sedang mengetik")
        expect(other).to_be_focused()
        other.press("Enter")
        expect(first.locator("#newest .line")).to_have_count(2)

        # A follow-up: box, owner, date, Enter.
        box.press_sequentially("T Menata kios")
        owner = first.locator("#id_owner")
        expect(owner).to_be_visible()
        owner.fill("PT INKA")
        first.locator("#id_deadline").fill("2030-12-01")
        box.press("Enter")
        expect(second.locator("#newest .line-follow_up")).to_contain_text("PT INKA")
        box.press_sequentially("J inka: Dua puluh kios baja ringan")
        expect(first.locator("#preview")).to_contain_text("Kontribusi")
        box.press("Enter")
        expect(wall.locator(".wall-pledges")).to_contain_text("Dua puluh kios")
        expect(first.locator("#newest .line")).to_have_count(4)
        assert all(page.evaluate("window.stillTheSamePage") for page in (second,))
        picture(first, "laptop")
        Reader(first, "desk").picture("fasilitator-ruang")
        picture(wall, "projector")
    assert LogEntry.objects.filter(meeting=running).count() == 4


def test_on_the_same_line_both_texts_are_shown(open_as, running, example):
    entry = LogEntry.objects.create(meeting=running, order=1, text="Awal")
    with open_as("fasilitator") as first, open_as("sekretariat") as second:
        for page in (first, second):
            page.goto(room(running))
            page.locator("#newest").get_by_role("link", name="Ubah").click()
            page.locator("[name=text]").fill(f"Ubahan {len(page.context.cookies())}")
        first.locator("[name=text]").fill("Dari fasilitator")
        second.locator("[name=text]").fill("Dari sekretariat")
        first.locator("form .primary").click()
        expect(first.locator("#newest")).to_contain_text("Dari fasilitator")
        second.locator("form .primary").click()
        expect(second.locator(".conflict-text").first).to_have_text("Dari fasilitator")
        expect(second.locator(".conflict-text").last).to_have_text("Dari sekretariat")
    entry.refresh_from_db()
    assert entry.text == "Dari fasilitator"


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_box_and_button_are_in_the_first_screen(open_as, running, size):
    with open_as("fasilitator", size=size) as page:
        page.goto(room(running))
        picture(page, f"first-{size[0]}")
        assert is_in_first_screen(page, "#id_text")
        assert is_in_first_screen(page, "#words .primary")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0]


def test_without_script_a_line_is_saved_and_can_be_amended(open_as, running):
    with open_as("fasilitator", javascript=False, size=PHONE) as page:
        page.goto(room(running))
        page.locator("#id_text").fill("K forpemma: Lapak dibuka")
        page.locator("#words .primary").click()
        line = page.locator("#newest .line-decision")
        expect(line).to_contain_text("Forpemma")
        expect(line.get_by_role("link", name="Ubah")).to_be_visible()


def test_a_right_that_ended_is_told_by_the_next_poll(open_as, running):
    with open_as("fasilitator") as page:
        page.goto(room(running))
        page.locator("#id_text").fill("Belum terkirim")
        expect(page.locator("#preview")).to_contain_text("Pernyataan")
        page.context.clear_cookies()
        expect(page.locator("#pulse")).to_contain_text("Sesi Anda sudah berakhir")
        expect(page.locator("#id_text")).to_have_value("Belum terkirim")
        assert page.locator("#pulse").get_attribute("data-hx-get") is None
