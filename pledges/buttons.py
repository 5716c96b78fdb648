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
class Way:
    """A page below a pledge's own, where one action is done."""

    action: str
    path: str
    may: Callable[[Any, Pledge], bool]
    kind: str = ""


WAYS = (
    Way("submit_pledge", "kirim/", can_edit_pledge, "primary"),
    Way("accommodate_pledge", "akomodasi/", can_decide_pledge, "primary"),
    Way("merge_pledge", "gabung/", can_decide_pledge),
    Way("defer_pledge", "tunda/", can_decide_pledge),
    Way("decline_pledge", "tolak/", can_decide_pledge),
    Way("edit_pledge", "ubah/", can_edit_pledge),
    Way("reopen_pledge", "buka-kembali/", can_decide_pledge, "quiet"),
)
DECISIONS = ("accommodate_pledge", "merge_pledge", "defer_pledge", "decline_pledge")


def ways_of(pledge: Pledge, user: Actor) -> list[Way]:
    """Return the ways that the pledge's state and the reader's office open."""
    opened = {row.action for row in PLEDGE.open_to(pledge)}
    return [way for way in WAYS if way.action in opened and way.may(user, pledge)]


def buttons_of(pledge: Pledge, user: Actor) -> list[dict[str, Any]]:
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
        for way in ways_of(pledge, user)
    ]


def decisions_of(pledge: Pledge, *, current: str, query: str = "") -> list[dict[str, Any]]:
    """Return the ways to decide as tabs, `current` the action of this page."""
    labels = {row.action: row.label for row in PLEDGE}
    return [
        {
            "label": labels[way.action],
            "url": f"{pledge.get_absolute_url()}{way.path}{query}",
            "current": way.action == current,
        }
        for way in WAYS
        if way.action in DECISIONS
    ]
