"""Everything is done with plain links and forms: an old phone, a strict office, a broken line."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.tools.browser import PHONE

pytestmark = pytest.mark.browser

PASSWORD = "lumbung-padi-77"


@pytest.fixture
def account(example):
    """The facilitator, who has a password."""
    user = example.users["fasilitator"]
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def sign_in(page, email, password):
    page.goto("/akun/masuk/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("main form[action='/akun/masuk/'] button[type=submit]").click()


def test_the_facilitator_signs_in_and_reads_the_meeting(open_as, account, example):
    with open_as(javascript=False, size=PHONE) as page:
        sign_in(page, account.email, PASSWORD)
        expect(page).to_have_url(re.compile(r"\d/$"))
        page.locator(".bottom-bar a[href='/rapat/']").click()
        page.get_by_role("link", name=example.meeting.theme).first.click()
        for entry in example.meeting.decisions.all():
            expect(page.locator("#decisions")).to_contain_text(entry.text)
        expect(page.locator("#participants tbody tr")).to_have_count(18)
        for item in example.meeting.agenda.all():
            expect(page.locator("#log")).to_contain_text(item.title)


def test_signing_out_closes_the_door(open_as):
    with open_as("fasilitator", javascript=False) as page:
        page.goto("/akun/surel/")
        page.locator(".site-user summary").click()
        page.locator(".site-user-menu form button").click()
        page.goto("/akun/surel/")
        expect(page.locator("[name=password]")).to_be_visible()


def test_a_wrong_password_keeps_the_address_and_says_a_sentence(open_as, account):
    with open_as(javascript=False) as page:
        sign_in(page, account.email, "salah")
        expect(page.locator("[name=login]")).to_have_value(account.email)
        expect(page.locator("[name=password]")).to_have_value("")
        said = page.locator("main .error, main .error-summary, main [role=alert]").first
        expect(said).to_contain_text(" ")


def test_in_the_demo_one_click_signs_in(open_as, example):
    with open_as(javascript=False) as page:
        page.goto("/akun/masuk/")
        row = page.locator("form", has=page.locator("[value='inka@rembug.example']"))
        row.get_by_role("button").click()
        expect(page.locator(".site-user summary")).to_contain_text(str(example.users["inka"]))


def test_pledges_are_searched_filtered_sorted_and_turned_over(open_as):
    with open_as(javascript=False) as page:
        page.goto("/komitmen/")
        rows = page.locator("#results tbody tr")
        expect(rows).to_have_count(25)
        page.locator("[rel=next]").click()
        expect(page).to_have_url(re.compile("halaman=2"))
        assert 0 < rows.count() < 25

        page.goto("/komitmen/")
        page.locator("main [name=cari]").fill("sumur")
        page.locator("form.filters button[type=submit]").click()
        expect(page).to_have_url(re.compile("cari=sumur"))
        expect(rows).to_have_count(25)
        expect(rows.first).to_contain_text("Sumur ke-1")
        page.locator("[rel=next]").click()
        expect(page).to_have_url(re.compile("cari=sumur.*halaman=2"))
        expect(rows).to_have_count(5)

        page.goto("/komitmen/")
        page.locator("[name=status]").select_option("merged")
        page.locator("form.filters button[type=submit]").click()
        expect(rows).to_have_count(1)
        expect(page.locator("[name=status]")).to_have_value("merged")
        expect(rows.first).to_contain_text("KOM-2021-0015")

        page.goto("/komitmen/")
        page.locator("th.sort a[href*='urut=-nomor']").click()
        expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
        numbers = page.locator("#results tbody .reference-cell").all_inner_texts()
        assert numbers == sorted(numbers, reverse=True)


def test_on_a_phone_the_filters_unfold(open_as):
    with open_as(javascript=False, size=PHONE) as page:
        page.goto("/komitmen/")
        expect(page.locator("[name=status]")).to_be_hidden()
        page.locator(".filters-more summary").click()
        page.locator("[name=status]").select_option("merged")
        page.locator("form.filters button[type=submit]").click()
        expect(page.locator("#results tbody tr")).to_have_count(1)
        expect(page.locator("[name=status]")).to_have_value("merged")


def language_button(page, code):
    return page.locator(f"footer button[name=language][value={code}]")


def test_the_language_changes_and_stays_on_the_page(open_as):
    address = "/komitmen/?status=merged"
    with open_as(javascript=False) as page:
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "id")
        language_button(page, "en").click()
        expect(page).to_have_url(re.compile("status=merged"))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("h1")).to_have_text("Pledges")
        page.goto("/rapat/")
        expect(page.locator("h1")).to_have_text("Meetings")
        language_button(page, "id").click()
        expect(page.locator("html")).to_have_attribute("lang", "id")
        expect(page.locator("h1")).not_to_have_text("Meetings")
