"""A draft in review as its parties read it: part by part, what changed in it, and what was said."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _

from agreements.content.bast import item_rows
from agreements.content.documents import build_frame
from agreements.content.reading import office
from agreements.content.wording import CHANGES
from agreements.models import (
    Clause,
    Document,
    DocumentKind,
    ReviewComment,
    ReviewPlace,
    ReviewReading,
)
from core.differences import SAME, Piece, word_differences
from core.words import ordinal_heading
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


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft in review: its parts, what was said, and what stands in it no more.

    `current` has `is_read` where one organisation reads.
    """

    current: Any
    parts: list[Part]
    comments: list[ReviewComment]
    orphans: list[ReviewComment]
    removed: list[Mapping[str, str]]


def read_review(
    document: Document, *, reader: Organisation | None = None, pledges: Sequence[Any] = ()
) -> Reading:
    """Return a draft as it is read in review; `pledges` are the contributions that are shown.

    Without a letter template it has no text around its clauses yet.
    """
    said_so = ReviewReading.objects.filter(round=OuterRef("pk"), organisation=reader)
    current = document.rounds.annotate(is_read=Exists(said_so)).last()
    clauses = list(document.clauses.select_related("change").order_by("order"))
    comments = list(document.comments.select_related("organisation", "person", "resolved_by"))
    said = defaultdict(list)
    for comment in comments:
        said[_key_of(comment)].append(comment)
    frame = build_frame(document) if document.letter else None
    before = current.before if current else {}
    parts = [
        *(_opening(document, frame) if frame else ()),
        *(_clause(clause, place, before) for place, clause in enumerate(clauses, start=1)),
        *_ending(frame, pledges),
    ]
    for part in parts:
        part.comments.extend(said[part.key])
    kept = {str(clause.pk) for clause in clauses}
    return Reading(
        current=current,
        parts=parts,
        comments=comments,
        orphans=[each for each in comments if _key_of(each) not in {part.key for part in parts}],
        removed=[clause for pk, clause in before.items() if pk not in kept],
    )


def parts_by_name(document: Document) -> list[Part]:
    """Return the parts of a draft with their headings only, for the choice of one of them."""
    clauses = document.clauses.order_by("order")
    return [
        Part("opening", ReviewPlace.OPENING, _("Opening and parties")),
        *(_clause(clause, place, {}) for place, clause in enumerate(clauses, start=1)),
        *_ending(None, ()),
    ]


def pledges_for(document: Document, organisation: Organisation) -> list[Any]:
    """Return the contributions in a draft, each with `is_own`: one's own as lead or partner."""
    partners = document.pledges.model.partners.through.objects.filter(
        pledge=OuterRef("pk"), organisation=organisation
    )
    pledges = document.pledges.select_related("lead").prefetch_related("quantities")
    is_own = ExpressionWrapper(Q(lead=organisation) | Exists(partners), BooleanField())
    return list(pledges.annotate(is_own=is_own).order_by("reference"))


def _key_of(comment: ReviewComment) -> str:
    """Return the key of the part that a comment is about; empty when its clause is gone."""
    if comment.place != ReviewPlace.CLAUSE:
        return comment.place
    return f"clause-{comment.clause_id}" if comment.clause_id else ""


def _opening(document: Document, frame: Mapping[str, Any]) -> Iterator[Part]:
    parties = [
        ", ".join(filter(None, (party["name"], party["position"], party["organisation"])))
        for party in frame["parties"]
    ]
    lines = _told([frame["opening"], *parties, frame["agreement"]])
    yield Part("opening", ReviewPlace.OPENING, _("Opening and parties"), lines)
    if frame["basis"]:
        yield Part("basis", ReviewPlace.BASIS, _("Grounds"), frame["basis"])
    if document.kind == DocumentKind.BAST:
        rows = [
            ", ".join(filter(None, (row["description"], row["volume"], row["condition"].lower())))
            for row in item_rows(document.items.select_related("pledge").order_by("order"))
        ]
        yield Part("items", ReviewPlace.ITEMS, _("What is handed over"), rows)


def _clause(clause: Clause, place: int, before: Mapping[str, Mapping[str, str]]) -> Part:
    change = getattr(clause, "change", None)
    changing = CHANGES[change.kind].format(change.heading) if change else ""
    old = before.get(str(clause.pk))
    return Part(
        key=f"clause-{clause.pk}",
        place=ReviewPlace.CLAUSE,
        heading=ordinal_heading(place),
        title=" ".join(filter(None, (changing, clause.title))),
        lines=_told([clause.text]),
        old_text=change.old_text if change else "",
        clause=clause,
        pieces=_pieces(old["text"] if old else "", clause.text) if before else [],
    )


def _pieces(old: str, new: str) -> list[Piece]:
    pieces = word_differences(old, new)
    return [] if all(piece.kind == SAME for piece in pieces) else pieces


def _ending(frame: Mapping[str, Any] | None, pledges: Sequence[Any]) -> Iterator[Part]:
    contributions = [
        f"{pledge.reference}, {pledge.lead}: {pledge.description or pledge.own_words}"
        for pledge in pledges
    ]
    yield Part("contributions", ReviewPlace.CONTRIBUTIONS, _("Contributions"), contributions)
    lines: list[str] = []
    if frame:
        places = [
            ", ".join(filter(None, (slot["name"], office(slot)))) for slot in frame["signatories"]
        ]
        lines = _told([frame["closing"], *places])
    yield Part("signatories", ReviewPlace.SIGNATORIES, _("Closing and places to sign"), lines)
    yield Part("whole", ReviewPlace.WHOLE, _("The whole text"))


def _told(texts: Sequence[str]) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
