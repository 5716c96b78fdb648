"""The content of a nota kesepakatan: what several parties intend, each named as one of them."""

from datetime import datetime
from typing import Any

from agreements.content import rows
from agreements.content.agreement import Agreement, clauses_of, common_parts, occasion_of
from agreements.content.letters import marked_as_example
from agreements.content.shape import Clause, ContributionRow
from agreements.models import Document

SCHEMA = "nota-kesepakatan/1"


class NotaKesepakatanContent(Agreement):
    """A nota kesepakatan; contributions are annexed where it holds any."""

    clauses: list[Clause]
    contributions: list[ContributionRow]
    contributions_note: str


def build_content(document: Document, *, recorded_at: datetime | None = None) -> dict[str, Any]:
    """Return what a nota kesepakatan says now, as plain JSON; see agreement.common_parts."""
    contributions = rows.contribution_rows(document.pledges.with_people().order_by("reference"))
    content: dict[str, Any] = {
        **common_parts(document, occasion_of(document), schema=SCHEMA, recorded_at=recorded_at),
        "clauses": clauses_of(document),
        "contributions": contributions,
        "contributions_note": rows.contributions_note(contributions),
    }
    return marked_as_example(content)
