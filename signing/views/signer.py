"""The signing session: identifies who signs, by the bearer of a link or by an account.

POST exchanges a link for a session that is valid for one signatory and two hours. Every request
checks that the link is still valid, so revoking it ends the session at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Document, Route, Signatory
from core.access import find_visible, keep_private
from core.actors import Actor
from core.link_tokens import make_token
from core.refusals import Refused
from signing.actions.codes import CONFIRMATION_LIFETIME
from signing.permissions import can_sign_as
from signing.reports.screen import ScreenReading
from stakeholders.actions.links import find_link
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, PersonalLink
from stakeholders.permissions import is_forum_staff

SESSION = "signing"
SESSION_LIFETIME = timedelta(hours=2)
MAX_USER_AGENT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Signer:
    """A signatory, and by whom and by which route the signature is made."""

    signatory: Signatory
    by: Actor
    route: str
    has_confirmed_code: bool = False


class SessionClosed(Exception):
    """The session is not valid for this visitor any more; the sentence says what to do."""


def start_session(request: HttpRequest, link: PersonalLink, signatory: Signatory) -> None:
    """Start a session for the bearer of a link; a session for another signatory ends."""
    # A new session key prevents session fixation.
    request.session.cycle_key()
    request.session[SESSION] = {
        "link": link.pk,
        "version": link.version,
        "signatory": signatory.pk,
        "until": (timezone.now() + SESSION_LIFETIME).timestamp(),
    }


def record_code_in_session(request: HttpRequest) -> None:
    """Record in the session that the one-time code was confirmed, and until when that is valid."""
    until = (timezone.now() + CONFIRMATION_LIFETIME).timestamp()
    request.session[SESSION] = {**request.session[SESSION], "code_holds_until": until}


def find_signer(request: HttpRequest, pk: int) -> Signer:
    """Return the signer of a signatory: the session's bearer of a link, or the user's account.

    Raises SessionClosed if the link is no longer valid, and Http404 if the visitor is not the
    signer.
    """
    signatory = find_visible(select_signatories(), pk=pk)
    opened = request.session.get(SESSION)
    if opened is not None and opened["signatory"] == signatory.pk:
        if is_someone_elses_link(request.user, signatory):
            raise SessionClosed(explain_sign_out())
        return _read_link_signer(opened, signatory)
    if can_sign_as(request.user, signatory, Route.ACCOUNT):
        return Signer(signatory, request.user, Route.ACCOUNT)
    raise Http404(_describe_reopening())


def _describe_reopening() -> str:
    return _("Open the link that you received again, or sign in.")


def is_someone_elses_link(user: Actor, signatory: Signatory) -> bool:
    """Tell whether a member of the staff, who can see all links, has opened another person's link.

    Signing by it is refused, since the signature would look like that of the link's owner. On a
    tablet the staff is the witness instead.
    """
    return is_forum_staff(user) and not can_sign_as(user, signatory, Route.ACCOUNT)


def explain_sign_out() -> str:
    """Tell a member of the staff what to do after opening another's link."""
    return _(
        "You are signed in as staff, and this link belongs to somebody else. Hand the tablet"
        " round, or let the owner of the link open it."
    )


def _read_link_signer(opened: dict[str, Any], signatory: Signatory) -> Signer:
    if opened["until"] < timezone.now().timestamp():
        raise SessionClosed(_("The session has expired. Open your link again."))
    token = make_token(opened["link"], opened["version"])
    try:
        link = find_link(token, purpose=LinkPurpose.SIGN)
    except Refused as refusal:
        raise SessionClosed(str(refusal)) from None
    by = build_bearer(link, signatory)
    if not can_sign_as(by, signatory, Route.LINK):
        raise SessionClosed(_("Somebody else signs instead now. Please ask the secretariat."))
    has_confirmed_code = opened.get("code_holds_until", 0) > timezone.now().timestamp()
    return Signer(signatory, by, Route.LINK, has_confirmed_code)


def build_bearer(link: PersonalLink, signatory: Signatory) -> Bearer:
    """Return the bearer of a link as an actor, under the name of the signer."""
    return Bearer(link, signatory.organisation, signatory.signing_name)


def select_signatories() -> QuerySet[Signatory]:
    """Return a queryset of signatories with all that their pages show."""
    return Signatory.objects.select_related(
        "document__meeting", "organisation", "person__user", "delegate__user"
    )


def list_pictures(reading: ScreenReading, name: str, *args: Any) -> list[dict[str, Any]]:
    """Return the page pictures with their URLs under the route `name`."""
    return [
        {
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "url": reverse(name, args=[*args, page.number]),
        }
        for page in reading.pages
    ]


def read_personal_values(request: HttpRequest) -> dict[str, str]:
    """Return the personal values of an audit trail entry: the IP address and the browser."""
    return {
        "ip": get_adapter().get_client_ip(request),
        "user_agent": request.headers.get("User-Agent", "")[:MAX_USER_AGENT_LENGTH],
    }


def with_signer(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: passes the Signer to the view instead of the signatory's id.

    A visitor who may not sign gets a page that says why.
    """

    @wraps(view)
    def found(request: HttpRequest, pk: int, **given: int) -> HttpResponseBase:
        try:
            signer = find_signer(request, pk)
        except SessionClosed as sentence:
            return render_closed(request, str(sentence))
        except Http404:  # the same page, whether the id is unknown or another person's
            return render_closed(request, _describe_reopening(), status=404)
        if not signer.signatory.document.is_frozen:
            return _render_not_final(request, signer.signatory.document)
        return view(request, signer, **given)

    return found


def _render_not_final(request: HttpRequest, document: Document) -> HttpResponse:
    """Say that the text may still change, to readers of the draft; 404 to others."""
    if not Document.objects.visible_to(request.user).filter(pk=document.pk).exists():
        return render_closed(request, _describe_reopening(), status=404)
    page = render(request, "signing/signing_not_yet.html", {"document": document}, status=404)
    return keep_private(page)


def describe_rate_limit() -> str:
    """Return the sentence about an exceeded rate limit."""
    return _("Too many attempts in a short time. Wait some minutes, then try again.")


def render_closed(request: HttpRequest, sentence: str, *, status: int = 410) -> HttpResponse:
    """Render why a link cannot be opened, and what to do."""
    page = render(request, "signing/signing_closed.html", {"sentence": sentence}, status=status)
    return keep_private(page)
