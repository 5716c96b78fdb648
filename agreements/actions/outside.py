"""Documents from outside: registered with what is known of them, never frozen here."""

from datetime import date
from typing import Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.actions.references import issue_document_reference
from agreements.models import Document, DocumentState, OutsideScan
from agreements.permissions import can_register_document
from core.access import require
from core.actors import Actor
from core.history import record
from core.models import SourcedFields
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from files.scans.scan import Scan
from meetings.models import Meeting


class OutsideDocumentChanges(SourcedFields, total=False):
    """What is known of a document from outside; empty where it is not known."""

    title: str
    subject: str
    number: str
    date: date
    place: str
    parties_note: str
    summary: str


class OutsideDocumentFields(OutsideDocumentChanges, total=False):
    """The fields of a new document from outside."""

    meeting: Meeting | None


@transaction.atomic
def register_outside_document(
    *, kind: str, by: Actor, **fields: Unpack[OutsideDocumentFields]
) -> Document:
    """Register a document made elsewhere with what is known of it.

    An empty number means that it is not known. Raises Refused for a date in the future.
    """
    require(can_register_document(by))
    document = Document(kind=kind, state=DocumentState.REGISTERED, **fields)
    _require_past(document)
    document.reference = issue_document_reference(kind, document.date.year)
    document.full_clean()
    document.save()
    record(document, "document_registered", by=by)
    return document


@transaction.atomic
def edit_outside_document(
    *, document: Document, seen_revision: int, by: Actor, **changes: Unpack[OutsideDocumentChanges]
) -> Document:
    """Correct what is known of a document from outside; its reference stays.

    Raises Conflict when someone saved first, and Refused for a document that was made here.
    """
    require(can_register_document(by))
    document = _lock_outside_document(document)
    for name, value in changes.items():
        setattr(document, name, value)
    _require_past(document)
    document.full_clean()
    document = save_unless_changed(document, seen_revision=seen_revision, by=by, **changes)
    record(document, "outside_document_edited", by=by)
    return document


@transaction.atomic
def keep_outside_scan(*, document: Document, scan: Scan, by: Actor) -> OutsideScan:
    """Store a scan of a document from outside unchanged; an identical file is stored only once.

    Raises Refused for a document that was made here.
    """
    require(can_register_document(by))
    document = _lock_outside_document(document)
    kept = OutsideScan.objects.filter(document=document, sha256=scan.sha256).first()
    if kept is not None:
        return kept
    kept = OutsideScan(
        document=document,
        sha256=scan.sha256,
        extension=scan.extension,
        size=scan.file.size,
        kept_by_id=by.pk,
    )
    kept.file.save(scan.name, scan.file, save=False)
    kept.full_clean()
    kept.save()
    record(document, "outside_scan_kept", by=by, fingerprint=scan.sha256[:16])
    return kept


def _lock_outside_document(document: Document) -> Document:
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not document.is_outside:
        raise Refused(
            _("%(document)s was made here; this is only for documents from outside.")
            % {"document": document},
            code="wrong_state",
        )
    return document


def _require_past(document: Document) -> None:
    if document.date > timezone.localdate():
        raise Refused(
            _("%(date)s lies in the future.") % {"date": date_format(document.date, "j F Y")},
            field="date",
        )
