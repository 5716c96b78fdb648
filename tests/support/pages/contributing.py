"""The pages of contributions: behind a link, and at the staff's desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from meetings.actions.contributing import contribute_by_link
from meetings.models import Meeting
from meetings.reports.contributing import (
    find_author_link,
    find_check_in_link,
    find_guest_link,
    find_room_link,
    select_meeting_pledges,
)
from pledges.actions.deciding import accommodate_pledge, decline_pledge
from stakeholders.actions.links import issue_link, renew_link, revoke_link
from stakeholders.models import LinkPurpose, Organisation, PersonalLink
from tests.support.example import Example
from tests.support.pages.base import Page

FORUM = ("fasilitator", "sekretariat")
# What everybody sees and only the forum's staff may do; a stranger is asked to sign in.
OF_PUBLISHED: dict[str, Any] = {"roles": FORUM, "otherwise": 403, "others": {"": 302}}
# Before publication only those invited know of a meeting, here one organisation.
OF_AHEAD: dict[str, Any] = {
    "roles": FORUM,
    "otherwise": 404,
    "others": {"": 302, "inka": 403, "admin": 403},
}
# What is not there; those who know of the meeting are told first that they may not look.
OF_NOBODY: dict[str, Any] = {**OF_AHEAD, "roles": ()}


def _in_days(days: int) -> Any:
    return timezone.now() + timedelta(days=days)


def _issue(example: Example, purpose: LinkPurpose, **bearer: Any) -> PersonalLink:
    return issue_link(
        purpose=purpose,
        target=example.meeting_ahead,
        expires_at=_in_days(14),
        by=example.users["fasilitator"],
        **bearer,
    )


def _guest_of(meeting: Meeting) -> Any:
    return meeting.participants.order_by("pk")[0]


def _links(example: Example) -> list[PersonalLink]:
    """The meeting ahead with its links and contributions, made when they are first asked for.

    Returns the company's, the room's, and the authors' in the order of their contributions.
    """
    meeting, by = example.meeting_ahead, example.users["fasilitator"]
    room = find_room_link(meeting)
    if room is None:
        inka = Organisation.objects.get(slug="pt-inka")
        room = _issue(example, LinkPurpose.CONTRIBUTE_HERE)
        personal = _issue(example, LinkPurpose.CONTRIBUTE, organisation=inka)
        for number in range(4):
            contribute_by_link(token=personal.token, own_words=f"Kami menanam pohon ke-{number}")
        new: Any = {"new_name": "Sanggar Seni (contoh)", "new_sector": "citizen"}
        contribute_by_link(token=room.token, own_words="Kami mengisi pentas", **new)
        first, second, *_others = select_meeting_pledges(meeting)
        accommodate_pledge(pledge=first, by=by)
        decline_pledge(pledge=second, reason="Di luar program (contoh)", by=by)
    personal_now = find_guest_link(_guest_of(meeting))
    authors = [
        find_author_link(pledge) for pledge in select_meeting_pledges(meeting).order_by("reference")
    ]
    return [link for link in (personal_now, room, *authors) if link is not None]


def _dead(example: Example) -> list[str]:
    """The tokens of links that were renewed, revoked and expired."""
    by = example.users["fasilitator"]
    lurah = {"organisation": Organisation.objects.get(slug="kelurahan-taman")}
    renewed, revoked, expired = (
        _issue(example, LinkPurpose.CONTRIBUTE, **lurah) for _kind in range(3)
    )
    tokens = [link.token for link in (renewed, revoked, expired)]
    renew_link(link=renewed, expires_at=_in_days(1), by=by)
    revoke_link(link=revoked, by=by)
    PersonalLink.objects.filter(pk=expired.pk).update(expires_at=_in_days(-1))
    return tokens


def _contribute(example: Example) -> list[Page]:
    def path(token: str, query: str = "") -> str:
        return reverse("meetings:contribute", args=[token]) + query

    tokens = [link.token for link in _links(example)]
    return [
        *(Page(path(token, query)) for token in tokens for query in ("", "?ubah=ya")),
        Page(path(tokens[2], "?tersimpan=ya&ubah=entah")),
        *(Page(path(token), 410) for token in _dead(example)),
        Page(path("bukan-tautan"), 404),
    ]


def _issue_check_in(example: Example) -> PersonalLink:
    link = find_check_in_link(example.meeting_ahead)
    return link or _issue(example, LinkPurpose.CHECK_IN)


def _check_in(example: Example) -> list[Page]:
    path = reverse("meetings:check_in", args=[_issue_check_in(example).token])
    return [
        Page(path),
        Page(path + "?cari=inka"),
        Page(reverse("meetings:check_in", args=["bukan-tautan"]), 404),
    ]


def _check_in_walk_in(example: Example) -> list[Page]:
    path = reverse("meetings:check_in_walk_in", args=[_issue_check_in(example).token])
    return [Page(path), Page(reverse("meetings:check_in_walk_in", args=["bukan-tautan"]), 404)]


def _desk(name: str, *queries: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        _links(example)
        published = reverse(name, args=[example.meeting.reference])
        ahead = reverse(name, args=[example.meeting_ahead.reference])
        return [
            *(Page(published + query, **OF_PUBLISHED) for query in ("", *queries)),
            *(Page(ahead + query, **OF_AHEAD) for query in ("", *queries)),
        ]

    return pages


def _guests(example: Example) -> list[Page]:
    def path(meeting: Meeting, guest: Any) -> str:
        return reverse("meetings:contribution_link", args=[meeting.reference, guest.pk])

    _links(example)
    held, ahead = example.meeting, example.meeting_ahead
    return [
        Page(path(held, _guest_of(held)), **OF_PUBLISHED),
        Page(path(ahead, _guest_of(ahead)), **OF_AHEAD),
        Page(path(ahead, _guest_of(held)), **OF_NOBODY),
    ]


def _authors(example: Example) -> list[Page]:
    _links(example)
    meeting = example.meeting_ahead

    def path(reference: str) -> str:
        return reverse("meetings:contribution_author", args=[meeting.reference, reference])

    return [
        *(
            Page(path(pledge.reference), **OF_AHEAD)
            for pledge in select_meeting_pledges(meeting)[:2]
        ),
        Page(path("KOM-2021-0001"), **OF_NOBODY),
    ]


def _of_link(name: str, status: int) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        reference = example.meeting_ahead.reference
        return [
            Page(reverse(name, args=[reference, link.pk]), status, **OF_AHEAD)
            for link in _links(example)[:3]
        ]

    return pages


def _file(example: Example) -> list[Page]:
    # It is taken along by POST only; whoever asks otherwise is told so before who they are.
    path = reverse("meetings:contribution_export", args=[example.meeting.reference])
    return [Page(path, 405, others={"": 302}, roles=tuple(role for role in example.users))]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "meetings:contribute": _contribute,
    "meetings:check_in": _check_in,
    "meetings:check_in_walk_in": _check_in_walk_in,
    "meetings:meeting_contributions": _desk("meetings:meeting_contributions"),
    "meetings:contribution_qr": _desk("meetings:contribution_qr", "?tampil=proyektor"),
    "meetings:contribution_slip": _desk("meetings:contribution_slip"),
    "meetings:contribution_export": _file,
    "meetings:contribution_links": _desk("meetings:contribution_links"),
    "meetings:contribution_link": _guests,
    "meetings:contribution_author": _authors,
    "meetings:contribution_revoke": _of_link("meetings:contribution_revoke", 200),
    # Nobody's address is known in the example, so there is nobody to write to.
    "meetings:contribution_mail": _of_link("meetings:contribution_mail", 404),
}
TAKES_POST = PAGES.keys() - {"meetings:meeting_contributions"}
