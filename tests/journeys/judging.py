"""Judges pages in the browser: accessibility, width, targets; and says which pages are alike."""

from dataclasses import dataclass
from itertools import groupby

from django.test import Client

from tests.support.example import ROLES
from tests.support.pages import DEMO_PAGES, PAGES
from tests.support.reading import iterate_elements, main_of, read
from tests.support.sampling import choose_pages, find_touched, is_whole
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
HOME = "portal:home"


def list_parts(html):
    """Returns the kinds of elements that a page is made of."""
    elements = iterate_elements(html)
    return {(each.tag, each.get("class", ""), each.get("role", "")) for each in elements}


def different_pages(example, roles=ROLES):
    """Returns (role, path, status) of pages that show a part which none before them shows.

    Twenty organisations are one page to a judge; the same page with buttons for the staff is
    another one. Every address is there at least once, and every role's home page. The page that
    says that there is nothing, or nothing for this reader, is the same at every address.

    A sample has the pages that were touched and the fewest others that show every part of the
    pages that were read.
    """
    found = _read_different_pages(example, roles)
    if is_whole():
        return [(each.role, each.path, each.status) for each in found]
    chosen = [each for each in found if each.name in find_touched() or each.name == HOME]
    shown = {part for each in chosen for part in each.parts}
    while missing := {part for each in found for part in each.parts} - shown:
        best = max(found, key=lambda each: len(each.parts & missing))
        chosen.append(best)
        shown |= best.parts
    return sorted(
        ((each.role, each.path, each.status) for each in chosen),
        key=lambda each: roles.index(each[0]),
    )


@dataclass(frozen=True)
class Different:
    """A page that shows a part which none before it shows."""

    role: str
    name: str
    path: str
    status: int
    parts: frozenset[tuple[str, str, str]]


def _read_different_pages(example, roles):
    seen = set()
    judged = set()
    found = []
    for role, chosen in groupby(choose_pages(example, roles, PAGES | DEMO_PAGES), _get_role):
        client = example.sign_in(Client(), role)
        client.raise_request_exception = False
        for name, page in ((each.name, each.page) for each in chosen):
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
            is_home = name == HOME
            parts = list_parts(html if is_home else main_of(html))
            is_refusal = answer.status_code >= 400
            subject = role if is_home else "" if is_refusal else name
            kind = (subject, answer.status_code)
            if kind not in judged or not parts <= seen:
                judged.add(kind)
                seen |= parts
                found.append(Different(role, name, page.path, answer.status_code, frozenset(parts)))
    return found


def _get_role(chosen):
    return chosen.role


def accessibility_faults(page, schemes=("light", "dark")):
    """Returns what axe-core finds in light, and of the colours in dark."""
    found = []
    for scheme in schemes:
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
