"""A pasted list: whatever it looks like, name, office and organisation are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.pasted import PastedLine, parse_pasted_list

NBSP = "\N{NO-BREAK SPACE}"
BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}"
LONG = "Badan Perencanaan Pembangunan, Penelitian dan Pengembangan Daerah"

LINES = [
    ("Siti", PastedLine("Siti")),
    ("Dr. Ir. Siti, M.Si.", PastedLine("Dr. Ir. Siti, M.Si.")),
    (
        "Dr. Ir. Siti, M.Si., Kabid Perencanaan, Bappelitbangda",
        PastedLine("Dr. Ir. Siti, M.Si.", "Kabid Perencanaan", "Bappelitbangda"),
    ),
    ("Bp.Agus(Inres)", PastedLine("Agus", "", "Inres", "L")),
    ("Agus (Inres (contoh))", PastedLine("Agus", "", "Inres (contoh)")),
    ("Agus (contoh)", PastedLine("Agus (contoh)")),
    ("Ani (Ketua RT 05)", PastedLine("Ani", "Ketua RT 05")),
    ("H. Sutrisno SH MM", PastedLine("H. Sutrisno, SH, MM")),
    (
        "1. Drs.H.Bambang S.E., M.M - Kepala Dinas - Disperindag",
        PastedLine("Drs. H. Bambang, S.E., M.M", "Kepala Dinas", "Disperindag"),
    ),
    (
        f"2)  Titik   S.{NBSP};{BIDI}Direktur;  YBN",
        PastedLine("Titik S.", "Direktur", "YBN"),
    ),
    (
        "3\tM.S. Rizal\tField Coordinator\tUSAID-MADANI",
        PastedLine("M.S. Rizal", "Field Coordinator", "USAID-MADANI"),
    ),
    # Columns in another order: an office is known by its first word.
    ("Ibu Ani – Bank Jatim – Manajer", PastedLine("Ani", "Manajer", "Bank Jatim", "P")),
    ("Siti, Bappelitbangda", PastedLine("Siti", "", "Bappelitbangda")),
    ("Siti, Kabid", PastedLine("Siti", "Kabid")),
    ("Siti, Kabid Perencanaan - Inres", PastedLine("Siti", "Kabid Perencanaan", "Inres")),
    (f"Siti, Kabid, {LONG}", PastedLine("Siti", "Kabid", LONG)),
    ("Siti Aminah, S.Pd (PKK) - L", PastedLine("Siti Aminah, S.Pd", "", "PKK", "L")),
    # Nobody is named.
    ("Bapak Camat Taman", PastedLine("", "Camat Taman", "", "L")),
    ("Lurah Demangan; Kel. Demangan", PastedLine("", "Lurah Demangan", "Kel. Demangan")),
    ("• Perwakilan media lokal", PastedLine("", "Perwakilan media lokal")),
    # A name that sounds like an office is a name beside one.
    ("Wakil Luar; Direktur; Inres", PastedLine("Wakil Luar", "Direktur", "Inres")),
    # What no column was found for is not lost.
    ("Siti; Kabid; Inres; 0812; hadir", PastedLine("Siti", "Kabid", "Inres", "", "0812; hadir")),
]


@pytest.mark.parametrize(("line", "said"), LINES)
def test_a_line_is_read(line, said):
    assert parse_pasted_list(line) == [said]


@pytest.mark.parametrize("line", ["", "   ", ";;;", "-", "12.", "\t\t", BIDI, ",,,", " – "])
def test_a_line_that_says_nothing_is_passed_over(line):
    assert parse_pasted_list(f"Siti\n{line}\nAgus") == [PastedLine("Siti"), PastedLine("Agus")]


def test_lines_stand_in_their_order_doubles_too():
    assert [line.name for line in parse_pasted_list("Siti\r\nAgus\r\n\r\nSiti")] == [
        "Siti",
        "Agus",
        "Siti",
    ]


def test_the_head_of_a_table_says_what_its_columns_are():
    table = "No\tNama\tL/P\tInstansi\tJabatan\tTTD\n1\tSiti\tP\tInres\tKabid\t\n2.\tBudi\tL\tPKK"
    assert parse_pasted_list(table) == [
        PastedLine("Siti", "Kabid", "Inres", "P"),
        PastedLine("Budi", "", "PKK", "L"),
    ]


def test_what_stands_under_no_head_is_kept_apart():
    assert parse_pasted_list("Nama;Instansi\nSiti;Inres;0812") == [
        PastedLine("Siti", "", "Inres", "", "0812")
    ]


COLUMNS = st.text(max_size=20) | st.sampled_from(
    ["Dr. Siti, M.Si.", "Kabid", "Bp.", "(", ")", "Nama", "No", "Jabatan", "L", "1.", "-", " - "]
)
SEPARATORS = st.sampled_from(["\t", ";", ",", " - ", "|", "\n", " "])


@given(st.lists(COLUMNS, max_size=12), SEPARATORS)
def test_no_text_is_an_error(columns, separator):
    for line in parse_pasted_list(separator.join(columns)):
        assert line != PastedLine()
        for text in (line.name, line.position, line.organisation):
            assert text == text.strip()
        assert line.sex in ("", "L", "P")
