"""The template context of a content, for page and print: annexes, amounts and signatures added."""

from collections.abc import Mapping
from typing import Any, TypedDict

from core.indonesian_formats import format_clause_heading, format_roman, format_thousands

# The template of the text of each schema; papers of a meeting have templates of their own.
BODIES = {
    "berita-acara": "agreements/content/_berita_acara.html",
    "nota-kesepakatan": "agreements/content/_nota_kesepakatan.html",
    "adendum": "agreements/content/_addendum.html",
    "bast": "agreements/content/_bast.html",
}
ANNEXES = (
    ("attendance", "Daftar Hadir"),
    ("contributions", "Matriks Kontribusi Para Pihak"),
    ("follow_ups", "Rencana Tindak Lanjut"),
    ("objections", "Catatan Keberatan"),
)
# Printed even when empty, with "nihil", since clauses refer to annexes by their numeral.
ALWAYS_ANNEXED = ("attendance", "contributions", "follow_ups")
LONG_TEXT = 700
SIGNING = {
    "two_columns": "agreements/content/_signatories.html",
    "table": "agreements/content/_signatories_table.html",
    "stamps": "agreements/content/_signatories_stamps.html",
    "certificate": "agreements/content/_signatories_certificate.html",
}


class Ink(TypedDict):
    """The outcome of a signature block, in words: "ditandatangani", "menandatangani menyusul"."""

    state: str
    text: str
    reason: str
    name: str  # of the person who signed; empty if unknown


def build_reading_context(
    content: Mapping[str, Any],
    *,
    emblem_url: str,
    level: int = 1,
    layout: str = "two_columns",
    ink: Mapping[int, Ink] | None = None,
) -> dict[str, Any]:
    """Return the template context of a document's content.

    `level` is the heading level of its title, `layout` a key of SIGNING. `ink` maps the order of a
    signature block to its outcome; without it the blocks stay empty, to be signed by hand.
    """
    marks = ink or {}
    page_setup = content["page_setup"]
    return {
        "content": content,
        "body_template": BODIES.get(_get_schema_name(content), ""),
        "emblem_url": emblem_url,
        "level": level,
        "sublevel": level + 1,
        "subsublevel": level + 2,
        "signing_template": SIGNING[layout],
        "stamp_room": page_setup.get("has_stamp_room", False),
        # Contents frozen before has_stamp_room existed were printed with the acknowledging
        # signatories inside the table, and still are.
        "acknowledges_below": "has_stamp_room" in page_setup,
        "signatories": [
            {**block, "office": format_office(block), "ink": marks.get(block["order"])}
            for block in content["signatories"]
        ],
        "parties": [
            {**party, "called": f"PIHAK {format_clause_heading(number)}"}
            for number, party in enumerate(content.get("parties", ()), start=1)
        ],
        "annexes": _build_annexes(content),
        "qr": "",
    }


def format_office(row: Mapping[str, Any]) -> str:
    """Return position and organisation in one line, the organisation only once."""
    position, organisation = row["position"], row["organisation"]
    if organisation in position:
        return str(position)
    return ", ".join(filter(None, (position, organisation)))


def _get_schema_name(content: Mapping[str, Any]) -> str:
    return str(content["schema"]).rpartition("/")[0]


def _build_annexes(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the annexes: all of a berita acara; the contributions of a nota, if it has any."""
    is_record = content["kind"] == "berita_acara"
    if not is_record and _get_schema_name(content) != "nota-kesepakatan":
        return []
    always = ALWAYS_ANNEXED if is_record else ()
    shown = [(kind, name) for kind, name in ANNEXES if content.get(kind) or kind in always]
    title = f"{content['title'].title()} Nomor {content['number'] or '…'}"
    return [
        {
            "kind": kind,
            "numeral": format_roman(number),
            "title": name,
            "rows": [_build_annex_row(row) for row in content[kind]],
            "of": title,
            "date_text": content["date_text"],
        }
        for number, (kind, name) in enumerate(shown, start=1)
    ]


def _build_annex_row(row: Mapping[str, Any]) -> dict[str, Any]:
    value = row.get("value_idr")
    longest = max((len(text) for text in row.values() if isinstance(text, str)), default=0)
    return {
        **row,
        "amount": "" if value is None else format_thousands(value),
        # May be taller than a page, so it must be allowed to break across pages.
        "is_long": longest > LONG_TEXT,
    }
