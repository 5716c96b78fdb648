"""Registry of all issued files: looks them up by SHA-256 in the database, opening no file."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value

from agreements.models import (
    BINDING_STATES,
    FROZEN_STATES,
    Document,
    DocumentVersion,
    OutsideScan,
    PrintJob,
    Rendition,
)
from signing.models import Closing, InkRecord, IssuedFile, ScanFile


class FileKind(StrEnum):
    """The kinds of issued files."""

    FINAL = "final"  # sealed, with the signatures in it
    PRINT = "print"  # the rendition without signatures, to be signed on paper or read
    COPY = "copy"  # made by a print job
    SCAN = "scan"  # a scan of the paper signed with ink
    CONTENT = "content"  # the frozen text as JSON
    CLOSING = "closing"  # the snapshot of the signatures as JSON


@dataclass(frozen=True, slots=True)
class KnownFile:
    """An issued file; `is_latest` is False for a final file that a newer one has replaced."""

    sha256: str
    kind: FileKind
    document: Document
    addenda: list[Document]
    number: int
    is_latest: bool


def find_known_files(hashes: Collection[str]) -> dict[str, KnownFile]:
    """Return the known files by hash; two queries at most.

    Files of drafts are not in the registry.
    """
    rows = {row[0]: row for row in _list_rows(hashes)}
    if not rows:
        return {}
    pks = {row[2] for row in rows.values()}
    found = list(_find_documents(pks))
    documents = {document.pk: document for document in found if document.pk in pks}
    addenda: dict[int, list[Document]] = {pk: [] for pk in documents}
    for document in found:
        if document.amends_id in addenda and document.state in BINDING_STATES:
            addenda[document.amends_id].append(document)
    return {
        sha256: KnownFile(
            sha256=sha256,
            kind=FileKind(kind),
            document=documents[pk],
            addenda=addenda[pk],
            number=number,
            is_latest=kind != FileKind.FINAL or number == documents[pk].newest_file,  # type: ignore[attr-defined]
        )
        for sha256, kind, pk, number in rows.values()
        if pk in documents
    }


def find_known_file(sha256: str) -> KnownFile | None:
    """Return one known file by its hash, or None; two queries at most."""
    return find_known_files([sha256]).get(sha256)


def _find_documents(pks: Collection[int]) -> QuerySet[Document]:
    """Return documents together with their addenda, without drafts."""
    newest = IssuedFile.objects.filter(document=OuterRef("pk")).order_by("-number")
    documents = Document.objects.filter(Q(pk__in=pks) | Q(amends__in=pks))
    documents = documents.exclude(state__in=("draft", "in_review"))
    return documents.annotate(newest_file=Subquery(newest.values("number")[:1]))


def _list_rows(hashes: Collection[str]) -> list[tuple[str, str, int, int]]:
    """Return (sha256, kind, document id, number) of every file with one of these hashes."""

    def select_rows(
        rows: QuerySet, kind: FileKind, *, sha256: str = "sha256", document: str, number: str = ""
    ) -> QuerySet:
        found = rows.filter(**{f"{sha256}__in": hashes}).order_by()
        return found.values_list(
            F(sha256), Value(kind.value), F(document), F(number) if number else Value(0)
        )

    printed = PrintJob.objects.filter(document__state__in=FROZEN_STATES)
    placed = ScanFile.objects.filter(pages__paper__isnull=False)
    versions = DocumentVersion.objects.all()
    found = select_rows(placed, FileKind.SCAN, document="pages__paper__document").union(
        select_rows(OutsideScan.objects.all(), FileKind.SCAN, document="document"),
        select_rows(
            InkRecord.objects.all(), FileKind.SCAN, sha256="scan_sha256", document="document"
        ),
        select_rows(printed, FileKind.COPY, document="document"),
        select_rows(versions, FileKind.CONTENT, sha256="content_sha256", document="document"),
        select_rows(Closing.objects.all(), FileKind.CLOSING, document="document"),
        select_rows(Rendition.objects.all(), FileKind.PRINT, document="version__document"),
        select_rows(IssuedFile.objects.all(), FileKind.FINAL, document="document", number="number"),
    )
    # Several kinds may have the same hash. The caller's dict keeps the last row of a hash,
    # so the kinds are sorted backwards: the one declared first in FileKind is kept.
    return sorted(
        found.order_by(), key=lambda row: list(FileKind).index(FileKind(row[1])), reverse=True
    )
