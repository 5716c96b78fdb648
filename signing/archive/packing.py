"""Packing documents into one ZIP, each stored file unchanged.

File names are Indonesian and in ASCII, since the archive is meant to outlive the portal.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from agreements.models import Document, OutsideScan, Rendition
from core.audit_trail.chain import export_chain
from core.audit_trail.reading import find_trail, read_links
from core.canonical import to_canonical_json
from signing.authority import read_authority_pem
from signing.integrity import find_scan_files
from signing.models import Closing, InkRecord, IssuedFile

SCHEMA = "arsip/1"
HERE = Path(__file__).parent
CHUNK_SIZE = 1_000_000  # bytes of a file in memory at once
DOCUMENT_CHUNK = 100  # documents in memory at once


class Archive:
    """A ZIP file under construction, with the SHA-256 of each file in it for the manifest."""

    def __init__(self, file: IO[bytes], made_at: datetime):
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._date = timezone.localtime(made_at).timetuple()[:6]
        self.hashes: dict[str, str] = {}
        self.missing: list[str] = []

    def put(self, name: str, content: bytes) -> None:
        """Pack a generated text."""
        self._zip.writestr(self._make_entry(name), content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()

    def put_file(self, name: str, file: FieldFile) -> None:
        """Pack a stored file unchanged, or record that it is missing."""
        try:
            opened = file.open("rb")
        except OSError:
            self.missing.append(name)
            return
        # Stored files are compressed already: PDF, JPEG, PNG.
        entry = self._make_entry(name, zipfile.ZIP_STORED)
        digest = hashlib.sha256()
        with opened, self._zip.open(entry, "w", force_zip64=True) as packed:
            for piece in opened.chunks(CHUNK_SIZE):
                digest.update(piece)
                packed.write(piece)
        self.hashes[name] = digest.hexdigest()

    def finish(self, manifest: bytes) -> None:
        """Pack the manifest with its hash, and close the archive."""
        name = "manifest.json"
        digest = hashlib.sha256(manifest).hexdigest()
        self._zip.writestr(self._make_entry(name), manifest)
        self._zip.writestr(self._make_entry(f"{name}.sha256"), f"{digest}  {name}\n")
        self._zip.close()

    def _make_entry(self, name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._date)
        entry.compress_type = compression
        entry.external_attr = 0o644 << 16
        return entry


def write_archive(
    documents: QuerySet[Document],
    file: IO[bytes],
    *,
    made_at: datetime,
    progress: Callable[[int], None],
) -> None:
    """Write an archive of these documents; `progress` gets the number of packed documents."""
    archive = Archive(file, made_at)
    entries = []
    for packed, document in enumerate(_iterate_documents(documents), start=1):
        entries.append(_put_document(archive, document))
        progress(packed)
    for name in ("periksa.py", "BACA-SAYA.txt"):
        archive.put(name, (HERE / name).read_bytes())
    authority = read_authority_pem()
    if authority:
        archive.put("sertifikat-ca.pem", authority.encode())
    manifest = {
        "schema": SCHEMA,
        "made_at": timezone.localtime(made_at).isoformat(timespec="seconds"),
        "portal": settings.PUBLIC_URL,
        "documents": entries,
        "files": archive.hashes,
        "missing": archive.missing,
    }
    archive.finish(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode())


def _iterate_documents(documents: QuerySet[Document]) -> Iterator[Document]:
    return documents.order_by("reference").iterator(chunk_size=DOCUMENT_CHUNK)


def _put_document(archive: Archive, document: Document) -> dict[str, Any]:
    """Pack one document, and return its entry of the manifest."""
    folder = document.reference
    version = document.versions.last()
    if version is not None:
        archive.put(f"{folder}/isi.json", version.canonical.encode())
        _put_audit_trail(archive, folder, document, version.content_sha256)
    closing = Closing.objects.filter(document=document).first()
    if closing is not None:
        archive.put(f"{folder}/penutupan.json", closing.canonical.encode())
    for name, file in _list_unique_files(document):
        archive.put_file(f"{folder}/{name}", file)
    return {
        "reference": document.reference,
        "number": document.number,
        "title": document.title,
        "kind": document.kind,
        "date": document.date.isoformat(),
        "state": document.state,
        "reason": document.reason,
        "verification_code": document.verification_code or "",
        "content_sha256": version.content_sha256 if version else "",
        "amends": document.amends.reference if document.amends else "",
        "amended_by": sorted(document.addenda.values_list("reference", flat=True)),
    }


def _put_audit_trail(
    archive: Archive, folder: str, document: Document, content_sha256: str
) -> None:
    head = find_trail(document)
    if head is None:
        archive.missing.append(f"{folder}/bukti.json")
        return
    chain = export_chain(
        read_links(head),
        reference=document.reference,
        number=document.number,
        content_sha256=content_sha256,
        head_sha256=head.head_sha256,
    )
    archive.put(f"{folder}/bukti.json", to_canonical_json(chain))


def _list_unique_files(document: Document) -> Iterator[tuple[str, FieldFile]]:
    """Yield every stored file of a document with its name in the archive, each name once."""
    names = set()
    for name, file in _list_files(document):
        if name not in names:
            names.add(name)
            yield name, file


def _list_files(document: Document) -> Iterator[tuple[str, FieldFile]]:
    for print_ in Rendition.objects.filter(version__document=document).order_by("pk"):
        yield f"cetak/{document.reference}-{print_.paper}-{print_.layout}.pdf", print_.file
    for issued in IssuedFile.objects.filter(document=document).order_by("number"):
        yield f"akhir/{issued.number:02}-{issued.stage}.pdf", issued.file
    for record in InkRecord.objects.filter(document=document).exclude(scan="").order_by("pk"):
        yield f"pindaian/{Path(str(record.scan.name)).name}", record.scan
    for scan in OutsideScan.objects.filter(document=document).order_by("pk"):
        yield f"pindaian/{scan.sha256}.{scan.extension}", scan.file
    for original in find_scan_files(document).order_by("pk"):
        yield f"pindaian/asli/{original.sha256}.{original.extension}", original.file
