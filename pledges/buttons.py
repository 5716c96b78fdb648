"""The action bar of a contribution: which actions its state and the user's permissions allow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.actors import Actor
from pledges.models import Pledge
from pledges.permissions import can_decide_pledge, can_edit_pledge
from pledges.transitions import PLEDGE


@dataclass(frozen=True, slots=True)
class ActionPage:
    """A page under a pledge's own address, on which one action is performed."""

    action: str
    path: str
    may: Callable[[Actor, Pledge], bool]
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
    """Return the pages of the actions that the state allows and the user may perform."""
    allowed = {row.action for row in PLEDGE.list_possible(pledge)}
    return [page for page in ACTION_PAGES if page.action in allowed and page.may(user, pledge)]


def build_action_bar(pledge: Pledge, user: Actor) -> list[dict[str, Any]]:
    """Return the buttons of a pledge's page; none when a frozen document contains it."""
    if pledge.locked_in:
        return []
    labels = {row.action: row.label for row in PLEDGE}
    return [
        {
            "label": labels[page.action],
            "url": f"{pledge.get_absolute_url()}{page.path}",
            "kind": page.kind,
        }
        for page in list_action_pages(pledge, user)
    ]


def build_decision_tabs(pledge: Pledge, *, current: str, query: str = "") -> list[dict[str, Any]]:
    """Return the pages of the four decisions as tabs; `current` is the action of this page."""
    labels = {row.action: row.label for row in PLEDGE}
    return [
        {
            "label": labels[page.action],
            "url": f"{pledge.get_absolute_url()}{page.path}{query}",
            "current": page.action == current,
        }
        for page in ACTION_PAGES
        if page.action in DECISIONS
    ]
