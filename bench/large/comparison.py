"""Every page of the large stage beside the same page of the example, as every visitor."""

import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from bench.large.addresses import LISTS, SEARCHES, list_busy_pages, list_list_addresses
from bench.large.databases import use_database
from bench.large.visits import Cost, VisitMeter
from bench.stage import fill_lists, make_clients, roll_back
from bench.walk import LINK, get_url_shape, is_ours, list_start_urls
from core.lists.parameters import SEARCH

# Of the example's CPU, and beside it; both of the limits and the portal's promise.
RATIO, MORE_MS = 1.5, 5.0
MOST_BYTES = 60_000
LIST_MS, SEARCH_MS = 20.0, 30.0
# A visit over its limit is repeated, and so is the comparison: another program's work is no fault
# of a page.
VISITS = 4
ROUNDS = 2
# Two letters that most kinds of rows of the example have; with one nothing is looked up.
_FOUND = "ke"
# Beyond this a page is far over, and neither repeated nor opened as the next visitor.
HOPELESS_MS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """One line of the table: a page as the visitor for whom it is furthest over its limit."""

    database: str
    path: str
    who: str
    example_ms: float
    stage_ms: float
    database_ms: float
    transferred: int
    status: int
    findings: tuple[str, ...]

    @property
    def is_green(self) -> bool:
        """Whether it is within every limit."""
        return not self.findings

    @property
    def excess(self) -> float:
        """How many times its limit it takes."""
        return self.stage_ms / (self.example_ms * RATIO + MORE_MS)


def compare_pages(example: str, stage: str, *, most_alike: int) -> list[PageRow]:
    """Measure every page in both databases; return the worst visitor's row of each.

    Of the pages of one view, a visitor opens `most_alike`, the busiest first.
    """
    begin = time.monotonic()
    use_database(example)
    baseline = _measure_example(make_clients(), most_alike)
    _print_progress(begin, f"{len(baseline)} pages of the example")
    paths = dict.fromkeys([*list_list_addresses(), *(path for path, _who in baseline)])
    with _open_stage(stage) as (meter, browsers):
        rows = [row for path in paths for row in _measure_visitors(meter, browsers, path, baseline)]
    _print_progress(begin, f"{len(paths)} pages of the stage")
    for _round in range(ROUNDS):
        rows = _measure_again(rows, example, stage)
    _print_progress(begin, "pages over their ratio, beside those of the example once more")
    return [max((row for row in rows if row.path == path), key=_rank) for path in paths]


def _rank(row: PageRow) -> tuple[bool, float]:
    return not row.is_green, row.excess


# ── The example ──────────────────────────────────────────────────────────────────────────


def _measure_example(
    browsers: Mapping[str, Client], most_alike: int
) -> dict[tuple[str, str], Cost]:
    """Return the cost of every page that a visitor reaches; that of a list with a full page."""
    meter = VisitMeter()
    found: dict[tuple[str, str], Cost] = {}
    warm: set[str] = set()
    for who, client in browsers.items():
        for path, cost in _walk(meter, client, most_alike):
            # What a first visitor's page loads into the process is there for the next.
            view = _get_view_name(path)
            again = cost if view in warm else meter.visit(client, path)[0]
            warm.add(view)
            found[path, who] = cost.take_lower(again)
    with roll_back():
        fill_lists()
        for who, client in browsers.items():
            for path in _list_filled_pages():
                cost = meter.visit(client, path)[0]
                if cost.status == 200:
                    again = meter.visit(client, path)[0]
                    found[urlsplit(path).path, who] = cost.take_lower(again)
    return found


def _list_filled_pages() -> tuple[str, ...]:
    """Return the addresses of lists and searches that are measured with a page full of rows."""
    return (*LISTS, *(f"{path}?{SEARCH}={_FOUND}" for path in SEARCHES))


def _measure_pages_again(pages: Set[tuple[str, str]]) -> dict[tuple[str, str], Cost]:
    """Measure these of the example's pages, by address and visitor, in the present database."""
    meter, browsers = VisitMeter(), make_clients()
    filled = {urlsplit(path).path: path for path in _list_filled_pages()}
    found = {
        (path, who): _take_lowest(meter, browsers[who], path)
        for path, who in pages
        if path not in filled
    }
    with roll_back():
        fill_lists()
        for path, who in pages:
            if path in filled:
                found[path, who] = _take_lowest(meter, browsers[who], filled[path])
    return found


def _take_lowest(meter: VisitMeter, client: Client, path: str) -> Cost:
    cost = meter.visit(client, path)[0]
    for _again in range(VISITS - 1):
        cost = cost.take_lower(meter.visit(client, path)[0])
    return cost


def _walk(meter: VisitMeter, client: Client, most_alike: int) -> Iterator[tuple[str, Cost]]:
    waiting = deque([*list_busy_pages(), *list_start_urls()])
    seen = {get_url_shape(path) for path in waiting}
    alike = Counter(_get_view_name(path) for path in waiting)
    while waiting:
        path = waiting.popleft()
        cost, text = meter.visit(client, path)
        if cost.status != 200 or not text.lstrip().startswith("<!"):
            continue
        # Each list is measured with all its parameters anyway.
        if urlsplit(path).path not in LISTS:
            yield path, cost
        for link in LINK.findall(text):
            address = urldefrag(urljoin(path, unescape(link))).url
            if not is_ours(address) or get_url_shape(address) in seen:
                continue
            seen.add(get_url_shape(address))
            view = _get_view_name(address)
            alike[view] += 1
            if alike[view] <= most_alike:
                waiting.append(address)


def _get_view_name(address: str) -> str:
    try:
        return str(resolve(urlsplit(address).path).view_name)
    except Resolver404:
        return address


# ── The stage ────────────────────────────────────────────────────────────────────────────


@contextmanager
def _open_stage(name: str) -> Iterator[tuple[VisitMeter, Mapping[str, Client]]]:
    use_database(name)
    browsers = make_clients()
    for client in browsers.values():
        client.raise_request_exception = False
    yield VisitMeter(), browsers


def _measure_visitors(
    meter: VisitMeter,
    browsers: Mapping[str, Client],
    path: str,
    baseline: Mapping[tuple[str, str], Cost],
) -> Iterator[PageRow]:
    for who, client in browsers.items():
        example = baseline.get((_get_example_path(path), who))
        if example is None:
            continue
        row = _measure_page(meter, client, path, who, example)
        yield row
        if row.stage_ms > HOPELESS_MS or row.status >= 500:
            break


def _get_example_path(path: str) -> str:
    """Return the address of the example's page that a page of the stage is compared with."""
    bare = urlsplit(path).path
    return bare if bare in (*LISTS, *SEARCHES) else path


def _measure_again(rows: list[PageRow], example: str, stage: str) -> list[PageRow]:
    """Measure pages that are over their ratio once more, in both databases within a minute.

    What a page of the example took a minute earlier is no measure on a machine that does other
    work too: its CPU time differs by half between two looks.
    """
    doubtful = [row for row in rows if row.findings == ("cpu",) and row.stage_ms <= HOPELESS_MS]
    if not doubtful:
        return rows
    use_database(example)
    pages = {(_get_example_path(row.path), row.who) for row in doubtful}
    baseline = _measure_pages_again(pages)
    with _open_stage(stage) as (meter, browsers):
        again = [
            _measure_page(meter, browsers[row.who], row.path, row.who, baseline[page])
            for row in doubtful
            if (page := (_get_example_path(row.path), row.who)) in baseline
        ]
    better = {(row.path, row.who): row for row in again}
    return [min(row, better.get((row.path, row.who), row), key=_rank) for row in rows]


def _measure_page(meter: VisitMeter, client: Client, path: str, who: str, example: Cost) -> PageRow:
    cost = meter.visit(client, path)[0]
    findings = _judge(path, cost, example)
    for _again in range(VISITS - 1):
        if not findings or cost.cpu_ms > HOPELESS_MS:
            break
        again = meter.visit(client, path)[0]
        # A statement that took little CPU but too long was stopped while the machine was busy.
        cost = cost.take_lower(again) if cost.is_answered else again
        findings = _judge(path, cost, example)
    return PageRow(
        database=connection.vendor,
        path=path,
        who=who,
        example_ms=round(example.cpu_ms, 1),
        stage_ms=round(cost.cpu_ms, 1),
        database_ms=round(cost.database_ms, 1),
        transferred=cost.transferred,
        status=cost.status,
        findings=tuple(findings),
    )


def _judge(path: str, cost: Cost, example: Cost) -> list[str]:
    """Return what is over a limit, in a word each."""
    parts = urlsplit(path)
    is_search = f"{SEARCH}=" in parts.query
    found = []
    if not cost.is_answered:
        found.append("stopped")
    if cost.cpu_ms > example.cpu_ms * RATIO + MORE_MS:
        found.append("cpu")
    if cost.transferred > MOST_BYTES:
        found.append("bytes")
    if (parts.path in LISTS or is_search) and cost.database_ms > (
        SEARCH_MS if is_search else LIST_MS
    ):
        found.append("statements")
    return found


def format_rows(rows: list[PageRow]) -> str:
    """Return the table: what is over its limit first, the furthest first; then a summary."""
    ordered = sorted(rows, key=lambda row: (row.is_green, -row.excess))
    lines = [f"{'database':10}  {'example':>9}  {'stage':>9}  {'database':>9}  {'bytes':>7}  page"]
    lines += [
        f"{row.database:10}  {row.example_ms:6.1f} ms  {row.stage_ms:6.0f} ms"
        f"  {row.database_ms:6.1f} ms  {row.transferred:7,}  {row.path} ({row.who})"
        + (f"  OVER: {', '.join(row.findings)}" if row.findings else "")
        for row in ordered
    ]
    for database in dict.fromkeys(row.database for row in rows):
        these = [row for row in rows if row.database == database]
        green = sum(row.is_green for row in these)
        lines.append(f"{database}: {green} of {len(these)} green")
    return "\n".join(lines)


def build_record(row: PageRow) -> dict[str, Any]:
    """Return a row for the JSON file."""
    return asdict(row)


def _print_progress(begin: float, what: str) -> None:
    print(f"{time.monotonic() - begin:5.0f} s  {what} on {connection.vendor}", file=sys.stderr)
