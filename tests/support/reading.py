"""What a browser finds in a page: where it leads, and what it loads with it."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.contrib.staticfiles import finders
from lxml import etree

STATIC = "/static/"
PARSER = etree.HTMLParser(encoding="utf-8")
TOKEN = re.compile(r"(?<=csrfmiddlewaretoken\" value=\")\w+|(?<=\"X-CSRFToken\": \")\w+")


def read(client, path, method="get"):
    """Returns the answer and its whole body, which closes the file it may come from."""
    answer = getattr(client, method)(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, body


def iterate_elements(html):
    """Yields the elements of a page, or of a part of one, in their order; none of an empty one."""
    page = etree.HTML(html.encode(), PARSER) if html.strip() else None
    if page is not None:
        yield from page.iter("*")


class Reading:
    """The links, anchors and files of a page."""

    def __init__(self, path: str, html: str):
        self.path = path
        self.links: set[str] = set()
        self.files: set[str] = set()
        self.anchors: set[str] = set()
        for element in iterate_elements(html):
            self._read(element)

    def _read(self, element):
        self.anchors |= {name for name in (element.get("id"), element.get("name")) if name}
        address = element.get("href") or element.get("src")
        if address is None:
            return
        if element.tag == "a":
            self.links.add(urljoin(self.path, address))
        elif element.get("loading") != "lazy":  # what is far below is not fetched with the page
            self.files.add(urljoin(self.path, address))

    @property
    def inner_links(self) -> set[str]:
        """The links that stay in the portal."""
        return {link for link in self.links if link.startswith("/")}


@cache
def static_file(path: str) -> bytes:
    """Returns a file that a page names under /static/."""
    found = finders.find(path.removeprefix(STATIC))
    assert isinstance(found, str), f"{path} is no static file"
    return Path(found).read_bytes()


def files_of(reading: Reading) -> set[str]:
    """Returns the paths that a browser fetches for a page, those inside its styles included."""
    paths = {urlsplit(address).path for address in reading.files}
    for path in tuple(paths):
        if path.endswith(".css"):
            style = static_file(path).decode()
            paths |= {urljoin(path, name) for name in re.findall(r"url\(\"?([^\")#]+)", style)}
    return paths


def without_tokens(html: str) -> str:
    """Returns a page without what differs each time it is read."""
    return TOKEN.sub("", html)


def main_of(html: str) -> str:
    """Returns what stands between header and footer."""
    return without_tokens(html).partition("<main")[2].partition("</main>")[0]
