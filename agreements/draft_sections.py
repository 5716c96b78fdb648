"""The sections of a draft in review, with their changes and comments."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _

from agreements.content.bast import build_item_rows
from agreements.content.documents import build_frame
from agreements.content.reading import format_office
from agreements.content.wording import CHANGES
from agreements.models import (
    Clause,
    Document,
    DocumentKind,
    ReviewComment,
    ReviewReading,
    ReviewRound,
    SectionKind,
)
from core.indonesian_formats import format_clause_heading
from core.text_diff import SAME, Piece, compare_words
from pledges.models import Pledge
from stakeholders.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class RoundReading(TypedDict):
    """Annotation of a ReviewRound: whether the reader's organisation has read the draft."""

    is_read: bool


class PledgeOwnership(TypedDict):
    """Annotation of a Pledge: whether the reader's organisation is its lead or a partner."""

    is_own: bool


type OwnedPledge = WithAnnotations[Pledge, PledgeOwnership]


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of a draft that can be commented on, with its comments.

    `key` identifies it in a form. `pieces` is the word diff since the review began; [] if the
    section has not changed.
    """

    key: str
    kind: str
    heading: str
    lines: list[str] = field(default_factory=list)
    clause: Clause | None = None
    title: str = ""
    old_text: str = ""  # in an addendum: the text that the clause replaces or removes
    pieces: list[Piece] = field(default_factory=list)
    comments: list[ReviewComment] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether the clause was added after the review began."""
        return bool(self.pieces) and all(piece.kind == "new" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class DraftReading:
    """A draft in review: its sections and comments, and the clauses removed since the review began.

    `current` is the latest round; its `is_read` says whether the reader's organisation has read the
    draft. `orphans` are comments on sections that no longer exist.
    """

    current: "WithAnnotations[ReviewRound, RoundReading] | None"
    sections: list[DraftSection]
    comments: list[ReviewComment]
    orphans: list[ReviewComment]
    removed: list[Mapping[str, str]]


def read_review(
    document: Document, *, reader: Organisation | None = None, pledges: Sequence[Pledge] = ()
) -> DraftReading:
    """Return a draft for reading in review; `pledges` are the contributions to show.

    Without a letterhead, opening and closing have no text, since they are built from it.
    """
    said_so = ReviewReading.objects.filter(round=OuterRef("pk"), organisation=reader)
    current = document.rounds.annotate(is_read=Exists(said_so)).last()
    clauses = list(document.clauses.select_related("change").order_by("order"))
    comments = list(document.comments.select_related("organisation", "person", "resolved_by"))
    said = defaultdict(list)
    for comment in comments:
        said[_get_key(comment)].append(comment)
    frame = build_frame(document) if document.letterhead else None
    before = current.before if current else {}
    sections = [
        *(_build_opening(document, frame) if frame else ()),
        *(
            _build_clause_section(clause, number, before)
            for number, clause in enumerate(clauses, start=1)
        ),
        *_build_ending(frame, pledges),
    ]
    for section in sections:
        section.comments.extend(said[section.key])
    kept = {str(clause.pk) for clause in clauses}
    return DraftReading(
        current=current,
        sections=sections,
        comments=comments,
        orphans=[
            each for each in comments if _get_key(each) not in {section.key for section in sections}
        ],
        removed=[clause for pk, clause in before.items() if pk not in kept],
    )


def list_sections(document: Document) -> list[DraftSection]:
    """Return the sections of a draft with their headings only, as choices of a form."""
    clauses = document.clauses.order_by("order")
    return [
        DraftSection("opening", SectionKind.OPENING, _("Opening and parties")),
        *(
            _build_clause_section(clause, number, {})
            for number, clause in enumerate(clauses, start=1)
        ),
        *_build_ending(None, ()),
    ]


def list_pledges_for(document: Document, organisation: Organisation) -> list[OwnedPledge]:
    """Return the contributions in a draft; `is_own` marks those that the organisation leads or
    joins.
    """
    partners = document.pledges.model.partners.through.objects.filter(
        pledge=OuterRef("pk"), organisation=organisation
    )
    pledges = document.pledges.select_related("lead").prefetch_related("quantities")
    is_own = ExpressionWrapper(Q(lead=organisation) | Exists(partners), BooleanField())
    return list(pledges.annotate(is_own=is_own).order_by("reference"))


def _get_key(comment: ReviewComment) -> str:
    """Return the key of the section that a comment is about; empty when its clause was deleted."""
    if comment.section != SectionKind.CLAUSE:
        return comment.section
    return f"clause-{comment.clause_id}" if comment.clause_id else ""


def _build_opening(document: Document, frame: Mapping[str, Any]) -> Iterator[DraftSection]:
    parties = [
        ", ".join(filter(None, (party["name"], party["position"], party["organisation"])))
        for party in frame["parties"]
    ]
    lines = _split_lines([frame["opening"], *parties, frame["agreement"]])
    yield DraftSection("opening", SectionKind.OPENING, _("Opening and parties"), lines)
    if frame["basis"]:
        yield DraftSection("basis", SectionKind.BASIS, _("Grounds"), frame["basis"])
    if document.kind == DocumentKind.BAST:
        rows = [
            ", ".join(filter(None, (row["description"], row["volume"], row["condition"].lower())))
            for row in build_item_rows(document.items.select_related("pledge").order_by("order"))
        ]
        yield DraftSection("items", SectionKind.ITEMS, _("What is handed over"), rows)


def _build_clause_section(
    clause: Clause, number: int, before: Mapping[str, Mapping[str, str]]
) -> DraftSection:
    change = getattr(clause, "change", None)
    changing = CHANGES[change.kind].format(change.heading) if change else ""
    old = before.get(str(clause.pk))
    return DraftSection(
        key=f"clause-{clause.pk}",
        kind=SectionKind.CLAUSE,
        heading=format_clause_heading(number),
        title=" ".join(filter(None, (changing, clause.title))),
        lines=_split_lines([clause.text]),
        old_text=change.old_text if change else "",
        clause=clause,
        pieces=_compare_words(old["text"] if old else "", clause.text) if before else [],
    )


def _compare_words(old: str, new: str) -> list[Piece]:
    pieces = compare_words(old, new)
    return [] if all(piece.kind == SAME for piece in pieces) else pieces


def _build_ending(
    frame: Mapping[str, Any] | None, pledges: Sequence[Pledge]
) -> Iterator[DraftSection]:
    contributions = [
        f"{pledge.reference}, {pledge.lead}: {pledge.description or pledge.own_words}"
        for pledge in pledges
    ]
    yield DraftSection(
        "contributions", SectionKind.CONTRIBUTIONS, _("Contributions"), contributions
    )
    lines: list[str] = []
    if frame:
        signers = [
            ", ".join(filter(None, (block["name"], format_office(block))))
            for block in frame["signatories"]
        ]
        lines = _split_lines([frame["closing"], *signers])
    yield DraftSection("signatories", SectionKind.SIGNATORIES, _("Closing and signatories"), lines)
    yield DraftSection("whole", SectionKind.WHOLE, _("The whole text"))


def _split_lines(texts: Sequence[str]) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
