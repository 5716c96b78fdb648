"""References for life (KOM-2021-0009) and letter numbers by an agency's pattern."""

import string
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.models import Counter, IssuedNumber
from core.refusals import Refused
from core.words import roman_month


def next_serial(series: str, year: int) -> int:
    """Count one up in a series and return the new value; the first is 1.

    The row is locked by its own UPDATE until the transaction ends, so two writers never get
    the same value and a rolled-back writer leaves no gap.
    """
    with transaction.atomic():
        Counter.objects.get_or_create(series=series, year=year)
        counter = Counter.objects.filter(series=series, year=year)
        counter.update(last=F("last") + 1)
        return counter.values_list("last", flat=True).get()


def new_reference(prefix: str, year: int) -> str:
    """Return the next reference of a kind of object, such as KOM-2021-0009."""
    return f"{prefix}-{year}-{next_serial(prefix, year):04d}"


# The pattern is typed by the secretariat, so its fields are Indonesian words.
FIELDS = ("klasifikasi", "urut", "unit", "bulan", "bulan_romawi", "tahun")


def check_pattern(pattern: str) -> None:
    """Raise Refused unless `pattern` uses only the known fields and has a serial."""
    try:
        names = {name for _text, name, _spec, _conv in string.Formatter().parse(pattern) if name}
        format_number(pattern, serial=1, day=date(2000, 1, 1))
    except (ValueError, KeyError, IndexError, AttributeError):
        names = set()
    if "urut" not in names or not names <= set(FIELDS):
        raise Refused(
            _("A number pattern needs {urut} and may use only: %(fields)s.")
            % {"fields": ", ".join(f"{{{name}}}" for name in FIELDS)},
            field="number_pattern",
        )


def format_number(
    pattern: str, *, serial: int, day: date, classification: str = "", unit: str = ""
) -> str:
    """Write a letter number: `pattern` is a format string over FIELDS, e.g. {urut:03}/{tahun}."""
    return pattern.format(
        klasifikasi=classification,
        urut=serial,
        unit=unit,
        bulan=day.month,
        bulan_romawi=roman_month(day.month),
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
    """Give the next free number of a register and year; numbers set by hand are stepped over."""
    with transaction.atomic():
        while True:
            serial = next_serial(f"number:{register}", day.year)
            number = format_number(
                pattern, serial=serial, day=day, classification=classification, unit=unit
            )
            if not IssuedNumber.objects.filter(register=register, number=number).exists():
                IssuedNumber.objects.create(register=register, number=number, purpose=purpose)
                return number


def claim_number(register: str, number: str, *, purpose: str) -> str:
    """Take a number from the official register; raise Refused when it was used before.

    A booked number may be claimed once; a used one never again.
    """
    number = number.strip()
    if not number:
        raise Refused(_("Please give the number."), field="number")
    booked = IssuedNumber.objects.filter(register=register, number=number, is_used=False)
    if booked.update(is_used=True, purpose=purpose):
        return number
    try:
        with transaction.atomic():
            IssuedNumber.objects.create(register=register, number=number, purpose=purpose)
    except IntegrityError:
        raise Refused(
            _("Number %(number)s is already taken.") % {"number": number}, field="number"
        ) from None
    return number


def book_number(register: str, number: str, *, purpose: str) -> None:
    """Keep a number aside for a later letter; raise Refused when it is not free."""
    claim_number(register, number, purpose=purpose)
    IssuedNumber.objects.filter(register=register, number=number.strip()).update(is_used=False)
