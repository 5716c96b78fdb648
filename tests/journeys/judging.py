"""Judges pages in the browser: accessibility, width, targets; and says which pages are alike."""

from django.test import Client

from tests.support.example import ROLES
from tests.support.pages import DEMO_PAGES, PAGES
from tests.support.reading import iterate_elements, main_of, read
from tests.support.tools import axe

# What is pressed with a thumb is large; other links that stand alone are not tiny.
SMALL_TARGETS = """() => {
  const large = `button, input, select, textarea, summary, a.button,
    .site-nav a, .site-menu a, .bottom-bar a, .pages a`;
  const found = [];
  for (const target of document.querySelectorAll(`a[href], ${large}`)) {
    const style = getComputedStyle(target);
    // A label that holds its box or button can be pressed as a whole.
    const box = (target.closest("label") ?? target).getBoundingClientRect();
    const isShown = target.checkVisibility({visibilityProperty: true}) && box.width > 1;
    const isInText = style.display === "inline" && !target.matches(large);
    const isOff = box.bottom <= 0 || box.right <= 0 || target.closest(".visually-hidden");
    if (!isShown || isInText || isOff) continue;
    const least = target.matches(large) ? 44 : 24;
    if (box.height < least - 0.5 || box.width < least - 0.5) {
      found.push(`${target.outerHTML.slice(0, 120)} ${box.width} × ${box.height}`);
    }
  }
  return found;
}"""
# Of the many pages of a kind, those that concern somebody who signs in.
MANY = ("portal:organisation_detail", "portal:region_detail")
NEAR = ("/parapihak/pt-inka/", "/parapihak/kelurahan-taman/", "/kelurahan/35.77.03.1009/")
WIDTHS = (320, 360)


def list_parts(html):
    """Returns the kinds of elements that a page is made of."""
    elements = iterate_elements(html)
    return {(each.tag, each.get("class", ""), each.get("role", "")) for each in elements}


def different_pages(example, roles=ROLES):
    """Returns (role, path, status) of pages that show a part which none before them shows.

    Twenty organisations are one page to a judge; the same page with buttons for the staff is
    another one. Every address is there at least once, and every role's home page. The page that
    says that there is nothing, or nothing for this reader, is the same at every address.
    """
    seen = set()
    judged = set()
    found = []
    for role in roles:
        client = example.sign_in(Client(), role)
        client.raise_request_exception = False
        for name, pages in (PAGES | DEMO_PAGES).items():
            for page in pages(example):
                expected = page.expects(role)
                if role and name in MANY and not page.path.startswith(NEAR):
                    continue
                if expected == 302 or (expected == 404 and ("", expected) in judged):
                    continue
                answer, body = read(client, page.path)
                is_html = answer.headers["Content-Type"].startswith("text/html")
                # An address that only takes POST answers with nothing to look at.
                if answer.status_code == 302 or not is_html or not body:
                    continue
                html = body.decode()
                # The frame around it is judged once per role, on the home page.
                is_home = name == "portal:home"
                parts = list_parts(html if is_home else main_of(html))
                is_refusal = answer.status_code >= 400
                subject = role if is_home else "" if is_refusal else name
                kind = (subject, answer.status_code)
                if kind not in judged or not parts <= seen:
                    judged.add(kind)
                    seen |= parts
                    found.append((role, page.path, answer.status_code))
    return found


def accessibility_faults(page):
    """Returns what axe-core finds in light, and of the colours in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        faults = axe.judge(page, colours_only=scheme == "dark")
        found += [f"{scheme}: {line}" for line in faults]
    return found


def layout_faults(page):
    """Returns small targets and, at the width of small phones, sideways scrolling."""
    found = [f"{page.url} small: {line}" for line in page.evaluate(SMALL_TARGETS)]
    is_phone = page.viewport_size["width"] <= max(WIDTHS)
    return found + (width_faults(page, WIDTHS) if is_phone else [])


def width_faults(page, widths):
    """Returns at which widths a page scrolls sideways."""
    found = []
    size = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": size["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{page.url} is {wide} px wide at {width}")
    page.set_viewport_size(size)
    return found
