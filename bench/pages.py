"""The meeting page compared with the floor, first and repeated visits, and growth with rows."""

from collections.abc import Iterator

from django.test import Client

from bench.clock import measure_cpu_ms, measure_ratio, measure_rounds
from bench.count import count_queries
from bench.figure import Figure
from bench.floor import pad_floor
from bench.stage import ANONYMOUS, MEETING, add_participants, fill_lists, roll_back
from meetings.models import Meeting

PAGE_RATIO = 3.5
REVISIT_RATIO = 0.3
CROWD = 300
FACILITATOR = "fasilitator"
WHO = {ANONYMOUS: "a first-time visitor", FACILITATOR: "a facilitator"}

PAGE = f"/rapat/{MEETING}/"
FLOOR = f"/bench/lantai/{MEETING}/"


def count_page_queries(client: Client, path: str) -> int:
    """Return the number of queries of a page, visited a second time.

    The first visit after a write also reads the forum's names anew, into the process cache.
    """
    client.get(path)
    with count_queries() as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    return len(queries)


def read_page(client: Client, path: str) -> str:
    """Return the uncompressed HTML of a page."""
    return client.get(path, headers={"Accept-Encoding": "identity"}).content.decode()


def measure_page(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield the CPU time of the meeting page relative to the floor, for both kinds of visitors."""
    for who in (ANONYMOUS, FACILITATOR):
        client = browsers[who]
        page, bare = read_page(client, PAGE), read_page(client, FLOOR)
        pad_floor(FLOOR, page=page, bare=bare)
        found = measure_ratio(
            lambda client=client: measure_rounds(  # type: ignore[misc]
                lambda: client.get(PAGE), lambda: client.get(FLOOR), rounds=15, times=4
            ),
            PAGE_RATIO,
        )
        size = len(read_page(client, FLOOR))
        yield Figure(
            name=f"meeting page, {WHO[who]}",
            value=found.value,
            unit="x floor",
            limit=PAGE_RATIO,
            note=f"{found.ms:.1f} ms against {found.floor_ms:.1f} ms of CPU, "
            f"{found.rounds} rounds; "
            f"{count_page_queries(client, PAGE)} and {count_page_queries(client, FLOOR)} queries",
            details={"bytes": len(page), "floor_bytes": size},
        )
        if who == ANONYMOUS:
            yield measure_revisit(client)


def measure_revisit(client: Client) -> Figure:
    """Measure a repeated visit, which is answered by 304 (Not Modified)."""
    etag = client.get(PAGE).headers["ETag"]

    def revisit() -> None:
        response = client.get(PAGE, headers={"If-None-Match": etag})
        if response.status_code != 304:
            raise RuntimeError(f"{PAGE} answers {response.status_code} to a visitor who has it")

    found = measure_ratio(
        lambda: measure_rounds(revisit, lambda: client.get(FLOOR), rounds=15, times=8),
        REVISIT_RATIO,
    )
    with count_queries() as queries:
        revisit()
        asked = len(queries)
    return Figure(
        name="meeting page, the same visitor again",
        value=found.value,
        unit="x floor",
        limit=REVISIT_RATIO,
        note=f"{found.ms:.1f} ms against {found.floor_ms:.1f} ms of CPU, {found.rounds} rounds; "
        f"304 with {asked} query",
    )


def measure_growth(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield how queries grow: small and large meeting, short and long lists."""
    for who in (ANONYMOUS, FACILITATOR):
        client = browsers[who]
        few, few_ms = count_page_queries(client, PAGE), measure_cpu_ms(lambda: client.get(PAGE), 10)  # noqa: B023
        with roll_back():
            add_participants(Meeting.objects.get(reference=MEETING), CROWD)
            many = count_page_queries(client, PAGE)
            response = client.get(PAGE)
            many_ms = measure_cpu_ms(lambda: client.get(PAGE), 5)  # noqa: B023
        yield Figure(
            name=f"queries more with {CROWD} participants, {who}",
            value=abs(many - few),
            limit=0,
            note=f"{few_ms:.0f} ms and {many_ms:.0f} ms of CPU ({many_ms / few_ms:.1f} times), "
            f"{len(response.content):,} bytes",
        )
    yield from measure_list_growth(browsers)


def measure_list_growth(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield how the queries of a list page grow from 1 row to 25."""
    pairs: dict[str, list[int]] = {}
    with roll_back():
        fill_lists()
        for who, client in browsers.items():
            for path in ("rapat", "keputusan", "komitmen", "berita-acara", "parapihak"):
                rows = [f"/{path}/", f"/{path}/?halaman=2"]
                pairs[f"/{path}/ {who}"] = [count_page_queries(client, address) for address in rows]
            # The list of kelurahan has no pagination; its code selects one row.
            rows = ["/kelurahan/?cari=35.77", "/kelurahan/?cari=35.77.02.1001"]
            pairs[f"/kelurahan/ {who}"] = [count_page_queries(client, address) for address in rows]
    name, worst = max(pairs.items(), key=lambda item: abs(item[1][0] - item[1][1]))
    yield Figure(
        name="queries more with 25 rows than with 1",
        value=abs(worst[0] - worst[1]),
        limit=0,
        note=f"{len(pairs)} lists and readers" + (f"; {name}" if worst[0] != worst[1] else ""),
        details=pairs,
    )
