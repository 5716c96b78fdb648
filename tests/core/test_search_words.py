"""The same words are found on either database: both split texts as Python says."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.search.matches import match_words
from core.search.quotes import find_spans
from core.search.words import LATIN, fold_text, is_whole_word, split_query
from pilots.models import Region, RegionLevel

pytestmark = [pytest.mark.both_databases("core.search.matches"), pytest.mark.django_db]

ASCII, GREEK, CYRILLIC = range(1, 0x80), range(0x391, 0x3CA), range(0x410, 0x450)
SIGNS, EMOJI = range(0x2000, 0x2070), range(0x1F300, 0x1F5FF)
# Letters that came after Unicode 3.2 are indexed, but cannot be asked for.
CHARACTERS = [
    chr(code)
    for code in (*ASCII, *range(0xA0, 0xC0), *LATIN, *GREEK, *CYRILLIC, *SIGNS, *EMOJI)
    if unicodedata.ucd_3_2_0.category(chr(code)) != "Cn" or code in EMOJI
]
NAMES = (
    "Sumur resapan di RW 05, tahap II", "Rapat-kerja (lanjutan) KOM-2021-0009", "Café Rosé – ½ m²",
    "“Bank” sampah… Wonorejo", "Jl. H. Agus Salim No. 7/B", "CAFE\u0301 Łódź straße Ærø İzmir",
    "penanaman 1.000 bibit", "100 kursi; 12 meja", "ΑΘΗΝΑΣ Москва", "a b c", "x" * 100,
    "\N{TANABATA TREE}daun muda", "it's o'clock & more|less", "RT 1", "NOT NEAR AND OR", "ſ µ",
)  # fmt: skip
WORDS = sorted({word for name in NAMES for word in name.split()} | set(NAMES))
QUERIES = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(WORDS).map(lambda word: word[: len(word) // 2 + 1]),
        st.sampled_from(WORDS).map(str.upper),
        st.text(st.sampled_from(CHARACTERS), max_size=6),
        st.text(max_size=6),
        st.sampled_from([*"&|!*():^\"'%_\\-", "NEAR(", "a:*", "zanzibar", "1", "12", "100"]),
    ),
    max_size=4,
).map(" ".join)


def split_in_database(texts):
    """The words of each text, as the database has split them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tsvector_to_array(search_words(t)) FROM unnest(%s::text[]) t", [texts]
            )
            return [sorted(row[0]) for row in cursor.fetchall()]
        # Before the words that the triggers write: the tokenizer of their tables.
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'pilots_region_search'")
        made = cursor.fetchone()[0].replace("pilots_region_search", "temp.tried")
        cursor.execute(made.replace("detail=none", "detail=full"))
        cursor.execute(
            "CREATE VIRTUAL TABLE temp.seen USING fts5vocab('temp', 'tried', 'instance')"
        )
        for number, text in enumerate(texts):
            cursor.execute(
                "INSERT INTO temp.tried (rowid, content) VALUES (%s, %s)", [number, text]
            )
        cursor.execute("SELECT doc, term FROM temp.seen")
        found = [set() for _text in texts]
        for number, term in cursor.fetchall():
            found[number].add(term)
        cursor.execute("DROP TABLE temp.seen")
        cursor.execute("DROP TABLE temp.tried")
        return [sorted(words) for words in found]


def test_the_database_splits_texts_into_the_words_that_a_query_has():
    texts = [f"a{character}b" for character in CHARACTERS] + [*NAMES, "", " ", "-"]
    wanted = [sorted(set(fold_text(text).split())) for text in texts]
    found = split_in_database(texts)
    cut = [[word[:64] for word in words] for words in found]  # SQLite cuts no long words
    assert {
        t: f for t, f, w in zip(texts, cut, wanted, strict=True) if f != [x[:64] for x in w]
    } == {}


@pytest.fixture
def regions():
    level = RegionLevel.KELURAHAN
    return Region.objects.bulk_create(
        Region(code=f"{number:03}x", level=level, name=name) for number, name in enumerate(NAMES)
    )


def has_word(text, word):
    words = fold_text(text).split()
    return any(each == word if is_whole_word(word) else each.startswith(word) for each in words)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=QUERIES)
def test_a_query_finds_the_rows_that_have_each_of_its_words(regions, query):
    words = split_query(query)
    wanted = {
        row.name
        for row in regions
        if words and all(has_word(f"{row.code} {row.name}", w) for w in words)
    }
    found = match_words(Region.objects.filter(pk__in=[row.pk for row in regions]), query)
    assert {row.name for row in found} == wanted


@given(text=st.text(st.sampled_from(CHARACTERS)), query=QUERIES)
def test_what_is_marked_begins_with_a_word_of_the_query(text, query):
    words = split_query(query)
    for start, stop in find_spans(text, words):
        assert any(has_word(text[start:stop], word) for word in words)


def test_of_many_matches_the_newest_are_found(regions):
    level = RegionLevel.KELURAHAN
    Region.objects.bulk_create(
        Region(code=f"y{number}", level=level, name="Sama") for number in range(9)
    )
    rows = Region.objects.order_by("code")
    assert [row.code for row in match_words(rows, "sama", most=3)] == ["y6", "y7", "y8"]
    shown = rows.exclude(code="y8")
    assert [row.code for row in match_words(shown, "sama", most=3)] == ["y5", "y6", "y7"]
    assert match_words(rows, "sama", most=None).count() == 9
    assert list(match_words(rows.none(), "sama")) == []
