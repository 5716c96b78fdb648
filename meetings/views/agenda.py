"""The desk of a meeting's agenda: items are added, changed, ordered and removed."""

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
from meetings.forms.agenda import AgendaItemForm, RevisedAgendaItemForm, build_initial_item
from meetings.models import AgendaItem, LogEntry, Meeting
from meetings.permissions import can_edit_meeting
from meetings.timetable import build_timetable
from meetings.views.closed_desk import redirect_with_warning

TEMPLATE = "meetings/agenda.html"


def meeting_agenda(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the agenda with its timetable, and add an item at its end."""
    meeting = _find_editable_meeting(request, reference)
    form = AgendaItemForm(request.POST or None)

    def add() -> str:
        add_agenda_item(meeting=meeting, by=request.user, **form.values)
        return _build_url(meeting)

    if request.method == "POST" and submit_once(form, add):
        if not wants_fragment(request):
            return redirect(_build_url(meeting))
        form = AgendaItemForm()
    return _render_board(request, meeting, form)


@require_POST
def meeting_agenda_move(request: HttpRequest, reference: str, item: int) -> HttpResponse:
    """Move an agenda item up or down by one position."""
    meeting = _find_editable_meeting(request, reference)
    agenda_item = find_visible(meeting.agenda.all(), pk=item)
    form = IdempotentForm(request.POST)

    def move() -> str:
        is_up = request.POST.get("direction") == "up"
        move_agenda_item(item=agenda_item, up=is_up, by=request.user)
        return _build_url(meeting)

    submit_once(form, move)
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    if not wants_fragment(request):
        return redirect(_build_url(meeting))
    return _render_board(request, meeting, AgendaItemForm())


def meeting_agenda_item(request: HttpRequest, reference: str, item: int) -> HttpResponse:
    """Change an agenda item."""
    return _answer_item(request, reference, item, _edit_item)


def meeting_agenda_remove(request: HttpRequest, reference: str, item: int) -> HttpResponse:
    """Ask before an agenda item is removed."""
    return _answer_item(request, reference, item, _remove_item)


def _edit_item(request: HttpRequest, meeting: Meeting, agenda_item: AgendaItem) -> HttpResponse:
    form = RevisedAgendaItemForm(request.POST or None, initial=build_initial_item(agenda_item))

    def save() -> str:
        edit_agenda_item(
            item=agenda_item, seen_revision=form.seen_revision, by=request.user, **form.values
        )
        return _build_url(meeting)

    return answer_form(
        request,
        form,
        save,
        context={
            "heading": _("Item %(order)s of the agenda") % {"order": agenda_item.order},
            "reference": meeting.reference,
            "submit_label": _("Save"),
            "back_url": _build_url(meeting),
            "back_label": _("Agenda"),
        },
    )


def _remove_item(request: HttpRequest, meeting: Meeting, agenda_item: AgendaItem) -> HttpResponse:
    def remove() -> str:
        remove_agenda_item(item=agenda_item, by=request.user)
        return _build_url(meeting)

    return confirm(
        request,
        remove,
        question=_("Remove “%(title)s” from the agenda?") % {"title": agenda_item.title},
        consequences=[
            _("The items after it move up."),
            _("An item with log entries cannot be removed."),
        ],
        label=_("Remove the item"),
        back=_build_url(meeting),
        back_label=_("Agenda"),
        reference=meeting.reference,
        danger=True,
    )


def _answer_item(
    request: HttpRequest,
    reference: str,
    item: int,
    answer: Callable[[HttpRequest, Meeting, AgendaItem], HttpResponse],
) -> HttpResponse:
    """Answer with the page of an agenda item, or redirect where it can no longer change."""
    meeting = _find_editable_meeting(request, reference)
    if request.method == "POST":
        agenda_item = meeting.agenda.filter(pk=item).first()
        if agenda_item is None:
            # The removal was submitted twice, or somebody else has removed the item.
            messages.warning(request, _("This item is no longer on the agenda."))
            return redirect(_build_url(meeting))
    else:
        agenda_item = find_visible(meeting.agenda.all(), pk=item)
        if meeting.is_over:
            sentence = _("The meeting is over; its agenda can no longer be changed.")
            return redirect_with_warning(request, meeting, sentence)
    return answer(request, meeting, agenda_item)


def _render_board(request: HttpRequest, meeting: Meeting, form: AgendaItemForm) -> HttpResponse:
    """Answer with the desk, or with its fragment when htmx asks."""
    items = list(
        meeting.agenda.select_related("speaker__person", "speaker__organisation").annotate(
            has_log=Exists(LogEntry.objects.filter(agenda_item=OuterRef("pk")))
        )
    )
    slots = build_timetable(meeting.starts_at, [(each.starts_at, each.minutes) for each in items])
    ends = slots[-1].ends if slots else None
    return render(
        request,
        f"{TEMPLATE}#board" if wants_fragment(request) else TEMPLATE,
        {
            "meeting": meeting,
            "desk": "agenda",
            "form": form,
            "points": list(zip(items, slots, strict=True)),
            "ends": ends,
            "is_too_long": bool(ends and meeting.ends_at and ends > meeting.ends_at),
            "may_change": not meeting.is_over,
            "key": uuid.uuid4(),
        },
        status=REFUSED if is_refused(form) else 200,
    )


def _build_url(meeting: Meeting) -> str:
    return reverse("meetings:meeting_agenda", args=[meeting.reference])


def _find_editable_meeting(request: HttpRequest, reference: str) -> Meeting:
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_edit_meeting(request.user, meeting))
    return meeting
