"""Tokens for links that open one task without an account.

A token is `<id>.<version>.<signature>`: it can be shown and shared again at any time, holds no
personal data, and dies when the row's version moves on. What the id means is the caller's.
"""

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="core.link_tokens", sep=".")


class BadToken(ValueError):
    """The text is not a token that this installation signed."""


def make_token(link_id: int, version: int) -> str:
    """Return the token that names a link and its version."""
    return _signer.sign(f"{link_id}.{version}")


def parse_token(token: str) -> tuple[int, int]:
    """Return (link id, version); raise BadToken for anything we did not sign."""
    try:
        link_id, version = _signer.unsign(token).split(".")
        return int(link_id), int(version)
    except (BadSignature, ValueError):
        raise BadToken from None
