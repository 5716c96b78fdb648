"""The timeline at the foot of an object's page: its history, newest first, collapsed at first."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db.models import Model
from django.http import QueryDict
from django.utils.http import urlencode

from core.history import describe_entry, find_history

MOST = 100
# The value of the parameter is the number of the page; that of the first is a word.
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
    older_url: str = ""


def build_timeline(target: Model, query: QueryDict) -> Timeline:
    """Return the timeline of `target`; the entries are read only with riwayat in the URL.

    riwayat=semua are the newest entries, riwayat=2 those before them.
    """
    page = _read_page(query.get(PARAMETER, ""))
    if not page:
        return Timeline(is_unfolded=False, entries=[])
    skipped = (page - 1) * MOST
    found = list(find_history(target)[skipped : skipped + MOST + 1])
    return Timeline(
        is_unfolded=True,
        entries=[
            {"time": entry.at, "text": describe_entry(entry), "actor": entry.actor_name}
            for entry in found[:MOST]
        ],
        older_url=f"?{urlencode({PARAMETER: page + 1})}" if len(found) > MOST else "",
    )


def _read_page(value: str) -> int:
    """Return the number of the requested page; 0 while the timeline is collapsed."""
    if value == UNFOLDED:
        return 1
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0
