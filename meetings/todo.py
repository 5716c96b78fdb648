"""Tasks from meetings and follow-ups."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, F, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actors import Actor
from core.history import build_last_time
from core.partial_indexes import inline_values
from core.subqueries import build_exists, build_first_pk
from core.todo import Task, TaskSource, to_local_day
from meetings.models import (
    IS_UNPUBLISHED,
    AgendaItem,
    Attendance,
    FollowUp,
    LogEntry,
    Meeting,
    MeetingState,
    MinutesResponse,
    Participant,
    Reply,
)
from pledges.models import Pledge
from stakeholders.permissions import get_grants, is_forum_staff

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class RunningFacts(TypedDict):
    """What is annotated to a meeting that the staff runs: what it has, and when it was planned.

    Ids of one agenda item, one participant, and one whose attendance is not marked, if any.
    """

    an_item: int | None
    a_guest: int | None
    an_unmarked: int | None
    planned_at: datetime | None


class InvitationFacts(TypedDict):
    """What is annotated to a meeting for its guests: what they did, and when they were invited.

    Ids of one participant who has not answered, and of one of their contributions, if any.
    """

    an_unanswered: int | None
    an_entry: int | None
    invited_at: datetime | None


# How long before a meeting its agenda and invitations should be ready.
AHEAD = timedelta(days=14)


def list_task_sources(user: Actor) -> Iterator[TaskSource]:
    """Yield the task sources of `user`: meetings to run or to attend, and follow-ups."""
    today = timezone.localdate()
    mine = get_grants(user).organisation_ids
    if is_forum_staff(user):
        for rows in (select_meetings_to_finish(today), select_meetings_to_prepare(today)):
            yield TaskSource(rows, lambda meeting: _build_running_task(meeting, today))
        yield TaskSource(select_open_responses(), _build_response_task)
    elif mine:
        yield TaskSource(select_invited_meetings(mine, today), _build_invitation_task)
    follow_ups = FollowUp.objects.open().select_related("meeting", "owner")
    if is_forum_staff(user):
        overdue = follow_ups.filter(deadline__lt=today).order_by("deadline", "pk")
        yield TaskSource(overdue, _build_follow_up_task)
        follow_ups = follow_ups.exclude(deadline__lt=today)
    if mine:
        own = follow_ups.filter(owner__in=mine)
        by_deadline = own.order_by(F("deadline").asc(nulls_last=True), "pk")
        yield TaskSource(by_deadline, _build_follow_up_task)


# ── Meetings for the forum's staff ───────────────────────────────────────────────────────


type RunningMeetings = "QuerySet[WithAnnotations[Meeting, RunningFacts]]"


def select_meetings_to_finish(today: date) -> RunningMeetings:
    """Return the meetings to write down, to publish, or to open late, the earliest first."""
    return _select_unpublished().filter(~Q(state=MeetingState.PREPARING) | Q(date__lt=today))


def select_meetings_to_prepare(today: date) -> RunningMeetings:
    """Return today's meetings, and those soon that lack an agenda or guests, the next first."""
    return _select_unpublished().filter(
        Q(date=today) | Q(an_item=None) | Q(a_guest=None),
        state=MeetingState.PREPARING,
        date__range=(today, today + AHEAD),
    )


def _select_unpublished() -> RunningMeetings:
    here = OuterRef("pk")
    unmarked = Participant.objects.filter(meeting=here, attendance=Attendance.UNMARKED)
    return (
        Meeting.objects.filter(inline_values(IS_UNPUBLISHED))
        .annotate(
            an_item=build_first_pk(AgendaItem.objects.filter(meeting=here)),
            a_guest=build_first_pk(Participant.objects.filter(meeting=here)),
            an_unmarked=build_first_pk(unmarked),
            planned_at=build_last_time(Meeting, "meeting_created"),
        )
        .order_by("date", "pk")
    )


def _build_running_task(meeting: "WithAnnotations[Meeting, RunningFacts]", today: date) -> Task:
    title, verb, desk = _choose_next_step(meeting, today)
    is_ahead = meeting.state == MeetingState.PREPARING and meeting.date >= today
    return Task(
        title=title % {"theme": meeting.theme},
        url=f"{meeting.get_absolute_url()}{desk}",
        verb=verb,
        note=_build_note(meeting),
        since=to_local_day(meeting.planned_at) if is_ahead else meeting.date,
        deadline=meeting.date if is_ahead else None,
        is_example=meeting.is_illustrative("theme"),
    )


def _choose_next_step(
    meeting: "WithAnnotations[Meeting, RunningFacts]", today: date
) -> tuple[str, str, str]:
    """Return the next step of a meeting: a sentence, a verb and a desk."""
    if meeting.state == MeetingState.IN_PROGRESS:
        return _("In progress: %(theme)s"), _("Continue the log"), "catatan/"
    if meeting.state == MeetingState.CLOSED:
        if meeting.an_unmarked:
            return _("Mark who was there: %(theme)s"), _("Mark attendance"), "kehadiran/"
        return _("Publish the record: %(theme)s"), _("Publish"), "terbitkan/"
    if meeting.date < today:
        return _("Was it held? Its date has passed: %(theme)s"), _("Open or cancel"), ""
    if not meeting.an_item:
        return _("Has no agenda yet: %(theme)s"), _("Write the agenda"), "agenda/"
    if not meeting.a_guest:
        return _("Nobody is invited yet: %(theme)s"), _("Invite"), "undangan/"
    return _("Takes place today: %(theme)s"), _("Open the meeting"), "buka/"


# ── Responses to the minutes ─────────────────────────────────────────────────────────────


def select_open_responses() -> "QuerySet[MinutesResponse]":
    """Return the corrections and objections that wait for the facilitator, the oldest first."""
    rows = MinutesResponse.objects.open().order_by("sent_at", "pk")
    return rows.select_related("meeting", "participant__person", "participant__organisation")


def _build_response_task(response: MinutesResponse) -> Task:
    meeting = response.meeting
    return Task(
        title=_("%(kind)s to the minutes: %(theme)s")
        % {"kind": response.get_kind_display(), "theme": meeting.theme},
        url=f"{meeting.get_absolute_url()}tanggapan/{response.pk}/putuskan/",
        verb=_("Settle"),
        note=f"{meeting.reference}, {response.participant.as_speaker}",
        since=to_local_day(response.sent_at),
        deadline=None,
        is_example=meeting.is_illustrative("theme"),
    )


# ── Meetings for those who are invited ───────────────────────────────────────────────────


def select_invited_meetings(
    organisation_ids: frozenset[int], today: date
) -> "QuerySet[WithAnnotations[Meeting, InvitationFacts]]":
    """Return upcoming or running meetings that lack a reply or a contribution."""
    here = OuterRef("pk")
    invited = Participant.objects.filter(meeting=here, organisation__in=organisation_ids)
    # Started from the few contributions of a meeting, not from all of the organisation.
    own = Pledge.objects.filter(pk=OuterRef("pledge"), lead__in=organisation_ids)
    said = LogEntry.objects.filter(build_exists(own), meeting=here)
    rows = Meeting.objects.filter(inline_values(IS_UNPUBLISHED)).order_by("date", "pk")
    lacking = rows.annotate(
        an_unanswered=build_first_pk(
            invited.filter(reply=Reply.INVITED, attendance=Attendance.UNMARKED)
        ),
        invited_at=build_last_time(Meeting, "participant_invited", "participants_invited"),
    ).filter(
        Q(state=MeetingState.PREPARING, date__gte=today) | Q(state=MeetingState.IN_PROGRESS),
        build_exists(invited.exclude(reply=Reply.DECLINED)),
        Q(an_unanswered__isnull=False) | ~Q(build_exists(said)),
    )
    # Whoever has answered is only among them for having said nothing: no need to look again.
    return lacking.annotate(
        an_entry=Case(When(an_unanswered__isnull=False, then=build_first_pk(said)), default=None)
    )


def _build_invitation_task(meeting: "WithAnnotations[Meeting, InvitationFacts]") -> Task:
    notes = [_build_note(meeting)]
    if meeting.an_unanswered:
        notes.append(_("Tell the facilitator whether you will come."))
    if meeting.an_entry:
        title, verb, url = (
            _("You are invited: %(theme)s"),
            _("Read the invitation"),
            meeting.get_absolute_url(),
        )
    else:
        title, verb, url = (
            _("Write what you contribute: %(theme)s"),
            _("Write a contribution"),
            f"/komitmen/baru/?rapat={meeting.reference}",
        )
    return Task(
        title=title % {"theme": meeting.theme},
        url=url,
        verb=verb,
        note=" ".join(notes),
        since=to_local_day(meeting.invited_at),
        deadline=meeting.date,
        is_example=meeting.is_illustrative("theme"),
    )


def _build_note(meeting: Meeting) -> str:
    day = date_format(meeting.date, "l, j F Y")
    return f"{meeting.reference}, {day}{f', {meeting.venue}' if meeting.venue else ''}."


# ── Follow-ups ───────────────────────────────────────────────────────────────────────────


def _build_follow_up_task(follow_up: FollowUp) -> Task:
    owner = str(follow_up.owner or _("nobody responsible yet"))
    return Task(
        title=follow_up.activity,
        url=follow_up.get_absolute_url(),
        verb=_("Report its progress"),
        note=f"{follow_up.reference}, {owner}",
        since=follow_up.meeting.date,
        deadline=follow_up.deadline,
        is_example=follow_up.is_illustrative("activity", "deadline"),
    )
