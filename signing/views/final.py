"""Download of the sealed final file, for signatories and the staff."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import find_visible
from files.downloads import serve_pdf
from signing.models import IssuedFile


@require_safe
def document_final(
    request: HttpRequest, reference: str, number: int | None = None
) -> HttpResponseBase:
    """Serve the newest final file, or an earlier one by its number; 404 without permission.

    Every file that was ever issued stays available, since a copy of it may be in use somewhere.
    """
    files = IssuedFile.objects.visible_to(request.user).filter(document__reference=reference)
    if number is None:
        newest = files.order_by("-number").first()
        if newest is None:
            raise Http404(_("This page does not exist, or it is not published."))
        issued = newest
    else:
        issued = find_visible(files, number=number)
    name = f"{reference}-akhir-{issued.number}.pdf"
    return serve_pdf(request, issued.file, name=name, sha256=issued.sha256)
