"""The audit sheet at the end of a final document: its audit trail, entry by entry, in sentences.

Official text, so in Indonesian. The entries with their full hashes are attached as JSON.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from core.canonical import format_fingerprint
from core.indonesian_formats import format_date, format_time
from signing.content.signature_blocks import format_moment

# Printed characters of an entry's hash: enough to find it; the JSON has all of it.
PRINTED_HASH_LENGTH = 16
UNKNOWN = "—"
ROUTES = {
    "link": "di layar melalui tautan pribadi",
    "account": "di layar dengan akun",
    "tablet": "pada tablet bergiliran, disaksikan {by}",
}
MARKS = {"drawn": "digoreskan", "typed": "nama diketik"}
# Sentences by kind of entry, with its facts in braces. Of an unknown kind the name is shown.
SENTENCES = {
    "amended": "Naskah diubah dengan adendum {addendum}",
    "arranged": "Pengumpulan tanda tangan dibuka{until}",
    "closed": "Pengumpulan tanda tangan ditutup{reason}",
    "declined": "{who} menyatakan tidak menandatangani: {reason}",
    "delegated": "{who} menguasakan kepada {delegate}, {letter}",
    "delegation_ended": "Kuasa atas tempat {who} diakhiri: {reason}",
    "frozen": "Naskah dibekukan dengan Nomor {number}",
    "in_force": "Naskah berlaku sejak {since}{reason}",
    "ink_declined": "{who} dicatat tidak menandatangani: {reason}",
    "ink_paper": "Naskah kertas bertanda tangan tanggal {date} diterima dari {proposed_by} dan"
    " dikukuhkan oleh orang kedua",
    "ink_signed": "Penanda tangan {signatory}: tanda tangan basah {name} tanggal {date} dicatat",
    "ink_to_follow": "{who} dicatat menandatangani menyusul",
    "issued": "Berkas akhir {file} disimpan",
    "link_renewed": "Tautan pribadi penanda tangan {signatory} diganti; yang lama mati",
    "link_revoked": "Tautan pribadi penanda tangan {signatory} dicabut",
    "links_made": "Tautan pribadi dibuat untuk penanda tangan {signatories}, berlaku sampai"
    " {until}",
    "reminded": "Surat tentang penandatanganan dikirim untuk penanda tangan {signatories}",
    "reopened": "Tempat {who} dibuka kembali: {reason}",
    "routes": "Cara menandatangani penanda tangan {signatory} diubah",
    "signed": "Penanda tangan {signatory}: {name} menandatangani {route}; {mark_kind}",
    "void": "Naskah dinyatakan batal: {reason}",
    "withdrawn": "{who} menyatakan tidak lagi menyetujui: {reason}",
}
DAYS = ("date", "since")


class SheetRow(TypedDict):
    """An audit trail entry as printed: when, what, who, and the beginning of its hash."""

    number: int
    at: str
    text: str
    by: str
    sha256: str


class AuditSheet(TypedDict):
    """Everything that the audit sheet prints."""

    closed_at: str
    reason: str
    fingerprint: str
    head: str
    has_uncertified: bool
    awaits_certificates: bool
    consents: list[str]
    rows: list[SheetRow]


def build_audit_sheet(closing: Mapping[str, Any]) -> AuditSheet:
    """Build the audit sheet of a ClosingContent (signing.content.closing)."""
    return AuditSheet(
        closed_at=format_moment(closing["closed_at"]),
        reason=closing["reason"],
        fingerprint=format_fingerprint(closing["content_sha256"]),
        head=format_fingerprint(closing["evidence_head"]),
        has_uncertified=any(each["mark"] for each in closing["signatories"]),
        awaits_certificates=bool(closing["awaits_certificates"]),
        consents=list(closing["consents"].values()),
        rows=[_build_row(entry) for entry in closing["evidence"]],
    )


def build_attached_closing(closing: Mapping[str, Any]) -> dict[str, Any]:
    """Return a closing as it is attached to the PDF: each drawn mark replaced by its hash.

    The hash is that of the audit trail entry (mark_sha256). So nobody can extract a signature as
    data and reuse it.
    """
    return {**closing, "signatories": [_hash_mark(each) for each in closing["signatories"]]}


def _hash_mark(signatory: Mapping[str, Any]) -> dict[str, Any]:
    mark = signatory["mark"]
    if mark is None or mark["kind"] != "drawn":
        return dict(signatory)
    hashed = hashlib.sha256(mark["value"].encode()).hexdigest()
    return {**signatory, "mark": {"kind": mark["kind"], "sha256": hashed}}


def describe_printed_entry(entry: Mapping[str, Any]) -> str:
    """Return the sentence that describes an audit trail entry on the audit sheet."""
    facts = entry["facts"]
    sentence = SENTENCES.get(entry["kind"])
    if sentence is None:
        return str(entry["kind"]).replace("_", " ").capitalize()
    return sentence.format_map(_Words(_format_facts(entry, facts)))


class _Words(dict[str, str]):
    """Facts of an entry as text; a missing or empty fact is a dash."""

    def __missing__(self, _fact: str) -> str:
        return UNKNOWN


def _format_facts(entry: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, str]:
    words = {name: _format_value(value) for name, value in facts.items() if value not in ("", None)}
    for name in DAYS:
        if name in words:
            words[name] = _format_day(words[name])
    if "mark_kind" in words:
        words["mark_kind"] = MARKS.get(words["mark_kind"], words["mark_kind"])
    if "route" in words:
        words["route"] = ROUTES.get(words["route"], words["route"]).format(by=entry["by"])
    if entry["kind"] == "arranged":
        words["until"] = f" sampai {_format_day(words['until'])}" if "until" in words else ""
    elif "until" in words:
        words["until"] = _format_day(words["until"])
    if entry["kind"] in ("closed", "in_force"):
        words["reason"] = f": {words['reason']}" if "reason" in words else ""
    return words | _describe_signatory(words)


def _describe_signatory(words: Mapping[str, str]) -> dict[str, str]:
    """Return who the signatory is: the name with the organisation, or the organisation alone."""
    name, organisation = words.get("name", ""), words.get("organisation", "")
    who = f"{name} ({organisation})" if name and organisation else name or organisation
    return {"who": who or UNKNOWN, "name": name or organisation or UNKNOWN}


def _format_value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _format_day(text: str) -> str:
    return format_date(date.fromisoformat(text[:10]))


def _build_row(entry: Mapping[str, Any]) -> SheetRow:
    at = datetime.fromisoformat(entry["at"])
    return SheetRow(
        number=entry["number"],
        at=f"{at:%d-%m-%Y} {format_time(at)}",
        text=describe_printed_entry(entry),
        by="" if entry["kind"] == "signed" else entry["by"],
        sha256=entry["sha256"][:PRINTED_HASH_LENGTH],
    )
