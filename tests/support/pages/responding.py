"""The pages of responses to the minutes: behind a link, and at the staff's desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from meetings.models import MinutesResponse, Participant
from meetings.reports.responses import select_minutes_links
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose, PersonalLink
from tests.support.example import Example
from tests.support.pages.base import Page

FORUM = ("fasilitator", "sekretariat")
# What everybody sees and only the forum's staff may do; a stranger is asked to sign in.
OF_PUBLISHED: dict[str, Any] = {"roles": FORUM, "otherwise": 403, "others": {"": 302}}


def _guest_of(example: Example) -> Participant:
    guest = example.meeting.participants.attending().order_by("pk").first()
    assert guest is not None
    return guest


def _link(example: Example) -> PersonalLink:
    """The link of one who attended, made when it is first asked for."""
    found = select_minutes_links(example.meeting).first()
    guest = _guest_of(example)
    return found or issue_link(
        purpose=LinkPurpose.CORRECT,
        target=example.meeting,
        person=guest.person,
        organisation=guest.organisation,
        expires_at=timezone.now() + timedelta(days=7),
        by=example.users["fasilitator"],
    )


def _response(example: Example) -> MinutesResponse:
    """An open objection; the time to object may be over in the example."""
    words = {"meeting": example.meeting, "participant": _guest_of(example), "kind": "objects"}
    found, _is_new = MinutesResponse.objects.get_or_create(
        **words, defaults={"text": "Bukan di Taman (contoh)", "is_from_check_in": True}
    )
    return found


def _respond(example: Example) -> list[Page]:
    path = reverse("meetings:respond", args=[_link(example).token])
    stranger = reverse("meetings:respond", args=["bukan-tautan"])
    return [
        *(Page(path + query) for query in ("", "?terkirim=ya", "?halaman=2", "?halaman=entah")),
        Page(stranger, 404),
    ]


def _desk(example: Example) -> list[Page]:
    _response(example)
    path = reverse("meetings:meeting_responses", args=[example.meeting.reference])
    return [Page(path, **OF_PUBLISHED)]


def _enter(example: Example) -> list[Page]:
    args = [example.meeting.reference, _guest_of(example).pk]
    return [Page(reverse("meetings:response_enter", args=args), **OF_PUBLISHED)]


def _of_response(name: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        args = [example.meeting.reference, _response(example).pk]
        return [Page(reverse(name, args=args), **OF_PUBLISHED)]

    return pages


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "meetings:respond": _respond,
    "meetings:meeting_responses": _desk,
    "meetings:response_enter": _enter,
    "meetings:response_settle": _of_response("meetings:response_settle"),
    "meetings:response_set_aside": _of_response("meetings:response_set_aside"),
}
TAKES_POST = PAGES.keys()
