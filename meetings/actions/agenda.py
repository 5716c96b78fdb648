"""Actions on agenda items: adding, changing, ordering and removing them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.actions.planning import lock_meeting
from meetings.models import AgendaItem, Meeting, MeetingState
from meetings.permissions import can_edit_meeting, can_log_meeting


def _lock_editable_meeting(meeting: Meeting, by: Actor) -> Meeting:
    """Return the meeting, locked, if its agenda may still change."""
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        raise Refused(
            _("The meeting is over; its agenda can no longer be changed."), code="wrong_state"
        )
    return meeting


def _get_item(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    """Return the current row of an agenda item; raises Refused when it was removed."""
    found = meeting.agenda.filter(pk=item.pk).first()
    if found is None:
        raise Refused(_("This item is no longer on the agenda."), code="gone")
    return found


@transaction.atomic
def add_agenda_item(*, meeting: Meeting, by: Actor, **fields: Any) -> AgendaItem:
    """Add an item at the end of the agenda; raises Refused once the meeting is over."""
    meeting = _lock_editable_meeting(meeting, by)
    last = meeting.agenda.order_by("-order").values_list("order", flat=True).first() or 0
    item = AgendaItem(meeting=meeting, order=last + 1, **fields)
    item.full_clean()
    item.save()
    record(meeting, "agenda_added", by=by, title=item.title)
    return item


@transaction.atomic
def edit_agenda_item(
    *, item: AgendaItem, seen_revision: int, by: Actor, **changes: Any
) -> AgendaItem:
    """Change an agenda item; raises Refused once the meeting is over, Conflict when outdated."""
    meeting = _lock_editable_meeting(item.meeting, by)
    item = _get_item(meeting, item)
    for name, value in changes.items():
        setattr(item, name, value)
    item.full_clean()
    item = save_unless_changed(item, seen_revision=seen_revision, by=by, **changes)
    record(meeting, "agenda_edited", by=by, title=item.title)
    return item


@transaction.atomic
def move_agenda_item(*, item: AgendaItem, up: bool, by: Actor) -> AgendaItem:
    """Swap an agenda item with its neighbour; moving the first up or the last down does nothing.

    Raises Refused once the meeting is over.
    """
    meeting = _lock_editable_meeting(item.meeting, by)
    item = _get_item(meeting, item)
    neighbours = (
        meeting.agenda.filter(order__lt=item.order).order_by("-order")
        if up
        else meeting.agenda.filter(order__gt=item.order).order_by("order")
    )
    neighbour = neighbours.first()
    if neighbour is None:
        return item
    # `order` is unique within a meeting, so the item takes a free number in between.
    free = (meeting.agenda.order_by("-order").values_list("order", flat=True).first() or 0) + 1
    before, after = item.order, neighbour.order
    for moved, position in ((item, free), (neighbour, before), (item, after)):
        moved.order = position
        moved.save(update_fields=["order"])
    record(meeting, "agenda_moved", by=by, title=item.title)
    return item


@transaction.atomic
def remove_agenda_item(*, item: AgendaItem, by: Actor) -> None:
    """Remove an agenda item and renumber those after it.

    Raises Refused once the meeting is over, and for an item that has log entries.
    """
    meeting = _lock_editable_meeting(item.meeting, by)
    item = _get_item(meeting, item)
    if item.log.exists():
        raise Refused(
            _("“%(title)s” has log entries, so it cannot be removed from the agenda.")
            % {"title": item.title}
        )
    title, position = item.title, item.order
    item.delete()
    for later in meeting.agenda.filter(order__gt=position).order_by("order"):
        later.order -= 1
        later.save(update_fields=["order"])
    record(meeting, "agenda_removed", by=by, title=title)


@transaction.atomic
def begin_agenda_item(*, item: AgendaItem, by: Actor) -> AgendaItem:
    """Make an item the current one, from now on; the one before ends.

    The current item stays as it is. Raises Refused unless the meeting is in progress.
    """
    meeting, item = _lock_running_meeting(item, by)
    if item.is_current:
        return item
    now = timezone.now()
    meeting.agenda.filter(began_at__isnull=False, ended_at=None).update(ended_at=now)
    item.began_at, item.ended_at = now, None
    item.save(update_fields=["began_at", "ended_at"])
    record(meeting, "agenda_begun", by=by, title=item.title)
    return item


@transaction.atomic
def end_agenda_item(*, item: AgendaItem, by: Actor) -> AgendaItem:
    """End the current item; any other stays as it is. Raises what begin_agenda_item raises."""
    meeting, item = _lock_running_meeting(item, by)
    if item.is_current:
        item.ended_at = timezone.now()
        item.save(update_fields=["ended_at"])
        record(meeting, "agenda_ended", by=by, title=item.title)
    return item


def _lock_running_meeting(item: AgendaItem, by: Actor) -> tuple[Meeting, AgendaItem]:
    require(can_log_meeting(by, item.meeting))
    meeting = lock_meeting(item.meeting)
    if meeting.state != MeetingState.IN_PROGRESS:
        raise Refused(_("The agenda runs only while the meeting is open."), code="wrong_state")
    return meeting, _get_item(meeting, item)
