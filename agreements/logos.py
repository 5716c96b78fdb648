"""Logos of letterheads, stored by hash: their names in contents, paths, bytes and URLs.

The name contains the hash of the picture, so that it always refers to the same bytes.
"""

import hashlib
import re

from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.urls import reverse

FOLDER = "logos"
_NAME = re.compile(r"logo:([0-9a-f]{64})")


def format_logo_name(sha256: str) -> str:
    """Return the name of the logo with this hash in a content: "logo:…"."""
    return f"logo:{sha256}"


def parse_logo_hash(emblem: str) -> str:
    """Return the hash in an emblem's name; empty when it does not name a logo."""
    named = _NAME.fullmatch(emblem)
    return named[1] if named else ""


def get_logo_path(sha256: str) -> str:
    """Return the storage path of the logo with this hash."""
    return f"{FOLDER}/{sha256}.png"


def read_logo(sha256: str) -> bytes:
    """Return the bytes of a stored logo; raises LookupError when they are missing or changed."""
    try:
        with default_storage.open(get_logo_path(sha256)) as file:
            content: bytes = file.read()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise LookupError(f"the logo {sha256} is not kept, or was changed")
    return content


def get_emblem_url(emblem: str) -> str:
    """Return the URL of a content's emblem; empty when it has none."""
    logo = parse_logo_hash(emblem)
    if logo:
        return reverse("agreements:letterhead_logo", args=[logo])
    return static(emblem) if emblem else ""
