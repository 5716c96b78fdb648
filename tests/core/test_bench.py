"""The benchmark's judgement: when a figure is over, and when it is measured again."""

import json

import pytest

from bench.clock import Ratio, Round, measure_ratio, measure_rounds
from bench.figure import Figure, format_table, write_json


def build_measurement(*blocks):
    """A measurement that gives these blocks of ratios in turn, and what is left of them."""
    left = [[Round(ratio, floor_ms=1.0) for ratio in block] for block in blocks]
    return left, lambda: left.pop(0)


def test_the_median_of_all_rounds_counts():
    left, measure = build_measurement([2.0, 2.0, 2.1, 2.2, 9.0])
    assert measure_ratio(measure, 3.5) == Ratio(2.1, ms=2.1, floor_ms=1.0, rounds=5)
    assert left == []


@pytest.mark.parametrize("block", [[1.0, 1.1, 1.2], [9.0, 9.1, 9.2]])
def test_a_ratio_that_is_clear_is_measured_once_on_either_side_of_its_limit(block):
    left, measure = build_measurement(block, [3.5, 3.5, 3.5])
    assert measure_ratio(measure, 3.5).rounds == 3
    assert len(left) == 1


@pytest.mark.parametrize("block", [[3.2, 3.4, 3.8], [3.2, 3.6, 3.8]])
def test_a_ratio_that_is_not_clear_is_measured_again_and_no_round_is_dropped(block):
    _left, measure = build_measurement(block, [3.3, 3.4, 5.0], [1.0, 1.0, 1.0])
    found = measure_ratio(measure, 3.5)
    assert (found.value, found.rounds) == (sorted([*block, 3.3, 3.4, 5.0, 1.0, 1.0, 1.0])[4], 9)


def test_a_ratio_is_not_measured_without_end():
    left, measure = build_measurement(*[[3.0, 3.5, 4.0]] * 9)
    assert measure_ratio(measure, 3.5).rounds == 9
    assert len(left) == 6


def test_each_round_compares_what_was_measured_side_by_side():
    rounds = measure_rounds(lambda: sum(range(50_000)), lambda: sum(range(500)), rounds=4)
    assert len(rounds) == 4
    assert all(each.ratio > 10 for each in rounds)


def test_only_a_figure_above_its_limit_is_over():
    values = [Figure(name="q", value=value, limit=12) for value in (11, 12, 13)]
    assert [each.verdict for each in values] == ["ok", "ok", "OVER"]
    assert Figure(name="q", value=99).verdict == "info"


def test_the_table_and_the_file_say_the_same(tmp_path):
    figure = Figure(name="queries", value=13, limit=12, note="/")
    assert [line.split() for line in format_table([figure]).splitlines()] == [
        ["figure", "value", "limit", "note"],
        ["queries", "13", "12", "OVER", "/"],
    ]
    write_json(tmp_path / "result.json", [figure], seconds=1.0)
    assert json.loads((tmp_path / "result.json").read_text()) == {
        "seconds": 1.0,
        "figures": [
            {
                "name": "queries",
                "value": 13,
                "unit": "",
                "limit": 12,
                "note": "/",
                "details": {},
                "verdict": "OVER",
            }
        ],
    }
