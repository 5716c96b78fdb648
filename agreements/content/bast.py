"""The content of a handover record (BAST): what a giver handed over and a receiver accepted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from agreements.content import wording
from agreements.content.agreement import (
    Agreement,
    build_clauses,
    build_common_content,
    cite_document,
    get_occasion,
)
from agreements.content.letterheads import mark_as_example
from agreements.content.shape import ItemRow, PrintedClause
from agreements.models import Document, Handover, HandoverItem
from core.indonesian_formats import format_quantity

SCHEMA = "bast/1"


class BastContent(Agreement):
    """The content of a handover record; `clauses` are further agreements of the two parties."""

    rests_on: str
    giver: str
    receiver: str
    items: list[ItemRow]
    clauses: list[PrintedClause]


def build_content(document: Document, *, recorded_at: datetime | None = None) -> dict[str, Any]:
    """Return the content of a handover record as plain JSON; see agreement.build_common_content."""
    fields = get_formula_fields(document)
    content: dict[str, Any] = {
        **build_common_content(
            document,
            get_occasion(document),
            schema=SCHEMA,
            recorded_at=recorded_at,
            fields=fields,
        ),
        "rests_on": fields["naskah"],
        "giver": fields["penyerah"],
        "receiver": fields["penerima"],
        "items": build_item_rows(document.items.select_related("pledge").order_by("order")),
        "clauses": build_clauses(document),
    }
    return mark_as_example(content)


def get_formula_fields(document: Document) -> dict[str, str]:
    """Return the formula fields that only a handover record has."""
    handover = Handover.objects.select_related("rests_on", "giver", "receiver").get(
        document=document
    )
    return {
        "naskah": cite_document(handover.rests_on),
        "penyerah": handover.giver.name,
        "penerima": handover.receiver.name,
    }


def build_item_rows(items: Iterable[HandoverItem]) -> list[ItemRow]:
    """Return the items that are handed over, in their order."""
    return [
        ItemRow(
            description=item.description,
            volume="" if item.amount is None else format_quantity(item.amount, item.unit),
            condition=wording.CONDITIONS[item.condition],
            contribution=item.pledge.reference if item.pledge else "",
            note=item.note,
        )
        for item in items
    ]
