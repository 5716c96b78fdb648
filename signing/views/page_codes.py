"""Redirect from the code in the corner of a page to the verification page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core.access import allow_anonymous_read
from files.codes import read_code
from files.page_codes import parse_page_number
from signing.views.verification import PAGE_PARAMETER, verification


@allow_anonymous_read
def page_code(request: HttpRequest, code: str, page: str) -> HttpResponse:
    """Redirect to the verification page with the number of the scanned page.

    For an invalid code the answer is that of the verification page.
    """
    written = read_code(code)
    if written is None:
        return verification(request, code)
    address = reverse("signing:verification", args=[written])
    page_reference = parse_page_number(page)
    return redirect(f"{address}?{urlencode({PAGE_PARAMETER: page})}" if page_reference else address)
