"""Judges the accessibility of a page in the browser with axe-core."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def judge(page: Page) -> list[str]:
    """Returns one line for every element of the open page that breaks a rule."""
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{page.url} {violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in answer.response["violations"]
        for node in violation["nodes"]
    ]
