"""The full text index on PostgreSQL: a tsvector a row with a GIN index, kept by triggers."""

from collections.abc import Iterable, Iterator

from core.search.sources import SearchedTable, Source
from core.search.words import (
    ACCENTS,
    LONGEST_WORD,
    is_whole_word,
    list_foldings,
    list_separators,
)


def write_query(words: Iterable[str]) -> str:
    """Return the tsquery for rows that have every word; it holds letters and digits only."""
    return " & ".join(f"'{word}'" + ("" if is_whole_word(word) else ":*") for word in words)


def build_index(tables: Iterable[SearchedTable]) -> Iterator[str]:
    """Yield the statements that make the index of every row."""
    yield _define_search_words()
    for table in tables:
        yield f"DROP TABLE IF EXISTS {table.index}"
        yield f"CREATE TABLE {table.index} (id bigint PRIMARY KEY, words tsvector NOT NULL)"
        # The planner has to know how frequent a word is: few rows are best found by the index, many
        # by walking from the newest row on.
        yield f"ALTER TABLE {table.index} ALTER words SET STATISTICS 1000"
        yield (
            f"INSERT INTO {table.index} (id, words)"  # noqa: S608
            f" SELECT id, search_words({table.text}) FROM {table.name} ORDER BY id"
        )
        # Without fastupdate a search never has to read a list of pending words.
        yield (
            f"CREATE INDEX {table.index}_words ON {table.index}"
            " USING gin (words) WITH (fastupdate = off)"
        )
        yield f"ANALYZE {table.index}"


def build_triggers(tables: Iterable[SearchedTable]) -> Iterator[str]:
    """Yield the statements that create the functions and triggers."""
    for table in tables:
        yield _define_refreshing(table)
        for source in table.sources:
            yield from _create_triggers(table, source)
        yield (
            f"CREATE OR REPLACE FUNCTION {table.index}_empty() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path FROM CURRENT AS $$ BEGIN TRUNCATE {table.index}; RETURN NULL; END $$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {table.index}_empty AFTER TRUNCATE ON {table.name}"
            f" EXECUTE FUNCTION {table.index}_empty()"
        )


def select_stale(table: SearchedTable) -> str:
    """Return the query for the ids of rows whose index is not what it would be if made anew."""
    return f"""
        SELECT coalesce(fresh.id, kept.id)
        FROM (SELECT id, search_words({table.text}) AS words FROM {table.name}) fresh
        FULL JOIN {table.index} kept ON kept.id = fresh.id
        WHERE fresh.words IS DISTINCT FROM kept.words
    """  # noqa: S608


def _define_search_words() -> str:
    foldings = list_foldings()
    separators = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in list_separators())
    # Most texts are plain ASCII, and need none of the slower steps. The collation of the database
    # folds the letters of other scripts.
    return f"""
        CREATE OR REPLACE FUNCTION search_words(content text) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        BEGIN
            IF octet_length(content) = length(content) THEN
                content := regexp_replace(lower(content COLLATE "C"), '[^a-z0-9]+', ' ', 'g');
            ELSE
                content := translate(
                    lower(content), '{"".join(foldings)}{ACCENTS}', '{"".join(foldings.values())}'
                );
                content := regexp_replace(
                    content, '[\\u0001-/:-@\\[-`{{-\\u007f{separators}]+', ' ', 'g'
                );
            END IF;
            content := regexp_replace(content, '([^ ]{{{LONGEST_WORD}}})[^ ]+', '\\1', 'g');
            RETURN array_to_tsvector(string_to_array(trim(content), ' '));
        END $$
    """


def _define_refreshing(table: SearchedTable) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION {table.index}_refresh(changed bigint[]) RETURNS void
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
            -- Two transactions that change names of one row write its words one after the other.
            PERFORM 1 FROM {table.index} WHERE id = ANY(changed) ORDER BY id FOR UPDATE;
            DELETE FROM {table.index} kept WHERE kept.id = ANY(changed)
                AND NOT EXISTS (SELECT 1 FROM {table.name} t WHERE t.id = kept.id);
            INSERT INTO {table.index} AS kept (id, words)
                SELECT id, search_words({table.text}) FROM {table.name} WHERE id = ANY(changed)
                ON CONFLICT (id) DO UPDATE SET words = excluded.words
                WHERE kept.words <> excluded.words;
        END $$
    """  # noqa: S608


def _create_triggers(table: SearchedTable, source: Source) -> Iterator[str]:
    name = f"{table.index}_{source.table}"
    # Whoever renames a copied row meanwhile is waited for, and waits: its name is not missed.
    locked = "".join(
        f"PERFORM 1 FROM {copied} s WHERE s.id IN ({ids.format(ids='changed')})"
        " ORDER BY s.id FOR SHARE;"
        for copied, ids in table.copied.items()
        if source.table not in table.copied
    )
    owners = " UNION ".join(source.owners.format(row=row) for row in ("OLD", "NEW"))
    yield f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$
        DECLARE changed bigint[] := ARRAY({owners});
        BEGIN
            {locked}
            PERFORM {table.index}_refresh(changed);
            RETURN NULL;
        END $$
    """
    yield (
        f"CREATE OR REPLACE TRIGGER {table.index}_rows AFTER INSERT OR DELETE ON {source.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    is_change = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in source.columns)
    yield (
        f"CREATE OR REPLACE TRIGGER {table.index}_names AFTER UPDATE ON {source.table}"
        f" FOR EACH ROW WHEN ({is_change}) EXECUTE FUNCTION {name}()"
    )
