"""The desk of a meeting's agenda: points are added, changed, ordered and removed."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import find_visible, require
from core.forms import REFUSED, IdempotentForm, answer_form, confirm, is_refused, submit_once
from core.fragments import wants_fragment
from meetings.actions.agenda import (
    add_agenda_item,
    edit_agenda_item,
    move_agenda_item,
    remove_agenda_item,
)
from meetings.forms.agenda import ChangedPointForm, PointForm, point_of
from meetings.forms.choices import offer_offices
from meetings.models import AgendaItem, LogEntry, Meeting
from meetings.permissions import can_edit_meeting
from meetings.timetable import timetable
from meetings.views.offers import is_over
from meetings.views.turning import turn_away

TEMPLATE = "meetings/agenda.html"


def meeting_agenda(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the agenda with its running times, and add a point at its end."""
    meeting = _editable(request, reference)
    form = PointForm(request.POST or None, offices=offer_offices())

    def add() -> str:
        add_agenda_item(meeting=meeting, by=request.user, **form.values)
        return _address(meeting)

    if request.method == "POST" and submit_once(form, add):
        if not wants_fragment(request):
            return redirect(_address(meeting))
        form = PointForm(offices=offer_offices())
    return _board(request, meeting, form)


@require_POST
def meeting_agenda_move(request: HttpRequest, reference: str, item: int) -> HttpResponse:
    """Move a point up or down by one place."""
    meeting = _editable(request, reference)
    point = find_visible(meeting.agenda.all(), pk=item)
    form = IdempotentForm(request.POST)

    def move() -> str:
        is_up = request.POST.get("direction") == "up"
        move_agenda_item(item=point, up=is_up, by=request.user)
        return _address(meeting)

    submit_once(form, move)
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    if not wants_fragment(request):
        return redirect(_address(meeting))
    return _board(request, meeting, PointForm(offices=offer_offices()))


def meeting_agenda_item(request: HttpRequest, reference: str, item: int) -> HttpResponse:
    """Change a point of the agenda."""
    return _on_point(request, reference, item, _edit)


def meeting_agenda_remove(request: HttpRequest, reference: str, item: int) -> HttpResponse:
    """Ask before a point is taken off the agenda."""
    return _on_point(request, reference, item, _remove)


def _edit(request: HttpRequest, meeting: Meeting, point: AgendaItem) -> HttpResponse:
    form = ChangedPointForm(request.POST or None, offices=offer_offices(), initial=point_of(point))

    def save() -> str:
        edit_agenda_item(item=point, seen=form.seen, by=request.user, **form.values)
        return _address(meeting)

    return answer_form(
        request,
        form,
        save,
        context={
            "heading": _("Item %(order)s of the agenda") % {"order": point.order},
            "reference": meeting.reference,
            "submit_label": _("Save"),
            "back_url": _address(meeting),
            "back_label": _("Agenda"),
        },
    )


def _remove(request: HttpRequest, meeting: Meeting, point: AgendaItem) -> HttpResponse:
    def remove() -> str:
        remove_agenda_item(item=point, by=request.user)
        return _address(meeting)

    return confirm(
        request,
        remove,
        question=_("Remove “%(title)s” from the agenda?") % {"title": point.title},
        consequences=[
            _("The items after it move up."),
            _("An item under which something is logged stays."),
        ],
        label=_("Remove the item"),
        back=_address(meeting),
        back_label=_("Agenda"),
        reference=meeting.reference,
        danger=True,
    )


def _on_point(
    request: HttpRequest,
    reference: str,
    item: int,
    answer: Callable[[HttpRequest, Meeting, AgendaItem], HttpResponse],
) -> HttpResponse:
    """Answer with the page of a point, or lead back where it can no longer change."""
    meeting = _editable(request, reference)
    if request.method == "POST":
        point = meeting.agenda.filter(pk=item).first()
        if point is None:
            # A removal sent twice, or a colleague was faster.
            messages.warning(request, _("This item is no longer on the agenda."))
            return redirect(_address(meeting))
    else:
        point = find_visible(meeting.agenda.all(), pk=item)
        if is_over(meeting):
            sentence = _("The meeting is over; its agenda no longer changes.")
            return turn_away(request, meeting, sentence)
    return answer(request, meeting, point)


def _board(request: HttpRequest, meeting: Meeting, form: PointForm) -> HttpResponse:
    """Answer with the desk, or with its changing part when htmx asks."""
    points = list(
        meeting.agenda.select_related("speaker__person", "speaker__organisation").annotate(
            has_log=Exists(LogEntry.objects.filter(agenda_item=OuterRef("pk")))
        )
    )
    slots = timetable(meeting.starts_at, [(each.starts_at, each.minutes) for each in points])
    ends = slots[-1].ends if slots else None
    return render(
        request,
        f"{TEMPLATE}#board" if wants_fragment(request) else TEMPLATE,
        {
            "meeting": meeting,
            "desk": "agenda",
            "form": form,
            "points": list(zip(points, slots, strict=True)),
            "ends": ends,
            "is_too_long": bool(ends and meeting.ends_at and ends > meeting.ends_at),
            "may_change": not is_over(meeting),
            "key": uuid.uuid4(),
        },
        status=REFUSED if is_refused(form) else 200,
    )


def _address(meeting: Meeting) -> str:
    return reverse("meetings:meeting_agenda", args=[meeting.reference])


def _editable(request: HttpRequest, reference: str) -> Meeting:
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_edit_meeting(request.user, meeting))
    return meeting
