"""Without a mouse: past the navigation, through it, and always seeing where one is."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# The focused element, and the width of the ring that shows it.
FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const ring = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  return {
    name: element.outerHTML.slice(0, 100),
    ring,
    colour: style.outlineColor,
    isSeen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
FOCUSABLE = """() => [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
)].filter((element) => element.checkVisibility({visibilityProperty: true})).length"""


def test_the_skip_link_leads_past_the_navigation(open_as):
    with open_as() as page:
        page.goto("/rapat/")
        page.keyboard.press("Tab")
        link = page.locator("a.skip")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_on_the_meeting_page_shows_its_focus(open_as, example, scheme):
    with open_as("fasilitator", scheme=scheme) as page:
        page.goto(example.meeting.get_absolute_url())
        stops = []
        for _stop in range(400):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None:
                break
            stops.append(focused)
        assert [stop for stop in stops if stop["ring"] < 2 or not stop["isSeen"]] == []
        assert len(stops) >= page.evaluate(FOCUSABLE)


def test_the_places_are_reached_and_opened_by_keyboard(open_as):
    with open_as() as page:
        for place in ("/rapat/", "/komitmen/", "/berita-acara/"):
            page.goto("/")
            for _stop in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.getAttribute('href')") == place:
                    break
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{place}")


def test_the_menu_of_a_phone_opens_by_keyboard(open_as):
    with open_as(size=(360, 740)) as page:
        page.goto("/")
        page.locator(".site-menu summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".site-menu a[href='/parapihak/']")).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.querySelector('.site-menu').contains(document.activeElement)"
        )
