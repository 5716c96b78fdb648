"""Attendance and log in a real browser: with script in place, without it page by page."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.models import LogEntry, Participant
from stakeholders.models import Organisation
from tests.support import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def running(example, db):
    """A meeting of three guests that has begun, with one point on its agenda."""
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(theme="Rapat evaluasi (contoh)", by=by)
    for slug in ("pt-inka", "kelurahan-taman", "forpemma"):
        factories.make_guest(meeting, Organisation.objects.get(slug=slug), by=by)
    add_agenda_item(meeting=meeting, title="Diskusi", by=by)
    return factories.open_meeting(meeting, by=by, present=False)


def desk(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.reference])


def marks_of(meeting):
    return list(meeting.participants.values_list("attendance", flat=True))


def test_marks_are_made_in_place_and_counted(open_as, running):
    with open_as("fasilitator") as page:
        page.goto(desk("meeting_attendance", running))
        page.evaluate("window.stillTheSamePage = true")
        first, second, _third = page.locator(".attendee").all()
        first.get_by_role("button", name="Hadir", exact=True).click()
        expect(first.locator("[aria-pressed=true]")).to_have_text("Hadir")
        expect(page.locator("#counts .marks-present")).to_contain_text("1")
        second.get_by_role("link", name="Izin").click()
        box = second.locator("[name=excuse]")
        expect(box).to_be_focused()
        box.fill("Dinas luar kota")
        box.press("Enter")
        expect(second).to_contain_text("Dinas luar kota")
        expect(box).to_have_count(0)
        assert page.evaluate("window.stillTheSamePage")
    assert marks_of(running) == ["present", "excused", "unmarked"]


def test_two_who_mark_the_same_person_see_both_marks(open_as, running, example):
    guest = running.participants.first()
    with open_as("fasilitator") as page:
        page.goto(desk("meeting_attendance", running))
        mark_attendance(participant=guest, attendance="absent", by=example.users["sekretariat"])
        row = page.locator(".attendee").first
        row.get_by_role("button", name="Hadir", exact=True).click()
        texts = row.locator(".conflict-text")
        expect(texts).to_have_text(["Tidak hadir", "Hadir"])
        assert marks_of(running)[0] == "absent"
        row.locator(".attendee-form .primary").click()
        expect(texts).to_have_count(0)
    assert marks_of(running)[0] == "present"


def test_the_next_line_is_at_hand(open_as, running):
    with open_as("fasilitator", size=(360, 740)) as page:
        page.goto(desk("meeting_log", running))
        page.evaluate("window.stillTheSamePage = true")
        page.locator("#id_agenda_item").select_option(index=1)
        page.locator("#id_speaker").select_option(index=1)
        words = page.locator("#id_text")
        words.fill("Lapak sudah siap.")
        page.locator(".quick .primary").click()
        line = page.locator(".log-point").first.locator(".line")
        expect(line).to_contain_text("Lapak sudah siap.")
        expect(words).to_have_value("")
        expect(words).to_be_focused()
        assert page.locator("#id_speaker").evaluate("box => box.selectedIndex") == 1
        assert page.locator("#id_agenda_item").evaluate("box => box.selectedIndex") == 1

        # A kind shows what it asks more, and a form that comes back keeps everything.
        owner = page.locator("#id_owner")
        expect(owner).to_be_hidden()
        page.locator("#id_kind").select_option("follow_up")
        owner.fill("Tak Dikenal")
        words.fill("Menata kios")
        page.locator(".quick .primary").click()
        expect(page.locator("#errors")).to_be_visible()
        expect(words).to_have_value("Menata kios")
        owner.fill("PT INKA")
        page.locator(".quick .primary").click()
        expect(page.locator(".log-point").first.locator(".line")).to_have_count(2)
        expect(owner).to_have_value("")
        assert page.evaluate("window.stillTheSamePage")
    assert LogEntry.objects.filter(meeting=running).count() == 2


def test_without_script_both_desks_do_the_same(open_as, running):
    with open_as("fasilitator", javascript=False) as page:
        page.goto(desk("meeting_attendance", running))
        row = page.locator(".attendee").first
        row.get_by_role("link", name="Diwakili").click()
        page.locator("[name=represented_by]").fill("Staf (contoh)")
        page.locator(".attendee-form .primary").click()
        expect(page.locator(".attendee")).to_have_count(3)
        expect(row).to_contain_text("Staf (contoh)")

        page.goto(desk("meeting_log", running))
        page.locator("#id_kind").select_option("decision")
        page.locator("#id_agenda_item").select_option(index=1)
        page.locator("#id_title").fill("Lokasi")
        page.locator("#id_text").fill("Lapak dibuka di Taman.")
        page.locator(".quick .primary").click()
        expect(page.locator(".line-decision")).to_contain_text("Lapak dibuka di Taman.")
        assert page.locator("#id_agenda_item").evaluate("box => box.selectedIndex") == 1
    assert Participant.objects.get(represented_by="Staf (contoh)").meeting == running
