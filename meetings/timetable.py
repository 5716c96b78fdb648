"""The timetable of an agenda: when each item begins and ends, as far as that is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

DAY = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class AgendaSlot:
    """The time of one agenda item; None where it is not known.

    `overlaps`: its fixed time is before the end of the previous item.
    """

    begins: time | None
    ends: time | None
    overlaps: bool = False


def build_timetable(
    starts_at: time | None, items: Iterable[tuple[time | None, int | None]]
) -> list[AgendaSlot]:
    """Return a slot for each agenda item, given as (fixed time, minutes).

    An item without a fixed time begins when the previous one ends; the first, when the meeting
    begins. Times after midnight are None.
    """
    slots = []
    clock = _to_minutes(starts_at)
    for own, minutes in items:
        fixed = _to_minutes(own)
        begins = clock if fixed is None else fixed
        overlaps = fixed is not None and clock is not None and fixed < clock
        clock = None if begins is None or minutes is None else begins + minutes
        slots.append(AgendaSlot(_to_time(begins), _to_time(clock), overlaps))
    return slots


def _to_minutes(moment: time | None) -> int | None:
    return None if moment is None else moment.hour * 60 + moment.minute


def _to_time(minutes: int | None) -> time | None:
    return None if minutes is None or minutes >= DAY else time(*divmod(minutes, 60))
