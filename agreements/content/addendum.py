"""The content of an addendum, and the clauses in force of the document that it amends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agreements.content import wording
from agreements.content.agreement import (
    Agreement,
    build_common_content,
    cite_document,
    get_occasion,
)
from agreements.content.letterheads import mark_as_example
from agreements.content.shape import AmendedDocument, AmendingClause
from agreements.models import BINDING_STATES, ChangeKind, Clause, ClauseChange, Document
from core.indonesian_formats import format_clause_heading

SCHEMA = "adendum/1"


class AddendumContent(Agreement):
    """The content of an addendum; `amended` is the amended document as of the freezing."""

    amended: AmendedDocument
    clauses: list[AmendingClause]


def build_content(document: Document, *, recorded_at: datetime | None = None) -> dict[str, Any]:
    """Return the content of an addendum as plain JSON; see agreement.build_common_content."""
    amended = _get_amended(document)
    content: dict[str, Any] = {
        **build_common_content(
            document,
            get_occasion(document),
            schema=SCHEMA,
            recorded_at=recorded_at,
            fields=get_formula_fields(document),
        ),
        "amended": AmendedDocument(
            reference=amended.reference,
            number=amended.number,
            cited=cite_document(amended),
            content_sha256=_get_hash(amended),
        ),
        "clauses": build_amending_clauses(document),
    }
    return mark_as_example(content)


def get_formula_fields(document: Document) -> dict[str, str]:
    """Return the formula fields that only an addendum has."""
    return {"naskah": cite_document(_get_amended(document))}


def build_amending_clauses(document: Document) -> list[AmendingClause]:
    """Return the clauses of an addendum with the changes that they make."""
    clauses = document.clauses.select_related("change").order_by("order")
    return [_build_clause(number, clause) for number, clause in enumerate(clauses, start=1)]


def _get_amended(document: Document) -> Document:
    if document.amends is None:
        raise ValueError(f"{document} amends nothing")
    return document.amends


def _get_hash(document: Document) -> str:
    version = document.versions.last()
    return version.content_sha256 if version else ""


def _build_clause(number: int, clause: Clause) -> AmendingClause:
    change: ClauseChange | None = getattr(clause, "change", None)
    return AmendingClause(
        heading=format_clause_heading(number),
        title=clause.title,
        text=clause.text,
        example=clause.is_example,
        change=change.kind if change else "",
        change_text=wording.CHANGES[change.kind].format(change.heading) if change else "",
        concerns=change.heading if change else "",
        old_title=change.old_title if change else "",
        old_text=change.old_text if change else "",
    )


# ── Clauses in force ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ClauseInForce:
    """A clause in its present wording, and the reference of the document that has this wording."""

    heading: str
    title: str
    text: str
    worded_in: str


def get_clauses_in_force(document: Document) -> list[ClauseInForce]:
    """Return the clauses of a frozen document with the changes of its addenda in force applied.

    The text of a document from outside is not stored here, so for such a document only the clauses
    are returned that addenda added or replaced.
    """
    version = document.versions.last()
    said: list[Mapping[str, Any]] = version.content.get("clauses", []) if version else []
    in_force = {
        clause["heading"]: ClauseInForce(
            clause["heading"], clause["title"], clause["text"], document.reference
        )
        for clause in said
    }
    for addendum in list_addenda_in_force(document):
        frozen = addendum.versions.last()
        if frozen is not None:
            _apply(in_force, frozen.content["clauses"], addendum.reference)
    return list(in_force.values())


def list_addenda_in_force(document: Document) -> list[Document]:
    """Return the addenda in force, in the order in which they came into force."""
    addenda = document.addenda.filter(state__in=BINDING_STATES)
    return list(addenda.order_by("in_force_date", "pk"))


def _apply(
    in_force: dict[str, ClauseInForce], clauses: Iterable[Mapping[str, Any]], reference: str
) -> None:
    for clause in clauses:
        heading = clause["concerns"]
        if clause["change"] == ChangeKind.REMOVES:
            in_force.pop(heading, None)
        elif clause["change"]:
            in_force[heading] = ClauseInForce(heading, clause["title"], clause["text"], reference)


def count_ordinals(document: Document) -> int:
    """Return how many ordinals a document and its addenda in force have given to clauses.

    Ordinals of removed clauses are counted too, since an ordinal is never reused.
    """
    version = document.versions.last()
    used = len(version.content.get("clauses", [])) if version else 0
    for addendum in list_addenda_in_force(document):
        frozen = addendum.versions.last()
        if frozen is not None:
            used += sum(row["change"] == ChangeKind.ADDS for row in frozen.content["clauses"])
    return used
