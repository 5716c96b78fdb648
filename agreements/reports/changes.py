"""The changes of an addendum as a word diff, clause by clause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agreements.content.addendum import build_amending_clauses
from agreements.models import ChangeKind, Document
from core.text_diff import GONE, NEW, Piece, compare_words


@dataclass(frozen=True, slots=True)
class Change:
    """The change that one clause of an addendum makes, with a word diff of both texts."""

    heading: str  # heading of the clause in the addendum
    label: str  # "Mengubah butir KEDUA"
    title: str
    pieces: list[Piece]
    old_text: str
    new_text: str
    is_example: bool


def list_changes(addendum: Document) -> list[Change]:
    """Return the changes of an addendum: the frozen ones, or those of the draft."""
    version = addendum.versions.last()
    clauses = version.content["clauses"] if version else build_amending_clauses(addendum)
    return [_build_change(clause) for clause in clauses]


def _build_change(clause: Mapping[str, Any]) -> Change:
    old, new = clause["old_text"], clause["text"]
    if clause["change"] == ChangeKind.REMOVES:
        pieces = [Piece(GONE, _join_title(clause["old_title"], old))]
    elif clause["change"] == ChangeKind.ADDS:
        pieces = [Piece(NEW, _join_title(clause["title"], new))]
    elif clause["change"]:
        pieces = compare_words(
            _join_title(clause["old_title"], old), _join_title(clause["title"], new)
        )
    else:
        pieces = []
    return Change(
        heading=clause["heading"],
        label=clause["change_text"],
        title=clause["title"],
        pieces=pieces,
        old_text=old,
        new_text=new,
        is_example=clause["example"],
    )


def _join_title(title: str, text: str) -> str:
    return f"{title}\n{text}" if title else text
