"""Converting the strokes of a drawn signature to one SVG path: its shape, nothing else.

The browser sends `[[x, y, x, y, …], …]`, a list of numbers for each stroke, in CSS pixels. Time and
pressure are not sent: they would be biometric data. The input is untrusted, so its size is limited,
and the path is written anew from whole numbers; no text of the input is copied.
"""

import itertools
import json
import math
from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.refusals import Refused
from signing.content.marks import Mark
from signing.models import MarkKind

type Point = tuple[float, float]
type Stroke = list[Point]

# Limit of the form field in characters; a signature of ten seconds has about 6,000.
MAX_TEXT_LENGTH = 60_000
MAX_STROKES = 150
MAX_POINTS = 3_000
# The largest coordinate that is accepted; no screen is larger.
MAX_COORDINATE = 8_192
# CSS pixels: anything smaller in both directions is an accidental touch, not a signature.
MIN_SIZE = 24
MIN_LENGTH = 60
# The box of a signature in units of the path, and the margin at its edges for the pen width.
WIDTH, HEIGHT, EDGE = 480, 160, 6
# A point nearer to the line is left out, in units of the path: a tenth of a millimetre on paper.
TOLERANCE = 0.8
# The most points that are stored; a signature has about a hundred.
MAX_STORED_POINTS = 1_200
# A stroke is simplified in pieces of so many points: the time is quadratic in the length of a
# piece, so a malicious drawing could take seconds.
PIECE_LENGTH = 64
FIELD = "strokes"


def draw_mark(text: str) -> Mark:
    """Return a drawn signature as one path in its box.

    Raises Refused, with advice, for an empty drawing, a dot, one that is too small or too long, and
    for malformed input.
    """
    strokes = _parse_strokes(text)
    left, top, right, bottom = _measure_bounds(strokes)
    width, height = right - left, bottom - top
    _require_enough(strokes, width, height)
    scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
    fitted = [[((x - left) * scale, (y - top) * scale) for x, y in each] for each in strokes]
    return Mark(
        kind=MarkKind.DRAWN,
        value=_format_path(_simplify_strokes(fitted)),
        width=round(width * scale) + 2 * EDGE,
        height=round(height * scale) + 2 * EDGE,
    )


def is_blank(text: str) -> bool:
    """Tell whether nothing was drawn."""
    return not text.strip(" \t\r\n[],")


# ── Parsing and checking the input ───────────────────────────────────────────────────────────


def _parse_strokes(text: str) -> list[Stroke]:
    if is_blank(text):
        raise Refused(_("Draw your signature in the box first."), field=FIELD)
    if len(text) > MAX_TEXT_LENGTH:
        raise _build_length_refusal()
    try:
        drawn = json.loads(text)
    except (ValueError, RecursionError):
        raise _build_garbled_refusal() from None
    if not isinstance(drawn, list):
        raise _build_garbled_refusal()
    strokes = [_parse_stroke(numbers) for numbers in drawn]
    if len(strokes) > MAX_STROKES or sum(len(stroke) for stroke in strokes) > MAX_POINTS:
        raise _build_length_refusal()
    return strokes


def _parse_stroke(numbers: object) -> Stroke:
    if not isinstance(numbers, list) or not numbers or len(numbers) % 2:
        raise _build_garbled_refusal()
    if not all(_is_coordinate(number) for number in numbers):
        raise _build_garbled_refusal()
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _is_coordinate(number: object) -> bool:
    # True is an int; NaN and the infinities fail the comparison.
    return (
        isinstance(number, (int, float))
        and not isinstance(number, bool)
        and -MAX_COORDINATE <= number <= MAX_COORDINATE
    )


def _build_garbled_refusal() -> Refused:
    return Refused(
        _("The drawing did not arrive completely. Draw it again, or type your name."), field=FIELD
    )


def _build_length_refusal() -> Refused:
    return Refused(_("The drawing is too long. Draw it again more simply."), field=FIELD)


def _measure_bounds(strokes: Sequence[Stroke]) -> tuple[float, float, float, float]:
    across = [x for stroke in strokes for x, _y in stroke]
    down = [y for stroke in strokes for _x, y in stroke]
    return min(across), min(down), max(across), max(down)


def _require_enough(strokes: Sequence[Stroke], width: float, height: float) -> None:
    if max(width, height) == 0 or all(len(stroke) == 1 for stroke in strokes):
        raise Refused(_("There is only a dot in the box. Draw your whole signature."), field=FIELD)
    length = sum(
        math.dist(one, other) for stroke in strokes for one, other in itertools.pairwise(stroke)
    )
    if max(width, height) < MIN_SIZE or length < MIN_LENGTH:
        raise Refused(_("The signature is too small. Draw it larger in the box."), field=FIELD)


# ── Simplifying and writing the path ─────────────────────────────────────────────────────────


def _simplify_strokes(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Return the strokes without redundant points; raises Refused for a scribble."""
    kept = [_simplify_stroke(stroke) for stroke in strokes]
    if sum(len(stroke) for stroke in kept) > MAX_STORED_POINTS:
        raise _build_length_refusal()
    return kept


def _simplify_stroke(stroke: Stroke) -> Stroke:
    """Return the stroke without points that are within TOLERANCE of a straight line.

    Source: Ramer (1972), Douglas and Peucker (1973), applied piece by piece.
    """
    last = len(stroke) - 1
    ends = [*range(0, last, PIECE_LENGTH), last]
    kept = set(ends)
    spans = list(itertools.pairwise(ends))
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        start, end = stroke[first], stroke[last]
        far, index = max(
            (_measure_distance(stroke[index], start, end), index)
            for index in range(first + 1, last)
        )
        if far > TOLERANCE:
            kept.add(index)
            spans += [(first, index), (index, last)]
    return [stroke[index] for index in sorted(kept)]


def _measure_distance(point: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from the line segment between two others."""
    run, rise = end[0] - start[0], end[1] - start[1]
    square = run * run + rise * rise
    if square == 0:
        return math.dist(point, start)
    along = ((point[0] - start[0]) * run + (point[1] - start[1]) * rise) / square
    along = min(max(along, 0), 1)
    return math.dist(point, (start[0] + along * run, start[1] + along * rise))


def _format_path(strokes: Sequence[Stroke]) -> str:
    """Return strokes as one SVG path: each is an absolute point followed by relative steps."""
    written = []
    for stroke in strokes:
        points = [(round(x) + EDGE, round(y) + EDGE) for x, y in stroke]
        steps = [
            (x - before_x, y - before_y)
            for (before_x, before_y), (x, y) in itertools.pairwise(points)
            if (x, y) != (before_x, before_y)
        ]
        # A dot, as on an i, is a line of zero length with a round cap.
        tail = " ".join(f"{x} {y}" for x, y in steps) or "0 0"
        written.append(f"M{points[0][0]} {points[0][1]}l{tail}")
    return "".join(written)
