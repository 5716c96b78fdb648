"""The benchmark's judgement: when a figure is over, and when it is measured again."""

import json

from bench.clock import Ratio, settled
from bench.figure import Figure, table, write


def measured(*values):
    """A measurement that gives these ratios in turn, and how many are left of them."""
    left = list(values)
    return left, lambda: Ratio(left.pop(0), ms=1.0, floor_ms=1.0)


def test_a_ratio_within_its_limit_is_measured_once():
    left, measure = measured(2.4, 9.9)
    assert (settled(measure, 2.5).value, left) == (2.4, [9.9])


def test_a_ratio_over_its_limit_is_measured_again_and_the_lowest_counts():
    left, measure = measured(2.7, 2.5, 1.0)
    assert (settled(measure, 2.5).value, left) == (2.5, [1.0])
    left, measure = measured(2.7, 2.6, 2.8, 1.0)
    assert (settled(measure, 2.5).value, left) == (2.6, [1.0])


def test_only_a_figure_above_its_limit_is_over():
    values = [Figure(name="q", value=value, limit=12) for value in (11, 12, 13)]
    assert [each.verdict for each in values] == ["ok", "ok", "OVER"]
    assert Figure(name="q", value=99).verdict == "info"


def test_the_table_and_the_file_say_the_same(tmp_path):
    figure = Figure(name="queries", value=13, limit=12, note="/")
    assert [line.split() for line in table([figure]).splitlines()] == [
        ["figure", "value", "limit", "note"],
        ["queries", "13", "12", "OVER", "/"],
    ]
    write(tmp_path / "result.json", [figure], seconds=1.0)
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
