"""The phone page behind a link to the minutes: read them, and respond without an account.

The link's token is the only credential, as on the page of a contribution link.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous, keep_link_private
from core.forms import REFUSED, is_refused, submit_once
from core.refusals import Refused
from meetings.actions.responding import find_participation, require_open_window, respond_by_link
from meetings.forms.responding import ResponseForm
from meetings.models import Meeting, Participant
from meetings.reports.log_desk import build_desk_entry
from meetings.reports.responses import select_minutes_lines
from stakeholders.actions.links import find_link
from stakeholders.models import LinkPurpose, PersonalLink

LINES = 25  # lines of the minutes on one page, so that it stays light on a phone
PAGE, SENT = "halaman", "terkirim"  # URL parameters; there is no session for messages


@csrf_exempt
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest, token: str) -> HttpResponse:
    """Show the minutes to one who attended, with the form to respond; GET changes nothing."""
    try:
        link = find_link(token, purpose=LinkPurpose.CORRECT)
        participant = find_participation(link)
        answer = _show_minutes(request, link, participant)
    except Refused as refusal:
        answer = render(
            request,
            "meetings/contribute_closed.html",
            {"sentence": str(refusal), "words": request.POST.get("text", "")},
            status=404 if refusal.code == "foreign" else 410,
        )
    return keep_link_private(answer)


def _show_minutes(
    request: HttpRequest, link: PersonalLink, participant: Participant
) -> HttpResponse:
    meeting = participant.meeting
    form = ResponseForm(request.POST or None)
    if request.method == "POST":

        def perform() -> str:
            respond_by_link(token=link.token, **form.values)
            return f"{request.path}?{SENT}=ya"

        address = submit_once(form, perform)
        if address is not None:
            return redirect(address)
    lines = Paginator(select_minutes_lines(meeting, participant), LINES)
    page = lines.get_page(request.GET.get(PAGE))
    return render(
        request,
        "meetings/respond.html",
        {
            "form": form,
            "link": link,
            "meeting": meeting,
            "participant": participant,
            "closed": explain_closed_window(meeting),
            "until": meeting.corrections_until,
            "is_sent": SENT in request.GET,
            "responses": list(participant.responses.all()),
            "page": page,
            "lines": [build_desk_entry(entry, meeting, entry.speaker) for entry in page],
        },
        status=REFUSED if is_refused(form) else 200,
    )


def explain_closed_window(meeting: Meeting) -> str:
    """Return the sentence why nobody can respond now, "" when they can."""
    try:
        require_open_window(meeting)
    except Refused as refusal:
        return str(refusal)
    return ""
