"""A crawl of all pages as every visitor: queries, and bytes of the first view."""

import gzip
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import brotli
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from bench.count import count_queries
from bench.figure import Figure
from bench.stage import ANONYMOUS

QUERIES = 25
FIRST_VIEW = 50_000
ANY_PAGE = 100_000

# Django's admin is for administrators only; the floor is not a page of the portal.
NOT_OURS = ("/pengelola/", "/bench/", "/static/", "/bahasa/")
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
# A lazily loaded picture is not fetched with the page.
ASSET = re.compile(
    r'<(?:link|use|script|img)\b(?![^>]*\bloading="lazy")[^>]*?\b(?:href|src)="(/static/[^"#]+)'
)
# By Content-Encoding.
DECOMPRESS = {"gzip": gzip.decompress, "br": brotli.decompress, "identity": bytes}
IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')#]+)")


@dataclass(frozen=True, slots=True)
class PageVisit:
    """The measured visit of one page by one visitor."""

    who: str
    path: str
    queries: int
    transferred: int
    assets: frozenset[str]

    def __str__(self) -> str:
        return f"{self.path} ({self.who})"


@dataclass(slots=True)
class AssetSizes:
    """The transfer sizes of static files, each fetched once."""

    client: Client
    sizes: dict[str, int] = field(default_factory=dict)
    named: dict[str, frozenset[str]] = field(default_factory=dict)

    def count_bytes(self, assets: frozenset[str]) -> int:
        """Return the bytes of some files and of all files that their style sheets refer to."""
        return sum(self.sizes[path] for path in self._add_referenced(assets))

    def _add_referenced(self, assets: frozenset[str]) -> set[str]:
        found: set[str] = set()
        waiting = set(assets)
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                self._fetch(path)
                waiting |= self.named[path]
        return found

    def _fetch(self, path: str) -> None:
        if path in self.sizes:
            return
        self.sizes[path], text = read_response(self.client.get(path))
        named = IN_STYLE.findall(text) if path.endswith(".css") else ()
        self.named[path] = frozenset(urljoin(path, each) for each in named)


def measure_all_pages(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield the most queries and the most bytes of any page, over all visitors."""
    visits = [visit for who, client in browsers.items() for visit in visit_pages(who, client)]
    busiest = max(visits, key=lambda visit: visit.queries)
    yield Figure(
        name="queries of the busiest page",
        value=busiest.queries,
        limit=QUERIES,
        note=f"{busiest}; {len(visits)} pages of {len(browsers)} visitors",
        details={str(v): v.queries for v in sorted(visits, key=lambda v: -v.queries)},
    )
    sizes = AssetSizes(browsers[ANONYMOUS])
    whole = {visit: visit.transferred + sizes.count_bytes(visit.assets) for visit in visits}
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


def visit_pages(who: str, client: Client) -> Iterator[PageVisit]:
    """Visit every URL without arguments and all linked pages, once each."""
    waiting = deque(list_start_urls())
    seen = {get_url_shape(path) for path in waiting}
    while waiting:
        path = waiting.popleft()
        with count_queries() as queries:
            response = client.get(path)
            count = len(queries)
        if response.status_code >= 500:
            raise RuntimeError(f"{path} answers {response.status_code} to {who}")
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        transferred, text = read_response(response)
        yield PageVisit(who, path, count, transferred, frozenset(ASSET.findall(text)))
        for link in LINK.findall(text):
            found = urldefrag(urljoin(path, unescape(link))).url
            if is_ours(found) and get_url_shape(found) not in seen:
                seen.add(get_url_shape(found))
                waiting.append(found)


def read_response(response: Any) -> tuple[int, str]:
    """Return the transferred bytes of a response, headers included, and its text."""
    body = b"".join(response) if response.streaming else response.content
    head = sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
    decompress = DECOMPRESS[response.headers.get("Content-Encoding", "identity")]
    return head + len(body), decompress(body).decode(errors="replace")


def list_start_urls() -> list[str]:
    """Return the URLs of the portal that need no argument."""
    found = ["/"]
    for name in sorted(iterate_url_names(get_resolver(), "")):
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return [path for path in dict.fromkeys(found) if is_ours(path)]


def iterate_url_names(resolver: object, space: str) -> Iterator[str]:
    """Yield the names of all URL patterns under a resolver, with their namespaces."""
    for pattern in resolver.url_patterns:  # type: ignore[attr-defined]
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{space}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from iterate_url_names(pattern, space + inner)


def is_ours(address: str) -> bool:
    """Tell whether a URL is a page of the portal."""
    parts = urlsplit(address)
    return not parts.netloc and not parts.scheme and not parts.path.startswith(NOT_OURS)


def get_url_shape(address: str) -> tuple[str, frozenset[str]]:
    """Return path and parameter names: URLs that differ only in values are visited once."""
    parts = urlsplit(address)
    return parts.path, frozenset(name for name, _value in parse_qsl(parts.query))
