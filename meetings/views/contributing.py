"""One phone page behind a link: write a contribution, and come back to it.

The link in the address is all that its holder can show, so no cookie is asked for: the page works
in the browser inside a messenger, and no other site gains anything by sending its form. Its address
is told to nobody: no referrer, no cache, no search engine.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous, keep_link_private
from core.forms import REFUSED, IdempotentForm, is_refused, submit_once
from core.refusals import Refused
from files.qr import qr_svg
from meetings.actions.contributing import CONTRIBUTING, contribute_by_link, edit_by_link
from meetings.forms.contributing import ChangeForm, ContributionForm, RoomContributionForm
from meetings.models import Meeting, MeetingState
from meetings.reports.contributing import (
    earlier_links,
    meeting_of,
    near_places,
    places_near,
)
from meetings.sharing import link_url, receipt_message
from pledges.forms import build_initial_details
from pledges.models import PUBLIC_STATES, Pledge
from pledges.permissions import can_edit_pledge
from pledges.transitions import PLEDGE
from stakeholders.actions.links import find_link
from stakeholders.bearers import Bearer
from stakeholders.models import Organisation, PersonalLink

# In the address: the form is wanted; the change is saved, which no session remembers.
CHANGE, SAVED = "ubah", "tersimpan"


@csrf_exempt
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link to a meeting, to write for it, or to a contribution, to read and change it.

    Reading changes nothing, so a messenger's preview may look.
    """
    try:
        answer = _opened(request, find_link(token, purpose=CONTRIBUTING))
    except Refused as refusal:
        answer = _dead(request, refusal)
    return keep_link_private(answer)


def _opened(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    target = link.target
    if isinstance(target, Pledge) and link.organisation is not None:
        return _contribution(request, link, target, link.organisation)
    if isinstance(target, Meeting):
        return _writing(request, link, target)
    raise Refused(
        _("This link is not complete. Open it again from the message you received."),
        code="foreign",
    )


def _dead(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say what to do about a link that opens nothing, and give back what was typed."""
    return render(
        request,
        "meetings/contribute_closed.html",
        {"sentence": str(refusal), "words": request.POST.get("own_words", "")},
        status=404 if refusal.code == "foreign" else 410,
    )


def _answer(
    request: HttpRequest,
    form: IdempotentForm,
    perform: Callable[[], str],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Answer a form as answer_form does, without a message: that would need a session."""
    if request.method == "POST":
        address = submit_once(form, perform)
        if address is not None:
            return redirect(address)
    page = {"form": form, **context}
    return render(request, template, page, status=REFUSED if is_refused(form) else 200)


# ── A contribution is written ────────────────────────────────────────────────────────────────


def _writing(request: HttpRequest, link: PersonalLink, meeting: Meeting) -> HttpResponse:
    form = _writing_form(request, link, meeting)

    def perform() -> str:
        receipt = contribute_by_link(
            token=link.token,
            **(who_is_meant(form) if link.organisation is None else {}),
            **form.words,
        )
        return reverse("meetings:contribute", args=[receipt.token])

    return _answer(
        request,
        form,
        perform,
        "meetings/contribute.html",
        {
            "link": link,
            "meeting": meeting,
            "is_cancelled": meeting.state == MeetingState.CANCELLED,
            "known": [] if link.organisation else known_organisations(),
            "earlier": earlier_links(link, meeting),
        },
    )


def _writing_form(
    request: HttpRequest, link: PersonalLink, meeting: Meeting
) -> ContributionForm | RoomContributionForm:
    kind = ContributionForm if link.organisation else RoomContributionForm
    writer = str(link.person) if link.person else ""
    near = near_places(meeting)
    return kind(request.POST or None, near=near, initial={"written_by": writer})


def who_is_meant(form: Any) -> dict[str, Any]:
    """Return whose contribution it is, as a form that asked for it says."""
    return {
        "organisation": form.organisation_found,
        "new_name": form.new_name,
        "new_sector": form.cleaned_data["sector"],
    }


def known_organisations() -> list[tuple[str, str]]:
    """Return what the box offers while somebody types: each short name with its full one."""
    rows = Organisation.objects.visible_to(AnonymousUser()).values_list("short_name", "name")
    return [(short or name, name if short and short != name else "") for short, name in rows]


# ── A contribution is read and changed ───────────────────────────────────────────────────────


def _contribution(
    request: HttpRequest, link: PersonalLink, pledge: Pledge, organisation: Organisation
) -> HttpResponse:
    if pledge.lead_id == organisation.pk:
        pledge.lead = organisation
    is_open = _is_open(link, pledge, organisation)
    if request.method == "POST" or (CHANGE in request.GET and is_open):
        return _changing(request, link, pledge)
    url = link_url(link)
    return render(
        request,
        "meetings/contribution.html",
        {
            "link": link,
            "pledge": pledge,
            "organisation": organisation,
            "meeting": meeting_of(pledge),
            "survivor": pledge.survivor,
            "is_survivor_public": _is_public(pledge.survivor),
            "is_open": is_open,
            "is_saved": SAVED in request.GET,
            "is_public": _is_public(pledge),
            "url": url,
            "qr": qr_svg(url),
            "message": receipt_message(link, pledge),
        },
    )


def _is_open(link: PersonalLink, pledge: Pledge, organisation: Organisation) -> bool:
    """Tell whether the bearer may change the text now."""
    may = can_edit_pledge(Bearer(link, organisation), pledge)
    return may and PLEDGE.allows(pledge, "edit_pledge") and not pledge.locked_in


def _changing(request: HttpRequest, link: PersonalLink, pledge: Pledge) -> HttpResponse:
    written = {name: getattr(pledge, name) for name in ("own_words", "written_by", "revision")}
    form = ChangeForm(
        request.POST or None,
        near=places_near(pledge),
        initial={**written, **build_initial_details(pledge)},
    )

    def perform() -> str:
        edit_by_link(token=link.token, seen=form.seen, **form.words)
        return f"{request.path}?{SAVED}=ya"

    return _answer(
        request,
        form,
        perform,
        "meetings/contribution_change.html",
        {"link": link, "pledge": pledge, "back_url": request.path},
    )


def _is_public(pledge: Pledge | None) -> bool:
    return pledge is not None and pledge.is_public and pledge.state in PUBLIC_STATES
