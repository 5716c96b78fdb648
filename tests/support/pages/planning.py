"""The pages of planning a meeting."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from meetings.actions.sending_invitations import tell_guests
from meetings.models import Meeting
from meetings.reports.invitations import select_invitation_links
from stakeholders.models import PersonalLink
from tests.support.example import Example
from tests.support.pages.base import Page

FORUM = ("fasilitator", "sekretariat")
# A published meeting is seen by all, and planned by the forum's staff.
OF_PUBLISHED: dict[str, Any] = {"roles": FORUM, "otherwise": 403, "others": {"": 302}}
# Before publication only those invited know of a meeting, here one organisation.
OF_AHEAD: dict[str, Any] = {
    "roles": FORUM,
    "otherwise": 404,
    "others": {"": 302, "inka": 403, "admin": 403},
}
# These take POST only; whoever asks otherwise is told so before who they are.
BY_POST: dict[str, Any] = {
    "status": 405,
    "roles": FORUM,
    "otherwise": 405,
    "others": {"": 302},
}


def _address(name: str, meeting: Meeting, *more: int) -> str:
    return reverse(f"meetings:{name}", args=[meeting.reference, *more])


def _creation(example: Example) -> list[Page]:
    copy = f"?salin={example.meeting.reference}"
    return [
        *(Page(f"/rapat/baru/{query}", **OF_PUBLISHED) for query in ("", copy)),
        Page("/rapat/baru/?salin=entah", 404, FORUM, 403, others={"": 302}),
    ]


def _of_ahead(name: str, *queries: str) -> Callable[[Example], list[Page]]:
    """A desk open for the meeting ahead, and for the closed one to look at."""

    def pages(example: Example) -> list[Page]:
        path = _address(name, example.meeting_ahead)
        return [
            *(Page(path + query, **OF_AHEAD) for query in ("", *queries)),
            Page(_address(name, example.meeting), **OF_PUBLISHED),
        ]

    return pages


def _step(name: str, *, is_open: bool) -> Callable[[Example], list[Page]]:
    """A step that the meeting ahead takes or not, and that the closed one leads back from."""

    def pages(example: Example) -> list[Page]:
        status = 200 if is_open else 302
        return [
            Page(_address(name, example.meeting_ahead), status, **OF_AHEAD),
            Page(_address(name, example.meeting), 302, **OF_PUBLISHED),
        ]

    return pages


def _reopening(example: Example) -> list[Page]:
    """Only a closed meeting is opened again; from the meeting ahead it leads back."""
    return [
        Page(_address("meeting_reopen", example.meeting_ahead), 302, **OF_AHEAD),
        Page(_address("meeting_reopen", example.meeting), **OF_PUBLISHED),
    ]


def _point(name: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        [point, *_more] = example.meeting.agenda.all()
        return [
            # Its meeting is over: the page leads back.
            Page(_address(name, example.meeting, point.pk), 302, **OF_PUBLISHED),
            Page(_address(name, example.meeting_ahead, point.pk), **{**OF_AHEAD, "status": 404}),
        ]

    return pages


def _posted(name: str, *more: int) -> Callable[[Example], list[Page]]:
    return lambda example: [Page(_address(name, example.meeting_ahead, *more), **BY_POST)]


def _removal(example: Example) -> list[Page]:
    guest = example.meeting_ahead.participants.get(excuse_letter="")
    path = _address("meeting_uninvite", example.meeting_ahead, guest.pk)
    stranger = _address("meeting_uninvite", example.meeting, guest.pk)
    return [Page(path, **OF_AHEAD), Page(stranger, 404, FORUM, 403, others={"": 302})]


def _issue_invitation(example: Example) -> PersonalLink:
    guest = example.meeting_ahead.participants.get(excuse_letter="")
    tell_guests(meeting=example.meeting_ahead, by=example.users["fasilitator"])
    return select_invitation_links([guest]).get()


def _own_invitation(example: Example) -> list[Page]:
    path = reverse("meetings:own_invitation", args=[_issue_invitation(example).token])
    return [
        Page(path),
        Page(path + "?tersimpan=ya"),
        Page(reverse("meetings:own_invitation", args=["bukan-tautan"]), 404),
    ]


def _own_calendar(example: Example) -> list[Page]:
    path = reverse("meetings:own_invitation_calendar", args=[_issue_invitation(example).token])
    return [Page(path), Page(reverse("meetings:own_invitation_calendar", args=["bukan"]), 404)]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "meetings:meeting_create": _creation,
    "meetings:meeting_edit": _step("meeting_edit", is_open=True),
    "meetings:meeting_start": _step("meeting_start", is_open=True),
    "meetings:meeting_close": _step("meeting_close", is_open=False),
    "meetings:meeting_cancel": _step("meeting_cancel", is_open=True),
    "meetings:meeting_reopen": _reopening,
    "meetings:meeting_publish": _step("meeting_publish", is_open=False),
    "meetings:meeting_agenda": _of_ahead("meeting_agenda"),
    "meetings:meeting_agenda_item": _point("meeting_agenda_item"),
    "meetings:meeting_agenda_move": _posted("meeting_agenda_move", 1),
    "meetings:meeting_agenda_remove": _point("meeting_agenda_remove"),
    "meetings:meeting_invitations": _of_ahead(
        "meeting_invitations", "?organisasi=pt-inka", "?organisasi=kelurahan-taman"
    ),
    "meetings:meeting_replies": _posted("meeting_replies"),
    "meetings:invitation_desk": _of_ahead("invitation_desk", "?halaman=9", "?halaman=x"),
    "meetings:attendance_excused": _posted("attendance_excused"),
    "meetings:invitation_link": _posted("invitation_link"),
    "meetings:own_invitation": _own_invitation,
    "meetings:own_invitation_calendar": _own_calendar,
    "meetings:meeting_paste": _of_ahead("meeting_paste"),
    "meetings:meeting_uninvite": _removal,
}
TAKES_POST: set[str] = set(PAGES)
