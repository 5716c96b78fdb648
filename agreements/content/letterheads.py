"""The head of every content, the formulas of its letterhead, and the mark of example content."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from django.conf import settings
from django.utils import timezone

from agreements.content.formulas import get_default_sentences
from agreements.content.shape import DocumentHead, LetterheadLines, PageSetup, Verification
from agreements.content.wording import EXAMPLE_NOTICE, TITLES
from agreements.logos import format_logo_name
from agreements.models import Letterhead, LetterheadFormula
from core.indonesian_formats import format_date
from stakeholders.models import Organisation

# A neutral emblem, for a letterhead without a logo.
EMBLEM = "img/letterhead/emblem.svg"

DOTS = "……………………"

_FIELD = re.compile(r"{(\w+)}")


class SuggestedLines(TypedDict):
    """The lines of an agency's first letterhead, to be corrected."""

    name: str
    government: str
    agency: str
    place: str


def get_formula(letterhead: Letterhead, kind: str) -> LetterheadFormula:
    """Return a letterhead's formula for a kind of paper; without one, an unsaved default."""
    for formula in letterhead.formulas.all():
        if formula.kind == kind:
            return formula
    return LetterheadFormula(
        letterhead=letterhead, kind=kind, title=TITLES[kind], **get_default_sentences(kind)
    )


def fill_formula(formula: str, fields: Mapping[str, str]) -> str:
    """Return a sentence with its {fields} replaced; an unknown field stays as it was typed.

    A known but empty field, such as the moderator of a meeting without one, becomes a dotted line
    to be filled in by hand, as is usual on these papers.
    """
    return _FIELD.sub(lambda match: fields.get(match[1], match[0]) or DOTS, formula)


def build_head(
    letterhead: Letterhead,
    *,
    schema: str,
    kind: str,
    reference: str,
    number: str,
    title: str,
    subject: str,
    place: str,
    day: date | None,
    year: int,
    recorded_at: datetime,
    verification: Verification | None,
) -> DocumentHead:
    """Return the head of a content; a missing day becomes a dotted line to be filled in by hand."""
    return DocumentHead(
        schema=schema,
        kind=kind,
        reference=reference,
        number=number,
        title=title,
        subject=subject,
        example=False,
        example_notice="",
        recorded_at=timezone.localtime(recorded_at).isoformat(timespec="seconds"),
        place=place,
        date=day.isoformat() if day else "",
        date_text=format_date(day) if day else f"…………………… {year}",
        letterhead=_build_letterhead_lines(letterhead),
        page_setup=_build_page_setup(letterhead),
        verification=verification,
    )


def build_verification(code: str | None) -> Verification | None:
    """Return the verification page of a frozen document; None for a draft, which has no code."""
    if not code:
        return None
    return Verification(url=f"{settings.PUBLIC_URL}/verifikasi/{code}/", code=code)


def build_page_link(path: str) -> Verification:
    """Return a page of the portal as the target of a QR code."""
    return Verification(url=f"{settings.PUBLIC_URL}{path}", code="")


def mark_as_example(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content, with a notice if any part of it is an example (contoh)."""
    if not (content["example"] or _has_example(content)):
        return content
    return content | {"example": True, "example_notice": EXAMPLE_NOTICE}


def _has_example(value: object) -> bool:
    if isinstance(value, dict):
        return value.get("example") is True or any(map(_has_example, value.values()))
    return isinstance(value, list) and any(map(_has_example, value))


def suggest_letterhead(issuer: Organisation, city: str) -> SuggestedLines:
    """Return likely lines for an agency's first letterhead, to be corrected by the secretariat."""
    return {
        "name": f"Surat {issuer}",
        "government": f"PEMERINTAH {city.upper()}",
        "agency": issuer.name.upper(),
        "place": city.removeprefix("Kota ").removeprefix("Kabupaten "),
    }


def _build_letterhead_lines(letterhead: Letterhead) -> LetterheadLines:
    return LetterheadLines(
        government=letterhead.government,
        agency=letterhead.agency,
        unit=letterhead.unit,
        address=letterhead.address,
        emblem=format_logo_name(letterhead.logo_id) if letterhead.logo_id else EMBLEM,
    )


def _build_page_setup(letterhead: Letterhead) -> PageSetup:
    return PageSetup(
        paper=letterhead.paper,
        margin_top_mm=letterhead.margin_top_mm,
        margin_right_mm=letterhead.margin_right_mm,
        margin_bottom_mm=letterhead.margin_bottom_mm,
        margin_left_mm=letterhead.margin_left_mm,
        font_pt=f"{letterhead.font_pt:g}",
        signature_layout=letterhead.signature_layout,
        has_stamp_room=letterhead.has_stamp_room,
    )
