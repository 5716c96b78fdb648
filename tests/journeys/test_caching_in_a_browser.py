"""A browser keeps public pages for a few seconds, and never shows one visitor's to another."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import session_cookie

pytestmark = pytest.mark.browser


def came_from_cache(page):
    """Tells whether nothing of the page shown came over the network."""
    return page.evaluate("performance.getEntriesByType('navigation')[0].transferSize") == 0


def test_a_page_seen_a_moment_ago_comes_out_of_the_browsers_own_cache(open_as):
    with open_as() as page:
        page.goto("/privasi/")
        assert not came_from_cache(page)
        page.goto("/program/")
        # The address bar would revalidate; a link does not.
        page.locator("footer a[href='/privasi/']").click()
        expect(page).to_have_url(re.compile("/privasi/$"))
        assert came_from_cache(page)


def test_whoever_signs_in_or_out_does_not_see_the_page_kept_before(open_as, example, site):
    with open_as() as page:
        page.goto("/program/")
        expect(page.locator(".site-user")).to_have_count(0)
        page.context.add_cookies([session_cookie(example.users["fasilitator"], site)])
        page.locator("footer a[href='/program/']").click()
        expect(page.locator(".site-user")).to_have_count(1)
        page.context.clear_cookies()
        page.locator("footer a[href='/program/']").click()
        expect(page.locator(".site-user")).to_have_count(0)


def test_the_fragment_of_a_filtered_list_is_not_shown_for_its_page(open_as):
    with open_as() as page:
        page.goto("/komitmen/")
        with page.expect_response(lambda answer: "status=merged" in answer.url):
            page.locator("[name=status]").select_option("merged")
        expect(page).to_have_url(re.compile("status=merged"))
        address = page.url
        page.goto("/program/")
        page.goto(address)
        expect(page.locator(".site-header")).to_have_count(1)
        page.goto("/program/")
        page.go_back()
        expect(page.locator(".site-header")).to_have_count(1)
