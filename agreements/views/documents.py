"""Views of the list of documents, and of the renditions of a frozen document."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.filters import ALL_FOUND, DocumentListing
from agreements.models import Document, Paper, Rendition
from agreements.permissions import can_register_document, can_see_letterheads
from core.access import allow_anonymous_read, find_visible
from core.lists.responses import show_list
from core.public_cache import cache_for_visitors
from files.downloads import MissingFile, serve_pdf
from stakeholders.permissions import is_forum_staff

# A rendition is stored soon after freezing; until then the client retries after this time.
RETRY_SECONDS = 30


@allow_anonymous_read
@cache_for_visitors
def document_list(request: HttpRequest) -> HttpResponseBase:
    """List the documents that the reader may see."""
    listing = DocumentListing.open_for(request.GET, request.user)
    context = {
        "may_register": can_register_document(request.user),
        "may_see_letterheads": can_see_letterheads(request.user),
        # As in agreements.permissions: printing needs an account; only the staff prints drafts.
        "may_print": request.user.is_authenticated,
        "prints_drafts": is_forum_staff(request.user),
        "print_all": reverse("signing:print_batch_dialog") + listing.build_url(**{ALL_FOUND: 1}),
    }
    return show_list(request, listing, "agreements/document_list.html", context=context)


@allow_anonymous_read
def document_print(request: HttpRequest, reference: str, paper: str) -> HttpResponseBase:
    """Download the rendition of a frozen document; the web worker never renders one itself.

    Without a rendition the answer is 503 with Retry-After. A download is not recorded in the
    history, since link previews fetch such URLs too.
    """
    document = find_visible(Document.objects.visible_to(request.user), reference=reference)
    if not document.is_frozen or paper.upper() not in Paper.values or paper != paper.lower():
        raise Http404(_("There is no such print."))
    rendition = _find_rendition(document, paper.upper())
    if rendition is None:
        return _render_not_ready(request, document, paper)
    name = f"{document.reference}-{rendition.paper}.pdf"
    try:
        return serve_pdf(request, rendition.file, name=name, sha256=rendition.sha256)
    except MissingFile:
        return _render_not_ready(request, document, paper)


def _find_rendition(document: Document, paper: str) -> Rendition | None:
    prints = Rendition.objects.filter(version__document=document, paper=paper)
    return prints.order_by("-version__number", "layout", "pk").first()


def _render_not_ready(request: HttpRequest, document: Document, paper: str) -> HttpResponse:
    response = render(
        request,
        "agreements/document_print_pending.html",
        {"document": document, "paper": paper.upper()},
        status=503,
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
