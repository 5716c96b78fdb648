"""The orders of a list page, equal on both databases."""

from collections.abc import Sequence

from django.db.models import Case, F, Value, When
from django.db.models.expressions import BaseExpression, OrderBy


def build_choice_order(field: str, values: Sequence[str]) -> Case:
    """Return an expression that sorts a choices field in the order of its enum."""
    return Case(
        *(When(**{field: value}, then=Value(index)) for index, value in enumerate(values)),
        default=Value(len(values)),
    )


def apply_direction(field: str | BaseExpression, descending: bool) -> OrderBy:
    """Return the order by a field or expression, NULL last both ways.

    Without nulls_last the two databases sort NULL differently.
    """
    expression = F(field) if isinstance(field, str) else field
    return expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)
