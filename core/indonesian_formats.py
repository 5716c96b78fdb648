"""Formats of official Indonesian documents: dates, times, numbers, amounts and lists as text.

The text is Indonesian whatever language the reader chose: a document is the same for everybody.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from num2words import num2words

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
WESTERN_TIME = ZoneInfo("Asia/Jakarta")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def spell_number(number: int) -> str:
    """Return an integer in words: 2021 is "dua ribu dua puluh satu"."""
    return str(num2words(number, lang="id"))


def format_clause_heading(number: int) -> str:
    """Return the heading of a clause: KESATU for 1, KEDUA PULUH SATU for 21."""
    if number < 1:
        raise ValueError(f"a clause is counted from 1, not {number}")
    # num2words has its own ordinals ("pertama"), but a dictum counts KESATU, KEDUA, KETIGA.
    return f"KE{spell_number(number)}".upper()


def format_roman(number: int) -> str:
    """Return a number from 1 to 3999 as a Roman numeral, as used for months and annexes."""
    if not 1 <= number <= 3999:
        raise ValueError(f"Roman numerals go from 1 to 3999, not {number}")
    figures = (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    text = ""
    for value, figure in figures:
        count, number = divmod(number, value)
        text += figure * count
    return text


def format_roman_month(month: int) -> str:
    """Return a month as a Roman numeral, as in letter numbers: XI for November."""
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    return format_roman(month)


def format_thousands(number: int) -> str:
    """Return an integer with a dot between thousands: 1.250.000."""
    return f"{number:,}".replace(",", ".")


def format_rupiah(amount: int) -> str:
    """Return an amount of rupiah as "Rp 15.000.000", with a no-break space."""
    return f"Rp{NO_BREAK_SPACE}{format_thousands(amount)}"


def spell_rupiah(amount: int) -> str:
    """Return an amount of rupiah in words: "lima belas juta rupiah"."""
    return f"{spell_number(amount)} rupiah"


def format_quantity(amount: Decimal, unit: str) -> str:
    """Return an amount with its unit: "40 UMKM", "1.250,5 kg"."""
    whole, _point, parts = f"{amount:f}".partition(".")
    parts = parts.rstrip("0")
    return f"{format_thousands(int(whole))}{f',{parts}' if parts else ''}{NO_BREAK_SPACE}{unit}"


def format_weekday(day: date) -> str:
    """Return the name of the day of the week."""
    return WEEKDAYS[day.weekday()]


def format_date(day: date) -> str:
    """Return a date as "8 November 2021"."""
    return f"{day.day}{NO_BREAK_SPACE}{MONTHS[day.month - 1]} {day.year}"


def format_weekday_date(day: date) -> str:
    """Return a date with its day of the week: "Senin, 8 November 2021"."""
    return f"{format_weekday(day)}, {format_date(day)}"


def spell_date(day: date) -> str:
    """Return a date in words, as in the opening of a berita acara, with digits in brackets."""
    return (
        f"{format_weekday(day)}, tanggal {spell_number(day.day)} bulan {MONTHS[day.month - 1]}"
        f" tahun {spell_number(day.year)} ({day:%d-%m-%Y})"
    )


def format_time(moment: time | datetime) -> str:
    """Return a time as "09.00 WIB"; an aware datetime is converted to western Indonesian time."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        moment = moment.astimezone(WESTERN_TIME)
    return f"{moment:%H.%M}{NO_BREAK_SPACE}WIB"


def format_time_span(begin: time | datetime, end: time | datetime | None) -> str:
    """Return a time span: "09.00 WIB sampai dengan 12.00 WIB"; an open end is "selesai"."""
    until = "selesai" if end is None else format_time(end)
    return f"{format_time(begin)} sampai dengan {until}"


def format_period(begin: date | None, end: date | None) -> str:
    """Return a period in its shortest exact form.

    Whole years and whole months are named as such ("2022", "Februari–Maret 2022"); a period with
    one end is "mulai …" or "paling lambat …"; one without dates is an empty string.
    """
    if begin is None and end is None:
        return ""
    if begin is None or end is None:
        return f"mulai {format_date(begin)}" if begin else f"paling lambat {format_date(end)}"  # type: ignore[arg-type]
    if begin > end:
        raise ValueError(f"a period cannot end on {end} before it begins on {begin}")
    if begin.day == 1 and _is_last_of_month(end):
        return _format_months(begin, end)
    if begin == end:
        return format_date(begin)
    return f"{format_date(begin)}–{format_date(end)}"


def join_names(items: Sequence[str]) -> str:
    """Join names for a sentence: "A", "A dan B", "A, B, dan C"."""
    if len(items) < 3:
        return " dan ".join(items)
    return f"{', '.join(items[:-1])}, dan {items[-1]}"


def _is_last_of_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1 if day < date.max else True


def _format_months(begin: date, end: date) -> str:
    first, last = MONTHS[begin.month - 1], MONTHS[end.month - 1]
    if begin.year != end.year:
        if begin.month == 1 and end.month == 12:
            return f"{begin.year}–{end.year}"
        return f"{first} {begin.year}–{last} {end.year}"
    if begin.month == 1 and end.month == 12:
        return str(begin.year)
    if begin.month == end.month:
        return f"{first} {begin.year}"
    return f"{first}–{last} {begin.year}"
