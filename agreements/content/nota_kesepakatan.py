"""The content of a nota kesepakatan: an agreement of intent by several parties."""

from datetime import datetime
from typing import Any

from agreements.content import rows
from agreements.content.agreement import (
    Agreement,
    build_clauses,
    build_common_content,
    get_occasion,
)
from agreements.content.letterheads import mark_as_example
from agreements.content.shape import ContributionRow, PrintedClause
from agreements.models import Document

SCHEMA = "nota-kesepakatan/1"


class NotaKesepakatanContent(Agreement):
    """The content of a nota kesepakatan; contributions are annexed if there are any."""

    clauses: list[PrintedClause]
    contributions: list[ContributionRow]
    contributions_note: str


def build_content(document: Document, *, recorded_at: datetime | None = None) -> dict[str, Any]:
    """Return the content of a nota kesepakatan as JSON; see agreement.build_common_content."""
    contributions = rows.build_contribution_rows(
        document.pledges.with_related().order_by("reference")
    )
    content: dict[str, Any] = {
        **build_common_content(
            document, get_occasion(document), schema=SCHEMA, recorded_at=recorded_at
        ),
        "clauses": build_clauses(document),
        "contributions": contributions,
        "contributions_note": rows.describe_contributions(contributions),
    }
    return mark_as_example(content)
