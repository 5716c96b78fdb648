"""CPU time measurement on a shared machine: interleaved rounds, medians, ratios."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

type Work = Callable[[], object]

# A block of rounds is added while the limit lies inside the middle half of the ratios, but not
# without end.
MOST_BLOCKS = 3


@dataclass(frozen=True, slots=True)
class Round:
    """The CPU milliseconds of some work and of its baseline, measured right after each other."""

    ms: float
    floor_ms: float

    @property
    def ratio(self) -> float:
        """The time of the work divided by that of the baseline."""
        return self.ms / self.floor_ms


@dataclass(frozen=True, slots=True)
class Ratio:
    """CPU time relative to a baseline (the floor): the medians of all rounds."""

    value: float
    ms: float
    floor_ms: float
    rounds: int


def measure_cpu_ms(work: Work, times: int) -> float:
    """Return the mean CPU milliseconds of this process for one run."""
    begin = time.process_time()
    for _run in range(times):
        work()
    return (time.process_time() - begin) * 1000 / times


def measure_rounds(work: Work, floor: Work, *, rounds: int, times: int = 1) -> list[Round]:
    """Return a block of rounds; each measures the work and the floor right after each other."""
    work(), floor()
    found = []
    for number in range(rounds):
        gc.collect()
        # The second one benefits from the CPU caches of the first, so the order alternates.
        if number % 2:
            floor_ms = measure_cpu_ms(floor, times)
            ms = measure_cpu_ms(work, times)
        else:
            ms = measure_cpu_ms(work, times)
            floor_ms = measure_cpu_ms(floor, times)
        found.append(Round(ms, floor_ms))
    return found


def measure_ratio(measure: Callable[[], Sequence[Round]], limit: float) -> Ratio:
    """Return the median ratio of one to three blocks of rounds; every round counts.

    Another block is measured while the result is undecided: the limit lies inside the middle half
    of the ratios.
    """
    rounds: list[Round] = []
    for _block in range(MOST_BLOCKS):
        rounds += measure()
        if not _is_undecided([each.ratio for each in rounds], limit):
            break
    return Ratio(
        value=statistics.median(each.ratio for each in rounds),
        ms=statistics.median(each.ms for each in rounds),
        floor_ms=statistics.median(each.floor_ms for each in rounds),
        rounds=len(rounds),
    )


def _is_undecided(ratios: Sequence[float], limit: float) -> bool:
    """Tell whether the limit lies inside the middle half of the ratios."""
    lower, _median, upper = statistics.quantiles(ratios, n=4, method="inclusive")
    return lower <= limit <= upper
