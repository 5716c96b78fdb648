"""The form of an evidence entry, and how a chain of them is checked: no database, no clock."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

SCHEMA = "bukti/1"


def commitment(salt: str, value: str) -> str:
    """Return SHA-256 of salt (hexadecimal figures) and value: it binds, and tells nothing."""
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of a chain that is not as it was written, and what is wrong with it."""

    number: int
    problem: str  # altered, missing, moved, cut off


def first_break(
    bodies: Sequence[tuple[int, str, str]], *, reference: str, length: int, head_sha256: str
) -> Break | None:
    """Return where a chain is broken, or None.

    `bodies` are (number, body, sha256) in order; `length` and `head_sha256` are its head's.
    """
    previous = ""
    for place, (number, body, sha256) in enumerate(bodies, start=1):
        if number != place:
            return Break(place, "missing")
        if hashlib.sha256(body.encode()).hexdigest() != sha256:
            return Break(place, "altered")
        said = json.loads(body)
        if said["number"] != place or said["document"] != reference:
            return Break(place, "moved")
        if said["previous"] != previous:
            return Break(place, "altered")
        previous = sha256
    if len(bodies) != length or previous != head_sha256:
        return Break(len(bodies) + 1, "cut off")
    return None
