"""The sheet behind a final document: what happened to it, entry by entry, in readable words.

Official words, so Indonesian. The entries with their full hashes are attached as JSON.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from agreements.content.signed_slots import moment_text
from core.canonical import fingerprint
from core.words import clock_time, long_date

# Figures of an entry's hash that are printed: enough to find it, the whole is in the JSON.
SHORT = 16
UNKNOWN = "—"
ROUTES = {
    "link": "di layar melalui tautan pribadi",
    "account": "di layar dengan akun",
    "tablet": "pada tablet bergiliran, disaksikan {by}",
}
MARKS = {"drawn": "digoreskan", "typed": "nama diketik"}
# What an entry says, by its kind; {} are its facts. Another kind is told by its name.
SENTENCES = {
    "frozen": "Naskah dibekukan dengan Nomor {number}",
    "arranged": "Pengumpulan tanda tangan dibuka{until}",
    "routes": "Cara menandatangani tempat {slot} diubah",
    "signed": "Tempat {slot}: {name} menandatangani {route}; {mark_kind}",
    "ink_signed": "Tempat {slot}: tanda tangan basah {name} tanggal {date} dicatat",
    "ink_to_follow": "{name} ({organisation}) dicatat menandatangani menyusul",
    "ink_declined": "{name} ({organisation}) dicatat tidak menandatangani: {reason}",
    "declined": "{name} ({organisation}) menyatakan tidak menandatangani: {reason}",
    "delegated": "{name} ({organisation}) menguasakan kepada {delegate}, {letter}",
    "delegation_ended": "Kuasa atas tempat {name} ({organisation}) diakhiri: {reason}",
    "reopened": "Tempat {name} ({organisation}) dibuka kembali: {reason}",
    "withdrawn": "{name} ({organisation}) menyatakan tidak lagi menyetujui: {reason}",
    "closed": "Pengumpulan tanda tangan ditutup{reason}",
    "void": "Naskah dinyatakan batal: {reason}",
}


class SheetRow(TypedDict):
    """An entry of the chain: when, what, who, and how its hash begins."""

    number: int
    at: str
    text: str
    by: str
    sha256: str


class EvidenceSheet(TypedDict):
    """All that the sheet prints."""

    closed_at: str
    reason: str
    fingerprint: str
    head: str
    has_uncertified: bool
    awaits_certificates: bool
    consents: list[str]
    rows: list[SheetRow]


def evidence_sheet(closing: Mapping[str, Any]) -> EvidenceSheet:
    """Return what the sheet prints of a Closing (agreements.content.closing)."""
    return EvidenceSheet(
        closed_at=moment_text(closing["closed_at"]),
        reason=closing["reason"],
        fingerprint=fingerprint(closing["content_sha256"]),
        head=fingerprint(closing["evidence_head"]),
        has_uncertified=any(slot["mark"] for slot in closing["slots"]),
        awaits_certificates=bool(closing["awaits_certificates"]),
        consents=list(closing["consents"].values()),
        rows=[_row(entry) for entry in closing["evidence"]],
    )


def evidence_attached(closing: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Closing as it is attached: each drawn mark by its hash, for its shape is on paper.

    The hash is that of the evidence entry (mark_sha256); nobody gets a signature as data to reuse.
    """
    return {**closing, "slots": [_with_hashed_mark(slot) for slot in closing["slots"]]}


def _with_hashed_mark(slot: Mapping[str, Any]) -> dict[str, Any]:
    mark = slot["mark"]
    if mark is None or mark["kind"] != "drawn":
        return dict(slot)
    hashed = hashlib.sha256(mark["value"].encode()).hexdigest()
    return {**slot, "mark": {"kind": mark["kind"], "sha256": hashed}}


def evidence_text(entry: Mapping[str, Any]) -> str:
    """Return what an entry says, as a sentence."""
    facts = entry["facts"]
    sentence = SENTENCES.get(entry["kind"])
    if sentence is None:
        return str(entry["kind"]).replace("_", " ").capitalize()
    return sentence.format_map(_Words(_worded(entry, facts)))


class _Words(dict[str, str]):
    """A fact that an entry lacks, or that is empty, reads as a dash."""

    def __missing__(self, _fact: str) -> str:
        return UNKNOWN


def _worded(entry: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, str]:
    words = {name: str(value) for name, value in facts.items() if value not in ("", None)}
    if "date" in words:
        words["date"] = long_date(date.fromisoformat(words["date"]))
    if "mark_kind" in words:
        words["mark_kind"] = MARKS.get(words["mark_kind"], words["mark_kind"])
    if "route" in words:
        words["route"] = ROUTES.get(words["route"], words["route"]).format(by=entry["by"])
    if entry["kind"] == "arranged":
        until = words.get("until")
        words["until"] = f" sampai {long_date(date.fromisoformat(until))}" if until else ""
    if entry["kind"] == "closed":
        words["reason"] = f": {words['reason']}" if "reason" in words else ""
    return words


def _row(entry: Mapping[str, Any]) -> SheetRow:
    at = datetime.fromisoformat(entry["at"])
    return SheetRow(
        number=entry["number"],
        at=f"{at:%d-%m-%Y} {clock_time(at)}",
        text=evidence_text(entry),
        by="" if entry["kind"] == "signed" else entry["by"],
        sha256=entry["sha256"][:SHORT],
    )
