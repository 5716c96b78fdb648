"""From the small code in the corner of a page to the page where its document is verified."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.codes import read_code
from core.access import public_page


@public_page
def page_code(request: HttpRequest, code: str, page: str) -> HttpResponse:
    """Lead on to the verification page, whichever page of the document was scanned."""
    written = read_code(code)
    if written is None:
        raise Http404
    return redirect("agreements:verification", written)
