"""Who stands before a place to sign: the bearer of its link, or the account of whose place it is.

A link is exchanged by POST for a session that opens this one place for two hours. It is asked
every time whether the link still lives, so a revoked one closes the place at once.
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
from signing.actions.codes import HOLDS_FOR
from signing.permissions import can_sign_as
from signing.reports.screen import ScreenReading
from stakeholders.actions.links import find_link
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, PersonalLink
from stakeholders.permissions import is_forum_staff

SESSION = "signing"
OPEN_FOR = timedelta(hours=2)
LONGEST_BROWSER = 300


@dataclass(frozen=True, slots=True)
class Signer:
    """A place to sign, and by whom and by what means it is signed."""

    signatory: Signatory
    by: Actor
    route: str
    has_confirmed_code: bool = False


class SessionClosed(Exception):
    """The place is not open to this visitor any more; the sentence says what to do."""


def start_session(request: HttpRequest, link: PersonalLink, signatory: Signatory) -> None:
    """Open one place to the holder of its link; another that was open before closes."""
    # Under a key that nobody knew before: a session that was slipped to somebody opens nothing.
    request.session.cycle_key()
    request.session[SESSION] = {
        "link": link.pk,
        "version": link.version,
        "signatory": signatory.pk,
        "until": (timezone.now() + OPEN_FOR).timestamp(),
    }


def record_code_in_session(request: HttpRequest) -> None:
    """Remember that whoever holds this session has given the code, for as long as it holds."""
    until = (timezone.now() + HOLDS_FOR).timestamp()
    request.session[SESSION] = {**request.session[SESSION], "code_holds_until": until}


def find_signer(request: HttpRequest, pk: int) -> Signer:
    """Return who signs here; raises Http404 for a foreign place, NotOpen for a link that died."""
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
    return _("Open the link that you received once more, or sign in.")


def is_someone_elses_link(user: Actor, signatory: Signatory) -> bool:
    """Tell whether somebody of the staff, who sees every link, would sign by one not their own.

    Nobody could tell that signature from the bearer's; with a tablet they stand by it as witness.
    """
    return is_forum_staff(user) and not can_sign_as(user, signatory, Route.ACCOUNT)


def explain_sign_out() -> str:
    """Say what somebody of the staff does who has opened another's link."""
    return _(
        "You are signed in as staff, and this link is somebody else's. Hand the tablet round"
        " instead, or let whose link it is open it."
    )


def _read_link_signer(opened: dict[str, Any], signatory: Signatory) -> Signer:
    if opened["until"] < timezone.now().timestamp():
        raise SessionClosed(_("The page was open for long. Open your link once more."))
    token = make_token(opened["link"], opened["version"])
    try:
        link = find_link(token, purpose=LinkPurpose.SIGN)
    except Refused as refusal:
        raise SessionClosed(str(refusal)) from None
    by = build_bearer(link, signatory)
    if not can_sign_as(by, signatory, Route.LINK):
        raise SessionClosed(_("Somebody else signs in this place now. Please ask the secretariat."))
    has_confirmed_code = opened.get("code_holds_until", 0) > timezone.now().timestamp()
    return Signer(signatory, by, Route.LINK, has_confirmed_code)


def build_bearer(link: PersonalLink, signatory: Signatory) -> Bearer:
    """Return the holder of a link as one who acts, under the name that signs there."""
    return Bearer(link, signatory.organisation, signatory.signing_name)


def select_signatories() -> QuerySet[Signatory]:
    """Return the places to sign with all that their page names."""
    return Signatory.objects.select_related(
        "document__meeting", "organisation", "person__user", "delegate__user"
    )


def list_pictures(reading: ScreenReading, name: str, *args: Any) -> list[dict[str, Any]]:
    """Return the pages that are read, each with its address below `name`."""
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
    """Return what the audit trail holds as a commitment only: the address and the browser."""
    return {
        "ip": get_adapter().get_client_ip(request),
        "user_agent": request.headers.get("User-Agent", "")[:LONGEST_BROWSER],
    }


def with_signer(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give a view who signs instead of the number of the place, or say why it is not open."""

    @wraps(view)
    def found(request: HttpRequest, pk: int, **given: int) -> HttpResponseBase:
        try:
            signer = find_signer(request, pk)
        except SessionClosed as sentence:
            return render_closed(request, str(sentence))
        except Http404:  # the same for a place that is not there
            return render_closed(request, _describe_reopening(), status=404)
        if not signer.signatory.document.is_frozen:
            return _render_not_final(request, signer.signatory.document)
        return view(request, signer, **given)

    return found


def _render_not_final(request: HttpRequest, document: Document) -> HttpResponse:
    """Say that the text may still change, to whoever may read the draft; to others it is 404."""
    if not Document.objects.visible_to(request.user).filter(pk=document.pk).exists():
        return render_closed(request, _describe_reopening(), status=404)
    page = render(request, "signing/signing_not_yet.html", {"document": document}, status=404)
    return keep_private(page)


def describe_rate_limit() -> str:
    """Say that somebody tries too much at once."""
    return _("That was too often in a short time. Wait some minutes, then try again.")


def render_closed(request: HttpRequest, sentence: str, *, status: int = 410) -> HttpResponse:
    """Say why a link opens nothing now, and what to do."""
    page = render(request, "signing/signing_closed.html", {"sentence": sentence}, status=status)
    return keep_private(page)
