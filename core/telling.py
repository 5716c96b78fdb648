"""The history of an object as a page folds it at its end."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from core.history import entries_of, sentence_of

SHOWN = 30
WHOLE, ALL = "riwayat", "semua"


@dataclass(frozen=True, slots=True)
class Told:
    """Newest entries first, each {time, text, actor}; `is_cut` when there are older ones."""

    entries: list[dict[str, Any]]
    is_cut: bool


def tell_history(target: Model, query: QueryDict) -> Told:
    """Return the newest entries about `target`, or all when the address says riwayat=semua."""
    found = entries_of(target)
    limit = None if query.get(WHOLE) == ALL else SHOWN
    rows = list(found if limit is None else found[: limit + 1])
    return Told(
        entries=[
            {"time": entry.at, "text": sentence_of(entry), "actor": entry.actor_name}
            for entry in rows[:limit]
        ],
        is_cut=limit is not None and len(rows) > limit,
    )
