"""The audit trail of a document: a page with every entry, and a JSON export of the hash chain."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Document
from agreements.views.finding import find_document
from core.access import find_visible, require
from core.audit_trail.chain import export_chain
from core.audit_trail.reading import describe_break, read_links
from core.canonical import format_fingerprint, to_canonical_json
from core.models import AuditTrail
from files.downloads import serve_generated
from signing.permissions import can_archive, can_see_audit_trail
from signing.reports.audit_trail import list_trail_lines


@require_safe
def document_audit_trail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the audit trail entry by entry, and whether the hash chain is intact."""
    document, head = _find_trail(request, reference)
    links = list(read_links(head))
    return render(
        request,
        "signing/audit_trail.html",
        {
            "document": document,
            "head": format_fingerprint(head.head_sha256),
            "entries": list_trail_lines(links),
            "flaw": describe_break(head, links),
            "may_archive": can_archive(request.user),
        },
    )


@require_safe
def document_audit_trail_json(request: HttpRequest, reference: str) -> HttpResponse:
    """Serve the hash chain as canonical JSON, with personal values as commitments only."""
    document, head = _find_trail(request, reference)
    chain = export_chain(
        read_links(head),
        reference=document.reference,
        number=document.number,
        content_sha256=document.versions.latest("number").content_sha256,
        head_sha256=head.head_sha256,
    )
    return serve_generated(
        to_canonical_json(chain),
        name=f"Bukti-{document.reference}.json",
        content_type="application/json",
    )


def _find_trail(request: HttpRequest, reference: str) -> tuple[Document, AuditTrail]:
    document = find_document(request, reference)
    require(
        can_see_audit_trail(request.user, document),
        _(
            "The audit trail is shown only to the signatories of this document and the forum's"
            " staff."
        ),
    )
    return document, find_visible(AuditTrail.objects.all(), reference=document.reference)
