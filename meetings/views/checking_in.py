"""Self check-in: the page behind the room's QR code, and a guest's own check-in.

Like the page of a contribution link it needs no account, no CSRF token and no script. It shows
nothing before three letters were typed, and then names and organisations alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous, keep_link_private
from core.forms import REFUSED, IdempotentForm, answer_done, is_refused, submit_once
from core.rate_limits import is_rate_limited
from core.refusals import Refused
from meetings.actions.checking_in import (
    check_in as check_in_guest,
)
from meetings.actions.checking_in import (
    check_in_walk_in as check_in_new_guest,
)
from meetings.actions.checking_in import (
    correct_check_in,
    explain_closed_check_in,
    find_own_participation,
    take_back_check_in,
)
from meetings.forms.checking_in import CheckInForm, CheckInWalkInForm, OwnCheckInForm
from meetings.models import Meeting, Participant
from meetings.sharing import build_check_in_message, build_check_in_url, build_minutes_url
from meetings.views.contributing import get_organisation_arguments
from stakeholders.actions.links import find_link
from stakeholders.models import LinkPurpose, PersonalLink

FEWEST_LETTERS = 3
MOST_FOUND = 12
# URL parameters: what is searched for, the room that one came from, that a change was saved.
SEARCH, ROOM, SAVED = "cari", "ruang", "tersimpan"
TAKE_BACK = "batalkan"  # the button by which a guest takes the own check-in back

# Names a phone, so that its limit is not shared with all who use the same Wi-Fi.
VISITOR = "hadir"
VISITOR_LASTS = timedelta(hours=12)


def _get_visitor(request: HttpRequest) -> str:
    """Return the key that the rate limits count by: the phone's, "" for one without cookies."""
    value = request.get_signed_cookie(VISITOR, default="", salt=VISITOR) or ""
    try:
        return str(UUID(value))
    except ValueError:
        return ""


def _answer_guest(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Keep an answer private, and give the phone its key."""
    if not _get_visitor(request):
        answer.set_signed_cookie(
            VISITOR,
            str(uuid4()),
            salt=VISITOR,
            max_age=VISITOR_LASTS,
            path="/hadir/",
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return keep_link_private(answer)


def _render_refusal(request: HttpRequest, token: str, refusal: Refused) -> HttpResponse:
    """Explain why a link does not work."""
    typed = [request.POST.get(name, "") for name in ("name", "organisation")]
    context = {
        "sentence": str(refusal),
        "words": "\n".join(filter(None, typed)),
        "author": reverse("meetings:check_in", args=[token]),
    }
    status = 404 if refusal.code == "foreign" else 410
    return render(request, "meetings/check_in_closed.html", context, status=status)


@csrf_exempt
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link: the room's, to search for oneself and check in; or a guest's own check-in."""
    try:
        link = find_link(token, purpose=(LinkPurpose.CHECK_IN, LinkPurpose.CORRECT))
        meeting = _get_meeting(link)
        if link.purpose == LinkPurpose.CHECK_IN:
            answer = _choose_name(request, link, meeting)
        else:
            answer = _show_own(request, link, meeting)
    except Refused as refusal:
        answer = _render_refusal(request, token, refusal)
    return _answer_guest(request, answer)


def _get_meeting(link: PersonalLink) -> Meeting:
    if not isinstance(link.target, Meeting):
        raise Refused(
            _("This link is not complete. Open it again from the message you received."),
            code="foreign",
        )
    return link.target


# ── The room's link ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FoundGuest:
    """A participant in the list that a search gives, with the key of the own small form."""

    pk: int
    name: str
    organisation: str
    key: str


def _choose_name(request: HttpRequest, link: PersonalLink, meeting: Meeting) -> HttpResponse:
    form = CheckInForm(request.POST or None)

    def perform() -> str:
        _require_under_limit(request, "check_in")
        return _build_own_path(check_in_guest(token=link.token, **form.values), link)

    text = " ".join(request.GET.get(SEARCH, "").split())
    closed = explain_closed_check_in(meeting)
    is_long_enough = len(text.replace(" ", "")) >= FEWEST_LETTERS
    found = list(_search(meeting, text)) if is_long_enough and not closed else []
    return _answer(
        request,
        form,
        perform,
        "meetings/check_in.html",
        {
            "link": link,
            "meeting": meeting,
            "closed": closed,
            "typed": text,
            "is_long_enough": is_long_enough,
            "found": [
                FoundGuest(guest.pk, str(guest), guest.organisation.name, str(uuid4()))
                for guest in found[:MOST_FOUND]
            ],
            "has_more": len(found) > MOST_FOUND,
        },
    )


def _search(meeting: Meeting, text: str) -> QuerySet[Participant]:
    """Return those on the list of whom each word typed begins a word of name or organisation."""
    guests = meeting.participants.listed().select_related("person", "organisation")
    for word in text.split()[:5]:
        named = _build_beginning("person__name", word)
        # An office stands for a name only where the holder is not known.
        office = Q(person=None) & _build_beginning("position", word)
        organisation = _build_beginning("organisation__name", word) | _build_beginning(
            "organisation__short_name", word
        )
        guests = guests.filter(named | office | organisation)
    return guests.order_by("person__name", "position", "pk")[: MOST_FOUND + 1]


def _build_beginning(field: str, word: str) -> Q:
    return Q(**{f"{field}__istartswith": word}) | Q(**{f"{field}__icontains": f" {word}"})


def _require_under_limit(request: HttpRequest, action: str) -> None:
    visitor = _get_visitor(request) or request.META.get("REMOTE_ADDR", "")
    if is_rate_limited(request, action, key=visitor):
        raise Refused(
            _(
                "Many check-ins came from this phone just now. Wait ten minutes, or tell the "
                "facilitator, who marks you at once."
            )
        )


def _build_own_path(own: PersonalLink, room: PersonalLink) -> str:
    return f"{reverse('meetings:check_in', args=[own.token])}?{ROOM}={room.token}"


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


@csrf_exempt
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_walk_in(request: HttpRequest, token: str) -> HttpResponse:
    """Add oneself to the list, for guests whose name is not there."""
    try:
        link = find_link(token, purpose=LinkPurpose.CHECK_IN)
        answer = _add_oneself(request, link, _get_meeting(link))
    except Refused as refusal:
        answer = _render_refusal(request, token, refusal)
    return _answer_guest(request, answer)


def _add_oneself(request: HttpRequest, link: PersonalLink, meeting: Meeting) -> HttpResponse:
    typed = " ".join(request.GET.get(SEARCH, "").split())[:200]
    form = CheckInWalkInForm(request.POST or None, initial={"name": typed})

    def perform() -> str:
        _require_under_limit(request, "check_in_walk_in")
        own = check_in_new_guest(
            token=link.token,
            name=form.cleaned_data["name"],
            is_online=form.cleaned_data["is_online"],
            **get_organisation_arguments(form),
        )
        return _build_own_path(own, link)

    closed = explain_closed_check_in(meeting)
    back_url = reverse("meetings:check_in", args=[link.token])
    context = {"link": link, "meeting": meeting, "closed": closed, "back_url": back_url}
    return _answer(request, form, perform, "meetings/check_in_walk_in.html", context)


# ── A guest's own link ───────────────────────────────────────────────────────────────────────


def _show_own(request: HttpRequest, link: PersonalLink, meeting: Meeting) -> HttpResponse:
    guest = find_own_participation(link)
    if guest is None:
        raise Refused(_("You are no longer on the list of this meeting."), code="revoked")
    known = {
        "is_online": "ya" if guest.is_online else "",
        "initials": guest.initials,
        "revision": guest.revision,
    }
    form = OwnCheckInForm(request.POST or None, initial=known)
    room = _find_room(request.GET.get(ROOM, ""), meeting)
    room_url = reverse("meetings:check_in", args=[room.token]) if room else ""

    def perform() -> str:
        if TAKE_BACK in request.POST:
            take_back_check_in(token=link.token)
            return room_url or f"{request.path}?{SAVED}=ya"
        correct_check_in(token=link.token, seen_revision=form.seen_revision, **form.values)
        asked = f"&{ROOM}={room.token}" if room else ""
        return f"{request.path}?{SAVED}=ya{asked}"

    url = build_check_in_url(link)
    return _answer(
        request,
        form,
        perform,
        "meetings/check_in_own.html",
        {
            "link": link,
            "meeting": meeting,
            "guest": guest,
            "is_open": guest.is_checked_in and not explain_closed_check_in(meeting),
            "is_saved": SAVED in request.GET,
            "room_url": room_url,
            "own_url": url,
            "minutes_url": _find_minutes_url(link, meeting, guest),
            "whatsapp": build_check_in_message(link, meeting).build_whatsapp_url(),
        },
    )


def _find_minutes_url(link: PersonalLink, meeting: Meeting, guest: Participant) -> str:
    """Return where a guest responds to the minutes, while that is possible; else ""."""
    until = meeting.corrections_until
    is_open = until is not None and timezone.now() < until
    return build_minutes_url(link) if is_open and not guest.is_unmarked else ""


def _find_room(token: str, meeting: Meeting) -> PersonalLink | None:
    """Return the room's link that a guest came by, to check in somebody else, if it works."""
    try:
        room = find_link(token, purpose=LinkPurpose.CHECK_IN)
    except Refused:
        return None
    return room if room.target == meeting else None
