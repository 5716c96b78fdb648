"""When each point of an agenda begins and ends, as far as that can be reckoned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

DAY = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Slot:
    """The time of one point; None where it is not known.

    It overlaps when its own time comes before the point before it has ended.
    """

    begins: time | None
    ends: time | None
    overlaps: bool = False


def timetable(
    starts_at: time | None, points: Iterable[tuple[time | None, int | None]]
) -> list[Slot]:
    """Return a slot for each point, given as its own time and its minutes.

    A point without a time of its own begins when the one before it ends, the first one with the
    meeting. What would fall on the next day is not known.
    """
    slots = []
    clock = _minutes(starts_at)
    for own, minutes in points:
        fixed = _minutes(own)
        begins = clock if fixed is None else fixed
        overlaps = fixed is not None and clock is not None and fixed < clock
        clock = None if begins is None or minutes is None else begins + minutes
        slots.append(Slot(_time(begins), _time(clock), overlaps))
    return slots


def _minutes(moment: time | None) -> int | None:
    return None if moment is None else moment.hour * 60 + moment.minute


def _time(minutes: int | None) -> time | None:
    return None if minutes is None or minutes >= DAY else time(*divmod(minutes, 60))
