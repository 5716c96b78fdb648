"""Signature blocks of a final document: how each was signed, or why it was not.

Official text, so in Indonesian whatever the language of the portal. No block is left empty.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from agreements.content.reading import Ink
from core.indonesian_formats import format_date, format_time
from signing.content.ink_curves import as_curves

# Only a path that a drawn signature can have is embedded (prevents markup injection).
PATH = re.compile(r"[MmLlHhVvCcSsQqTtZz0-9 ,.+-]+")

# How the signature was made, by route; printed under the mark.
HOW = {
    "link": "Ditandatangani di layar (tautan pribadi) {when}.",
    "account": "Ditandatangani di layar (akun) {when}.",
    "tablet": "Ditandatangani pada tablet bergiliran {when}, disaksikan {witness}.",
    "ink": "Tanda tangan basah pada naskah kertas tanggal {when}.",
}
UNCERTIFIED = "Tanda tangan elektronik tidak tersertifikasi."
UNCERTIFIED_ROUTES = ("link", "account", "tablet")
# Texts printed in place of a mark.
ON_PAPER = "ditandatangani dengan tinta"
UNREADABLE = "goresan tidak dapat digambar; lihat lampiran JSON"
TO_FOLLOW = "menandatangani menyusul"
DECLINED = "tidak menandatangani"
# Printed before the certificate signature is added, so the wording must be true before and after.
CERTIFICATE = "tanda tangan elektronik bersertifikat"
CERTIFICATE_NOTE = (
    "Dibubuhkan pada berkas ini setelah penutupan; periksa pada panel tanda tangan pembaca PDF"
    " atau halaman verifikasi."
)
STILL_OPEN = "Belum ditandatangani saat pengumpulan ditutup, {when}."
GIVEN_TO = "Dikuasakan kepada {name}, {letter}."
STANDS_IN = "Mewakili {name} berdasarkan {letter}."
WITHDRAWN = "Kemudian menyatakan tidak lagi menyetujui, {when}: “{reason}”."
REASON = "Alasan: “{reason}”."


class DrawnMark(TypedDict):
    """A drawn signature: one SVG path, and the size of its box in units of the path."""

    path: str
    width: int
    height: int


class StandIn(TypedDict):
    """The lines of a delegate: "a.n." with the office, and the delegate's own position."""

    on_behalf: str
    position: str


class SignedInk(Ink):
    """A signature block of the final document: a mark, a typed name or a text, with notes."""

    drawn: DrawnMark | None
    typed: str
    notes: list[str]
    stand_in: StandIn | None


def build_signed_blocks(
    content: Mapping[str, Any], closing: Mapping[str, Any]
) -> dict[int, SignedInk]:
    """Return by signatory order what each signature block of the final document shows.

    `closing` is a ClosingContent (signing.content.closing). Raises ValueError for a signatory that
    is missing in it.
    """
    outcomes = {outcome["order"]: outcome for outcome in closing["signatories"]}
    missing = [block["order"] for block in content["signatories"] if block["order"] not in outcomes]
    if missing:
        raise ValueError(f"the closing says nothing about signatories {missing}")
    withdrawn = {
        entry["facts"]["signatory"]: entry
        for entry in closing["evidence"]
        if entry["kind"] == "withdrawn"
    }
    return {
        block["order"]: _build_signed_ink(
            block, outcomes[block["order"]], closing, withdrawal=withdrawn.get(block["order"])
        )
        for block in content["signatories"]
    }


def format_moment(moment: str) -> str:
    """Return a moment in ISO 8601 as "8 November 2021 14.05 WIB"."""
    at = datetime.fromisoformat(moment)
    return f"{format_date(at.date())} {format_time(at)}"


def _build_signed_ink(
    block: Mapping[str, Any],
    outcome: Mapping[str, Any],
    closing: Mapping[str, Any],
    *,
    withdrawal: Mapping[str, Any] | None,
) -> SignedInk:
    mark = outcome["mark"] or {"kind": "", "value": ""}
    is_signed = outcome["state"] == "signed"
    is_certified = outcome["order"] in closing["awaits_certificates"]
    is_readable = mark["kind"] == "drawn" and bool(PATH.fullmatch(mark["value"]))
    stands_in = bool(outcome["letter"]) and (is_signed or is_certified)
    notes = _list_signed_notes(block, outcome) if is_signed else _list_open_notes(outcome, closing)
    if withdrawal is not None:
        notes.append(
            WITHDRAWN.format(
                when=format_moment(withdrawal["at"]), reason=withdrawal["facts"]["reason"]
            )
        )
    return SignedInk(
        state="certified" if is_certified else outcome["state"],
        text=_describe_outcome(outcome, is_certified=is_certified, is_drawn=is_readable),
        reason="",  # printed in the notes, which have more room
        name=outcome["name"] if is_signed or stands_in else block["name"],
        drawn=DrawnMark(path=as_curves(mark["value"]), width=mark["width"], height=mark["height"])
        if is_readable
        else None,
        typed=mark["value"] if mark["kind"] == "typed" else "",
        notes=notes,
        stand_in=_build_stand_in(block, outcome) if stands_in else None,
    )


def _describe_outcome(outcome: Mapping[str, Any], *, is_certified: bool, is_drawn: bool) -> str:
    """Return the text of a block without a mark; "" beside a mark."""
    if is_certified:
        return CERTIFICATE
    if outcome["state"] == "declined":
        return DECLINED
    if outcome["state"] != "signed":
        return TO_FOLLOW
    if outcome["mark"] is None:
        return ON_PAPER
    return "" if is_drawn or outcome["mark"]["kind"] == "typed" else UNREADABLE


def _list_signed_notes(block: Mapping[str, Any], outcome: Mapping[str, Any]) -> list[str]:
    when = (
        format_moment(outcome["signed_at"])
        if outcome["signed_at"]
        else format_date(date.fromisoformat(outcome["signed_date"]))
    )
    notes = [HOW[outcome["route"]].format(when=when, witness=outcome["witness"])]
    if outcome["route"] in UNCERTIFIED_ROUTES:
        notes.append(UNCERTIFIED)
    if outcome["letter"]:
        office = block["position"] or block["organisation"]
        whom = block["name"] or office.removeprefix("a.n. ")
        notes.append(STANDS_IN.format(name=whom, letter=outcome["letter"]))
    return notes


def _list_open_notes(outcome: Mapping[str, Any], closing: Mapping[str, Any]) -> list[str]:
    if outcome["order"] in closing["awaits_certificates"]:
        return [CERTIFICATE_NOTE]
    if outcome["state"] == "declined":
        return [REASON.format(reason=outcome["reason"])]
    notes = [STILL_OPEN.format(when=format_moment(closing["closed_at"]))]
    if outcome["state"] == "delegated":
        notes.append(GIVEN_TO.format(name=outcome["name"], letter=outcome["letter"]))
    return notes


def _build_stand_in(block: Mapping[str, Any], outcome: Mapping[str, Any]) -> StandIn:
    """Return the lines above a delegate's name.

    A delegate signs "a.n." (on behalf of) the office; if that office signs "a.n." another one
    itself, the delegate signs "u.b." below it. An acting office holder (Plt., Plh., Pj.) holds the
    office, so the position is the only line.
    """
    office, position = block["position"], outcome["position"]
    if position == office:
        position = ""
    if position.lower().startswith(("plt.", "plh.", "pj.", "a.n.")):
        return StandIn(on_behalf=position, position="")
    if office.lower().startswith("a.n."):
        return StandIn(on_behalf=office, position=f"u.b. {position}" if position else "")
    return StandIn(on_behalf=f"a.n. {office}" if office else "a.n.", position=position)
