"""The form of an audit trail entry, and how a chain of them is checked: no database, no clock."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

SCHEMA = "bukti/1"
EXPORT_SCHEMA = "rantai-bukti/1"


def compute_commitment(salt: str, value: str) -> str:
    """Return SHA-256 of salt (hexadecimal figures) and value: it binds, and tells nothing."""
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


class ChainLink(NamedTuple):
    """An entry as it is kept; `body` is the RFC 8785 text that `sha256` is the hash of."""

    number: int
    kind: str
    body: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of a chain that is not as it was written, and what is wrong with it."""

    number: int
    problem: str  # altered, missing, moved, cut off


def find_first_break(
    links: Iterable[ChainLink], *, reference: str, length: int, head_sha256: str
) -> Break | None:
    """Return where a chain is broken, or None; reads one entry at a time, in their order.

    `length` and `head_sha256` are its head's, which tell whether the last entries are missing.
    """
    previous, place = "", 0
    for place, link in enumerate(links, start=1):
        problem = _find_problem(link, place, previous, reference)
        if problem:
            return Break(place, problem)
        previous = link.sha256
    if place != length or previous != head_sha256:
        return Break(place + 1, "cut off")
    return None


def _find_problem(link: ChainLink, place: int, previous: str, reference: str) -> str:
    if link.number != place:
        return "missing"
    if hashlib.sha256(link.body.encode(errors="replace")).hexdigest() != link.sha256:
        return "altered"
    said = _parse_body(link.body)
    if (said.get("number"), said.get("document")) != (place, reference):
        return "moved"
    if (said.get("previous"), said.get("kind")) != (previous, link.kind):
        return "altered"
    return ""


def _parse_body(body: str) -> dict[str, Any]:
    """Return what an entry says; nothing of one that is no JSON object, hashed or not."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def export_chain(
    links: Iterable[ChainLink],
    *,
    reference: str,
    number: str,
    content_sha256: str,
    head_sha256: str,
) -> dict[str, Any]:
    """Return a chain as plain JSON, to be given away and checked without the portal.

    A body goes out as the text that was hashed, so whoever checks it needs SHA-256 alone. Personal
    values are in there as commitments only.
    """
    entries = [{"number": link.number, "body": link.body, "sha256": link.sha256} for link in links]
    return {
        "schema": EXPORT_SCHEMA,
        "reference": reference,
        "number": number,
        "content_sha256": content_sha256,
        "length": len(entries),
        "head_sha256": head_sha256,
        "entries": entries,
    }
