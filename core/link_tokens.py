"""Signed tokens for personal links, which open one task without an account.

A token is `<id>.<version>.<signature>`. It can be shown and shared again at any time, has no
personal data, and becomes invalid when the version of the link's row changes.
"""

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="core.link_tokens", sep=".")


class BadToken(ValueError):
    """The text is not a token signed by this installation."""


def make_token(link_id: int, version: int) -> str:
    """Return the token of a link and its version."""
    return _signer.sign(f"{link_id}.{version}")


def parse_token(token: str) -> tuple[int, int]:
    """Return (link id, version); raises BadToken for a token with a wrong signature."""
    try:
        link_id, version = _signer.unsign(token).split(".")
        return int(link_id), int(version)
    except (BadSignature, ValueError):
        raise BadToken from None
