"""Judges the accessibility of a page in the browser with axe-core."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[3] / "var/tools/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another colour scheme can break.
COLOURS = ["color-contrast", "link-in-text-block"]


def judge(page: Page, *, colours_only: bool = False) -> list[str]:
    """Returns one line for every element of the open page that breaks a rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    rules = {"type": "rule", "values": COLOURS} if colours_only else {"type": "tag", "values": TAGS}
    # What passes stays out of the answer: handing it over takes a quarter of the time.
    answer = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, reporter: 'no-passes'})", rules
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
