"""Prints of a meeting and its berita acara: growth from 18 to 300 participants."""

from collections.abc import Callable, Iterator
from functools import partial

from agreements.models import MEETING_PRINTS
from agreements.prints import render_meeting_print
from bench.clock import measure_median_ms
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
ROUNDS = 5


def measure_meeting_prints() -> Iterator[Figure]:
    """Yield the growth of CPU time of every print, from database to PDF, and of all together."""
    meeting = Meeting.objects.get(reference=MEETING)
    works: dict[str, Callable[[], object]] = {
        kind: partial(render_meeting_print, meeting, kind) for kind in MEETING_PRINTS
    }
    works[RECORD_NAME] = render_record_pdf
    few = {name: measure_median_ms(work, ROUNDS) for name, work in works.items()}
    with roll_back():
        add_participants(meeting, CROWD)
        many = {name: measure_median_ms(work, ROUNDS) for name, work in works.items()}
    for name in works:
        note = f"{few[name]:.0f} ms and {many[name]:.0f} ms of CPU"
        if name in LISTS:
            yield Figure(
                name=f"{name}, {CROWD} participants",
                value=many[name] / CROWD / (few[name] / LISTED),
                unit=f"x time per line of {LISTED}",
                limit=1,
                note=f"{note}: {many[name] / few[name]:.1f} times",
            )
        else:
            yield _build_growth_figure(name, few[name], many[name], note)
    total = sum(few.values()), sum(many.values())
    yield _build_growth_figure(
        "all papers", *total, f"{total[0]:.0f} ms and {total[1]:.0f} ms of CPU"
    )


def _build_growth_figure(name: str, few: float, many: float, note: str) -> Figure:
    return Figure(
        name=f"{name}, {CROWD} participants",
        value=many / few,
        unit=f"x time of {LISTED}",
        limit=GROWTH,
        note=note,
    )
