"""Freezing a document: its number, its unchangeable content with a hash, and its prints."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.locking import lock_draft
from agreements.actions.reviewing import end_round
from agreements.content.documents import build_content
from agreements.frozen_pages import find_print_for_screen
from agreements.models import Document, DocumentState, DocumentVersion, Rendition
from agreements.permissions import can_freeze_document
from agreements.preflight import examine, find_numbering_formula, get_register
from agreements.transitions import DOCUMENT
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.canonical import hash_content, to_canonical_json
from core.history import record
from core.numbering import issue_number
from core.outbox import enqueue
from core.refusals import Refused
from files.codes import generate_code
from pledges.actions.agreeing import freeze_pledges


@transaction.atomic
def freeze_document(*, document: Document, by: Actor, review_skipped: str = "") -> DocumentVersion:
    """Number the draft, freeze its content with a hash, and lock its contributions.

    The worker renders the prints after the commit. `review_skipped` is the reason why the draft was
    never in review, and required in that case. Raises Refused with all blockers that the preflight
    finds, without that reason, and for a document that is frozen already.
    """
    require(can_freeze_document(by, document))
    DOCUMENT.require(document, "freeze_document")
    document = lock_draft(document)
    # Row locks: no decision about a contribution is reversed between the check and the freezing.
    list(document.pledges.select_for_update(of=("self",)).order_by("pk"))
    if document.state == DocumentState.DRAFT:
        if not review_skipped.strip():
            raise Refused(
                _("Ask the parties for comments first, or say why that is not needed."),
                field="review_skipped",
            )
        document.review_skipped = review_skipped
    blockers = [finding.sentence for finding in examine(document) if finding.is_blocker]
    if blockers:
        raise Refused(" ".join(blockers), code="preflight")
    if not document.number:
        document.number = _issue_number(document)
    document.verification_code = generate_code()
    DOCUMENT.move(document, "freeze_document")
    document.save(update_fields=["number", "verification_code", "state", "review_skipped"])
    end_round(document)
    frozen_at = timezone.now().replace(microsecond=0)
    content = build_content(document, recorded_at=frozen_at)
    version = DocumentVersion.objects.create(
        document=document,
        canonical=to_canonical_json(content).decode(),
        content_sha256=hash_content(content),
        frozen_at=frozen_at,
        frozen_by_id=by.pk,
    )
    freeze_pledges(pledges=document.pledges.all(), document=document.reference, by=by)
    append_audit_entry(
        document,
        "frozen",
        by=by,
        number=document.number,
        content_sha256=version.content_sha256,
        review_skipped=document.review_skipped,
    )
    record(
        document,
        "document_frozen",
        by=by,
        number=document.number,
        fingerprint=version.content_sha256[:16],
    )
    enqueue("agreements.render_prints", version.pk)
    return version


def _issue_number(document: Document) -> str:
    formula = find_numbering_formula(document)
    if formula is None:  # the preflight has refused such a draft already
        raise Refused("No number pattern")
    return issue_number(
        get_register(document),
        formula.number_pattern,
        day=document.date,
        classification=formula.classification,
        unit=formula.letterhead.unit_code,
        purpose=document.reference,
    )


@transaction.atomic
def store_rendition(*, version: DocumentVersion, paper: str, layout: str, pdf: bytes) -> Rendition:
    """Store a print of a frozen version (idempotent).

    The file is named by its hash and written before the row, so a crash between the two leaves a
    file that the next attempt overwrites with the same bytes. Where somebody may sign on screen,
    the page images of the print are drawn afterwards.
    """
    kept = Rendition.objects.filter(version=version, paper=paper, layout=layout).first()
    if kept is not None:
        return kept
    sha256 = hashlib.sha256(pdf).hexdigest()
    rendition = Rendition(version=version, paper=paper, layout=layout, sha256=sha256, size=len(pdf))
    rendition.file.save(f"{sha256}.pdf", ContentFile(pdf), save=False)
    rendition.save()
    record(version.document, "document_rendered", paper=paper, fingerprint=sha256[:16])
    on_screen = version.document.signatories.awaited().filter(allows_screen=True)
    if find_print_for_screen(version) == rendition and on_screen.exists():
        enqueue("agreements.draw_frozen_pages", version.pk)
    return rendition
