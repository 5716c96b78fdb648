"""The one byte form of a JSON value (RFC 8785), so that equal content has an equal hash."""

import hashlib
from typing import Any

import rfc8785


def to_canonical_json(value: Any) -> bytes:
    """Return a JSON value as canonical UTF-8 bytes; refuses what JSON cannot carry exactly."""
    return rfc8785.dumps(value)


def hash_content(value: Any) -> str:
    """Return the SHA-256 of a JSON value's canonical bytes, as 64 hexadecimal figures."""
    return hashlib.sha256(to_canonical_json(value)).hexdigest()


def format_fingerprint(sha256: str) -> str:
    """Return a hash in groups of four, as it is printed and read out."""
    return " ".join(sha256[start : start + 4] for start in range(0, len(sha256), 4))
