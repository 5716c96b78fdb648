"""The page behind a contribution link: write a contribution, read it and change it.

The link's token is the only credential, so the page needs no cookie and no CSRF token: it works in
the browser inside a messenger, and another site cannot forge a request without the token. The URL
is kept secret: no referrer, no cache, no search engine.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous, keep_link_private
from core.forms import REFUSED, IdempotentForm, answer_done, is_refused, submit_once
from core.refusals import Refused
from files.qr import build_qr_svg
from meetings.actions.contributing import PURPOSES, contribute_by_link, edit_by_link
from meetings.forms.contributing import (
    ContributionForm,
    OrganisationQuestionForm,
    RevisedContributionForm,
    RoomContributionForm,
)
from meetings.models import Meeting, MeetingState
from meetings.reports.contributing import (
    find_meeting,
    list_meeting_places,
    list_pledge_places,
    select_earlier_links,
)
from meetings.sharing import build_link_url, build_receipt_email
from pledges.forms import build_initial_details
from pledges.models import PUBLIC_STATES, Pledge
from pledges.permissions import can_edit_pledge
from pledges.transitions import PLEDGE
from stakeholders.actions.links import find_link
from stakeholders.bearers import Bearer
from stakeholders.models import Organisation, PersonalLink

MOST_EXPECTED = 100  # organisations that are suggested
# URL parameters: show the form; say that the change was saved (there is no session for messages).
CHANGE, SAVED = "ubah", "tersimpan"


@csrf_exempt
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link: to a meeting, for contributing; or to a contribution, to read and change it.

    GET changes nothing, so the link previews of messengers do no harm.
    """
    try:
        answer = _open_target(request, find_link(token, purpose=PURPOSES))
    except Refused as refusal:
        answer = _render_closed(request, token, refusal)
    return keep_link_private(answer)


def _open_target(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    target = link.target
    if isinstance(target, Pledge) and link.organisation is not None:
        return _show_contribution(request, link, target, link.organisation)
    if isinstance(target, Meeting):
        return _write_contribution(request, link, target)
    raise Refused(
        _("This link is not complete. Open it again from the message you received."),
        code="foreign",
    )


def _render_closed(request: HttpRequest, token: str, refusal: Refused) -> HttpResponse:
    """Explain why a link is not valid, and show what was typed."""
    return render(
        request,
        "meetings/contribute_closed.html",
        {
            "sentence": str(refusal),
            "words": request.POST.get("own_words", ""),
            "author": reverse("meetings:contribute", args=[token]),
        },
        status=404 if refusal.code == "foreign" else 410,
    )


def _answer(
    request: HttpRequest,
    form: IdempotentForm,
    perform: Callable[[], str],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Answer a form like core.forms.answer_form, but without a message, which needs a session."""
    if request.method == "POST":
        address = submit_once(form, perform)
        if address is not None:
            return answer_done(request, address)
    page = {"form": form, **context}
    return render(request, template, page, status=REFUSED if is_refused(form) else 200)


# ── A contribution is written ────────────────────────────────────────────────────────────────


def _write_contribution(request: HttpRequest, link: PersonalLink, meeting: Meeting) -> HttpResponse:
    form = _build_contribution_form(request, link, meeting)

    def perform() -> str:
        receipt = contribute_by_link(
            token=link.token,
            **(get_organisation_arguments(form) if isinstance(form, RoomContributionForm) else {}),
            typed_at=form.typed_at,
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
            "known": [] if link.organisation else _list_expected_organisations(meeting),
            "earlier": select_earlier_links(link, meeting),
        },
    )


def _build_contribution_form(
    request: HttpRequest, link: PersonalLink, meeting: Meeting
) -> ContributionForm | RoomContributionForm:
    kind = ContributionForm if link.organisation else RoomContributionForm
    writer = str(link.person) if link.person else ""
    near = list_meeting_places(meeting)
    return kind(request.POST or None, near=near, writer=writer)


def get_organisation_arguments(form: OrganisationQuestionForm) -> dict[str, Any]:
    """Return the organisation that a valid form names, as arguments of the actions."""
    return {
        "organisation": form.organisation_found,
        "new_name": form.new_name,
        "new_sector": form.cleaned_data["sector"],
    }


def _list_expected_organisations(meeting: Meeting) -> list[tuple[str, str]]:
    """Return those of the meeting as suggestions: each short name with its full name.

    The page of a link has no script that could ask for others while somebody types.
    """
    visible = Organisation.objects.visible_to(AnonymousUser()).order_by("name", "pk")
    expected = visible.filter(pk__in=meeting.participants.order_by().values("organisation"))
    rows = expected.values_list("short_name", "name")[:MOST_EXPECTED]
    return [(short or name, name if short and short != name else "") for short, name in rows]


# ── A contribution is read and changed ───────────────────────────────────────────────────────


def _show_contribution(
    request: HttpRequest, link: PersonalLink, pledge: Pledge, organisation: Organisation
) -> HttpResponse:
    if pledge.lead_id == organisation.pk:
        pledge.lead = organisation
    is_open = _is_open(link, pledge, organisation)
    if request.method == "POST" or (CHANGE in request.GET and is_open):
        return _change_contribution(request, link, pledge)
    url = build_link_url(link)
    return render(
        request,
        "meetings/contribution.html",
        {
            "link": link,
            "pledge": pledge,
            "organisation": organisation,
            "meeting": find_meeting(pledge),
            "survivor": pledge.survivor,
            "is_survivor_public": _is_public(pledge.survivor),
            "is_open": is_open,
            "is_saved": SAVED in request.GET,
            "is_public": _is_public(pledge),
            "url": url,
            "qr": build_qr_svg(url),
            "message": build_receipt_email(link, pledge),
        },
    )


def _is_open(link: PersonalLink, pledge: Pledge, organisation: Organisation) -> bool:
    """Tell whether the bearer may change the text now."""
    may = can_edit_pledge(Bearer(link, organisation), pledge)
    return may and PLEDGE.allows(pledge, "edit_pledge") and not pledge.locked_in


def _change_contribution(request: HttpRequest, link: PersonalLink, pledge: Pledge) -> HttpResponse:
    written = {name: getattr(pledge, name) for name in ("own_words", "written_by", "revision")}
    form = RevisedContributionForm(
        request.POST or None,
        near=list_pledge_places(pledge),
        pledge=pledge,
        initial={**written, **build_initial_details(pledge)},
    )

    def perform() -> str:
        edit_by_link(token=link.token, seen_revision=form.seen_revision, **form.words)
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
