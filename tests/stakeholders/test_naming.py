"""Names as people write them: taken apart, compared, made into addresses."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.naming import (
    FullName,
    is_title_after,
    make_unique_slug,
    normalise,
    split_name,
    tidy,
)

NBSP = "\N{NO-BREAK SPACE}"
TITLED = [
    ("Siti", FullName("Siti")),
    ("Dr. Ir. Siti, M.Si.", FullName("Siti", "Dr. Ir.", "M.Si.")),
    ("H. Sutrisno SH MM", FullName("Sutrisno", "H.", "SH, MM")),
    ("Drs.H.Bambang S.E., M.M", FullName("Bambang", "Drs. H.", "S.E., M.M")),
    ("Hj. Siti Aminah,S.Pd,M.Pd", FullName("Siti Aminah", "Hj.", "S.Pd, M.Pd")),
    ("K.H. Ahmad", FullName("Ahmad", "K.H.")),
    ("Ir Joko", FullName("Joko", "Ir.")),
    ("dr. Ani Sp.A", FullName("Ani", "dr.", "Sp.A")),
    ("SUTRISNO SH MM", FullName("SUTRISNO", "", "SH, MM")),
    (f"  Dr.{NBSP}{NBSP}Siti ,  M.Si. , ", FullName("Siti", "Dr.", "M.Si.")),
    ("Ibu Hj. Ani", FullName("Ani", "Hj.", "", "P")),
    ("Bp.Agus", FullName("Agus", "", "", "L")),
    ("Yth. Bapak Agus", FullName("Agus", "", "", "L")),
    # An initial is no title, and a name is kept whole where it is not understood.
    ("M.S. Rizal", FullName("M.S. Rizal")),
    ("Titik S.", FullName("Titik S.")),
    ("H Sutrisno", FullName("H Sutrisno")),
    ("Siti, Kabid", FullName("Siti, Kabid")),
    ("Dr.", FullName("Dr.")),
    ("SE", FullName("SE")),
    ("", FullName("")),
]


@pytest.mark.parametrize(("text", "full_name"), TITLED)
def test_titles_are_taken_off_the_name(text, full_name):
    assert split_name(text) == full_name


@pytest.mark.parametrize("title", ["M.Si.", "S.STP", "A.Md.Keb.", "Ph.D.", "SH", "S.E.", "MM,"])
def test_a_degree_is_known_by_its_shape(title):
    assert is_title_after(title)


@pytest.mark.parametrize("word", ["S.", "M", "Se", "se", "Inres", "Kabid", "PT", "St."])
def test_other_words_are_no_degrees(word):
    assert not is_title_after(word)


PIECES = st.sampled_from(
    [
        "Dr.",
        "Ir.",
        "H.",
        "Hj",
        "Bapak",
        "Ibu",
        "Siti",
        "Agus",
        "SH",
        "MM",
        "M.Si.",
        "S.",
        ",",
        "K.H.",
    ]
)
NAMES = st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=60)


@given(NAMES)
def test_a_name_put_together_again_is_taken_apart_the_same(text):
    once = split_name(text)
    again = split_name(str(once)) if once.name else once
    assert (again.name, again.title_before, again.title_after) == (
        once.name,
        once.title_before,
        once.title_after,
    )


@given(NAMES)
def test_titles_fit_the_columns_of_a_person(text):
    full_name = split_name(text)
    assert len(full_name.title_before) <= 40
    assert len(full_name.title_after) <= 60


@given(st.text(max_size=80))
def test_a_tidy_line_has_nothing_that_nobody_sees(text):
    line = tidy(text)
    assert tidy(line) == line
    assert line == line.strip()
    assert "  " not in line
    assert {unicodedata.category(each) for each in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()


def test_direction_marks_and_odd_spaces_go():
    assert tidy(f"\N{RIGHT-TO-LEFT OVERRIDE}Si\N{ZERO WIDTH SPACE}ti{NBSP}\t A\0") == "Siti A"


@pytest.mark.parametrize("text", ["PT. INKA (Persero)", "pt inka persero", " PT  INKA – Persero"])
def test_names_are_compared_without_case_and_marks(text):
    assert normalise(text) == "pt inka persero"


def test_plain_and_marked_text_are_compared_alike():
    for each in map(chr, range(128)):
        text = f"PT{each} Inka"
        assert normalise(text) == normalise(text + "\u200b"), repr(each)


def test_accents_do_not_part_a_name():
    assert normalise("Renée") == normalise("renee")


@given(st.text(max_size=200), st.integers(0, 5))
def test_an_address_part_is_free_and_fits(name, namesakes):
    taken: set[str] = set()
    for _number in range(namesakes + 1):
        slug = make_unique_slug(name, taken, otherwise="orang")
        assert slug not in taken
        assert 0 < len(slug) <= 80
        assert slug.replace("-", "").replace("_", "").isalnum()
        taken.add(slug)


def test_namesakes_are_counted():
    assert make_unique_slug("Siti", {"siti", "siti-2"}, otherwise="orang") == "siti-3"
    assert make_unique_slug("ꦱꦶꦠꦶ", (), otherwise="orang") == "orang"
