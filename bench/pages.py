"""The meeting page against the floor, visited first and again, and how pages grow with rows."""

from collections.abc import Iterator

from django.test import Client

from bench.clock import measure_cpu_ms, measure_ratio, measure_rounds
from bench.count import counted
from bench.figure import Figure
from bench.floor import fit
from bench.stage import ANONYMOUS, MEETING, crowd, fill_lists, for_a_while
from meetings.models import Meeting

PAGE_RATIO = 3.5
REVISIT_RATIO = 0.3
CROWD = 300
FACILITATOR = "fasilitator"
WHO = {ANONYMOUS: "a first-time visitor", FACILITATOR: "a facilitator"}

PAGE = f"/rapat/{MEETING}/"
FLOOR = f"/bench/lantai/{MEETING}/"


def queries_of(client: Client, path: str) -> int:
    """Return how many queries an address takes."""
    with counted() as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    return len(queries)


def text_of(client: Client, path: str) -> str:
    """Return a page as it is before compression."""
    return client.get(path, headers={"Accept-Encoding": "identity"}).content.decode()


def page_against_floor(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Measure the meeting page against a bare view of the same stack."""
    for who in (ANONYMOUS, FACILITATOR):
        client = browsers[who]
        page, bare = text_of(client, PAGE), text_of(client, FLOOR)
        fit(FLOOR, page=page, bare=bare)
        found = measure_ratio(
            lambda client=client: measure_rounds(  # type: ignore[misc]
                lambda: client.get(PAGE), lambda: client.get(FLOOR), rounds=15, times=4
            ),
            PAGE_RATIO,
        )
        size = len(text_of(client, FLOOR))
        yield Figure(
            name=f"meeting page, {WHO[who]}",
            value=found.value,
            unit="x floor",
            limit=PAGE_RATIO,
            note=f"{found.ms:.1f} ms against {found.floor_ms:.1f} ms of CPU, "
            f"{found.rounds} rounds; "
            f"{queries_of(client, PAGE)} and {queries_of(client, FLOOR)} queries",
            details={"bytes": len(page), "floor_bytes": size},
        )
        if who == ANONYMOUS:
            yield revisit_against_floor(client)


def revisit_against_floor(client: Client) -> Figure:
    """Measure what a visitor costs who has the page already and asks whether it is still true."""
    etag = client.get(PAGE).headers["ETag"]

    def revisit() -> None:
        response = client.get(PAGE, headers={"If-None-Match": etag})
        if response.status_code != 304:
            raise RuntimeError(f"{PAGE} answers {response.status_code} to a visitor who has it")

    found = measure_ratio(
        lambda: measure_rounds(revisit, lambda: client.get(FLOOR), rounds=15, times=8),
        REVISIT_RATIO,
    )
    with counted() as queries:
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


def growth(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Compare queries and CPU time of a small and a large meeting, and of short and long lists."""
    for who in (ANONYMOUS, FACILITATOR):
        client = browsers[who]
        few, few_ms = queries_of(client, PAGE), measure_cpu_ms(lambda: client.get(PAGE), 10)  # noqa: B023
        with for_a_while():
            crowd(Meeting.objects.get(reference=MEETING), CROWD)
            many = queries_of(client, PAGE)
            response = client.get(PAGE)
            many_ms = measure_cpu_ms(lambda: client.get(PAGE), 5)  # noqa: B023
        yield Figure(
            name=f"queries more with {CROWD} participants, {who}",
            value=abs(many - few),
            limit=0,
            note=f"{few_ms:.0f} ms and {many_ms:.0f} ms of CPU ({many_ms / few_ms:.1f} times), "
            f"{len(response.content):,} bytes",
        )
    yield from list_growth(browsers)


def list_growth(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Compare the queries of a list's full page and of one with a single row."""
    apart: dict[str, list[int]] = {}
    with for_a_while():
        fill_lists()
        for who, client in browsers.items():
            for path in ("rapat", "keputusan", "komitmen", "berita-acara", "parapihak"):
                rows = [f"/{path}/", f"/{path}/?halaman=2"]
                apart[f"/{path}/ {who}"] = [queries_of(client, address) for address in rows]
            # All kelurahan stand on one page; one of them is asked for by its code.
            rows = ["/kelurahan/?cari=35.77", "/kelurahan/?cari=35.77.02.1001"]
            apart[f"/kelurahan/ {who}"] = [queries_of(client, address) for address in rows]
    name, worst = max(apart.items(), key=lambda item: abs(item[1][0] - item[1][1]))
    yield Figure(
        name="queries more with 25 rows than with 1",
        value=abs(worst[0] - worst[1]),
        limit=0,
        note=f"{len(apart)} lists and readers" + (f"; {name}" if worst[0] != worst[1] else ""),
        details=apart,
    )
