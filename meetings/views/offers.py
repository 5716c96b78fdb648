"""What the forum's staff can do with a meeting from its page: the buttons and the next step.

They follow the transition table and the permissions, and ask the database nothing.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actors import Actor
from meetings.models import Meeting, MeetingState
from meetings.permissions import can_create_meeting, can_edit_meeting, can_publish_meeting
from meetings.reports import Record
from meetings.transitions import MEETING

PUBLISH, WORK = "publish_meeting", "work"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button that leads to a page, as components/action_bar.html shows it."""

    label: Any
    url: str
    kind: str = ""
    icon: str = ""
    method: str = ""


def offers(meeting: Meeting, record: Record, user: Actor) -> list[Offer]:
    """Return what `user` may do with the meeting now; the main thing is marked as primary."""
    found: list[Offer] = []
    main = _main_action(meeting, record)
    if can_edit_meeting(user, meeting):
        desk = _desk(meeting, record)
        if desk:
            url = f"{meeting.get_absolute_url()}{desk}/"
            found.append(Offer(_("Work on this meeting"), url, _kind(WORK, main), "edit"))
        for row in MEETING.open_to(meeting):
            kind = "danger" if row.needs_reason else _kind(row.action, main)
            found.append(Offer(row.label, _page(meeting, row.action), kind))
    if can_publish_meeting(user, meeting) and is_publishable(meeting):
        url = _page(meeting, PUBLISH)
        found.append(Offer(_("Publish the meeting"), url, _kind(PUBLISH, main)))
    if can_edit_meeting(user, meeting) and not is_over(meeting):
        found.append(Offer(_("Change the particulars"), _page(meeting, "edit_meeting")))
    if can_create_meeting(user):
        url = f"{reverse('meetings:meeting_create')}?salin={meeting.reference}"
        found.append(Offer(_("Copy"), url))
    # The main thing first; what cannot be undone last.
    return sorted(found, key=lambda offer: ("primary", "", "danger").index(offer.kind))


def next_step(meeting: Meeting, record: Record) -> str:
    """Return what to do next, in a sentence; nothing when the meeting is done with."""
    if meeting.state == MeetingState.PREPARING:
        if not record.agenda:
            return _("Next: build the agenda.")
        if not record.participants:
            return _("Next: invite those who should come.")
        return _("Next: open the meeting when it begins.")
    if meeting.state == MeetingState.IN_PROGRESS:
        if not record.present_count:
            return _("Next: mark who is present, and write the log.")
        return _("Next: write the log, then close the meeting.")
    if is_publishable(meeting):
        return _("Next: publish the meeting, so that everybody can read it.")
    return ""


def is_over(meeting: Meeting) -> bool:
    """Tell whether the plan of the meeting no longer changes."""
    return meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED)


def is_publishable(meeting: Meeting) -> bool:
    """Tell whether the meeting has begun and only its staff and the invited see it."""
    has_begun = meeting.state in (MeetingState.IN_PROGRESS, MeetingState.CLOSED)
    return has_begun and not meeting.is_published


def _main_action(meeting: Meeting, record: Record) -> str:
    if meeting.state == MeetingState.PREPARING and record.participants:
        return "start_meeting"
    if meeting.state == MeetingState.CLOSED:
        return PUBLISH
    return WORK


def _desk(meeting: Meeting, record: Record) -> str:
    """Return the desk at which the work goes on, as the last part of its address."""
    if meeting.state == MeetingState.PREPARING:
        return "undangan" if record.agenda else "agenda"
    if meeting.state == MeetingState.IN_PROGRESS:
        return "catatan" if record.present_count else "kehadiran"
    return "dokumen" if meeting.state == MeetingState.CLOSED else ""


def _kind(action: str, main: str) -> str:
    return "primary" if action == main else ""


def _page(meeting: Meeting, action: str) -> str:
    name = f"meetings:meeting_{action.removesuffix('_meeting')}"
    return reverse(name, args=[meeting.reference])
