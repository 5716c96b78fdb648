"""Two texts as one reading: nothing of the new one is lost, and what stays is seen to stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text_diff import GONE, NEW, SAME, compare_words, is_same_wording

WORDS = st.lists(st.sampled_from(["satu", "dua,", "tiga.", "empat\n", " ", "KELIMA"]), max_size=25)
TEXTS = st.one_of(st.text(max_size=60), WORDS.map(" ".join))


def told(old, new):
    return [(piece.kind, piece.text.strip()) for piece in compare_words(old, new)]


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_what_is_not_gone_is_the_new_text_and_what_is_not_new_the_old_words(old, new):
    pieces = compare_words(old, new)
    after = "".join(piece.text for piece in pieces if piece.kind != GONE)
    assert after.split() == new.split()
    before = "".join(piece.text for piece in pieces if piece.kind != NEW)
    assert "".join(before.split()) == "".join(old.split())


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("Setiap bulan.", "Setiap bulan.", [(SAME, "Setiap bulan.")]),
        ("Setiap  bulan.", "Setiap\nbulan.", [(SAME, "Setiap\nbulan.")]),
        ("", "Baru.", [(NEW, "Baru.")]),
        ("Lama.", "", [(GONE, "Lama.")]),
        (
            "paling lambat 30 Juni 2022",
            "paling lambat 31 Juli 2022",
            [(SAME, "paling lambat"), (GONE, "30 Juni"), (NEW, "31 Juli"), (SAME, "2022")],
        ),
        ("2022 bila mampu.", "2022.", [(SAME, "2022"), (GONE, "bila mampu"), (SAME, ".")]),
    ],
)
def test_it_is_told_word_by_word(old, new, pieces):
    assert told(old, new) == pieces


def test_a_word_that_goes_keeps_apart_from_the_one_before():
    assert compare_words("2022 bila.", "2022.")[1].text == " bila"


def test_very_long_texts_are_told_line_by_line():
    lines = [f"Baris ke-{number} dari naskah yang panjang sekali." for number in range(600)]
    changed = [*lines[:300], "Baris yang lain.", *lines[301:]]
    kinds = [piece.kind for piece in compare_words("\n".join(lines), "\n".join(changed))]
    assert kinds == [SAME, GONE, NEW, SAME]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kami membantu.", " kami  membantu", True),
        ("“Kami membantu!”", "Kami membantu", True),
        ("Kami membantu", "Kami membantu 10 lapak", False),
        ("", "", True),
    ],
)
def test_the_same_wording_is_known_but_for_space_capitals_and_end(one, other, same):
    assert is_same_wording(one, other) is same
