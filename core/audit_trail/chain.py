"""The hash chain of the audit trail: format of an entry, verification, export; no database."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

SCHEMA = "bukti/1"
EXPORT_SCHEMA = "rantai-bukti/1"


def compute_commitment(salt: str, value: str) -> str:
    """Return the commitment to a value: SHA-256 of a salt (hexadecimal) and the value."""
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


class ChainLink(NamedTuple):
    """An entry as it is stored; `sha256` is the hash of `body`, which is RFC 8785 JSON."""

    number: int
    kind: str
    body: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first invalid entry of a chain, and what is wrong with it."""

    number: int
    problem: str  # altered, missing, moved, cut off


def find_first_break(
    links: Iterable[ChainLink], *, reference: str, length: int, head_sha256: str
) -> Break | None:
    """Return the first break of a chain, or None when it is intact; reads one entry at a time.

    `length` and `head_sha256` come from the AuditTrail row (the head of the chain): they show
    whether the last entries are missing.
    """
    previous, number = "", 0
    for number, link in enumerate(links, start=1):
        problem = _find_problem(link, number, previous, reference)
        if problem:
            return Break(number, problem)
        previous = link.sha256
    if number != length or previous != head_sha256:
        return Break(number + 1, "cut off")
    return None


def _find_problem(link: ChainLink, number: int, previous: str, reference: str) -> str:
    if link.number != number:
        return "missing"
    if hashlib.sha256(link.body.encode(errors="replace")).hexdigest() != link.sha256:
        return "altered"
    body = _parse_body(link.body)
    if (body.get("number"), body.get("document")) != (number, reference):
        return "moved"
    if (body.get("previous"), body.get("kind")) != (previous, link.kind):
        return "altered"
    return ""


def _parse_body(body: str) -> dict[str, Any]:
    """Return the body of an entry as a dict; empty when it is not a JSON object."""
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def export_chain(
    links: Iterable[ChainLink],
    *,
    reference: str,
    number: str,
    content_sha256: str,
    head_sha256: str,
) -> dict[str, Any]:
    """Return a chain as plain JSON, which anybody can verify without the portal.

    A body is exported as the text that was hashed, so the verification needs only SHA-256. Personal
    values are included as commitments only.
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
