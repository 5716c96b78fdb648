"""Every page of the large stage beside the same page of the example, as every visitor."""

import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
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
# A visit over its limit is repeated: a busy machine is no fault of the page.
VISITS = 4
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
    use_database(stage)
    browsers = make_clients()
    for client in browsers.values():
        client.raise_request_exception = False
    meter = VisitMeter()
    paths = dict.fromkeys([*list_list_addresses(), *(path for path, _who in baseline)])
    rows = [row for path in paths if (row := _measure_worst(meter, browsers, path, baseline))]
    _print_progress(begin, f"{len(rows)} pages of the stage")
    return rows


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
            for path in (*LISTS, *(f"{path}?{SEARCH}={_FOUND}" for path in SEARCHES)):
                cost = meter.visit(client, path)[0]
                if cost.status == 200:
                    again = meter.visit(client, path)[0]
                    found[urlsplit(path).path, who] = cost.take_lower(again)
    return found


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


def _measure_worst(
    meter: VisitMeter,
    browsers: Mapping[str, Client],
    path: str,
    baseline: Mapping[tuple[str, str], Cost],
) -> PageRow | None:
    worst: PageRow | None = None
    base = urlsplit(path).path if urlsplit(path).path in (*LISTS, *SEARCHES) else path
    for who, client in browsers.items():
        if (base, who) not in baseline:
            continue
        row = _measure_page(meter, client, path, who, baseline[base, who])
        if worst is None or (bool(row.findings), row.excess) > (bool(worst.findings), worst.excess):
            worst = row
        if row.stage_ms > HOPELESS_MS or row.status >= 500:
            break
    return worst


def _measure_page(meter: VisitMeter, client: Client, path: str, who: str, example: Cost) -> PageRow:
    cost = meter.visit(client, path)[0]
    findings = _judge(path, cost, example)
    for _again in range(VISITS - 1):
        if not findings or cost.cpu_ms > HOPELESS_MS or not cost.is_answered:
            break
        cost = cost.take_lower(meter.visit(client, path)[0])
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
