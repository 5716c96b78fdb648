"""Appending entries to the audit trail of an object."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.audit_trail.chain import SCHEMA, compute_commitment
from core.canonical import to_canonical_json
from core.models import AuditEntry, AuditTrail, AuditValue

# The retention period of an IP address or browser name, to settle a dispute about a signature.
KEEP_VALUES = timedelta(days=365)

# The name of an account without a person: its e-mail address is personal, and a trail is permanent.
ADMINISTRATOR = "Administrator"


class Referenced(Protocol):
    """Protocol: an object with a permanent reference."""

    reference: str


@transaction.atomic
def append_audit_entry(
    subject: Referenced,
    kind: str,
    /,
    *,
    by: Actor | None = None,
    personal: Mapping[str, str] | None = None,
    **facts: object,
) -> AuditEntry:
    """Append one entry to the audit trail of `subject`; locks the trail until the commit.

    `facts` are plain JSON and permanent: no personal data in them beyond what the object itself
    names. `personal` values are included as salted commitments only; the values themselves are
    stored in rows (AuditValue) that are erased after a year.
    """
    trail = _lock_trail(subject)
    at = timezone.now()
    values = {name: value for name, value in (personal or {}).items() if value}
    salts = {name: secrets.token_hex(16) for name in values}
    body = {
        "schema": SCHEMA,
        # The schema calls every object so.
        "document": subject.reference,
        "number": trail.length + 1,
        "kind": kind,
        "at": timezone.localtime(at).isoformat(timespec="seconds"),
        "by": get_actor_name(by),
        "previous": trail.head_sha256,
        "facts": facts,
        "commitments": {
            name: compute_commitment(salts[name], value) for name, value in values.items()
        },
    }
    text = to_canonical_json(body)
    entry = AuditEntry.objects.create(
        trail=trail,
        number=trail.length + 1,
        kind=kind,
        body=text.decode(),
        sha256=hashlib.sha256(text).hexdigest(),
        at=at,
    )
    keep_until = (at + KEEP_VALUES).date()
    AuditValue.objects.bulk_create(
        AuditValue(entry=entry, name=name, salt=salts[name], value=value, keep_until=keep_until)
        for name, value in values.items()
    )
    trail.length, trail.head_sha256 = entry.number, entry.sha256
    trail.save(update_fields=["length", "head_sha256"])
    return entry


def get_actor_name(by: Actor | None) -> str:
    """Return the actor's name; an account without a person is not named by its e-mail address."""
    if not by:
        return ""
    name = str(by)
    return ADMINISTRATOR if name == getattr(by, "email", None) else name


def _lock_trail(subject: Referenced) -> AuditTrail:
    AuditTrail.objects.get_or_create(reference=subject.reference)
    return AuditTrail.objects.select_for_update().get(reference=subject.reference)
