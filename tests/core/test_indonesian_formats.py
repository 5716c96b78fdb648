"""Dates, numbers and amounts as official Indonesian documents write them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from core import indonesian_formats


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (1900, "seribu sembilan ratus"),
        (2000, "dua ribu"),
        (2021, "dua ribu dua puluh satu"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta satu ribu"),
        (125_000_000, "seratus dua puluh lima juta"),
        (10**9, "satu miliar"),
        (10**12, "satu triliun"),
    ],
)
def test_a_number_in_words(number, text):
    assert indonesian_formats.spell_number(number) == text


def test_the_day_of_the_meeting_in_words():
    assert indonesian_formats.spell_date(date(2021, 11, 8)) == (
        "Senin, tanggal delapan bulan November tahun dua ribu dua puluh satu (08-11-2021)"
    )


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2000, 2, 29), "Selasa, tanggal dua puluh sembilan bulan Februari tahun dua ribu"),
        (date(1999, 12, 31), "Jumat, tanggal tiga puluh satu bulan Desember tahun seribu sembilan"),
        (date(2023, 1, 1), "Minggu, tanggal satu bulan Januari tahun dua ribu dua puluh tiga"),
        (date(2022, 8, 11), "Kamis, tanggal sebelas bulan Agustus tahun dua ribu dua puluh dua"),
    ],
)
def test_days_at_the_edges_in_words(day, text):
    assert indonesian_formats.spell_date(day).startswith(text)


def test_every_day_of_a_week_has_its_name():
    monday = date(2021, 11, 8)
    names = [indonesian_formats.format_weekday(monday + timedelta(days=days)) for days in range(7)]
    assert names == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]


def test_a_date_keeps_its_day_and_month_on_one_line():
    assert indonesian_formats.format_date(date(2021, 11, 8)) == "8\N{NO-BREAK SPACE}November 2021"
    assert (
        indonesian_formats.format_weekday_date(date(2021, 11, 8))
        == "Senin, 8\N{NO-BREAK SPACE}November 2021"
    )


def test_clauses_are_headed_up_to_forty():
    headings = [indonesian_formats.format_clause_heading(number) for number in range(1, 41)]
    assert headings[:13] == [
        "KESATU",
        "KEDUA",
        "KETIGA",
        "KEEMPAT",
        "KELIMA",
        "KEENAM",
        "KETUJUH",
        "KEDELAPAN",
        "KESEMBILAN",
        "KESEPULUH",
        "KESEBELAS",
        "KEDUA BELAS",
        "KETIGA BELAS",
    ]
    assert headings[18:22] == [
        "KESEMBILAN BELAS",
        "KEDUA PULUH",
        "KEDUA PULUH SATU",
        "KEDUA PULUH DUA",
    ]
    assert headings[28:31] == ["KEDUA PULUH SEMBILAN", "KETIGA PULUH", "KETIGA PULUH SATU"]
    assert headings[39] == "KEEMPAT PULUH"
    assert len(set(headings)) == 40


def test_clauses_are_counted_from_one():
    with pytest.raises(ValueError, match="counted from 1"):
        indonesian_formats.format_clause_heading(0)


@pytest.mark.parametrize(
    ("number", "figures"),
    [(1, "I"), (4, "IV"), (9, "IX"), (12, "XII"), (40, "XL"), (1999, "MCMXCIX")],
)
def test_roman_figures(number, figures):
    assert indonesian_formats.format_roman(number) == figures


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_roman_figures_have_no_zero(number):
    with pytest.raises(ValueError, match="Roman"):
        indonesian_formats.format_roman(number)


def test_months_in_roman_figures():
    months = [indonesian_formats.format_roman_month(month) for month in range(1, 13)]
    assert months == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    with pytest.raises(ValueError, match="no month 13"):
        indonesian_formats.format_roman_month(13)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Rp\N{NO-BREAK SPACE}0"),
        (999, "Rp\N{NO-BREAK SPACE}999"),
        (15_000_000, "Rp\N{NO-BREAK SPACE}15.000.000"),
        (1_234_567_890_123, "Rp\N{NO-BREAK SPACE}1.234.567.890.123"),
    ],
)
def test_rupiah(amount, text):
    assert indonesian_formats.format_rupiah(amount) == text


def test_rupiah_in_words():
    assert indonesian_formats.spell_rupiah(15_000_000) == "lima belas juta rupiah"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("40", "40\N{NO-BREAK SPACE}UMKM"),
        ("40.00", "40\N{NO-BREAK SPACE}UMKM"),
        ("1250.50", "1.250,5\N{NO-BREAK SPACE}UMKM"),
        ("1E+3", "1.000\N{NO-BREAK SPACE}UMKM"),
    ],
)
def test_a_quantity_with_its_unit(amount, text):
    assert indonesian_formats.format_quantity(Decimal(amount), "UMKM") == text


def test_hours_are_western_time():
    assert indonesian_formats.format_time(time(9, 5)) == "09.05\N{NO-BREAK SPACE}WIB"
    assert (
        indonesian_formats.format_time(datetime(2021, 11, 8, 2, 0, tzinfo=UTC))
        == "09.00\N{NO-BREAK SPACE}WIB"
    )


def test_a_meeting_lasts_until_its_end_or_until_it_is_done():
    assert indonesian_formats.format_time_span(time(9), time(12, 30)) == (
        "09.00\N{NO-BREAK SPACE}WIB sampai dengan 12.30\N{NO-BREAK SPACE}WIB"
    )
    assert (
        indonesian_formats.format_time_span(time(9), None)
        == "09.00\N{NO-BREAK SPACE}WIB sampai dengan selesai"
    )


@pytest.mark.parametrize(
    ("begin", "end", "text"),
    [
        (None, None, ""),
        (date(2022, 1, 1), date(2022, 12, 31), "2022"),
        (date(2021, 1, 1), date(2022, 12, 31), "2021–2022"),
        (date(2022, 2, 1), date(2022, 2, 28), "Februari 2022"),
        (date(2024, 2, 1), date(2024, 2, 28), "1 Februari 2024–28 Februari 2024"),
        (date(2022, 2, 1), date(2022, 3, 31), "Februari–Maret 2022"),
        (date(2021, 12, 1), date(2022, 6, 30), "Desember 2021–Juni 2022"),
        (date(2022, 3, 4), date(2022, 3, 4), "4 Maret 2022"),
        (date(2022, 3, 4), date(2022, 5, 6), "4 Maret 2022–6 Mei 2022"),
        (date(2022, 3, 4), None, "mulai 4 Maret 2022"),
        (None, date(2021, 11, 30), "paling lambat 30 November 2021"),
        (date(9999, 12, 1), date(9999, 12, 31), "Desember 9999"),
    ],
)
def test_a_period_is_said_briefly(begin, end, text):
    assert indonesian_formats.format_period(begin, end).replace("\N{NO-BREAK SPACE}", " ") == text


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="cannot end"):
        indonesian_formats.format_period(date(2022, 3, 4), date(2022, 3, 3))


def test_names_are_joined_as_in_a_sentence():
    assert indonesian_formats.join_names([]) == ""
    assert indonesian_formats.join_names(["A"]) == "A"
    assert indonesian_formats.join_names(["A", "B"]) == "A dan B"
    assert indonesian_formats.join_names(["A", "B", "C"]) == "A, B, dan C"
