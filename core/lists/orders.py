"""The orders of a list page: sort keys that both databases sort alike, and find by an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    F,
    GeneratedField,
    Model,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import BaseExpression, OrderBy


def build_choice_order(field: str, values: Sequence[str]) -> Case:
    """Return an expression that sorts a choices field in the order of its enum."""
    return Case(
        *(When(**{field: value}, then=Value(index)) for index, value in enumerate(values)),
        default=Value(len(values)),
        output_field=PositiveSmallIntegerField(),
    )


def build_choice_order_field(field: str, values: Sequence[str]) -> GeneratedField:
    """Return a generated column with the position of a choices field in its enum, to sort by.

    The database keeps it, so that an index can have it: no index serves a CASE in ORDER BY.
    """
    return GeneratedField(
        expression=build_choice_order(field, values),
        output_field=PositiveSmallIntegerField(),
        db_persist=True,
    )


@dataclass(frozen=True, slots=True)
class SortKey:
    """One sort key: a field, a path over foreign keys, an annotation, or an expression.

    `missing` is the condition of the rows without a value, which come last both ways, and `known`
    that of the others; None if every row has one.
    """

    name: str
    expression: BaseExpression | F
    known: Q | None = None
    missing: Q | None = None
    is_unique: bool = False

    def sort(self, descending: bool, *, is_known: bool = False) -> OrderBy:
        """Return the term of ORDER BY, which needs no word on NULL if all values are known.

        Without nulls_last the two databases sort NULL differently; with it an index serves only
        one of the two directions.
        """
        nulls_last = None if is_known or self.missing is None else True
        if descending:
            return self.expression.desc(nulls_last=nulls_last)
        return self.expression.asc(nulls_last=nulls_last)


type Order = str | BaseExpression | SortKey

# By a kept count (core/kept_counts.py), which `annotate_kept_count` adds to the rows; equal ones by
# the tally's key. It is the row's own, but SQLite does not know that, and would sort them by this.
KEPT_COUNT: tuple[Order, ...] = (
    "kept_count",
    SortKey("kept_key", F("kept_key"), is_unique=True),
)


def annotate_kept_count(rows: QuerySet, tally: str, number: str = "public") -> QuerySet:
    """Return the rows with what KEPT_COUNT sorts by: a number of a tally, by its related name.

    The condition holds for every row; with it the join can start from the tally's index.
    """
    model: Any = rows.model._meta.get_field(tally).related_model
    path = f"{tally}__{number}"
    counted: QuerySet = rows.filter(**{f"{path}__gte": 0}).annotate(
        kept_count=F(path), kept_key=F(f"{tally}__{model.KEY}")
    )
    return counted


def list_sort_keys(model: type[Model], order: Iterable[Order]) -> list[SortKey]:
    """Return the sort keys of an order; they end in a unique field, so that the order is total."""
    fields = list(order)
    if not (fields and _is_unique(model, fields[-1])):
        fields.append("pk")
    return [_build_sort_key(model, position, field) for position, field in enumerate(fields)]


def annotate_expressions(rows: QuerySet, keys: Iterable[SortKey]) -> QuerySet:
    """Return the rows with the expressions among the sort keys, under the names of the keys."""
    expressions = {key.name: key.expression for key in keys if not isinstance(key.expression, F)}
    named: QuerySet = rows.alias(**expressions)
    return named


def read_sort_values(rows: QuerySet, keys: Sequence[SortKey]) -> dict[str, Any] | None:
    """Return the values of the sort keys of the only row of `rows`; None if there is none."""
    expressions = {key.name: key.expression for key in keys if not isinstance(key.expression, F)}
    values: dict[str, Any] | None = (
        rows.annotate(**expressions).order_by().values(*(key.name for key in keys)).first()
    )
    return values


def _build_sort_key(model: type[Model], position: int, field: Order) -> SortKey:
    if isinstance(field, SortKey):
        return field
    if isinstance(field, str):
        if not _can_be_null(model, field):
            return SortKey(field, F(field))
        # Spelled out, since NOT (… IS NULL) starts from no index on SQLite.
        known, missing = (Q(**{f"{field}__isnull": is_null}) for is_null in (False, True))
        return SortKey(field, F(field), known, missing)
    return SortKey(f"sort_key_{position}", field)


def _is_unique(model: type[Model], field: Order) -> bool:
    if isinstance(field, SortKey):
        return field.is_unique
    names = {each.name for each in model._meta.fields if each.unique and not each.null}
    return isinstance(field, str) and field in names


def _can_be_null(model: type[Model], path: str) -> bool:
    """Tell whether a path over foreign keys can end in NULL; an annotation is taken not to."""
    names = {field.name: field for field in model._meta.fields}
    first, _dunder, rest = path.partition("__")
    if first not in names:
        return False
    field: Any = names[first]
    return field.null or bool(rest and _can_be_null(field.related_model, rest))
