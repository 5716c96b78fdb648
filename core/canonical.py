"""Canonical JSON (RFC 8785) and its hash: equal content has equal bytes and an equal hash."""

import hashlib

import rfc8785


def to_canonical_json(value: object) -> bytes:
    """Return a JSON value as canonical UTF-8 bytes; raises for what JSON cannot represent."""
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def hash_content(value: object) -> str:
    """Return the SHA-256 of a JSON value's canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(to_canonical_json(value)).hexdigest()


def format_fingerprint(sha256: str) -> str:
    """Return a hash in groups of four digits, for print and for reading aloud."""
    return " ".join(sha256[start : start + 4] for start in range(0, len(sha256), 4))
