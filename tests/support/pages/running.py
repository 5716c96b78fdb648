"""The pages of running a meeting: attendance, log, and what is to be done after it."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from meetings.models import Decision, FollowUp, LogEntry, LogKind, Meeting
from stakeholders.models import Organisation
from tests.support import factories
from tests.support.example import ROLES, STAFF, Example
from tests.support.letters import excuse_with_letter
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

OF_HIDDEN: dict[str, Any] = {
    "roles": FORUM,
    "otherwise": 404,
    "others": {"": 302, "admin": 403},
}


def _desk(name: str, *queries: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        published = reverse(name, args=[example.meeting.reference])
        ahead = reverse(name, args=[example.meeting_ahead.reference])
        return [
            *(Page(published + query, **OF_PUBLISHED) for query in ("", *queries)),
            Page(ahead, **OF_AHEAD),
        ]

    return pages


def _rows(name: str, *queries: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        meeting = example.meeting
        guest = meeting.participants.order_by("pk").first()
        assert guest is not None
        path = reverse(name, args=[meeting.reference, guest.pk])
        stranger = reverse(name, args=[example.meeting_ahead.reference, guest.pk])
        return [
            *(Page(path + query, **OF_PUBLISHED) for query in ("", *queries)),
            Page(stranger, 404, roles=ROLES[1:], otherwise=302),
        ]

    return pages


def _entries(name: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        lines = LogEntry.objects.filter(meeting=example.meeting).order_by("pk")
        kinds = [lines.filter(kind=kind).first() for kind in LogKind]
        return [
            Page(reverse(name, args=[example.meeting.reference, line.pk]), **OF_PUBLISHED)
            for line in kinds
            if line is not None
        ]

    return pages


def _follow_ups(example: Example) -> list[Page]:
    published = FollowUp.objects.exclude(meeting__published_at=None)
    inkas = FollowUp.objects.filter(meeting__published_at=None, owner__slug="pt-inka")
    return [
        *(Page(task.get_absolute_url()) for task in published.order_by("pk")),
        *(Page(task.get_absolute_url(), roles=("inka", *STAFF)) for task in inkas.order_by("pk")),
    ]


def _pursued(name: str, *queries: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        tasks = FollowUp.objects.exclude(meeting__published_at=None).order_by("pk")
        inkas = tasks.filter(owner__slug="pt-inka").first()
        others = tasks.exclude(owner__slug__in=("pt-inka", "kelurahan-taman")).first()
        assert inkas is not None
        assert others is not None
        path = reverse(name, args=[inkas.reference])
        return [
            *(
                Page(path + query, **{**OF_PUBLISHED, "roles": ("inka", *FORUM)})
                for query in ("", *queries)
            ),
            Page(reverse(name, args=[others.reference]), **OF_PUBLISHED),
        ]

    return pages


def _letter(example: Example) -> list[Page]:
    # A meeting that is not published; the forum's staff opens the letter, nobody else.
    by = example.users["fasilitator"]
    guest = example.meeting_ahead.participants.exclude(excuse_letter="").first()
    if guest is None:
        office = Organisation.objects.get(slug="forpemma")
        guest = excuse_with_letter(
            factories.make_guest(example.meeting_ahead, office, by=by), by=by
        )
    name = "meetings:attendance_letter"
    wrong = reverse(name, args=[example.meeting.reference, guest.pk])
    return [
        Page(
            reverse(name, args=[example.meeting_ahead.reference, guest.pk]),
            roles=FORUM,
            others={"": 302},
        ),
        Page(wrong, 404, others={"": 302}, roles=ROLES[1:]),
    ]


def _owners(example: Example) -> list[Page]:
    name = "meetings:decision_owner"
    published = Decision.objects.exclude(meeting__published_at=None).order_by("pk")
    hidden = Decision.objects.filter(meeting__published_at=None).order_by("pk")
    return [
        *(Page(reverse(name, args=[row.reference]), **OF_PUBLISHED) for row in published[:1]),
        *(Page(reverse(name, args=[row.reference]), **OF_HIDDEN) for row in hidden[:1]),
    ]


def _by_post(name: str) -> Callable[[Example], list[Page]]:
    # It answers to POST only; whoever asks otherwise is told so before who they are.
    def pages(example: Example) -> list[Page]:
        path = reverse(name, args=[example.meeting.reference])
        return [Page(path, 405, others={"": 302}, roles=ROLES[1:])]

    return pages


def _only_posted(name: str, *more: int) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        path = reverse(name, args=[example.meeting.reference, *more])
        return [Page(path, 405, others={"": 302}, roles=ROLES[1:])]

    return pages


def _news(example: Example) -> list[Page]:
    # Only htmx asks for it; a reader's browser is led to the room, whoever it is.
    return [Page(reverse("meetings:room_news", args=[example.meeting.reference]), 302)]


def _list(example: Example) -> list[Page]:
    meeting = Meeting.objects.filter(follow_ups__isnull=False).first()
    assert meeting is not None
    queries = (
        *("", "?cari=tidak-ada-yang-begini", "?urut=entah&status=entah", "?lewat=ya"),
        *("?organisasi=pt-inka&status=open", f"?rapat={meeting.reference}", "?urut=-tenggat"),
    )
    return [Page(f"/tindak-lanjut/{query}") for query in queries]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "meetings:meeting_attendance": _desk(
        "meetings:meeting_attendance",
        "?cari=tidak-ada-yang-begini",
        "?status=present",
        "?unsur=x",
        "?kertas=ya",
    ),
    "meetings:attendance_walk_in": _desk("meetings:attendance_walk_in"),
    "meetings:attendance_qr": _desk("meetings:attendance_qr", "?tampil=poster"),
    "meetings:attendance_check_ins": _desk("meetings:attendance_check_ins"),
    "meetings:attendance_rest": _by_post("meetings:attendance_rest"),
    "meetings:attendance_export": _by_post("meetings:attendance_export"),
    "meetings:attendance_mark": _rows(
        *("meetings:attendance_mark", "?tanda=late", "?tanda=represented", "?tanda=excused"),
        "?tanda=entah",
    ),
    "meetings:attendance_departure": _rows("meetings:attendance_departure"),
    "meetings:attendance_letter": _letter,
    "meetings:meeting_room": _desk("meetings:meeting_room", "?tampil=proyektor", "?sebelum=9"),
    "meetings:room_news": _news,
    "meetings:room_preview": _only_posted("meetings:room_preview"),
    "meetings:room_item_begin": _only_posted("meetings:room_item_begin", 1),
    "meetings:room_item_end": _only_posted("meetings:room_item_end", 1),
    "meetings:meeting_log": _desk("meetings:meeting_log", "?butir=1&pembicara=entah&jenis=entah"),
    "meetings:entry_edit": _entries("meetings:entry_edit"),
    "meetings:entry_remove": _entries("meetings:entry_remove"),
    "meetings:entry_withdraw": _entries("meetings:entry_withdraw"),
    "meetings:entry_restore": _entries("meetings:entry_restore"),
    "meetings:decision_owner": _owners,
    "meetings:follow_up_list": _list,
    "meetings:follow_up_detail": _follow_ups,
    "meetings:follow_up_finish": _pursued("meetings:follow_up_finish", "?rapat=RPT-2021-0002"),
    "meetings:follow_up_drop": _pursued("meetings:follow_up_drop", "?rapat=entah"),
    "meetings:follow_up_reopen": _pursued("meetings:follow_up_reopen"),
}
TAKES_POST = PAGES.keys() - {
    *("meetings:meeting_attendance", "meetings:follow_up_list", "meetings:follow_up_detail"),
    *("meetings:room_news", "meetings:attendance_letter"),
}
