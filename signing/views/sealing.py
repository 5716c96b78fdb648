"""The seal of final files: its public certificate, and retrying a failed seal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous_read, require
from core.forms import confirm
from files.downloads import serve_generated
from signing.actions.issuing import retry_seal
from signing.authority import read_authority_pem
from signing.models import Closing
from signing.permissions import can_close_signing
from signing.views.finding import find_frozen


@allow_anonymous_read
def seal_certificate(request: HttpRequest) -> HttpResponse:
    """Serve the certificate with which any program can verify the seal."""
    pem = read_authority_pem()
    if not pem:
        raise Http404(_("The seal's certificate is not published here."))
    return serve_generated(
        pem.encode(), name="rembug-ca.pem", content_type="application/x-pem-file"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_seal(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm, and retry a seal that failed, after the cause was repaired."""
    document = find_frozen(request, reference)
    require(can_close_signing(request.user, document))
    closing = get_object_or_404(Closing, document=document)

    def perform() -> str:
        retry_seal(closing=closing, by=request.user)
        return document.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Seal %(document)s now?") % {"document": document},
        consequences=[
            _("The final file is made and sealed in the background; that takes seconds.")
        ],
        missing=[closing.error] if closing.error else [],
        label=_("Seal"),
        back=document.get_absolute_url(),
        back_label=_("Back to the document"),
        reference=document.reference,
        message=_("The document is being sealed."),
    )
