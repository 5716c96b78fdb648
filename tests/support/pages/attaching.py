"""The pages of a meeting's photos and slides."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from meetings.models import Attachment, Meeting
from tests.support.attachments import attach_photo
from tests.support.example import STAFF, Example
from tests.support.pages.base import Page

FORUM = ("fasilitator", "sekretariat")
# What everybody sees and only the forum's staff may do; a stranger is asked to sign in.
OF_PUBLISHED: dict[str, Any] = {"roles": FORUM, "otherwise": 403, "others": {"": 302}}


def _attachment(example: Example, meeting: Meeting) -> Attachment:
    """A photo of the meeting, added when it is first asked for."""
    found = meeting.attachments.standing().first()
    return found or attach_photo(meeting, by=example.users["fasilitator"])


def _all(example: Example) -> list[Page]:
    _attachment(example, example.meeting)
    ahead = reverse("meetings:meeting_attachments", args=[example.meeting_ahead.reference])
    return [
        Page(reverse("meetings:meeting_attachments", args=[example.meeting.reference])),
        Page(ahead, roles=("inka", *STAFF), otherwise=404),
    ]


def _add(example: Example) -> list[Page]:
    return [
        Page(reverse("meetings:attachment_add", args=[example.meeting.reference]), **OF_PUBLISHED)
    ]


def _file(name: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        published = _attachment(example, example.meeting)
        private = _attachment(example, example.meeting_ahead)
        wrong = reverse(name, args=[example.meeting.reference, private.pk])
        return [
            Page(reverse(name, args=[example.meeting.reference, published.pk])),
            Page(
                reverse(name, args=[example.meeting_ahead.reference, private.pk]),
                roles=STAFF,
                otherwise=404,
            ),
            Page(wrong, 404),
        ]

    return pages


def _of_attachment(name: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        args = [example.meeting.reference, _attachment(example, example.meeting).pk]
        return [Page(reverse(name, args=args), **OF_PUBLISHED)]

    return pages


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "meetings:meeting_attachments": _all,
    "meetings:attachment_add": _add,
    "meetings:attachment_file": _file("meetings:attachment_file"),
    "meetings:attachment_thumbnail": _file("meetings:attachment_thumbnail"),
    "meetings:attachment_edit": _of_attachment("meetings:attachment_edit"),
    "meetings:attachment_remove": _of_attachment("meetings:attachment_remove"),
}
TAKES_POST = {"meetings:attachment_add", "meetings:attachment_edit", "meetings:attachment_remove"}
