"""Fitting Bézier curves to a drawn signature, for printing.

The stored path consists of straight steps (signing.strokes). Curves look more like ink and take
half of the bytes; they deviate from the line by MAX_DEVIATION at most.

Source: Philip J. Schneider, "An Algorithm for Automatically Fitting Digitized Curves", Graphics
Gems (1990). Points are complex numbers, so that a step is a difference and an angle a quotient.
"""

import cmath
import math
import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

# The largest deviation, in units of the path: a sixth of a millimetre on paper.
MAX_DEVIATION = 2.0
# A larger angle between two steps is a corner, which stays sharp.
CORNER_ANGLE = math.radians(50)
# How often the parameters of a curve are improved before it is split.
MAX_ITERATIONS = 4

# signing.strokes never writes larger numbers; a path that has some is left unchanged.
_NUMBER = r"-?\d{1,7}"
_STROKE = re.compile(rf"M({_NUMBER}) ({_NUMBER})l((?:{_NUMBER} {_NUMBER} ?)+)")
_WHOLE = re.compile(rf"(?:{_STROKE.pattern})+")

type Curve = tuple[complex, complex, complex, complex]


def as_curves(path: str) -> str:
    """Return a path of strokes as Bézier curves; a path in another form is returned unchanged."""
    if not _WHOLE.fullmatch(path):
        return path
    return "".join(_draw_stroke(_parse_points(*stroke)) for stroke in _STROKE.findall(path))


def _parse_points(x: str, y: str, steps: str) -> list[complex]:
    numbers = list(map(int, steps.split()))
    moves = (complex(*step) for step in zip(numbers[::2], numbers[1::2], strict=True))
    return list(accumulate(moves, initial=complex(int(x), int(y))))


def _draw_stroke(points: list[complex]) -> str:
    begin = points[0]
    if len(points) == 2:
        return f"M{_format_point(begin)}L{_format_point(points[1])}"
    corners = [0, *_find_corners(points), len(points) - 1]
    curves = [
        curve
        for first, last in pairwise(corners)
        for curve in _fit_curves(points[first : last + 1])
    ]
    return f"M{_format_point(begin)}" + "".join(
        f"C{_format_point(one)} {_format_point(other)} {_format_point(end)}"
        for _begin, one, other, end in curves
    )


def _format_point(point: complex) -> str:
    return f"{round(point.real)} {round(point.imag)}"


def _find_corners(points: Sequence[complex]) -> list[int]:
    return [
        index
        for index in range(1, len(points) - 1)
        if abs(_measure_angle(points[index] - points[index - 1], points[index + 1] - points[index]))
        > CORNER_ANGLE
    ]


def _measure_angle(before: complex, after: complex) -> float:
    return cmath.phase(after / before) if before and after else 0.0


def _fit_curves(
    points: Sequence[complex], leaving: complex | None = None, arriving: complex | None = None
) -> list[Curve]:
    """Return Bézier curves that follow some points, with the given tangents at their ends."""
    leaving = leaving or _normalise(points[1] - points[0])
    arriving = arriving or _normalise(points[-2] - points[-1])
    if len(points) == 2:
        third = abs(points[1] - points[0]) / 3
        return [(points[0], points[0] + leaving * third, points[1] + arriving * third, points[1])]
    parameters = _calculate_parameters(points)
    for _round in range(MAX_ITERATIONS):
        curve = _fit_curve(points, parameters, leaving, arriving)
        error, worst = max(
            (abs(_evaluate_curve(curve, t) - point), index)
            for index, (t, point) in enumerate(zip(parameters, points, strict=True))
        )
        if error <= MAX_DEVIATION:
            return [curve]
        parameters = [
            _improve_parameter(curve, t, point) for t, point in zip(parameters, points, strict=True)
        ]
    worst = min(max(worst, 1), len(points) - 2)
    middle = _normalise(points[worst - 1] - points[worst + 1]) or 1
    return [
        *_fit_curves(points[: worst + 1], leaving, middle),
        *_fit_curves(points[worst:], -middle, arriving),
    ]


def _normalise(step: complex) -> complex:
    return step / abs(step) if step else 0j


def _calculate_parameters(points: Sequence[complex]) -> list[float]:
    """Return the parameter of each point by chord length, from 0 to 1."""
    lengths = list(accumulate((abs(b - a) for a, b in pairwise(points)), initial=0.0))
    return [length / lengths[-1] for length in lengths]


def _fit_curve(
    points: Sequence[complex], parameters: Sequence[float], leaving: complex, arriving: complex
) -> Curve:
    """Return the curve with the given tangents that has the least squares of distances."""
    begin, end = points[0], points[-1]
    squares, product, of_leaving, of_arriving = [0.0, 0.0], 0.0, 0.0, 0.0
    for t, point in zip(parameters, points, strict=True):
        rest = 1 - t
        one = leaving * (3 * t * rest * rest)
        other = arriving * (3 * t * t * rest)
        away = point - _evaluate_curve((begin, begin, end, end), t)
        squares[0] += abs(one) ** 2
        squares[1] += abs(other) ** 2
        product += _multiply_vectors(one, other)
        of_leaving += _multiply_vectors(one, away)
        of_arriving += _multiply_vectors(other, away)
    determinant = squares[0] * squares[1] - product * product
    span = abs(end - begin)
    out = back = span / 3
    if determinant > 1e-9:
        out_fit = (of_leaving * squares[1] - of_arriving * product) / determinant
        back_fit = (squares[0] * of_arriving - product * of_leaving) / determinant
        # A short or negative handle would make a loop; a third of the span never does.
        if min(out_fit, back_fit) > span * 1e-3 + 1e-6:
            out, back = out_fit, back_fit
    return begin, begin + leaving * out, end + arriving * back, end


def _multiply_vectors(one: complex, other: complex) -> float:
    return (one * other.conjugate()).real


def _evaluate_curve(curve: Curve, t: float) -> complex:
    rest = 1 - t
    return (
        curve[0] * rest**3
        + curve[1] * (3 * t * rest * rest)
        + curve[2] * (3 * t * t * rest)
        + curve[3] * t**3
    )


def _improve_parameter(curve: Curve, t: float, point: complex) -> float:
    """Return a parameter whose point on the curve is nearer to `point`, by one Newton step."""
    first = [3 * (b - a) for a, b in pairwise(curve)]
    second = [2 * (b - a) for a, b in pairwise(first)]
    rest = 1 - t
    away = _evaluate_curve(curve, t) - point
    speed = first[0] * rest * rest + first[1] * (2 * t * rest) + first[2] * t * t
    change = second[0] * rest + second[1] * t
    slope = abs(speed) ** 2 + _multiply_vectors(away, change)
    return min(max(t - _multiply_vectors(away, speed) / slope, 0.0), 1.0) if slope else t
