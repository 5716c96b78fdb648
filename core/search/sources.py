"""What a row is found by, as SQL: its own columns, and those of the rows one relation away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Model

# More of a row's text is not indexed: a tsvector has at most a megabyte.
LONGEST_TEXT = 200_000
# A foreign key or a many-to-many field of whatever model.
type _Relation = Any
_JOIN = {"postgresql": "string_agg", "sqlite": "group_concat"}


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows are part of a searched text.

    `columns` are those that the text depends on. `owners` selects the ids of the searched rows that
    a row of this table, {row}, belongs to.
    """

    table: str
    columns: tuple[str, ...]
    owners: str


@dataclass(frozen=True, slots=True)
class SearchedTable:
    """A searched table, its index, the SQL of a row's text, and the tables that it is made of.

    `copied` selects, by table, the rows whose names the rows {ids} have copied.
    """

    name: str
    index: str
    text: str
    sources: tuple[Source, ...]
    copied: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a text that comes from a row itself, or by one of its relations."""

    text: str
    own_columns: Sequence[str] = ()
    sources: Sequence[Source] = ()
    copied: tuple[str, str] | None = None


def describe_table(model: type[Model], vendor: str) -> SearchedTable:
    """Return the SQL of a searched model's texts."""
    pairs = (lookup.rpartition("__")[::2] for lookup in vars(model)["searched_fields"])
    parts = [
        _describe_part(model, relation, [name for _relation, name in group], vendor)
        for relation, group in groupby(pairs, key=lambda pair: pair[0])
    ]
    table = model._meta.db_table
    own_columns = [column for part in parts for column in part.own_columns]
    text = " || ' ' || ".join(part.text for part in parts)
    if "searched_values" in vars(model):
        name, values = vars(model)["searched_values"]
        [column] = _list_columns(model, [name])
        listed = ", ".join(f"'{value}'" for value in values)
        text = f"CASE WHEN {table}.\"{column}\" IN ({listed}) THEN {text} ELSE '' END"
        own_columns.append(column)
    sources = [Source(table, tuple(own_columns), "SELECT {row}.id")]
    sources += [source for part in parts for source in part.sources]
    return SearchedTable(
        name=table,
        index=f"{table}_search",
        text=f"substr({text}, 1, {LONGEST_TEXT})",
        sources=tuple(_merge_sources(sources)),
        copied={part.copied[0]: part.copied[1] for part in parts if part.copied},
    )


def _describe_part(model: type[Model], relation: str, names: list[str], vendor: str) -> _Part:
    table = model._meta.db_table
    if not relation:
        columns = _list_columns(model, names)
        return _Part(_join_columns(table, columns), columns)
    field: Any = model._meta.get_field(relation)
    columns = _list_columns(field.related_model, names)
    if field.many_to_one:
        return _describe_foreign_key(table, field, columns)
    if field.many_to_many:
        return _describe_many_to_many(table, field, columns, vendor)
    source, key = field.related_model._meta.db_table, field.field.column
    rows = f"{source} s WHERE s.{key} = {table}.id"
    sources = [Source(source, (*columns, key), f"SELECT {{row}}.{key}")]
    return _Part(_aggregate(rows, columns, vendor), sources=sources)


def _describe_foreign_key(table: str, field: _Relation, columns: Sequence[str]) -> _Part:
    source, key = field.related_model._meta.db_table, field.column
    joined = _join_columns("s", columns)
    return _Part(
        f"coalesce((SELECT {joined} FROM {source} s WHERE s.id = {table}.{key}), '')",  # noqa: S608
        [key],
        [Source(source, tuple(columns), f"SELECT id FROM {table} WHERE {key} = {{row}}.id")],  # noqa: S608
        (source, f"SELECT {key} FROM {table} WHERE id = ANY({{ids}})"),  # noqa: S608
    )


def _describe_many_to_many(
    table: str, field: _Relation, columns: Sequence[str], vendor: str
) -> _Part:
    source, through = field.related_model._meta.db_table, field.remote_field.through._meta.db_table
    mine, theirs = field.m2m_column_name(), field.m2m_reverse_name()
    rows = f"{through} x JOIN {source} s ON s.id = x.{theirs} WHERE x.{mine} = {table}.id"
    return _Part(
        _aggregate(rows, columns, vendor),
        sources=[
            Source(through, (mine, theirs), f"SELECT {{row}}.{mine}"),
            Source(
                source,
                tuple(columns),
                f"SELECT {mine} FROM {through} WHERE {theirs} = {{row}}.id",  # noqa: S608
            ),
        ],
        copied=(source, f"SELECT {theirs} FROM {through} WHERE {mine} = ANY({{ids}})"),  # noqa: S608
    )


def _aggregate(rows: str, columns: Sequence[str], vendor: str) -> str:
    # In the order of the ids, so that a text computed again is the same.
    ordered = f"SELECT {_join_columns('s', columns)} AS names FROM {rows} ORDER BY s.id"  # noqa: S608
    return f"coalesce((SELECT {_JOIN[vendor]}(names, ' ') FROM ({ordered}) a), '')"  # noqa: S608


def _list_columns(model: type[Model], names: Sequence[str]) -> list[str]:
    meta: Any = model._meta
    return [meta.get_field(name).column for name in names]


def _join_columns(table: str, columns: Sequence[str]) -> str:
    return " || ' ' || ".join(f'{table}."{column}"' for column in columns)


def _merge_sources(sources: list[Source]) -> Iterator[Source]:
    """Yield one source a table: an organisation may be both the lead and a partner of rows."""
    for table in dict.fromkeys(source.table for source in sources):
        same = [source for source in sources if source.table == table]
        columns = dict.fromkeys(column for source in same for column in source.columns)
        owners = dict.fromkeys(source.owners for source in same)
        yield Source(table, tuple(columns), " UNION ".join(owners))
