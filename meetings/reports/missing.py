"""Warnings before a meeting is opened or closed, and what publishing makes public."""

from datetime import date

from django.db.models import Count, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import PRESENT, Attendance, LogKind, Meeting

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
        said.append(_("Nobody is on the list yet. Invite at least one participant first."))
    if not meeting.agenda.exists():
        said.append(_("There is no agenda yet; it can still be built while the meeting runs."))
    return said


def list_missing_before_closing(meeting: Meeting) -> list[str]:
    """Return the warnings before a meeting is closed: two queries."""
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
    return said


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
