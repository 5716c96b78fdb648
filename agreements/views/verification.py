"""Verification: from the code on a paper to what the document really says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agreements.codes import read_code
from agreements.forms import CodeForm
from agreements.models import Document, DocumentState
from agreements.reports import read_document, standing
from core.access import public_page

# Codes are for those who hold the paper, not for search engines.
NO_INDEX = ("X-Robots-Tag", "noindex, nofollow")


@public_page
def verification_form(request: HttpRequest) -> HttpResponse:
    """Ask for a code; a readable one leads on to its page, whatever its spelling."""
    form = CodeForm(request.GET if "kode" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("agreements:verification", form.cleaned_data["kode"])
    return _unindexed(render(request, "agreements/verification_form.html", {"form": form}))


@public_page
def verification(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the document with this code says, to be compared with the paper."""
    written = read_code(code)
    if written is not None and written != code:
        return redirect("agreements:verification", written)
    documents = Document.objects.visible_to(request.user)
    document = documents.filter(verification_code=written).first() if written else None
    if document is None:
        context = {"code": code[:60], "is_mistyped": written is None}
        page = render(request, "agreements/verification_unknown.html", context, status=404)
        return _unindexed(page)
    reading = read_document(document)
    return _unindexed(
        render(
            request,
            "agreements/verification.html",
            {
                "document": document,
                "is_void": document.state == DocumentState.VOID,
                "is_in_force": document.state == DocumentState.IN_FORCE,
                "reading": reading,
                "content": reading.content,
                "standing": standing(document, reading),
            },
        )
    )


def _unindexed(response: HttpResponse) -> HttpResponse:
    name, value = NO_INDEX
    response.headers[name] = value
    return response
