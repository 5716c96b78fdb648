"""A meeting is planned in a real browser: on an old phone without script, and at a desk with it."""

import re

import pytest
from playwright.sync_api import expect

from meetings.models import Meeting
from tests.journeys.judging import accessibility_faults, layout_faults
from tests.support.tools.browser import PHONE

pytestmark = pytest.mark.browser

PASTED = """\
1. Dr. Ir. Siti, M.Si., Kabid Perencanaan, Bappelitbangda
Bp.Agus(Inres (contoh))
Bambang Ramadiarto; PT INKA
"""


def submit(page):
    page.locator("main form .primary").click()


def judged(page):
    assert [*accessibility_faults(page), *layout_faults(page)] == []


def plan(page, theme, day="2031-05-12"):
    """Fills in the particulars and creates the meeting."""
    page.goto("/rapat/")
    page.locator(".page-actions a").click()
    page.locator("[name=kind]").fill("Rapat koordinasi")
    page.locator("[name=theme]").fill(theme)
    page.locator("[name=date]").fill(day)
    page.locator("[name=starts_at]").fill("09:00")
    submit(page)


def test_a_meeting_is_planned_on_a_phone_without_script(open_as):
    with open_as("fasilitator", size=PHONE, javascript=False) as page:
        plan(page, "Rapat tanpa skrip (contoh)", day="2021-11-08")
        # The day has passed: the page asks what is meant.
        page.locator("[name=past][value=work_through]").check()
        submit(page)
        expect(page.locator("h1")).to_have_text("Rapat tanpa skrip (contoh)")
        address = page.url

        page.goto(f"{address}agenda/")
        for title, minutes in (("Pembukaan", "15"), ("Diskusi", "60")):
            page.locator("[name=title]").fill(title)
            page.locator("[name=minutes]").fill(minutes)
            page.locator("#add").click()
        page.locator("button[value=up]:enabled").click()
        times = page.locator(".agenda-time")
        expect(times.nth(0)).to_contain_text("09.00–10.00")
        expect(times.nth(1)).to_contain_text("10.00–10.15")

        page.goto(f"{address}undangan/")
        page.locator("#id_organisasi").fill("kelurahan")
        page.locator(".picker button").click()
        page.get_by_role("radio", name="Kelurahan Taman").check()
        page.locator(".picker button").click()
        page.locator("[name=position]").fill("Kasi Pemerintahan")
        page.locator(".panel .primary").click()
        expect(page.locator("tbody tr")).to_have_count(1)

        page.goto(f"{address}undangan/tempel/")
        page.locator("[name=names]").fill(PASTED)
        submit(page)
        page.locator("[name=row2-organisation_choice]").select_option("new:civil_society")
        page.locator("[name=row3-person]").select_option(index=1)
        submit(page)
        expect(page.locator("tbody tr")).to_have_count(4)
        page.locator("button[value$='.confirmed']").first.click()
        expect(page.locator("tbody .tone-done")).to_have_count(1)

        page.goto(address)
        page.locator(".desk .primary").click()
        submit(page)
        expect(page).to_have_url(re.compile(r"/ruang/$"))
    meeting = Meeting.objects.get(theme="Rapat tanpa skrip (contoh)")
    assert (meeting.state, meeting.participants.count()) == ("in_progress", 4)


def test_with_script_the_desks_change_in_place(open_as):
    with open_as("fasilitator") as page:
        plan(page, "Rapat dengan skrip (contoh)")
        address = page.url
        page.goto(f"{address}agenda/")
        page.evaluate("window.stillTheSamePage = true")
        for number, title in enumerate(("Pembukaan", "Diskusi"), start=1):
            page.locator("[name=title]").fill(title)
            page.locator("[name=title]").press("Enter")
            expect(page.locator(".agenda > li")).to_have_count(number)
            # Ready for the next one.
            expect(page.locator("[name=title]")).to_be_focused()
            expect(page.locator("[name=title]")).to_have_value("")
        page.locator("button[value=up]:enabled").click()
        expect(page.locator(".agenda h2").first).to_have_text("1. Diskusi")
        # A refused point comes back with its sentence, and what was typed stays.
        page.locator("[name=title]").fill("Lama sekali")
        page.locator("[name=minutes]").evaluate("box => box.removeAttribute('max')")
        page.locator("[name=minutes]").fill("999")
        page.locator("#add").click()
        expect(page.locator("[name=minutes]")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("[name=title]")).to_have_value("Lama sekali")
        assert page.evaluate("window.stillTheSamePage")

        page.goto(f"{address}undangan/?organisasi=pt-inka")
        page.locator("[name=people]").first.check()
        page.locator(".panel .primary").click()
        page.evaluate("window.stillTheSamePage = true")
        page.locator("button[value$='.declined']").click()
        expect(page.locator("tbody .tone-stopped")).to_have_count(1)
        shown = page.locator("#answers").inner_text()
        assert page.evaluate("window.stillTheSamePage")
        page.reload()
        expect(page.locator("#answers")).to_have_text(shown)


def test_what_only_a_form_brings_up_is_accessible_on_a_phone(open_as):
    with open_as("fasilitator", size=PHONE) as page:
        plan(page, "Rapat sempit (contoh)", day="2021-11-08")
        judged(page)
        page.locator("[name=past][value=work_through]").check()
        submit(page)
        address = page.url
        judged(page)
        page.goto(f"{address}undangan/tempel/")
        page.locator("[name=names]").fill(PASTED + "Tanpa organisasi")
        submit(page)
        judged(page)
        submit(page)
        judged(page)
        page.goto(f"{address}agenda/")
        page.locator("[name=title]").fill("Pembukaan")
        page.locator("#add").click()
        expect(page.locator(".agenda > li")).to_have_count(1)
        judged(page)


def test_by_keyboard_on_a_phone_a_row_is_typed_suggested_and_chosen(open_as):
    with open_as("fasilitator", size=PHONE) as page:
        page.goto("/rapat/baru/")
        page.locator("[name=kind]").fill("Rapat warga")
        page.locator("[name=theme]").fill("Rapat papan ketik (contoh)")
        page.locator("[name=date]").fill("2031-05-06")
        host = page.get_by_label("Tuan rumah")
        host.focus()
        page.keyboard.type("bappelit")
        option = page.locator("#id_host_list option")
        expect(option).to_have_count(1)
        host.fill(option.get_attribute("value"))

        # Enter adds what is typed, and leaves the rest as it is.
        page.locator("[name=organisers_text]").focus()
        page.keyboard.type("forpemma")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("#errors")).to_have_count(0)
        expect(page.locator("[name=organisers]:checked")).to_have_count(1)
        expect(page.locator("[name=theme]")).to_have_value("Rapat papan ketik (contoh)")
        assert not Meeting.objects.filter(theme="Rapat papan ketik (contoh)").exists()

        # Several places are called so: the page comes back with them, and the space bar ticks one.
        page.locator("[name=pilots_text]").focus()
        page.keyboard.type("35.77")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        boxes = page.locator("[name=pilots]")
        expect(boxes).to_have_count(2)
        boxes.first.focus()
        page.keyboard.press("Space")
        page.locator("[name=theme]").focus()
        page.locator("[name=venue]").focus()
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide
        # Enter in any other box submits the form.
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Rapat papan ketik (contoh)")
    meeting = Meeting.objects.get(theme="Rapat papan ketik (contoh)")
    assert str(meeting.host) == "Bappelitbangda"
    assert (meeting.organisers.count(), meeting.pilots.count()) == (1, 1)
