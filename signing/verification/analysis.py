"""Analysis of a file whose hash is unknown: compares its bytes, signatures and pages with ours.

Bytes come first, since comparing them needs no PDF parser: a file of ours with something appended,
one that was truncated, or one with a few bytes changed. Only then is the PDF parsed.
"""

import fcntl
import hashlib
import json
import operator
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.fields.files import FieldFile

from agreements.models import PUBLIC_STATES, Document, Rendition
from files.codes import read_code
from files.sandbox import SandboxFailed, provide_path, run_in_sandbox
from signing.authority import read_authority_pem
from signing.models import IssuedFile
from signing.verification.messages import FileMessage, build_message, describe_signature
from signing.verification.registry import FileKind, KnownFile, find_known_files

MAX_BYTES = 20_000_000
SECONDS = 30  # for the sandbox process; its processor time is limited, too
LOCK_TIMEOUT = 3  # seconds to wait for another visitor's analysis
END = b"%%EOF"
MAX_REVISIONS = 40  # incremental updates of one file that are examined
MAX_CHANGED_BYTES = 100  # bytes; with more, a file of the same length counts as a different file
PDF = b"%PDF-"


class Busy(Exception):
    """Another visitor's file is being analysed."""


def analyse_file(content: bytes) -> FileMessage:
    """Return the message about a file whose hash is not in the registry.

    One file is analysed at a time (a lock across all workers), so that visitors cannot slow down
    the portal for its users.
    """
    if PDF not in content[:1024]:
        return build_message("other")
    try:
        with _lock_analysis(), tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            return _analyse_content(content, Path(file.name))
    except Busy:
        return build_message("busy")
    except SandboxFailed:
        return build_message("slow")


@contextmanager
def _lock_analysis() -> Iterator[None]:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    with (settings.MEDIA_ROOT / "examining.lock").open("a") as lock:
        until = time.monotonic() + LOCK_TIMEOUT
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Busy from None
                time.sleep(0.1)
            else:
                break
        yield


def _analyse_content(content: bytes, path: Path) -> FileMessage:
    changed = _find_changed_bytes(content)
    if changed is not None:
        return build_message("bytes", changed[0], count=changed[1])
    authority = read_authority_pem()
    base = _find_known_beginning(content)
    inspection = json.loads(
        run_in_sandbox(
            "files.pdf.inspection",
            str(path),
            seconds=SECONDS,
            stdin=authority.encode(),
        )
    )
    if "refused" in inspection and base is None:
        return build_message("many" if inspection["refused"] == "pages" else inspection["refused"])
    notes = [describe_signature(each) for each in inspection.get("signatures") or []]
    if base is not None:
        return _analyse_appended(base, inspection, notes)
    document, has_our_text = _find_claimed_document(inspection)
    if document is None:
        is_sealed = any(each["trusted"] for each in inspection["signatures"] or [])
        return build_message("unlisted" if is_sealed else "foreign", notes=notes)
    return _analyse_claim(content, document, has_our_text, inspection, notes)


# ── Comparison of bytes ──────────────────────────────────────────────────────────────────────


def _find_changed_bytes(content: bytes) -> tuple[Document, int] | None:
    """Return the document of an issued file of equal length, and in how many bytes it differs."""
    for row, document in _list_files(Q(size=len(content))):
        ours = _read_file(row.file)
        if len(ours) == len(content):
            count = sum(map(operator.ne, ours, content))
            if count <= MAX_CHANGED_BYTES:
                return document, count
    return None


def _find_known_beginning(content: bytes) -> KnownFile | None:
    """Return the longest issued file with which this file begins."""
    digest, offset, by_hash = hashlib.sha256(), 0, {}
    for end in _find_ends(content):
        digest.update(content[offset:end])
        offset = end
        by_hash[digest.hexdigest()] = end
    known = find_known_files(by_hash)
    return known[max(known, key=by_hash.__getitem__)] if known else None


def _find_ends(content: bytes) -> list[int]:
    """Return the offsets where revisions of a PDF may end: after %%EOF, with or without
    a newline.
    """
    found: list[int] = []
    offset = content.find(END)
    while offset >= 0 and len(found) < MAX_REVISIONS:
        after = offset + len(END)
        line_end = content[after : after + 2]
        found.append(after)
        if line_end[:1] in (b"\n", b"\r"):
            found.append(after + 1)
        if line_end == b"\r\n":
            found.append(after + 2)
        offset = content.find(END, after)
    return found


def _list_files(where: Q) -> list[tuple[IssuedFile | Rendition, Document]]:
    """Return issued files with their documents: final files first, the newest before others."""
    finals = IssuedFile.objects.filter(where).select_related("document").order_by("-number")[:5]
    prints = Rendition.objects.filter(where).select_related("version__document")
    return [
        *((final, final.document) for final in finals),
        *((each, each.version.document) for each in prints.order_by("-pk")[:5]),
    ]


def _list_document_files(document: Document) -> list[IssuedFile | Rendition]:
    finals = IssuedFile.objects.filter(document=document).order_by("-number")[:5]
    prints = Rendition.objects.filter(version__document=document).order_by("-pk")[:5]
    return [*finals, *prints]


def _read_file(file: FieldFile) -> bytes:
    try:
        with file.open("rb") as opened:
            content: Any = opened.read()
    except OSError:  # verify_audit_trails reports it
        return b""
    return bytes(content)


# ── Comparison of attachments, codes and pages ───────────────────────────────────────────────


def _find_claimed_document(inspection: Mapping[str, Any]) -> tuple[Document | None, bool]:
    """Return the document that a file claims to be, by its attachments and codes.

    The second value says whether an attachment is exactly the frozen text of that document.
    """
    known = find_known_files([each["sha256"] for each in inspection["attached"]])
    for each in known.values():
        if each.kind == FileKind.CONTENT:
            return each.document, True
    named = Q(
        reference__in=[each["reference"] for each in inspection["attached"] if each["reference"]]
    )
    named |= Q(
        verification_code__in=[code for each in inspection["codes"] if (code := read_code(each))]
    )
    documents = Document.objects.filter(named, state__in=PUBLIC_STATES)
    return documents.order_by("pk").first(), False


def _analyse_appended(
    base: KnownFile, inspection: Mapping[str, Any], notes: list[str]
) -> FileMessage:
    """Analyse an issued file to which something was appended."""
    changed = _find_changed_pages(inspection, _list_stored_files(base))
    signatures: Sequence[Mapping[str, Any]] = inspection.get("signatures") or []
    is_allowed = (
        not changed
        and bool(signatures)
        and signatures[-1]["covers"] == "file"
        and all(each["intact"] and each["allowed"] for each in signatures)
    )
    code = "added_signature" if is_allowed else "appended"
    return build_message(code, base.document, notes=notes, changed=changed)


def _analyse_claim(
    content: bytes,
    document: Document,
    has_our_text: bool,
    inspection: Mapping[str, Any],
    notes: list[str],
) -> FileMessage:
    """Analyse a file that claims to be a document of this portal."""
    ours = _list_document_files(document)
    if any(_read_file(row.file).startswith(content) for row in ours):
        return build_message("cut", document, notes=notes)
    page_hashes = _read_page_hashes([row.file for row in ours])
    alike = [
        row
        for row, each in zip(ours, page_hashes, strict=True)
        if each == inspection["page_hashes"]
    ]
    if alike:
        is_final = any(isinstance(row, IssuedFile) for row in alike)
        code = "unsealed" if is_final and not inspection["signatures"] else "resaved"
        return build_message(code, document, notes=notes)
    if not has_our_text:
        return build_message("claims", document, notes=notes)
    nearest = min(
        (_compare_pages(inspection["page_hashes"], each) for each in page_hashes),
        key=len,
        default=[],
    )
    return build_message("pages", document, notes=notes, changed=nearest)


def _list_stored_files(known: KnownFile) -> list[FieldFile]:
    rows = _list_document_files(known.document)
    return [row.file for row in rows if row.sha256 == known.sha256]


def _find_changed_pages(inspection: Mapping[str, Any], files: list[FieldFile]) -> list[int]:
    page_hashes = _read_page_hashes(files)
    return _compare_pages(inspection.get("page_hashes", []), page_hashes[0]) if page_hashes else []


def _compare_pages(one: Sequence[str], other: Sequence[str]) -> list[int]:
    """Return the numbers of the pages that look different, including missing ones."""
    pairs = enumerate(zip_longest(one, other), start=1)
    return [number for number, (mine, theirs) in pairs if mine != theirs]


def _read_page_hashes(files: Sequence[FieldFile]) -> list[list[str]]:
    """Return the hashes of the page pictures of our files; empty lists when they cannot be read."""
    if not files:
        return []
    try:
        with ExitStack() as stack:
            paths = [str(stack.enter_context(provide_path(file))) for file in files]
            page_hashes: list[list[str]] = json.loads(
                run_in_sandbox("files.pdf.page_hashes", *paths, seconds=SECONDS)
            )
    # A stored file is missing or damaged; verify_audit_trails reports it.
    except (SandboxFailed, FileNotFoundError):
        return [[] for _file in files]
    return page_hashes
