"""Judges the accessibility of a page in the browser with axe-core."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "var/tools/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another colour scheme can break.
COLOURS = ("cat.color",)


def judge(page: Page, tags: Sequence[str] = TAGS) -> list[str]:
    """Returns one line for every element of the open page that breaks one of the rules."""
    page.evaluate(_axe())
    answer = page.evaluate(
        """tags => axe.run(document, {
            runOnly: {type: 'tag', values: tags},
            resultTypes: ['violations'],
        })""",
        list(tags),
    )
    return [
        f"{page.url} {violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


@cache
def _axe() -> str:
    if not SCRIPT.exists():
        raise RuntimeError('axe-core is missing: run "bin/setup test"')
    return SCRIPT.read_text(encoding="utf-8")
