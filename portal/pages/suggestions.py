"""The suggestions of the autocomplete fields: options of the browser's list, while one types."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agreements.choosing import DOCUMENTS, LETTERHEADS
from core.access import allow_anonymous_read, require
from core.choosing.kinds import LEAST_LETTERS, MOST_SUGGESTED, WITHIN, RowKind, tidy_text
from core.lists.parameters import SEARCH
from core.rate_limits import is_guess_limited
from meetings.choosing import DECISIONS, MEETINGS, PARTICIPANTS
from pilots.choosing import DISTRICTS, KELURAHAN, PILOTS, PLACES
from pledges.choosing import PLEDGES
from stakeholders.choosing import OFFICES, ORGANISATION_NAMES, ORGANISATIONS, PEOPLE, PERSON_NAMES

KINDS: dict[str, RowKind] = {
    kind.name: kind
    for kind in (
        ORGANISATIONS,
        ORGANISATION_NAMES,
        PEOPLE,
        PERSON_NAMES,
        OFFICES,
        PLACES,
        KELURAHAN,
        DISTRICTS,
        PILOTS,
        PLEDGES,
        MEETINGS,
        DECISIONS,
        PARTICIPANTS,
        DOCUMENTS,
        LETTERHEADS,
    )
}
TOO_MANY_REQUESTS = 429


@allow_anonymous_read
def suggestions(request: HttpRequest, kind: str) -> HttpResponse:
    """Suggest at most ten rows of a kind for a text: the parameter `cari`, or htmx's input.

    Of some kinds only those within the row that `dalam` names: the participants of a meeting.
    """
    source = KINDS.get(kind)
    if source is None:
        raise Http404(_("This page does not exist, or it is not published."))
    user = request.user
    if not user.is_authenticated:
        if not source.is_open:
            raise PermissionDenied(_("You are not allowed to do this."))
        if is_guess_limited(request, "suggest"):
            return HttpResponse(status=TOO_MANY_REQUESTS)
    require(source.permits(user))
    htmx = getattr(request, "htmx", None)
    text = tidy_text(request.GET.get((htmx and htmx.trigger_name) or SEARCH, ""))
    found = []
    if len(text) >= LEAST_LETTERS:
        visible = source.show_to(source.list_rows(), user)
        if source.within:
            visible = visible.filter(**{source.within: request.GET.get(WITHIN, "")})
        found = source.find(visible, text, MOST_SUGGESTED).rows[:MOST_SUGGESTED]
    labels = [source.describe(row) for row in found]
    response = render(request, "components/options.html", {"labels": labels})
    response["Cache-Control"] = "private, max-age=30"
    return response
