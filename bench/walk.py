"""Every page of every visitor: its queries, and the bytes that a browser fetches for it."""

import gzip
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from bench.count import counted
from bench.figure import Figure
from bench.stage import ANONYMOUS

QUERIES = 25
FIRST_VIEW = 50_000
ANY_PAGE = 100_000

# Django's admin is for administrators only; the floor is no page.
NOT_OURS = ("/pengelola/", "/bench/", "/static/", "/bahasa/")
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
# A picture that waits until it is scrolled to is not fetched with the page.
ASSET = re.compile(
    r'<(?:link|use|script|img)\b(?![^>]*\bloading="lazy")[^>]*?\b(?:href|src)="(/static/[^"#]+)'
)
IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')#]+)")


@dataclass(frozen=True, slots=True)
class Visit:
    """What one page cost one visitor."""

    who: str
    path: str
    queries: int
    transferred: int
    assets: frozenset[str]

    def __str__(self) -> str:
        return f"{self.path} ({self.who})"


@dataclass(slots=True)
class Shelf:
    """The static files, each weighed once as a browser with an empty cache fetches it."""

    client: Client
    sizes: dict[str, int] = field(default_factory=dict)
    named: dict[str, frozenset[str]] = field(default_factory=dict)

    def weight(self, assets: frozenset[str]) -> int:
        """Return the bytes of some files and of all that their style sheets name."""
        return sum(self.sizes[path] for path in self._with_named(assets))

    def _with_named(self, assets: frozenset[str]) -> set[str]:
        found: set[str] = set()
        waiting = set(assets)
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                self._weigh(path)
                waiting |= self.named[path]
        return found

    def _weigh(self, path: str) -> None:
        if path in self.sizes:
            return
        self.sizes[path], text = unpacked(self.client.get(path))
        named = IN_STYLE.findall(text) if path.endswith(".css") else ()
        self.named[path] = frozenset(urljoin(path, each) for each in named)


def every_page(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Walk over all pages as every visitor; give the most queries and the most bytes."""
    visits = [visit for who, client in browsers.items() for visit in walk(who, client)]
    busiest = max(visits, key=lambda visit: visit.queries)
    yield Figure(
        name="queries of the busiest page",
        value=busiest.queries,
        limit=QUERIES,
        note=f"{busiest}; {len(visits)} pages of {len(browsers)} visitors",
        details={str(v): v.queries for v in sorted(visits, key=lambda v: -v.queries)},
    )
    shelf = Shelf(browsers[ANONYMOUS])
    whole = {visit: visit.transferred + shelf.weight(visit.assets) for visit in visits}
    first = next(visit for visit in visits if (visit.path, visit.who) == ("/", ANONYMOUS))
    heaviest = max(visits, key=lambda visit: whole[visit])
    alone = max(visits, key=lambda visit: visit.transferred)
    yield Figure(
        name="first view, home page",
        value=whole[first],
        unit="B",
        limit=FIRST_VIEW,
        note=f"{first.transferred:,} B of HTML, {len(first.assets)} files beside it",
    )
    yield Figure(
        name="first view, heaviest page",
        value=whole[heaviest],
        unit="B",
        limit=ANY_PAGE,
        note=f"{heaviest}; most HTML: {alone.transferred:,} B, {alone}",
        details={str(v): whole[v] for v in sorted(visits, key=lambda v: -whole[v])},
    )


def walk(who: str, client: Client) -> Iterator[Visit]:
    """Visit every address without arguments and all that is linked from there, once each."""
    waiting = deque(plain_addresses())
    seen = {shape(path) for path in waiting}
    while waiting:
        path = waiting.popleft()
        with counted() as queries:
            response = client.get(path)
            count = len(queries)
        if response.status_code >= 500:
            raise RuntimeError(f"{path} answers {response.status_code} to {who}")
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        transferred, text = unpacked(response)
        yield Visit(who, path, count, transferred, frozenset(ASSET.findall(text)))
        for link in LINK.findall(text):
            found = urldefrag(urljoin(path, unescape(link))).url
            if is_ours(found) and shape(found) not in seen:
                seen.add(shape(found))
                waiting.append(found)


def unpacked(response: Any) -> tuple[int, str]:
    """Return the bytes of an answer on the wire, its head included, and its text."""
    body = b"".join(response) if response.streaming else response.content
    head = sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
    plain = gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body
    return head + len(body), plain.decode(errors="replace")


def plain_addresses() -> list[str]:
    """Return every address of the portal that needs no argument."""
    found = ["/"]
    for name in sorted(names_in(get_resolver(), "")):
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return [path for path in dict.fromkeys(found) if is_ours(path)]


def names_in(resolver: object, space: str) -> Iterator[str]:
    """Return the names of all patterns under a resolver, with their namespace."""
    for pattern in resolver.url_patterns:  # type: ignore[attr-defined]
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{space}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names_in(pattern, space + inner)


def is_ours(address: str) -> bool:
    """Tell whether an address is a page of the portal."""
    parts = urlsplit(address)
    return not parts.netloc and not parts.scheme and not parts.path.startswith(NOT_OURS)


def shape(address: str) -> tuple[str, frozenset[str]]:
    """Return what makes an address new: its path, and which parameters it has."""
    parts = urlsplit(address)
    return parts.path, frozenset(name for name, _value in parse_qsl(parts.query))
