"""What a reader may do with a contribution now, in the order of its buttons.

The table says what the state allows, the permissions what the person may.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.actors import Actor
from pledges.models import Pledge
from pledges.permissions import can_decide_pledge, can_edit_pledge
from pledges.transitions import PLEDGE


@dataclass(frozen=True, slots=True)
class ActionPage:
    """A page below a pledge's own, where one action is done."""

    action: str
    path: str
    may: Callable[[Any, Pledge], bool]
    kind: str = ""


ACTION_PAGES = (
    ActionPage("submit_pledge", "kirim/", can_edit_pledge, "primary"),
    ActionPage("accommodate_pledge", "akomodasi/", can_decide_pledge, "primary"),
    ActionPage("merge_pledge", "gabung/", can_decide_pledge),
    ActionPage("defer_pledge", "tunda/", can_decide_pledge),
    ActionPage("decline_pledge", "tolak/", can_decide_pledge),
    ActionPage("edit_pledge", "ubah/", can_edit_pledge),
    ActionPage("reopen_pledge", "buka-kembali/", can_decide_pledge, "quiet"),
)
DECISIONS = ("accommodate_pledge", "merge_pledge", "defer_pledge", "decline_pledge")


def list_action_pages(pledge: Pledge, user: Actor) -> list[ActionPage]:
    """Return the ways that the pledge's state and the reader's office open."""
    opened = {row.action for row in PLEDGE.open_to(pledge)}
    return [way for way in ACTION_PAGES if way.action in opened and way.may(user, pledge)]


def build_action_bar(pledge: Pledge, user: Actor) -> list[dict[str, Any]]:
    """Return the action bar of a pledge's page; empty where a frozen document holds the text."""
    if pledge.locked_in:
        return []
    labels = {row.action: row.label for row in PLEDGE}
    return [
        {
            "label": labels[way.action],
            "url": f"{pledge.get_absolute_url()}{way.path}",
            "kind": way.kind,
        }
        for way in list_action_pages(pledge, user)
    ]


def build_decision_tabs(pledge: Pledge, *, current: str, query: str = "") -> list[dict[str, Any]]:
    """Return the ways to decide as tabs, `current` the action of this page."""
    labels = {row.action: row.label for row in PLEDGE}
    return [
        {
            "label": labels[way.action],
            "url": f"{pledge.get_absolute_url()}{way.path}{query}",
            "current": way.action == current,
        }
        for way in ACTION_PAGES
        if way.action in DECISIONS
    ]
