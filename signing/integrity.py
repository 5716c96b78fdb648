"""Integrity check: compares audit trails, frozen texts, closings and files with their hashes.

Reads one row at a time, so that memory does not grow with the number of documents.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from agreements.models import FROZEN_STATES, Document, DocumentVersion, OutsideScan, Rendition
from core.audit_trail.reading import (
    describe_break,
    find_entries,
    find_trail,
    list_value_problems,
    read_links,
)
from files.refusals import StoreUnavailable
from signing.models import Closing, InkRecord, IssuedFile, ScanFile

ROW_CHUNK = 500  # rows in memory at the same time
CHUNK_SIZE = 1_000_000  # bytes of a file in memory at the same time


@dataclass(frozen=True, slots=True)
class Flaw:
    """An integrity problem: the reference of the document, and a sentence that describes it."""

    reference: str
    sentence: str


def find_flaws(documents: QuerySet[Document], *, with_files: bool = False) -> Iterator[Flaw]:
    """Yield the integrity problems of these documents, one document after the other."""
    for document in documents.order_by("pk").iterator(chunk_size=ROW_CHUNK):
        yield from find_document_flaws(document, with_files=with_files)


def find_document_flaws(document: Document, *, with_files: bool = False) -> Iterator[Flaw]:
    """Yield the integrity problems of one document; of the hash chain only the first one."""
    checks = [_find_chain_flaws, _find_text_flaws, _find_issued_flaws, list_value_problems]
    if with_files:
        checks.append(_find_file_flaws)
    for check in checks:
        for sentence in check(document):
            yield Flaw(document.reference, sentence)


def _find_chain_flaws(document: Document) -> Iterator[str]:
    head = find_trail(document)
    if head is None:
        if document.state in FROZEN_STATES:
            yield _("There is no audit trail, though the document is frozen.")
        return
    sentence = describe_break(head, read_links(head))
    if sentence:
        yield sentence


def _find_text_flaws(document: Document) -> Iterator[str]:
    """Compare frozen texts and closing with their hashes, and these with the audit trail."""
    entries = find_entries(document)
    frozen = entries.filter(kind="frozen").order_by("number").values_list("body", flat=True)
    witnessed = {_parse_facts(body).get("content_sha256") for body in frozen}
    for version in DocumentVersion.objects.filter(document=document).order_by("number"):
        if _hash_text(version.canonical) != version.content_sha256:
            yield _("The frozen text does not have the fingerprint that was signed.")
        elif version.content_sha256 not in witnessed:
            yield _("The audit trail names another frozen text.")
    closing = Closing.objects.filter(document=document).first()
    if closing is None:
        return
    if _hash_text(closing.canonical) != closing.sha256:
        yield _("The closing was changed after it was stored.")
    elif not entries.filter(sha256=closing.content["evidence_head"]).exists():
        yield _("The closing names an audit trail entry that does not exist.")


def _find_issued_flaws(document: Document) -> Iterator[str]:
    """Compare the final files with the audit trail entries that record them."""
    bodies = find_entries(document).filter(kind="issued").values_list("body", flat=True)
    witnessed = {_parse_facts(body).get("sha256") for body in bodies}
    for issued in IssuedFile.objects.filter(document=document).order_by("number"):
        if issued.sha256 not in witnessed:
            yield _("No audit trail entry records the final file %(number)s.") % {
                "number": issued.number
            }


def _find_file_flaws(document: Document) -> Iterator[str]:
    for file, sha256 in list_kept_files(document):
        try:
            right = _hash_file(file) == sha256
        except StoreUnavailable:
            yield _("The file %(name)s cannot be read now.") % {"name": file.name}
        except OSError:
            yield _("The file %(name)s is missing.") % {"name": file.name}
        else:
            if not right:
                yield _("The file %(name)s was changed after it was stored.") % {"name": file.name}


def list_kept_files(document: Document) -> list[tuple[FieldFile, str]]:
    """Return every file of a document that is kept permanently, with its SHA-256."""
    found: Sequence[tuple[QuerySet[Any], str, str]] = [
        (Rendition.objects.filter(version__document=document), "file", "sha256"),
        (IssuedFile.objects.filter(document=document), "file", "sha256"),
        (InkRecord.objects.filter(document=document).exclude(scan=""), "scan", "scan_sha256"),
        (OutsideScan.objects.filter(document=document), "file", "sha256"),
        (find_scan_files(document), "file", "sha256"),
    ]
    return [
        (getattr(row, file), getattr(row, sha256))
        for rows, file, sha256 in found
        for row in rows.order_by("pk")
    ]


def _parse_facts(body: str) -> dict[str, Any]:
    """Return the facts of an entry; {} when it is corrupt, which the check of the chain reports."""
    try:
        facts: dict[str, Any] = json.loads(body)["facts"]
    except (ValueError, KeyError, TypeError):
        return {}
    return facts


def find_scan_files(document: Document) -> QuerySet[ScanFile]:
    """Return the uploaded files in which pages of a document were found."""
    return ScanFile.objects.filter(pages__paper__document=document).distinct()


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _hash_file(file: FieldFile) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        for piece in opened.chunks(CHUNK_SIZE):
            digest.update(piece)
    return digest.hexdigest()
