"""Running times: reckoned from the beginning and the minutes, as far as they are known."""

from datetime import time

import pytest

from meetings.timetable import AgendaSlot, build_timetable

NINE, TEN = time(9), time(10)


@pytest.mark.parametrize(
    ("starts_at", "points", "slots"),
    [
        (NINE, [], []),
        (
            NINE,
            [(None, 15), (None, 45)],
            [AgendaSlot(NINE, time(9, 15)), AgendaSlot(time(9, 15), TEN)],
        ),
        # Without a beginning nothing is known until a point has a time of its own.
        (
            None,
            [(None, 15), (TEN, 30), (None, 30)],
            [
                AgendaSlot(None, None),
                AgendaSlot(TEN, time(10, 30)),
                AgendaSlot(time(10, 30), time(11)),
            ],
        ),
        # Nobody knows how long the first one takes.
        (NINE, [(None, None), (None, 15)], [AgendaSlot(NINE, None), AgendaSlot(None, None)]),
        # A time of its own may leave a gap, or come too early.
        (
            NINE,
            [(None, 15), (TEN, 15)],
            [AgendaSlot(NINE, time(9, 15)), AgendaSlot(TEN, time(10, 15))],
        ),
        (
            NINE,
            [(None, 90), (TEN, 15)],
            [AgendaSlot(NINE, time(10, 30)), AgendaSlot(TEN, time(10, 15), overlaps=True)],
        ),
        # What would fall on the next day is not known.
        (
            time(23, 30),
            [(None, 45), (None, 5)],
            [AgendaSlot(time(23, 30), None), AgendaSlot(None, None)],
        ),
    ],
)
def test_a_point_begins_when_the_one_before_it_ends(starts_at, points, slots):
    assert build_timetable(starts_at, points) == slots
