"""What is typed stays where it is until the server has it: in a real browser, on a real server."""

from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from core.models import KeptForm
from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.models import Attendance, LogEntry, Meeting
from pledges.models import Pledge
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose, Organisation
from tests.journeys.conftest import session_cookie
from tests.support import factories
from tests.support.attachments import make_photo
from tests.support.contributions import in_days, path_of
from tests.support.tools.browser import open_page

pytestmark = pytest.mark.browser

WORDS = "Lapak sudah siap sebelum Lebaran."
NEW = "/rapat/baru/"


@pytest.fixture
def running(example, db):
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(theme="Rapat evaluasi (contoh)", by=by)
    factories.make_guest(meeting, Organisation.objects.get(slug="pt-inka"), by=by)
    add_agenda_item(meeting=meeting, title="Diskusi", by=by)
    return factories.open_meeting(meeting, by=by, present=False)


@pytest.fixture
def open_roughly(site, example, browser, db):
    """Opens a page as a role, where a lost connection is no trouble of the page's own."""

    @contextmanager
    def opened(role="", **device):
        with open_page(browser, base_url=site, **device) as page:
            if role:
                page.context.add_cookies([session_cookie(example.users[role], site)])
            yield page

    return opened


def mark_everybody(meeting, *, by):
    for participant in meeting.participants.all():
        mark_attendance(participant=participant, attendance=Attendance.PRESENT, by=by)


def log_of(meeting):
    return reverse("meetings:meeting_log", args=[meeting.reference])


def test_an_expired_session_takes_no_line_away(open_roughly, running, example, site):
    with open_roughly("fasilitator") as page:
        page.goto(log_of(running))
        words, save = page.locator("#id_text"), page.locator(".quick .primary")
        words.fill("Baris pertama")
        save.click()
        expect(page.locator("#written")).to_contain_text("Tersimpan")
        words.press_sequentially("L")
        expect(page.locator("#written")).to_be_empty()  # said no longer, at the next key
        words.fill(WORDS)
        Session.objects.all().delete()
        save.click()
        expect(page.locator("#alert")).to_contain_text("Anda sudah keluar")
        expect(page.locator("[data-waiting]")).to_contain_text(WORDS)
        # Signed in again in another tab, with another token: what waits is delivered.
        page.context.add_cookies([session_cookie(example.users["fasilitator"], site)])
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        expect(page.locator(".line")).to_have_count(2)
        expect(page.locator("#alert")).to_be_empty()
    assert list(running.log.values_list("text", flat=True)) == ["Baris pertama", WORDS]


def test_a_reload_takes_no_line_away(open_as, running):
    with open_as("fasilitator") as page:
        page.goto(log_of(running))
        page.locator("#id_text").fill(WORDS)
        page.reload()
        expect(page.locator("#id_text")).to_have_value(WORDS)
        expect(page.locator("#alert")).to_contain_text("belum terkirim")
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.locator("#id_text").press("End")
        page.locator(".tabs a").first.click()
        page.wait_for_url(f"**{running.get_absolute_url()}")
        assert asked == ["beforeunload"]
        page.goto(log_of(running))
        expect(page.locator("#id_text")).to_have_value("")  # left on purpose


def test_a_letter_of_excuse_is_sent_at_once_and_offline_the_reason_stays(open_roughly, running):
    guest = running.participants.get()
    with open_roughly("fasilitator", size=(360, 740)) as page:
        page.goto(reverse("meetings:meeting_attendance", args=[running.reference]))
        row = page.locator(".attendee")
        row.get_by_role("link", name="Izin", exact=True).click()
        letter = make_photo("surat.jpg")
        chosen = {"name": letter.name, "mimeType": letter.content_type, "buffer": letter.read()}
        row.locator("[name=excuse_letter]").set_input_files(chosen)
        row.locator("[name=excuse]").fill("Rawat inap (contoh)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.context.set_offline(True)
        row.locator(".attendee-form .primary").click()
        expect(page.locator("#alert .alert")).to_be_visible()
        expect(row.locator("[name=excuse]")).to_have_value("Rawat inap (contoh)")
        page.context.set_offline(False)
        row.locator(".attendee-form .primary").click()
        expect(row.get_by_role("link", name="Surat izin")).to_be_visible()
        expect(page.locator("#alert .alert")).to_have_count(0)
    guest.refresh_from_db()
    assert (guest.attendance, guest.excuse_letter.name[:14]) == ("excused", "excuse-letters")


def test_closing_tells_of_what_is_on_this_device_alone(open_roughly, running, example, site):
    mark_everybody(running, by=example.users["fasilitator"])
    with open_roughly("fasilitator") as page:
        closing = page.context.new_page()
        closing.goto(f"{site}{running.get_absolute_url()}tutup/")
        note = closing.locator(".waiting-note")
        expect(note).to_be_hidden()
        page.goto(log_of(running))
        page.context.set_offline(True)
        page.locator("#id_text").fill(WORDS)
        page.locator(".quick .primary").click()
        expect(page.locator("[data-waiting]")).to_contain_text(WORDS)
        expect(closing.locator("[data-waiting]")).to_contain_text("1 belum terkirim")
        expect(note).to_contain_text("baru ada di perangkat ini")
        page.context.set_offline(False)
        # Either of the two delivers it, and both say so.
        expect(page.locator("[data-waiting]")).to_be_hidden()
        expect(note).to_be_hidden()
    assert running.log.get().text == WORDS


def test_without_a_connection_nothing_is_said_to_be_saved(open_roughly, running, example):
    mark_everybody(running, by=example.users["fasilitator"])
    with open_roughly("fasilitator") as page:
        page.goto(f"{running.get_absolute_url()}tutup/")
        page.context.set_offline(True)
        page.locator("main form .primary, main form [type=submit]").first.click()
        expect(page.locator("#alert")).to_contain_text("Tidak ada koneksi")
        page.context.set_offline(False)
        page.goto(NEW)
        page.locator("#id_kind").fill("Rapat warga")
        page.locator("#id_theme").fill(WORDS)
        page.locator("#id_date").fill("2027-01-15")
        page.context.set_offline(True)
        page.locator("main form .primary").click()
        expect(page.locator("#alert")).to_contain_text("Tidak ada koneksi")
        expect(page.locator("#id_theme")).to_have_value(WORDS)
        page.context.set_offline(False)
        # The network is there and the server is not, on a page that was left for another tab.
        page.route("**/sesi/", lambda route: route.abort())
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.locator("#alert").evaluate("box => box.replaceChildren()")
        page.locator("main form .primary").click()
        expect(page.locator("#alert")).to_contain_text("Tidak ada koneksi")
        expect(page.locator("#id_theme")).to_have_value(WORDS)
    running.refresh_from_db()
    assert running.state == "in_progress"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_plain_form_is_shown_again_after_sign_in(open_as, example, javascript):
    with open_as("fasilitator", javascript=javascript) as page:
        page.goto(NEW)
        page.locator("#id_kind").fill("Rapat warga")
        page.locator("#id_theme").fill(WORDS)
        page.locator("#id_date").fill("2027-01-15")
        Session.objects.all().delete()
        page.locator("main form .primary").click()
        page.wait_for_url("**/akun/masuk/**")
        page.get_by_role("button", name="Forpemma").first.click()
        expect(page.locator("#id_theme")).to_have_value(WORDS)
        expect(page.locator("#errors")).to_contain_text("belum terkirim")
    assert not Meeting.objects.filter(theme=WORDS).exists()
    assert not KeptForm.objects.exists()


def test_going_back_and_sending_again_makes_one_meeting(open_as):
    with open_as("fasilitator") as page:
        page.goto(NEW)
        page.locator("#id_kind").fill("Rapat warga")
        page.locator("#id_theme").fill("Rapat yang dikirim dua kali")
        page.locator("#id_date").fill("2027-01-15")
        page.locator("main form .primary").click()
        page.wait_for_url("**/rapat/RPT-*/**")
        page.go_back()
        page.locator("main form .primary").click()
        page.wait_for_url("**/rapat/RPT-*/**")
    assert Meeting.objects.filter(theme="Rapat yang dikirim dua kali").count() == 1


def test_going_back_and_sending_again_makes_one_contribution(open_roughly, running, example):
    link = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=running,
        organisation=Organisation.objects.get(slug="pt-inka"),
        expires_at=in_days(1),
        by=example.users["fasilitator"],
    )
    with open_roughly("", size=(360, 740)) as page:
        page.goto(path_of(link))
        page.locator("#id_own_words").fill(WORDS)
        page.context.set_offline(True)
        page.locator("main form .primary").click()
        expect(page.locator("[data-waiting] p")).to_have_text("1 belum terkirim")
        page.context.set_offline(False)
        page.wait_for_url(lambda url: path_of(link) not in url)
        page.go_back()
        # What was sent is not there to be sent again.
        expect(page.locator("#id_own_words")).to_have_value("")
        page.locator("main form .primary").click()
        expect(page.locator("#id_own_words:invalid")).to_be_visible()
        assert page.context.cookies() == []
    assert Pledge.objects.filter(own_words=WORDS).count() == 1
    assert LogEntry.objects.filter(pledge__own_words=WORDS).count() == 1
