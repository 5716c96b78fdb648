"""Logos of letterheads: how a content names one, and the bytes behind that name.

The name holds the hash of the picture, so it means the same picture for ever, on every machine that
keeps it.
"""

import hashlib
import re

from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.urls import reverse

FOLDER = "logos"
_NAME = re.compile(r"logo:([0-9a-f]{64})")


def format_logo_name(sha256: str) -> str:
    """Return how a content names the logo with this hash."""
    return f"logo:{sha256}"


def parse_logo_hash(emblem: str) -> str:
    """Return the hash of the logo that a content names; empty when its emblem is none."""
    named = _NAME.fullmatch(emblem)
    return named[1] if named else ""


def get_logo_path(sha256: str) -> str:
    """Return where the logo with this hash is kept."""
    return f"{FOLDER}/{sha256}.png"


def read_logo(sha256: str) -> bytes:
    """Return the bytes of a kept logo; raises LookupError when they are gone or other ones."""
    try:
        with default_storage.open(get_logo_path(sha256)) as file:
            content: bytes = file.read()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise LookupError(f"the logo {sha256} is not kept, or was changed")
    return content


def get_emblem_url(emblem: str) -> str:
    """Return the address of a content's emblem on the page; empty when it has none."""
    logo = parse_logo_hash(emblem)
    if logo:
        return reverse("agreements:letterhead_logo", args=[logo])
    return static(emblem) if emblem else ""
