"""The evidence of a document: entries are appended to its chain, values behind them erased."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.content.evidence_chain import SCHEMA, commitment
from agreements.models import Document, EvidenceChain, EvidenceEntry, EvidenceValue
from core.canonical import canonical_json

# How long an address or a browser's name is kept to answer a doubt about a signature.
KEEP_VALUES = timedelta(days=365)

# What an account without a person is called: an address is contact data, and a chain is for ever.
ADMINISTRATOR = "Administrator"


@transaction.atomic
def append_evidence(
    document: Document,
    kind: str,
    *,
    by: Any = None,
    personal: Mapping[str, str] | None = None,
    **facts: Any,
) -> EvidenceEntry:
    """Append one entry to the chain of a document; whoever appends at once waits for the other.

    `facts` are plain JSON and stay for ever, so nothing personal beyond what the document itself
    names belongs there. `personal` values enter as salted commitments only; they themselves lie
    in a row that is erased after a year.
    """
    chain = _locked_chain(document)
    at = timezone.now()
    values = {name: value for name, value in (personal or {}).items() if value}
    salts = {name: secrets.token_hex(16) for name in values}
    body = {
        "schema": SCHEMA,
        "document": document.reference,
        "number": chain.length + 1,
        "kind": kind,
        "at": timezone.localtime(at).isoformat(timespec="seconds"),
        "by": name_of(by),
        "previous": chain.head_sha256,
        "facts": facts,
        "commitments": {name: commitment(salts[name], value) for name, value in values.items()},
    }
    text = canonical_json(body)
    entry = EvidenceEntry.objects.create(
        chain=chain,
        number=chain.length + 1,
        kind=kind,
        body=text.decode(),
        sha256=hashlib.sha256(text).hexdigest(),
        at=at,
    )
    keep_until = (at + KEEP_VALUES).date()
    EvidenceValue.objects.bulk_create(
        EvidenceValue(entry=entry, name=name, salt=salts[name], value=value, keep_until=keep_until)
        for name, value in values.items()
    )
    chain.length, chain.head_sha256 = entry.number, entry.sha256
    chain.save(update_fields=["length", "head_sha256"])
    return entry


def name_of(by: Any) -> str:
    """Return who acts, by name: an account without a person is called by its address otherwise."""
    if not by:
        return ""
    name = str(by)
    return ADMINISTRATOR if name == getattr(by, "email", None) else name


def _locked_chain(document: Document) -> EvidenceChain:
    EvidenceChain.objects.get_or_create(document=document)
    return EvidenceChain.objects.select_for_update().get(document=document)
