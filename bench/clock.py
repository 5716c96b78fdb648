"""CPU time that a busy neighbour does not spoil: interleaved rounds, medians, ratios."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

type Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the floor's CPU time something takes; times in milliseconds."""

    value: float
    ms: float
    floor_ms: float


def cpu_ms(work: Work, times: int) -> float:
    """Return the CPU milliseconds of this process that one run takes, the mean of a few."""
    begin = time.process_time()
    for _run in range(times):
        work()
    return (time.process_time() - begin) * 1000 / times


def ratio(work: Work, floor: Work, *, rounds: int, times: int = 1) -> Ratio:
    """Return the median over rounds of CPU time against a floor measured right beside it."""
    work(), floor()
    pairs = []
    for number in range(rounds):
        gc.collect()
        # Whoever goes second finds the caches of the first, so they take turns.
        if number % 2:
            floor_ms = cpu_ms(floor, times)
            ms = cpu_ms(work, times)
        else:
            ms = cpu_ms(work, times)
            floor_ms = cpu_ms(floor, times)
        pairs.append((ms, floor_ms))
    return Ratio(
        value=statistics.median(ms / floor_ms for ms, floor_ms in pairs),
        ms=statistics.median(ms for ms, _floor in pairs),
        floor_ms=statistics.median(floor_ms for _ms, floor_ms in pairs),
    )


def settled(measure: Callable[[], Ratio], limit: float, *, again: int = 2) -> Ratio:
    """Return a ratio, measured again while it is over its limit; the lowest one counts."""
    found = measure()
    for _attempt in range(again):
        if found.value <= limit:
            break
        found = min(found, measure(), key=lambda each: each.value)
    return found
