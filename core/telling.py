"""The history of an object at the end of its page, read only when the reader unfolds it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from core.history import entries_of, sentence_of

MOST = 500
PARAMETER, UNFOLDED = "riwayat", "semua"


@dataclass(frozen=True, slots=True)
class Told:
    """Newest entries first, each {time, text, actor}; none are read while it is folded."""

    is_unfolded: bool
    entries: list[dict[str, Any]]


def tell_history(target: Model, query: QueryDict) -> Told:
    """Return what happened to `target` when the address says riwayat=semua, else a fold."""
    if query.get(PARAMETER) != UNFOLDED:
        return Told(is_unfolded=False, entries=[])
    return Told(
        is_unfolded=True,
        entries=[
            {"time": entry.at, "text": sentence_of(entry), "actor": entry.actor_name}
            for entry in entries_of(target)[:MOST]
        ],
    )
