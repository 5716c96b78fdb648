"""Texts as long as they may be: in the database already, and in the boxes of every form."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.apps import apps
from django.core.validators import MaxLengthValidator
from django.db import models
from django.forms.boundfield import BoundField
from django.utils import timezone

from core.choosing.fields import BaseRowField
from core.choosing.widgets import TEXT
from tests.support.example import Example
from tests.support.harvest import Found, read_forms, read_pages

OURS = ("stakeholders", "pilots", "pledges", "meetings", "agreements", "signing")
# The registers, where what is empty is filled too; elsewhere a text may say what there is not.
REGISTERS = ("stakeholders", "pilots")
LEFT_EMPTY = "short_name"  # without one the whole name is shown
SHORTEST = 30  # a column below holds no words
# What a program reads: hashes, patterns, headings that name another row, periods.
READ = re.compile(
    r".*sha256|salt|code_hash|consent|password|unit_code|number_pattern|heading|period|agreed_on"
)
WORD = "Kata"


def text_of(length: int, word: str = WORD) -> str:
    """Words of exactly so many letters."""
    return (f"{word} " * length)[:length].rstrip().ljust(length, "a")


def address_of(length: int) -> str:
    """An e-mail address of exactly so many letters, as far as an address may be long."""
    host = ".".join(["b" * 60] * 5)[: length - 65 - len(".id")].rstrip(".").ljust(length - 68, "b")
    return f"{'a' * 64}@{host}.id"


# ── In the database ──────────────────────────────────────────────────────────────────────────


def swell() -> None:
    """Makes every text of every row as long as its column allows."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for column in model._meta.concrete_fields:
                if _holds_words(model, column):
                    fills = label in REGISTERS and column.name != LEFT_EMPTY
                    _swell_column(model, column, fills=fills)


def _holds_words(model: type[models.Model], column: Any) -> bool:
    return (
        type(column) is models.CharField
        and not column.choices
        and (column.max_length or 0) >= SHORTEST
        and not READ.fullmatch(column.name)
    )


def _swell_column(model: type[models.Model], column: Any, *, fills: bool) -> None:
    rows = (
        model._default_manager.all()
        if fills
        else model._default_manager.exclude(**{column.name: ""})
    )
    for pk, text in rows.values_list("pk", column.name):
        longest = f"{text} {text_of(column.max_length)}".strip()[: column.max_length]
        value = longest.rstrip().ljust(column.max_length, "a")
        model._default_manager.filter(pk=pk).update(**{column.name: value})


# ── In the forms ─────────────────────────────────────────────────────────────────────────────

SHOWN_ONLY = "/komponen/"  # the parts that pages are made of; its forms do nothing
# By name, where any text of the kind would be refused for another reason.
SIGNED = "Wakil"  # a word of the name of who signs
ORDINARY = {
    "nip": "197001011990031001",
    "number_pattern": "{urut:03}/{tahun}",
    "typed": SIGNED,
    "value_rupiah": "1000",
    "ends_at": "17:00",
    "password1": "panjang-dan-aneh-7",
    "password2": "panjang-dan-aneh-7",
    # What is found on the register by its name, or left out.
    "owner": "",
    "supporters": "",
    "lead": "",
}
COUNTED = "{urut:03}{bulan_romawi}{bulan_romawi}{bulan_romawi}{tahun}"
DAY = date(2021, 11, 9)
AHEAD = re.compile(r".*until|expires_at|deadline")


@dataclass(frozen=True)
class Box:
    """A box of a form in which somebody types, and how many letters it takes."""

    name: str
    field: forms.Field | None
    limit: int | None

    def filled(self, length: int) -> str:
        """What somebody types who uses so many letters."""
        if isinstance(self.field, forms.EmailField):
            return address_of(length)
        if self.name == "nip":
            return "1" * length
        if self.name == "number_pattern":
            return COUNTED + "x" * (length - len(COUNTED))
        if self.name == "typed":  # a signature says no word that the name has not
            return f"{SIGNED}{' ' * (length - 2 * len(SIGNED))}{SIGNED}"
        if self.name == "value_rupiah":
            return f"Rp{' ' * (length - 6)}1000"
        if self.name.endswith("organisation"):  # like none that is registered
            return text_of(length, "Qwxzu")
        # Begun by its own name, since two boxes of a form may have to differ.
        return f"{self.name} {text_of(length)}"[:length].rstrip().ljust(length, "a")


@dataclass(frozen=True)
class Filled:
    """A form of a page with what stands in it, every box filled as people do."""

    found: Found
    boxes: tuple[Box, ...]
    values: Mapping[str, list[str]]
    is_taken: bool = False
    said: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """What makes it another form, whoever sees it and of which row."""
        return _place_of(self.found)

    def __str__(self) -> str:
        return f"{self.found.role or 'stranger'} {' '.join(self.place)}"


def _place_of(form: Found) -> tuple[str, str]:
    path = re.sub(r"[\w-]{20,}|\d+", "#", urlsplit(form.action).path)
    names = sorted({*form.typed, *form.chosen, *form.files})
    return path, " ".join(re.sub(r"\d+", "#", name) for name in names)


def filled_forms(example: Example, *roles: str, spare: int = 4) -> dict[Any, list[Filled]]:
    """Every form that changes something on any page, each kind with a few places to send it."""
    found: dict[Any, list[Filled]] = {}
    for role, page, answer, html in read_pages(example, *roles, left_out=SHOWN_ONLY):
        known = {place for place, kept in found.items() if len(kept) >= spare}
        for form in forms_in(answer, role, page.path, html, known=known):
            found.setdefault(form.place, []).append(form)
    return found


def forms_in(
    answer: Any, role: str, path: str, html: str, *, known: Collection[Any] = ()
) -> Iterator[Filled]:
    """The forms of a page that are not known, each with the fields that it was made of."""
    fresh = [form for form in read_forms(role, path, html) if _place_of(form) not in known]
    made = [_fields_by_name(each) for each in forms_behind(answer)] if fresh else []
    for form in fresh:
        names = {*form.typed, *form.chosen}
        fields: dict[str, forms.Field] = {}
        for each in sorted(made, key=lambda one: len(names & one.keys())):
            fields |= each  # whatever has most of its boxes is the form itself
        yield _filled(form, fields)


def forms_behind(answer: Any) -> Iterator[forms.BaseForm]:
    """The forms that a page was made with, each once."""
    seen = set()
    for context in answer.context or ():
        for value in chain.from_iterable(each.values() for each in context.dicts):
            form = value.form if isinstance(value, BoundField) else value
            if isinstance(form, forms.BaseForm) and id(form) not in seen:
                seen.add(id(form))
                yield form
                yield from getattr(form, "all", ())  # the lines of a pasted list


def _fields_by_name(form: forms.BaseForm) -> dict[str, forms.Field]:
    return {form.add_prefix(name): field for name, field in form.fields.items()}


def _filled(form: Found, fields: Mapping[str, forms.Field]) -> Filled:
    values = {name: list(each) for name, each in form.filled().items()}
    for name, typed in form.typed.items():
        if name in fields and not typed[0]:
            offered = form.chosen.get(name, [""])
            if isinstance(fields[name], forms.ModelChoiceField):  # only where it is needed
                values[name] = offered[:1] if fields[name].required else [""]
            elif isinstance(fields[name], forms.ChoiceField):
                values[name] = offered[:1]
            else:
                values[name] = [_ordinary(name, fields[name])]
    for name, field in fields.items():
        if isinstance(field, BaseRowField) and field.required and name + TEXT in form.typed:
            values[name] = [field.get_value(row) for row in field.rows[:1]]
    # What finds one of many rows is searched for, never kept.
    kept = (name for name in form.words if not name.endswith(TEXT))
    boxes = [Box(name, fields.get(name), _limit_of(fields.get(name))) for name in kept]
    words = (box for box in boxes if box.field is None or isinstance(box.field, forms.CharField))
    return Filled(form, tuple(words), values)


def _ordinary(name: str, field: forms.Field) -> str:
    day = timezone.localdate() + timedelta(days=7) if AHEAD.fullmatch(name) else DAY
    kinds: dict[type[forms.Field], str] = {
        forms.DateField: day.isoformat(),
        forms.TimeField: "09:00",
        forms.IntegerField: "1",
        forms.DecimalField: "1",
        forms.EmailField: "orang@contoh.example",
    }
    fitting = [value for kind, value in kinds.items() if isinstance(field, kind)]
    return ORDINARY.get(name, fitting[0] if fitting else f"{WORD} {name}")


def _limit_of(field: forms.Field | None) -> int | None:
    if isinstance(field, forms.EmailField):
        return 254  # the columns' and the standard's; a form's own counts what no address has
    validators = field.validators if field else ()
    limits = [each.limit_value for each in validators if isinstance(each, MaxLengthValidator)]
    return min(limits) if limits else None


def refilled(form: Filled, **values: str) -> Filled:
    """The same form with other words in some boxes."""
    return replace(form, values={**form.values, **{name: [v] for name, v in values.items()}})
