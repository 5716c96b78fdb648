"""The timeline at the foot of an object's page: its history, newest first, collapsed at first."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db.models import Model
from django.http import QueryDict

from core.history import describe_entry, find_history

MOST = 500
PARAMETER, UNFOLDED = "riwayat", "semua"


class TimelineEntry(TypedDict):
    """One line of a timeline."""

    time: datetime
    text: str
    actor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The history entries of an object, newest first; empty while it is collapsed."""

    is_unfolded: bool
    entries: list[TimelineEntry]


def build_timeline(target: Model, query: QueryDict) -> Timeline:
    """Return the timeline of `target`; the entries are read only with riwayat=semua in the URL."""
    if query.get(PARAMETER) != UNFOLDED:
        return Timeline(is_unfolded=False, entries=[])
    return Timeline(
        is_unfolded=True,
        entries=[
            {"time": entry.at, "text": describe_entry(entry), "actor": entry.actor_name}
            for entry in find_history(target)[:MOST]
        ],
    )
