"""A draft in review as its parties read it: part by part, what changed in it, and what was said."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from agreements.content.documents import build_content
from agreements.content.reading import office
from agreements.models import Clause, Document, ReviewComment, ReviewPlace
from core.differences import SAME, Piece, word_differences
from pledges.models import Pledge
from stakeholders.models import Organisation


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a draft that one can comment on, with the comments on it.

    `key` names it in a form. `pieces` shows what changed since the draft went out; it is empty
    where nothing did.
    """

    key: str
    place: str
    heading: str
    lines: list[str] = field(default_factory=list)
    clause: Clause | None = None
    title: str = ""
    old_text: str = ""  # of an addendum: what the clause replaces or removes
    pieces: list[Piece] = field(default_factory=list)
    comments: list[ReviewComment] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether the whole clause came after the draft went out."""
        return bool(self.pieces) and all(piece.kind == "new" for piece in self.pieces)

    @property
    def waiting(self) -> int:
        """How many comments on it are not answered."""
        return sum(comment.is_open for comment in self.comments)


def parts_of(document: Document) -> list[Part]:
    """Return the parts of a draft in the order in which it reads, the whole of it last."""
    content = build_content(document)
    said = _comments(document)
    parts = [*_opening(content), *_clauses(document, content), *_ending(content)]
    return [_with_comments(part, said.get(part.key, [])) for part in parts]


def orphans_of(document: Document) -> list[ReviewComment]:
    """Return the comments on clauses that were taken out since."""
    comments = document.comments.filter(place=ReviewPlace.CLAUSE, clause=None)
    return list(comments.select_related("organisation", "person", "resolved_by"))


def removed_since(document: Document) -> list[Mapping[str, str]]:
    """Return the clauses that went out with the draft and stand in it no more."""
    current = document.rounds.last()
    if current is None:
        return []
    kept = {str(pk) for pk in document.clauses.values_list("pk", flat=True)}
    return [clause for pk, clause in current.before.items() if pk not in kept]


def own_pledges(document: Document, organisation: Organisation) -> list[Pledge]:
    """Return what the draft holds of an organisation's own contributions, as lead or partner."""
    pledges = document.pledges.with_people()
    mine = pledges.filter(lead=organisation) | pledges.filter(partners=organisation)
    return list(mine.distinct().order_by("reference"))


def key_of(comment: ReviewComment) -> str:
    """Return the key of the part that a comment is about; empty when its clause is gone."""
    if comment.place != ReviewPlace.CLAUSE:
        return comment.place
    return f"clause-{comment.clause_id}" if comment.clause_id else ""


def _comments(document: Document) -> dict[str, list[ReviewComment]]:
    said = defaultdict(list)
    for comment in document.comments.select_related("organisation", "person", "resolved_by"):
        said[key_of(comment)].append(comment)
    return said


def _with_comments(part: Part, comments: list[ReviewComment]) -> Part:
    part.comments.extend(comments)
    return part


def _opening(content: Mapping[str, Any]) -> Iterator[Part]:
    parties = [
        ", ".join(filter(None, (party["name"], party["position"], party["organisation"])))
        for party in content["parties"]
    ]
    lines = [content["opening"], *parties, content["agreement"]]
    yield Part("opening", ReviewPlace.OPENING, _("Opening and parties"), _told(lines))
    if content["basis"]:
        yield Part("basis", ReviewPlace.BASIS, _("Grounds"), content["basis"])
    if items := content.get("items"):
        rows = [
            ", ".join(
                filter(None, (item["description"], item["volume"], item["condition"].lower()))
            )
            for item in items
        ]
        yield Part("items", ReviewPlace.ITEMS, _("What is handed over"), rows)


def _clauses(document: Document, content: Mapping[str, Any]) -> Iterator[Part]:
    current = document.rounds.last()
    before = current.before if current else {}
    clauses = document.clauses.order_by("order")
    for clause, said in zip(clauses, content["clauses"], strict=True):
        old = before.get(str(clause.pk))
        title = " ".join(filter(None, (said.get("change_text"), clause.title)))
        yield Part(
            key=f"clause-{clause.pk}",
            place=ReviewPlace.CLAUSE,
            heading=said["heading"],
            title=title,
            lines=_told([clause.text]),
            old_text=said.get("old_text", ""),
            clause=clause,
            pieces=_pieces(old["text"] if old else "", clause.text) if before else [],
        )


def _pieces(old: str, new: str) -> list[Piece]:
    pieces = word_differences(old, new)
    return [] if all(piece.kind == SAME for piece in pieces) else pieces


def _ending(content: Mapping[str, Any]) -> Iterator[Part]:
    if rows := content.get("contributions"):
        lines = [
            f"{row['reference']}, {row['organisation']}: {row['contribution']}" for row in rows
        ]
        yield Part("contributions", ReviewPlace.CONTRIBUTIONS, _("Contributions"), lines)
    places = [
        ", ".join(filter(None, (slot["name"], office(slot)))) for slot in content["signatories"]
    ]
    lines = [content["closing"], *places]
    yield Part(
        "signatories", ReviewPlace.SIGNATORIES, _("Closing and places to sign"), _told(lines)
    )
    yield Part("whole", ReviewPlace.WHOLE, _("The whole text"))


def _told(texts: list[str]) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
