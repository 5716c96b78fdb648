"""Warnings before a meeting is opened or closed, and what publishing makes public."""

from datetime import date

from django.db.models import Count, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import PRESENT, Attendance, LogKind, Meeting
from pledges.models import PledgeState

MOST_NAMED = 5  # agenda items that a sentence names


def list_missing_before_opening(meeting: Meeting) -> list[str]:
    """Return the warnings before a meeting is opened: two queries."""
    said = []
    today = timezone.localdate()
    if meeting.date != today:
        said.append(
            _("The meeting is dated %(date)s; today is %(today)s.")
            % {"date": _format_day(meeting.date), "today": _format_day(today)}
        )
    if not meeting.participants.exists():
        said.append(_("Nobody is invited yet; whoever comes can be added at the door."))
    if not meeting.agenda.exists():
        said.append(_("There is no agenda yet; it can still be built while the meeting runs."))
    return said


def list_missing_before_closing(meeting: Meeting) -> list[str]:
    """Return the warnings before a meeting is closed: three queries."""
    said = []
    marks = meeting.participants.aggregate(
        present=Count("pk", filter=Q(attendance__in=PRESENT)),
        unmarked=Count("pk", filter=Q(attendance=Attendance.UNMARKED)),
    )
    if not marks["present"]:
        said.append(_("Nobody is marked as present. Mark the attendance first."))
    if marks["unmarked"]:
        sentence = ngettext(
            "%(count)s participant is not marked yet.",
            "%(count)s participants are not marked yet.",
            marks["unmarked"],
        )
        said.append(sentence % {"count": marks["unmarked"]})
    empty = list(meeting.agenda.filter(log=None).values_list("title", flat=True))
    if empty:
        named = ", ".join(f"“{title}”" for title in empty[:MOST_NAMED])
        sentence = ngettext(
            "%(count)s agenda item has no notes: %(titles)s.",
            "%(count)s agenda items have no notes: %(titles)s.",
            len(empty),
        )
        more = "" if len(empty) <= MOST_NAMED else "…"
        said.append(sentence % {"count": len(empty), "titles": named + more})
    return [*said, *_list_gaps_of_log(meeting)]


def _list_gaps_of_log(meeting: Meeting) -> list[str]:
    """Return a sentence for each kind of gap that the log has: one query."""
    lines = meeting.log.standing().aggregate(
        speechless=Count("pk", filter=Q(kind=LogKind.STATEMENT, speaker=None, speaker_note="")),
        nobody=Count("pk", filter=Q(kind=LogKind.FOLLOW_UP, follow_up__owner=None)),
        endless=Count("pk", filter=Q(kind=LogKind.FOLLOW_UP, follow_up__deadline=None)),
        waiting=Count("pk", filter=Q(pledge__state=PledgeState.SUBMITTED)),
    )
    sentences = {
        "speechless": _("Statements without a speaker: %(count)s."),
        "nobody": _("Follow-ups that nobody is responsible for: %(count)s."),
        "endless": _("Follow-ups without a deadline: %(count)s."),
        "waiting": _("Contributions that wait for a decision: %(count)s."),
    }
    return [
        sentence % {"count": lines[name]} for name, sentence in sentences.items() if lines[name]
    ]


def list_publication_consequences(meeting: Meeting) -> list[str]:
    """Return what publishing makes public, and what stays with the staff: two queries."""
    attended = meeting.participants.attending().count()
    kinds = dict(meeting.log.order_by().values_list("kind").annotate(Count("pk")))
    return [
        _("Everybody can read its particulars and agenda, and find it in the list of meetings."),
        _("The name and office of everybody on the list, %(count)s of whom attended.")
        % {"count": attended},
        _(
            "The log: %(statements)s statements and notes, %(decisions)s decisions,"
            " %(follow_ups)s follow-ups, with the speakers' own words."
        )
        % {
            "statements": kinds.get(LogKind.STATEMENT, 0) + kinds.get(LogKind.NOTE, 0),
            "decisions": kinds.get(LogKind.DECISION, 0),
            "follow_ups": kinds.get(LogKind.FOLLOW_UP, 0),
        },
        _("Contributions only once they are accommodated, merged or deferred."),
        _("Only the forum's staff can see contact data and reasons for absence."),
        _("Your name and the time are recorded. Publishing cannot be undone here."),
    ]


def _format_day(day: date) -> str:
    return formats.date_format(day, "l, j F Y")
