"""Numbering: permanent references (KOM-2021-0009), and letter numbers by an agency's pattern."""

import re
import string
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from core.indonesian_formats import format_roman
from core.models import Counter, IssuedNumber
from core.refusals import Refused

MAX_LENGTH = 100  # of a letter number, as in its database columns

# One statement in SQL: an UPDATE by the ORM does not return the new value.
COUNT_UP = """
    INSERT INTO core_counter (series, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (series, year) DO UPDATE SET last = core_counter.last + 1
    RETURNING last
"""


def take_next_serial(series: str, year: int) -> int:
    """Increment the counter of a series and year, and return the new value; the first is 1.

    The write locks the row until the transaction ends, so two transactions never get the same value
    and a rolled-back one leaves no gap.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_UP, [series, year])
        [(serial,)] = cursor.fetchall()
    return int(serial)


def issue_reference(prefix: str, year: int) -> str:
    """Return the next reference of a kind of object, such as KOM-2021-0009."""
    return f"{prefix}-{year}-{take_next_serial(prefix, year):04d}"


# The secretariat types the pattern, so its fields are Indonesian words.
FIELDS = ("klasifikasi", "urut", "unit", "bulan", "bulan_romawi", "tahun")
# A wider format would allow numbers of a million digits.
LEADING_ZEROS = re.compile(r"(0[1-9])?")


def check_pattern(pattern: str) -> None:
    """Raise Refused unless `pattern` has only known fields, among them the serial number."""
    try:
        parts = [part[1:] for part in string.Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        parts = []
    fields = {name for name, _spec, _conversion in parts}
    is_plain = all(not conv and LEADING_ZEROS.fullmatch(spec or "") for _name, spec, conv in parts)
    if "urut" not in fields or not fields <= set(FIELDS) or not is_plain:
        raise Refused(
            _("A number pattern needs {urut} and may use only: %(fields)s, {urut:03} for zeros.")
            % {"fields": ", ".join(f"{{{name}}}" for name in FIELDS)},
            field="number_pattern",
        )


def format_number(
    pattern: str, *, serial: int, day: date, classification: str = "", unit: str = ""
) -> str:
    """Return a letter number: `pattern` is a format string with FIELDS, e.g. {urut:03}/{tahun}."""
    return pattern.format(
        klasifikasi=classification,
        urut=serial,
        unit=unit,
        bulan=day.month,
        bulan_romawi=format_roman(day.month),
        tahun=day.year,
    )


def issue_number(
    register: str,
    pattern: str,
    *,
    day: date,
    classification: str = "",
    unit: str = "",
    purpose: str,
) -> str:
    """Issue the next free number of a register and year; skips numbers that were set by hand.

    Raises Refused when the number is longer than MAX_LENGTH.
    """
    with transaction.atomic():
        while True:
            serial = take_next_serial(f"number:{register}", day.year)
            number = _clean_number(
                format_number(
                    pattern, serial=serial, day=day, classification=classification, unit=unit
                )
            )
            if not IssuedNumber.objects.filter(register=register, number=number).exists():
                IssuedNumber.objects.create(register=register, number=number, purpose=purpose)
                return number


def calculate_next_number(
    register: str, pattern: str, *, day: date, classification: str = "", unit: str = ""
) -> str:
    """Return the number that issue_number would issue now, without issuing it."""
    counter = Counter.objects.filter(series=f"number:{register}", year=day.year)
    serial = counter.values_list("last", flat=True).first() or 0
    while True:
        serial += 1
        number = format_number(
            pattern, serial=serial, day=day, classification=classification, unit=unit
        )
        if not IssuedNumber.objects.filter(register=register, number=number).exists():
            return number


def claim_number(register: str, number: str, *, purpose: str) -> str:
    """Record the use of a number from the official register; raises Refused if it was used before.

    A reserved number may be used once.
    """
    number = _clean_number(number)
    reserved = IssuedNumber.objects.filter(register=register, number=number, is_used=False)
    if not reserved.update(is_used=True, purpose=purpose):
        _take(register, number, purpose=purpose, is_used=True)
    return number


def reserve_number(register: str, number: str, *, purpose: str) -> None:
    """Reserve a number for a later letter; raises Refused when it is not free."""
    _take(register, _clean_number(number), purpose=purpose, is_used=False)


def _clean_number(number: str) -> str:
    number = number.strip()
    if not number:
        raise Refused(_("Please give the number."), field="number")
    if len(number) > MAX_LENGTH:
        raise Refused(
            _("A number has at most %(length)s characters.") % {"length": MAX_LENGTH},
            field="number",
        )
    return number


def _take(register: str, number: str, *, purpose: str, is_used: bool) -> None:
    try:
        with transaction.atomic():
            IssuedNumber.objects.create(
                register=register, number=number, purpose=purpose, is_used=is_used
            )
    except IntegrityError:
        raise Refused(
            _("Number %(number)s is already taken.") % {"number": number}, field="number"
        ) from None
