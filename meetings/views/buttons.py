"""The action bar of the meeting page: buttons for the forum's staff, and the next step.

Both follow from the transition table and the permissions, without database queries.
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
class ActionButton:
    """A button of the action bar, which links to a page; rendered by components/action_bar.html."""

    label: Any
    url: str
    kind: str = ""
    icon: str = ""
    method: str = ""


def build_action_bar(meeting: Meeting, record: Record, user: Actor) -> list[ActionButton]:
    """Return a button for each thing `user` may do with the meeting now, the main one first."""
    buttons: list[ActionButton] = []
    main = _get_main_action(meeting, record)
    if can_edit_meeting(user, meeting):
        desk = _get_desk(meeting, record)
        if desk:
            url = f"{meeting.get_absolute_url()}{desk}/"
            buttons.append(
                ActionButton(_("Work on this meeting"), url, _get_kind(WORK, main), "edit")
            )
        for row in MEETING.list_possible(meeting):
            kind = "danger" if row.needs_reason else _get_kind(row.action, main)
            buttons.append(ActionButton(row.label, _build_page_url(meeting, row.action), kind))
    if can_publish_meeting(user, meeting) and is_publishable(meeting):
        url = _build_page_url(meeting, PUBLISH)
        buttons.append(ActionButton(_("Publish the meeting"), url, _get_kind(PUBLISH, main)))
    if can_edit_meeting(user, meeting) and not meeting.is_over:
        buttons.append(
            ActionButton(_("Change the particulars"), _build_page_url(meeting, "edit_meeting"))
        )
    if can_create_meeting(user):
        url = f"{reverse('meetings:meeting_create')}?salin={meeting.reference}"
        buttons.append(ActionButton(_("Copy"), url))
    # The primary button first, those that cannot be undone last.
    return sorted(buttons, key=lambda button: ("primary", "", "danger").index(button.kind))


def get_next_step(meeting: Meeting, record: Record) -> str:
    """Return the next step as a sentence; empty when nothing is left to do."""
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


def is_publishable(meeting: Meeting) -> bool:
    """Tell whether the meeting has begun and is not published yet."""
    has_begun = meeting.state in (MeetingState.IN_PROGRESS, MeetingState.CLOSED)
    return has_begun and not meeting.is_published


def _get_main_action(meeting: Meeting, record: Record) -> str:
    if meeting.state == MeetingState.PREPARING and record.participants:
        return "start_meeting"
    if meeting.state == MeetingState.CLOSED:
        return PUBLISH
    return WORK


def _get_desk(meeting: Meeting, record: Record) -> str:
    """Return the work page (desk) on which the next step is done: the last segment of its URL."""
    if meeting.state == MeetingState.PREPARING:
        return "undangan" if record.agenda else "agenda"
    if meeting.state == MeetingState.IN_PROGRESS:
        return "ruang" if record.present_count else "kehadiran"
    return "dokumen" if meeting.state == MeetingState.CLOSED else ""


def _get_kind(action: str, main: str) -> str:
    return "primary" if action == main else ""


def _build_page_url(meeting: Meeting, action: str) -> str:
    name = f"meetings:meeting_{action.removesuffix('_meeting')}"
    return reverse(name, args=[meeting.reference])
