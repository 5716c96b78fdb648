"""From strokes to one path: only the shape, in its box, whatever a stranger sends."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.refusals import Refused
from signing.models import MarkKind
from signing.strokes import EDGE, MAX_TEXT_LENGTH, WIDTH, draw_mark
from tests.support.expect import refused

pytestmark = pytest.mark.usefixtures("english")

# One line begins, then goes on in steps of whole numbers.
PATH = re.compile(r"(M\d+ \d+l-?\d+ -?\d+( -?\d+ -?\d+)*)+")
WAVE = [20, 60, 40, 20, 60, 90, 90, 30, 130, 80, 180, 40, 230, 70]

EMPTY = "Draw your signature in the box first."
DOT = "There is only a dot in the box. Draw your whole signature."
SMALL = "The signature is too small. Draw it larger in the box."
LONG = "The drawing is too long. Draw it again more simply."
GARBLED = "The drawing did not arrive completely. Draw it again, or type your name."


def drawn(*strokes):
    return draw_mark(json.dumps(strokes))


def outcome(value):
    """The mark that comes of what is sent, or the refusal."""
    try:
        return draw_mark(json.dumps(value))
    except Refused as refusal:
        return refusal


def places(path):
    """Every point that a path goes through."""
    found = []
    for part in path.split("M")[1:]:
        start, steps = part.split("l")
        x, y = map(int, start.split())
        found.append((x, y))
        numbers = list(map(int, steps.split()))
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            found.append((x, y))
    return found


def test_a_signature_becomes_one_path_that_fills_its_box():
    mark = drawn(WAVE, [240, 20])
    assert mark.kind == MarkKind.DRAWN
    assert PATH.fullmatch(mark.value)
    assert (mark.width, mark.height) == (WIDTH + 2 * EDGE, round(70 * WIDTH / 220) + 2 * EDGE)
    across, down = zip(*places(mark.value), strict=True)
    assert (min(across), max(across)) == (EDGE, mark.width - EDGE)
    assert (min(down), max(down)) == (EDGE, mark.height - EDGE)
    assert mark.value.endswith("l0 0")  # the dot


def test_a_straight_line_needs_its_ends_only_and_a_place_is_no_matter():
    line = drawn([number for step in range(50) for number in (10 + 4 * step, 10 + 2 * step)])
    assert len(places(line.value)) == 2
    moved = [number + 500 for number in WAVE]
    assert drawn(moved) == drawn(WAVE)


def test_points_that_shape_nothing_are_left_out():
    steps = [(place / 10, place % 2 * 0.1) for place in range(2_000)]
    mark = drawn([number for step in steps for number in step])
    assert len(places(mark.value)) < 50


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", EMPTY),
        ("  ", EMPTY),
        ("[]", EMPTY),
        ("[[]]", EMPTY),
        ("[[50,50]]", DOT),
        ("[[50,50,50,50]]", DOT),
        ("[[10,10],[200,100]]", DOT),
        ("[[10,10,20,20]]", SMALL),
        ("[[10,10,33,10,10,10,33,10,10,10]]", SMALL),
        ("[[10,10,60,10]]", SMALL),
        ("[7" + "[" * 5_000, GARBLED),
        ("{}", GARBLED),
        ("7", GARBLED),
        ("null", GARBLED),
        ("[[1,2,3]]", GARBLED),
        ("[7]", GARBLED),
        ('[["1","2","3","4"]]', GARBLED),
        ("[[true,false,true,true]]", GARBLED),
        ("[[NaN,1,Infinity,2]]", GARBLED),
        ("[[1e400,1,2,2]]", GARBLED),
        ("[[1,2,9000,4]]", GARBLED),
        (f"[[{'9' * 400},2,3,4]]", GARBLED),
        ('[{"x":1,"y":2,"time":3,"pressure":0.5}]', GARBLED),
        ("M0 0L100 100", GARBLED),
        ("[[1,2,3,4]]" + " " * MAX_TEXT_LENGTH, LONG),
        (json.dumps([[place % 300, place * 37 % 200] for place in range(151)]), LONG),
        (json.dumps([[place % 300 for place in range(6_002)]]), LONG),
        (json.dumps([[n for p in range(1_500) for n in (p % 400, p % 2 * 150)]]), LONG),
    ],
)
def test_what_is_no_signature_is_refused_with_what_to_do(text, sentence):
    with refused(sentence, field="strokes"):
        draw_mark(text)


NUMBER = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-10_000, 10_000)
STROKE = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 200)), min_size=1, max_size=80)


@settings(max_examples=60, deadline=None)
@given(st.lists(STROKE, min_size=1, max_size=8))
def test_whatever_is_drawn_stays_in_its_box_and_keeps_its_ends(strokes):
    mark = outcome([[number for place in stroke for number in place] for stroke in strokes])
    if isinstance(mark, Refused):
        assert str(mark) in (DOT, SMALL, LONG)
        return
    assert PATH.fullmatch(mark.value)
    assert mark.value.count("M") == len(strokes)
    assert all(
        EDGE <= x <= mark.width - EDGE and EDGE <= y <= mark.height - EDGE
        for x, y in places(mark.value)
    )
    assert len(mark.value) < 12_000


@settings(max_examples=60, deadline=None)
@given(st.recursive(NUMBER | st.text(max_size=5) | st.none() | st.booleans(), st.lists))
def test_whatever_comes_is_a_path_or_a_sentence(value):
    said = outcome(value)
    if isinstance(said, Refused):
        assert said.field == "strokes"
    else:
        assert PATH.fullmatch(said.value)
