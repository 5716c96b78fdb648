"""Prints of a meeting and its berita acara: growth from 18 to 300 participants."""

from collections.abc import Iterator
from functools import partial

from agreements.models import MEETING_PRINTS
from agreements.prints import render_meeting_print
from bench.clock import Ratio, Round, Work, measure_cpu_ms, measure_ratio
from bench.figure import Figure
from bench.pages import CROWD
from bench.prints import render_record_pdf
from bench.stage import MEETING, add_participants, roll_back
from meetings.models import Meeting

LISTED = 18
GROWTH = 4
RECORD_NAME = "berita acara"
# Each row of a list is a participant, so the limit is about the time per row.
LISTS = ("attendance_list", "attendance_list_filled")
ROUNDS = 2


def measure_meeting_prints() -> Iterator[Figure]:
    """Yield the growth of CPU time of every print, from database to PDF, and of all together."""
    meeting = Meeting.objects.get(reference=MEETING)
    works: dict[str, Work] = {
        kind: partial(render_meeting_print, meeting, kind) for kind in MEETING_PRINTS
    }
    works[RECORD_NAME] = render_record_pdf
    growths: list[Ratio] = []
    for name, work in works.items():
        limit = CROWD / LISTED if name in LISTS else GROWTH
        growth = measure_ratio(partial(_measure_growth, work, meeting), limit)
        growths.append(growth)
        note = f"{growth.floor_ms:.0f} ms and {growth.ms:.0f} ms of CPU"
        if name in LISTS:
            yield Figure(
                name=f"{name}, {CROWD} participants",
                value=growth.value / limit,
                unit=f"x time per line of {LISTED}",
                limit=1,
                note=f"{note}: {growth.value:.1f} times",
            )
        else:
            yield _build_growth_figure(name, growth.value, note)
    few = sum(growth.floor_ms for growth in growths)
    many = sum(growth.ms for growth in growths)
    note = f"{few:.0f} ms and {many:.0f} ms of CPU"
    yield _build_growth_figure("all papers", many / few, note)


def _measure_growth(work: Work, meeting: Meeting) -> list[Round]:
    """Return rounds of some work with a crowd, each beside the same work with the few."""
    work()
    rounds = []
    for _round in range(ROUNDS):
        few_ms = measure_cpu_ms(work, 1)
        with roll_back():
            add_participants(meeting, CROWD)
            rounds.append(Round(measure_cpu_ms(work, 1), few_ms))
    return rounds


def _build_growth_figure(name: str, growth: float, note: str) -> Figure:
    return Figure(
        name=f"{name}, {CROWD} participants",
        value=growth,
        unit=f"x time of {LISTED}",
        limit=GROWTH,
        note=note,
    )
