"""htmx saves reloads and changes nothing else: what it shows is what a fresh load shows."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.pages import LISTS

pytestmark = pytest.mark.browser


def results(page):
    return page.locator("#results").inner_text()


def test_a_filter_changes_the_results_and_the_address_without_a_reload(open_as):
    with open_as() as page:
        page.goto("/komitmen/")
        page.evaluate("window.stillTheSamePage = true")
        before = results(page)
        page.locator("[name=status]").select_option("merged")
        expect(page).to_have_url(re.compile(r"status=merged"))
        expect(page.locator("#results tbody tr")).to_have_count(1)
        assert page.evaluate("window.stillTheSamePage")

        swapped = results(page)
        page.reload()
        assert results(page) == swapped
        assert page.locator("[name=status]").input_value() == "merged"

        page.go_back()
        expect(page).to_have_url(re.compile(r"/komitmen/$"))
        expect(page.locator("#results tbody tr")).to_have_count(25)
        assert results(page) == before
        assert page.locator("header.site-header").count() == 1


@pytest.mark.parametrize("path", LISTS)
def test_every_list_searches_while_one_types(open_as, path):
    with open_as() as page:
        page.goto(path)
        page.evaluate("window.stillTheSamePage = true")
        before = results(page)
        page.locator("main [name=cari]").press_sequentially("taman")
        expect(page).to_have_url(re.compile(r"cari=taman"))
        expect(page.locator("#results")).not_to_have_text(before)
        swapped = results(page)
        assert page.evaluate("window.stillTheSamePage")
        assert page.locator("#results").count() == 1
        page.goto(page.url)
        assert results(page) == swapped


def test_going_back_from_a_filtered_list_to_a_pledge_and_back_again(open_as):
    with open_as() as page:
        page.goto("/komitmen/")
        page.locator("main [name=cari]").press_sequentially("sumur")
        expect(page).to_have_url(re.compile(r"cari=sumur"))
        found = results(page)
        page.locator("#results tbody a").first.click()
        expect(page.locator("p.reference").first).to_contain_text("KOM-")
        page.go_back()
        expect(page.locator("#results")).to_be_visible()
        assert results(page) == found
        assert page.locator("main [name=cari]").input_value() == "sumur"
