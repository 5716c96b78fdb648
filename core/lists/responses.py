"""The answer to a request for a list page: the page, a fragment, or the exported file."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from core.exports import answer_export
from core.fragments import get_frame, wants_fragment
from core.lists.listing import Listing


def show_list(
    request: HttpRequest,
    listing: Listing,
    template: str,
    *,
    page: str = "layout/live.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer with the exported file, the block `fragment` for htmx, or the whole page.

    page is what the list is a part of; its template extends it by the name `frame`.
    """
    if listing.file_format:
        return answer_export(request, listing.export, listing.file_format)
    given = {"listing": listing, "frame": get_frame(request, page), **(context or {})}
    response = render(request, template, given)
    if wants_fragment(request):
        # By itself htmx would push a URL with every empty field of the form.
        response["HX-Push-Url"] = request.path + listing.filter_query
    patch_vary_headers(response, ["HX-Request"])
    return response
