"""Verification pages: look up a document by its code, or check a file."""

import hashlib
from typing import Any

from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agreements.models import BINDING_STATES, Document, DocumentState
from core.access import allow_anonymous, allow_anonymous_read
from core.canonical import format_fingerprint
from core.forms import REFUSED
from core.rate_limits import is_guess_limited, is_rate_limited
from files.codes import read_code
from files.page_codes import parse_page_number
from signing.forms.verification import CodeForm, FileForm
from signing.reports.documents import describe_state, read_document
from signing.verification.analysis import analyse_file
from signing.verification.messages import FileMessage, build_exact_message, build_message
from signing.verification.page import find_seal, list_verified_signatories
from signing.verification.registry import find_known_file

# Verification pages are for holders of the paper, not for search engines.
NO_INDEX = ("X-Robots-Tag", "noindex, nofollow")
# Query parameter by which the page's script requests the message alone (fragment).
FRAGMENT_PARAMETER = "jawaban"
# Query parameter for the page reference of the scanned page, such as 2-9.
PAGE_PARAMETER = "halaman"
CHUNK_SIZE = 1_000_000  # bytes hashed at a time


@allow_anonymous_read
def verification_form(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file; a valid code redirects to its page, in any spelling."""
    form = CodeForm(request.GET if "kode" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("signing:verification", form.cleaned_data["kode"])
    return _forbid_indexing(
        render(
            request,
            "signing/verification_form.html",
            {"form": form, "file_form": FileForm()},
        )
    )


@allow_anonymous_read
def verification(request: HttpRequest, code: str) -> HttpResponse:
    """Show the document with this code, to be compared with the paper."""
    written = read_code(code)
    if written is not None and written != code:
        return redirect("signing:verification", written)
    documents = Document.objects.visible_to(request.user).select_related("amends")
    document = documents.filter(verification_code=written).first() if written else None
    if document is None:
        # Only unknown codes count towards the rate limit, so that a typing error does not.
        if is_guess_limited(request, "guess_code"):
            return _forbid_indexing(respond_429(request))
        context = {"code": code[:60], "is_mistyped": written is None}
        page = render(request, "signing/verification_unknown.html", context, status=404)
        return _forbid_indexing(page)
    context = {
        **_build_context(document),
        "scanned": parse_page_number(request.GET.get(PAGE_PARAMETER, "")),
    }
    return _forbid_indexing(render(request, "signing/verification.html", context))


def _build_context(document: Document) -> dict[str, Any]:
    reading = read_document(document)
    seal = find_seal(document)
    return {
        "document": document,
        "is_void": document.state == DocumentState.VOID,
        "is_in_force": document.state in BINDING_STATES,
        "addenda": _list_addenda(document),
        "reading": reading,
        "content": reading.content,
        "state_sentence": describe_state(document, reading),
        "signatories": list_verified_signatories(
            document, reading.content or {"signatories": []}, seal
        ),
        "seal": seal,
        "authority": format_fingerprint(seal.authority) if seal else "",
        "file_form": FileForm(),
    }


def _list_addenda(document: Document) -> list[Document]:
    """Return the addenda in force of an amended document."""
    if document.state != DocumentState.AMENDED:
        return []
    addenda = Document.objects.filter(amends=document, state__in=BINDING_STATES)
    return list(addenda.order_by("date", "reference"))


@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def verification_file(request: HttpRequest) -> HttpResponse:
    """Ask for a file, and say whether this portal issued it, or what was changed.

    A file in the registry is answered at once; any other is analysed, within the rate limit.
    """
    is_sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if is_sent else FileForm()
    if not is_sent or not form.is_valid():
        return _render_file_page(request, form, None, status=REFUSED if is_sent else 200)
    file = form.cleaned_data["berkas"]
    digest = hashlib.sha256()
    for piece in file.chunks(CHUNK_SIZE):
        digest.update(piece)
    known = find_known_file(digest.hexdigest())
    if known is None and is_rate_limited(request, "examine_file"):
        return _forbid_indexing(respond_429(request))
    if known is not None:
        message = build_exact_message(known)
    else:
        file.seek(0)
        message = analyse_file(file.read())
    return _render_file_page(request, FileForm(), message, name=file.name)


@allow_anonymous_read
def verification_hash(request: HttpRequest, sha256: str) -> HttpResponse:
    """Say which issued file has this hash; 404 for an unknown hash.

    The page's script asks with FRAGMENT_PARAMETER for the message alone. Then an unknown hash is
    answered with 200, since the visitor may upload the file as the next step.
    """
    known = find_known_file(sha256)
    if known is None and is_guess_limited(request, "guess_code"):
        return _forbid_indexing(respond_429(request))
    message = build_exact_message(known) if known else build_message("unknown")
    if FRAGMENT_PARAMETER in request.GET:
        return _forbid_indexing(render(request, "signing/_file_message.html", {"message": message}))
    return _render_file_page(request, FileForm(), message, status=200 if known else 404)


def _render_file_page(
    request: HttpRequest,
    form: FileForm,
    message: FileMessage | None,
    *,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    page = render(
        request,
        "signing/verification_file.html",
        {"file_form": form, "message": message, "name": name},
        status=status,
    )
    return _forbid_indexing(page)


def _forbid_indexing(response: HttpResponse) -> HttpResponse:
    name, value = NO_INDEX
    response.headers[name] = value
    return response
