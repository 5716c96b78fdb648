"""The log desk: the agenda with its log entries, and the form for the next one.

Its fragments (an entry, the text of the form, the fields that a kind adds) are partials, so that
another page of the meeting can show them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import find_visible, require
from core.actors import Actor
from core.forms import (
    IDEMPOTENCY_KEY,
    REFUSED,
    REVISION,
    RevisedForm,
    answer_form,
    attempt,
    confirm,
    mark_done,
)
from core.fragments import wants_fragment
from core.idempotency import create_once
from meetings.actions.logging import edit_entry, remove_entry
from meetings.actions.settling import edit_decision, edit_follow_up
from meetings.actions.writing_entries import write_entry
from meetings.forms.logging import (
    CONTEXT_FIELDS,
    DecisionForm,
    EntryForm,
    FollowUpForm,
    PledgeEntryForm,
    StatementForm,
)
from meetings.models import FollowUp, LogEntry, LogKind, Meeting, MeetingState
from meetings.permissions import can_log_meeting
from meetings.reports.log_desk import build_desk_entry, build_desk_items

TEMPLATE = "meetings/log.html"
# URL parameters for the initial values of the next entry: kind, agenda item, speaker.
KEPT = {"jenis": "kind", "butir": "agenda_item", "pembicara": "speaker"}
# The URL parameter of a correction that was opened in the meeting room: ?dari=ruang.
FROM, ROOM = "dari", "ruang"
# Kinds with further fields, which are cleared together with the text after an entry was saved.
KINDS_WITH_FIELDS = (LogKind.DECISION, LogKind.FOLLOW_UP, LogKind.PLEDGE)


def _find_meeting(request: HttpRequest, reference: str) -> Meeting:
    meetings = Meeting.objects.visible_to(request.user).select_related("follows")
    meeting = find_visible(meetings, reference=reference)
    require(can_log_meeting(request.user, meeting))
    return meeting


def attempt_entry(form: EntryForm, meeting: Meeting, by: Actor) -> LogEntry | None:
    """Write the entry of a form once, however often it is sent; None when the form has errors.

    A device sends again what it got no answer to. What it has written is found even if the form
    would be refused by now, as for a meeting that was cancelled in between.
    """
    written = attempt(
        form,
        lambda: create_once(
            LogEntry,
            form.cleaned_data[IDEMPOTENCY_KEY],
            lambda: write_entry(
                meeting=meeting, entry_fields=form.entry_fields, by=by, **form.details
            ),
            is_same=lambda entry: is_written_from(entry, form.cleaned_data["text"]),
        ),
    )
    return written or _find_written(form, meeting)


def _find_written(form: EntryForm, meeting: Meeting) -> LogEntry | None:
    key, text = form.cleaned_data.get(IDEMPOTENCY_KEY), form.cleaned_data.get("text", "")
    entry = meeting.log.filter(idempotency_key=key).first() if key and text else None
    return entry if entry and is_written_from(entry, text) else None


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_log(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the log by agenda item, and write the next entry."""
    meeting = _find_meeting(request, reference)
    if request.method != "POST":
        return _show_desk(request, meeting)
    form = EntryForm(request.POST, meeting=meeting)
    entry = attempt_entry(form, meeting, request.user)
    if wants_fragment(request):
        return _show_written(request, meeting, form, entry)
    if entry is None:
        return _show_desk(request, meeting, form)
    kept = {word: request.POST.get(name, "") for word, name in KEPT.items()}
    address = reverse("meetings:meeting_log", args=[meeting.reference])
    return redirect(f"{address}?{urlencode(kept)}#catatan-{entry.pk}")


def is_written_from(entry: LogEntry, text: str) -> bool:
    """Tell whether a saved entry has this submitted text."""
    return text in (entry.text, entry.pledge.own_words if entry.pledge else "")


# ── What the desk shows ──────────────────────────────────────────────────────────────────


def _show_desk(
    request: HttpRequest, meeting: Meeting, form: EntryForm | None = None
) -> HttpResponse:
    agenda = list(meeting.agenda.all())
    participants = list(meeting.participants.select_related("person", "organisation"))
    is_refused = form is not None
    if form is None:
        kept = {name: request.GET.get(word, "") for word, name in KEPT.items()}
        form = EntryForm(
            initial={name: value for name, value in kept.items() if value}, meeting=meeting
        )
    form.offer(agenda, participants)
    return render(
        request,
        TEMPLATE,
        {
            "meeting": meeting,
            "desk": "catatan",
            "points": build_desk_items(meeting, agenda, participants),
            "form": form,
            "is_writable": meeting.state in (MeetingState.IN_PROGRESS, MeetingState.CLOSED),
            "is_late": meeting.state == MeetingState.CLOSED,
            "inherited": _list_inherited(meeting),
        },
        status=REFUSED if is_refused else 200,
    )


def _list_inherited(meeting: Meeting) -> list[FollowUp]:
    if meeting.follows is None:
        return []
    inherited = FollowUp.objects.inherited_by(meeting).select_related("owner", "meeting")
    return list(inherited.order_by("deadline", "reference"))


def _show_written(
    request: HttpRequest, meeting: Meeting, form: EntryForm, entry: LogEntry | None
) -> HttpResponse:
    """Answer htmx with fragments: the form with its errors, or an empty form and the new entry.

    The chosen agenda item and speaker are not in the fragments, so the page keeps them; a speaker
    who was typed is shown again, as the one who is meant or with the question.
    """
    kind = form.data.get("kind", "")
    context: dict[str, Any] = {
        "meeting": meeting,
        "form": form,
        "asks_more": kind in KINDS_WITH_FIELDS,
        "is_placed": "pilots" in form.data or bool(form.data.get("pilots_text")) or form.is_adding,
        "asks_who": "speaker_text" in form.data or form["speaker"].errors,
        "is_answer": True,
    }
    if entry is not None:
        speaker = form.cleaned_data.get("speaker")
        fresh = EntryForm(initial={"kind": kind, "speaker": speaker}, meeting=meeting)
        fresh.fields["text"].widget.attrs["autofocus"] = True
        context["form"] = fresh
        context["line"] = build_desk_entry(entry, meeting, speaker, is_new=True)
        context["key"] = entry.agenda_item_id or 0
    answer = render(
        request, f"{TEMPLATE}#answer", context, status=200 if entry is not None else REFUSED
    )
    return answer if entry is None else mark_done(answer)


# ── Corrections ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Correction:
    """How an entry of some kind is corrected: form, initial values and action."""

    form: Callable[..., RevisedForm]
    revision: int
    initial: dict[str, Any]
    perform: Callable[..., Any]


def find_entry(request: HttpRequest, reference: str, number: int) -> LogEntry:
    """Return an entry of the log that the reader may write; raises Http404, PermissionDenied."""
    entries = LogEntry.objects.select_related("meeting", "decision__owner", "follow_up__owner")
    is_visible = Meeting.objects.build_visibility(request.user, prefix="meeting__")
    entry = find_visible(entries.filter(is_visible, meeting__reference=reference), pk=number)
    require(can_log_meeting(request.user, entry.meeting))
    return entry


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Correct a log entry together with its decision or follow-up."""
    entry = find_entry(request, reference, number)
    desk = _get_desk(request, entry.meeting)
    correction = _build_correction(entry)
    form: Any = correction.form(
        request.POST or None,
        meeting=entry.meeting,
        initial={**correction.initial, "revision": correction.revision},
    )

    def perform() -> str:
        correction.perform(form, request.user)
        return f"{desk}#catatan-{entry.pk}"

    return answer_form(
        request,
        form,
        perform,
        template="meetings/log_entry.html",
        context={
            "heading": _("Change an entry of the log"),
            "reference": entry.meeting.reference,
            "submit_label": _("Save"),
            "back_url": f"{desk}#catatan-{entry.pk}",
            "back_label": _("Log"),
        },
        message=_("The entry was changed."),
    )


def _get_desk(request: HttpRequest, meeting: Meeting) -> str:
    """Return the page that the correction was opened from: the meeting room, or the log."""
    name = "meeting_room" if request.GET.get(FROM) == ROOM else "meeting_log"
    return reverse(f"meetings:{name}", args=[meeting.reference])


def _build_correction(entry: LogEntry) -> Correction:
    """Return how an entry is corrected; decisions and follow-ups are corrected with it."""
    if entry.kind == LogKind.DECISION and hasattr(entry, "decision"):
        return _build_decision_correction(entry)
    if entry.kind == LogKind.FOLLOW_UP and hasattr(entry, "follow_up"):
        return _build_follow_up_correction(entry)
    form = PledgeEntryForm if entry.kind == LogKind.PLEDGE else StatementForm
    return Correction(
        form=form,
        revision=entry.revision,
        initial={name: getattr(entry, name) for name in _list_field_names(form)},
        perform=lambda form, by: edit_entry(
            entry=entry, seen_revision=form.seen_revision, by=by, **form.values
        ),
    )


def _build_decision_correction(entry: LogEntry) -> Correction:
    decision = entry.decision
    own = ("title", "text", "note", "owner", "owner_note")
    return Correction(
        form=DecisionForm,
        revision=decision.revision,
        initial={
            **{name: getattr(entry, name) for name in (*CONTEXT_FIELDS, "original_words")},
            **{name: getattr(decision, name) for name in own},
            "pilots": list(decision.pilots.select_related("region__parent")),
        },
        perform=lambda form, by: edit_decision(
            decision=decision,
            seen_revision=form.seen_revision,
            by=by,
            entry_fields=form.entry_fields,
            **form.own,
        ),
    )


def _build_follow_up_correction(entry: LogEntry) -> Correction:
    follow_up = entry.follow_up
    own = ("activity", "owner", "deadline", "output")
    return Correction(
        form=FollowUpForm,
        revision=follow_up.revision,
        initial={
            **{name: getattr(entry, name) for name in (*CONTEXT_FIELDS, "original_words")},
            **{name: getattr(follow_up, name) for name in own},
            **_read_links(follow_up),
        },
        perform=lambda form, by: edit_follow_up(
            follow_up=follow_up,
            seen_revision=form.seen_revision,
            by=by,
            entry_fields=form.entry_fields,
            **form.own,
        ),
    )


def _read_links(follow_up: FollowUp) -> dict[str, Any]:
    """Return the supporters and regions of a follow-up as initial values: two queries."""
    return {
        "supporters": list(follow_up.supporters.all()),
        "regions": list(follow_up.regions.select_related("parent")),
    }


def _list_field_names(form: type[RevisedForm]) -> list[str]:
    return [name for name in form.base_fields if name not in (IDEMPOTENCY_KEY, REVISION)]


@require_http_methods(["GET", "HEAD", "POST"])
def entry_remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask before a statement or note is removed from the log."""
    entry = find_entry(request, reference, number)
    desk = _get_desk(request, entry.meeting)

    def perform() -> str:
        remove_entry(entry=entry, by=request.user)
        return desk

    return confirm(
        request,
        perform,
        question=_("Remove this entry from the log?"),
        consequences=[
            f"“{entry.text}”",
            _("It is removed from the log and from the minutes."),
            _("The history of the meeting keeps its text and your name."),
        ],
        label=_("Take it out"),
        back=f"{desk}#catatan-{entry.pk}",
        back_label=_("Log"),
        danger=True,
        reference=entry.meeting.reference,
        message=_("The entry was removed from the log."),
    )
