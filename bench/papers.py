"""A meeting's papers and its berita acara: 300 participants against the 18 of the example."""

from collections.abc import Callable, Iterator
from functools import partial

from agreements.models import MEETING_PRINTS
from agreements.prints import render_meeting_print
from bench.clock import measure_median_ms
from bench.figure import Figure
from bench.pages import CROWD
from bench.prints import record_pdf
from bench.stage import MEETING, crowd, for_a_while
from meetings.models import Meeting

LISTED = 18
GROWTH = 4
RECORD_NAME = "berita acara"
# Every line of theirs is a participant, so they are judged by the time that one line takes.
LISTS = ("attendance_list", "attendance_list_filled")
ROUNDS = 5


def papers_of_a_crowd() -> Iterator[Figure]:
    """Compare the CPU time of every paper, from the rows to the PDF, and of all together."""
    meeting = Meeting.objects.get(reference=MEETING)
    works: dict[str, Callable[[], object]] = {
        kind: partial(render_meeting_print, meeting, kind) for kind in MEETING_PRINTS
    }
    works[RECORD_NAME] = record_pdf
    few = {name: measure_median_ms(work, ROUNDS) for name, work in works.items()}
    with for_a_while():
        crowd(meeting, CROWD)
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
            yield _growth(name, few[name], many[name], note)
    total = sum(few.values()), sum(many.values())
    yield _growth("all papers", *total, f"{total[0]:.0f} ms and {total[1]:.0f} ms of CPU")


def _growth(name: str, few: float, many: float, note: str) -> Figure:
    return Figure(
        name=f"{name}, {CROWD} participants",
        value=many / few,
        unit=f"x time of {LISTED}",
        limit=GROWTH,
        note=note,
    )
