"""What is missing before a meeting is opened or closed, and what publishing makes public."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.models import PRESENT, Attendance, LogEntry, LogKind, Meeting
from pledges.models import PledgeState

MOST_NAMED = 5  # rows that a sentence links
MOST_LETTERS = 50  # of a line that is linked


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


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing before closing: a sentence, and links to where it is mended.

    A blocker prevents closing; anything else stays in the record as it is.
    """

    sentence: str
    links: list[tuple[str, str]]
    is_blocker: bool = False


def list_missing_before_closing(meeting: Meeting) -> list[Missing]:
    """Return the preflight of closing, blockers first: three queries, and one for each gap."""
    return [*_check_attendance(meeting), *_check_agenda(meeting), *_check_log(meeting)]


def _check_attendance(meeting: Meeting) -> list[Missing]:
    marks = meeting.participants.aggregate(
        present=Count("pk", filter=Q(attendance__in=PRESENT)),
        unmarked=Count("pk", filter=Q(attendance=Attendance.UNMARKED)),
    )
    found = []
    desk = reverse("meetings:meeting_attendance", args=[meeting.reference])
    if not marks["present"]:
        sentence = _("Nobody is marked as present. Mark the attendance first.")
        found.append(Missing(sentence, [(_("Mark attendance"), desk)], is_blocker=True))
    if marks["unmarked"]:
        sentence = ngettext(
            "%(count)s participant is not marked yet.",
            "%(count)s participants are not marked yet.",
            marks["unmarked"],
        )
        link = (_("Mark them"), f"{desk}?status={Attendance.UNMARKED}")
        found.append(Missing(sentence % {"count": marks["unmarked"]}, [link]))
    return found


def _check_agenda(meeting: Meeting) -> list[Missing]:
    has_log = Exists(LogEntry.objects.filter(agenda_item=OuterRef("pk")))
    items = list(meeting.agenda.annotate(has_log=has_log))
    found = []
    room = reverse("meetings:meeting_room", args=[meeting.reference])
    current = next((item for item in items if item.is_current), None)
    if current is not None:
        sentence = _("Agenda item “%(title)s” is still open.") % {"title": current.title}
        found.append(Missing(sentence, [(_("Finish it in the room"), f"{room}#agenda")]))
    empty = [item for item in items if not item.has_log]
    if empty:
        sentence = ngettext(
            "%(count)s agenda item has no notes:",
            "%(count)s agenda items have no notes:",
            len(empty),
        )
        log = reverse("meetings:meeting_log", args=[meeting.reference])
        links = [(item.title, f"{log}?butir={item.pk}#catat") for item in empty]
        found.append(Missing(sentence % {"count": len(empty)}, _cut_links(links, log)))
    return found


def _cut_links(links: list[tuple[str, str]], rest: str) -> list[tuple[str, str]]:
    """Return the first links; where there are more, the last one leads to all."""
    return links if len(links) <= MOST_NAMED else [*links[:MOST_NAMED], ("…", rest)]


# Gaps that the log may have: which lines, and the sentence.
GAPS = {
    "undecided": (
        Q(kind=LogKind.DECISION, decision__owner=None),
        gettext_lazy("Decisions that nobody is responsible for: %(count)s."),
    ),
    "nobody": (
        Q(kind=LogKind.FOLLOW_UP, follow_up__owner=None),
        gettext_lazy("Follow-ups that nobody is responsible for: %(count)s."),
    ),
    "endless": (
        Q(kind=LogKind.FOLLOW_UP, follow_up__deadline=None),
        gettext_lazy("Follow-ups without a deadline: %(count)s."),
    ),
    "waiting": (
        Q(pledge__state=PledgeState.SUBMITTED),
        gettext_lazy("Contributions that wait for a decision: %(count)s."),
    ),
    "speechless": (
        Q(kind=LogKind.STATEMENT, speaker=None, speaker_note=""),
        gettext_lazy("Statements without a speaker: %(count)s."),
    ),
}


def _check_log(meeting: Meeting) -> list[Missing]:
    lines = meeting.log.standing()
    counts = lines.aggregate(
        **{name: Count("pk", filter=gap) for name, (gap, _say) in GAPS.items()}
    )
    log = reverse("meetings:meeting_log", args=[meeting.reference])
    found = []
    for name, (gap, sentence) in GAPS.items():
        if counts[name]:
            rows = lines.filter(gap).select_related("decision", "follow_up", "pledge")
            links = [_link_entry(entry, meeting) for entry in rows[: MOST_NAMED + 1]]
            said = str(sentence) % {"count": counts[name]}
            found.append(Missing(said, _cut_links(links, log)))
    return found


def _link_entry(entry: LogEntry, meeting: Meeting) -> tuple[str, str]:
    """Return what an entry is called and where it is mended; what it registers is read."""
    if entry.kind == LogKind.DECISION and hasattr(entry, "decision"):
        reference = entry.decision.reference
        return reference, reverse("meetings:decision_owner", args=[reference])
    if entry.pledge is not None:
        return entry.pledge.reference, entry.pledge.get_absolute_url()
    page = reverse("meetings:entry_edit", args=[meeting.reference, entry.pk])
    if entry.kind == LogKind.FOLLOW_UP and hasattr(entry, "follow_up"):
        return entry.follow_up.reference, page
    return Truncator(entry.text).chars(MOST_LETTERS), page


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
