"""The colours of static/css/tokens.css can be read, in the light and in the dark scheme."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS)
SCHEMES = {
    "light": {name: light for name, light, _dark in PAIRS},
    "dark": {name: dark for name, _light, dark in PAIRS},
}
SURFACES = ("surface", "sheet", "sunken")
SECTORS = (
    "government",
    "civil-society",
    "company",
    "academia",
    "media",
    "development-partner",
    "citizen",
)
BODY = [(ink, under) for ink in ("ink", "ink-soft") for under in SURFACES]
TEXT = [
    *((ink, under) for ink in ("accent", "done", "waiting", "late") for under in SURFACES[:2]),
    *((ink, f"{ink}-soft") for ink in ("done", "waiting", "late")),
    *(("ink", f"heat-{step}") for step in range(1, 5)),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("sheet", "late"),
]
MARKS = [
    *((mark, under) for mark in ("line-strong", "focus") for under in SURFACES),
    *((sector, under) for sector in SECTORS for under in SURFACES[:2]),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(scheme: str, one: str, other: str) -> float:
    """Return the contrast ratio of two tokens in a scheme."""
    dark, light = sorted(luminance(SCHEMES[scheme][name]) for name in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("pairs", "least"), [(BODY, 7), (TEXT, 4.5), (MARKS, 3)], ids=["body", "text", "marks"]
)
def test_colours_stand_out_enough(scheme, pairs, least):
    weak = {pair: round(contrast(scheme, *pair), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


def test_browsers_without_light_dark_get_the_light_scheme():
    plain = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS))
    assert plain == SCHEMES["light"]
