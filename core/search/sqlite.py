"""The full text index on SQLite: an FTS5 table with a row for each row, kept by triggers."""

from collections.abc import Iterable, Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from core.search.sources import SearchedTable, Source
from core.search.words import EMOJI, is_separator, is_whole_word

# Of these lengths the beginnings of words are indexed too: longer ones are seldom common.
PREFIXES = " ".join(str(length) for length in range(1, 13))


def write_query(words: Iterable[str]) -> str:
    """Return the FTS5 query for rows that have every word; it holds letters and digits only."""
    return " ".join(f'"{word}"' + ("" if is_whole_word(word) else "*") for word in words)


def build_index(tables: Iterable[SearchedTable]) -> Iterator[str]:
    """Yield the statements that make the index of every row."""
    # The tokenizer's Unicode is older than most emoji.
    emoji = "".join(chr(code) for code in EMOJI if is_separator(code))
    for table in tables:
        yield f"DROP TABLE IF EXISTS {table.index}"
        yield (
            f"CREATE VIRTUAL TABLE {table.index} USING fts5(content, detail=none, columnsize=0,"
            f" prefix='{PREFIXES}', tokenize=\"unicode61 remove_diacritics 2"
            f" separators '{emoji}'\")"
        )
        yield (
            f"INSERT INTO {table.index} (rowid, content)"  # noqa: S608
            f" SELECT id, {table.text} FROM {table.name} ORDER BY id"
        )
        yield f"INSERT INTO {table.index} ({table.index}) VALUES ('optimize')"  # noqa: S608


def build_triggers(tables: Iterable[SearchedTable]) -> Iterator[str]:
    """Yield the statements that create the triggers."""
    for table in tables:
        for source in table.sources:
            yield from _create_triggers(table, source)


def drop_triggers(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield the statements that drop the triggers of every index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB '*_search_*'"
        )
        names = [row[0] for row in cursor.fetchall()]
    for name in names:
        yield f"DROP TRIGGER {name}"


def select_stale(table: SearchedTable) -> str:
    """Return the query for the ids of rows whose index is not what it would be if made anew."""
    return f"""
        SELECT {table.name}.id
        FROM {table.name} LEFT JOIN {table.index} kept ON kept.rowid = {table.name}.id
        WHERE kept.content IS NOT {table.text}
        UNION ALL
        SELECT rowid FROM {table.index} WHERE rowid NOT IN (SELECT id FROM {table.name})
    """  # noqa: S608


def _create_triggers(table: SearchedTable, source: Source) -> Iterator[str]:
    is_change = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in source.columns)
    events = {
        "insert": ("INSERT", ("NEW",)),
        "delete": ("DELETE", ("OLD",)),
        "update": ("UPDATE", ("OLD", "NEW")),
    }
    for event, (verb, rows) in events.items():
        owners = " UNION ".join(source.owners.format(row=row) for row in rows)
        when = f"WHEN {is_change}" if event == "update" else ""
        name = f"{table.index}_{source.table}_{event}"
        # Not INSERT OR REPLACE: the statement that runs a trigger decides about conflicts.
        yield f"""
            CREATE TRIGGER {name} AFTER {verb} ON {source.table} {when}
            BEGIN
                DELETE FROM {table.index} WHERE rowid IN ({owners});
                INSERT INTO {table.index} (rowid, content)
                SELECT id, {table.text} FROM {table.name} WHERE id IN ({owners});
            END
        """  # noqa: S608
