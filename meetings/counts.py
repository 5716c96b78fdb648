"""Which meetings count for an organisation, and what counts for a meeting; see core/kept_counts.py.

Everybody sees published meetings; the forum's staff all. Two people of one organisation at one
meeting are one meeting: `AttendedMeeting` counts the people first.
"""

from django.db.models import Count as CountOf
from django.db.models import Q

from core.kept_counts import Count, CountedRows, Recount, Trigger, count_for_parent
from meetings.models import (
    PRESENT,
    AttendeesOfMeeting,
    DecisionsOfMeeting,
    Meeting,
    MeetingsOfOrganisation,
    Participant,
)
from meetings.room_counts import ROOM_COUNTS

_PRESENT = ", ".join(f"'{attendance}'" for attendance in PRESENT)
_ATTENDED = "CASE WHEN {row}.people > 0 THEN 1 ELSE 0 END"
_PUBLISHED = "CASE WHEN {row}.published_at IS NULL THEN 0 ELSE 1 END"
_ATTENDED_AND_PUBLISHED = (
    f"SELECT ({_PUBLISHED.format(row='meeting')}) * ({_ATTENDED})"  # noqa: S608
    " FROM meetings_meeting AS meeting WHERE meeting.id = {row}.meeting_id {lock}"
)
_ADD_PERSON = f"""
    INSERT INTO meetings_attendedmeeting (organisation_id, meeting_id, people)
    SELECT NEW.organisation_id, NEW.meeting_id, 1 WHERE NEW.attendance IN ({_PRESENT})
    ON CONFLICT (organisation_id, meeting_id)
    DO UPDATE SET people = meetings_attendedmeeting.people + 1
"""
_REMOVE_PERSON = f"""
    UPDATE meetings_attendedmeeting SET people = people - 1
    WHERE organisation_id = OLD.organisation_id AND meeting_id = OLD.meeting_id
    AND OLD.attendance IN ({_PRESENT})
"""  # noqa: S608


def _count_people(event: str, *statements: str) -> Trigger:
    return Trigger(
        name="attended_people",
        table="meetings_participant",
        event=event,
        columns=("attendance", "organisation_id", "meeting_id"),
        statements=statements,
    )


COUNTS = [
    Trigger(
        name="organisation_meeting_tally",
        table="stakeholders_organisation",
        event="INSERT",
        statements=[
            "INSERT INTO meetings_meetingsoforganisation (organisation_id) VALUES (NEW.id)"
        ],
    ),
    _count_people("INSERT", _ADD_PERSON),
    _count_people("UPDATE", _REMOVE_PERSON, _ADD_PERSON),
    _count_people("DELETE", _REMOVE_PERSON),
    CountedRows(
        name="attended_meetings",
        table="meetings_attendedmeeting",
        tally=MeetingsOfOrganisation,
        columns=("people",),
        key="{row}.organisation_id",
        public=_ATTENDED_AND_PUBLISHED,
        staff=_ATTENDED,
    ),
    CountedRows(
        name="published_meetings",
        table="meetings_meeting",
        tally=MeetingsOfOrganisation,
        events=("UPDATE",),
        columns=("published_at",),
        key="organisation_id",
        source="FROM meetings_attendedmeeting WHERE meeting_id = {row}.id AND people > 0",
        public=_PUBLISHED,
        staff="0",
    ),
    *count_for_parent(
        name="meeting_attendees",
        parent="meetings_meeting",
        table="meetings_participant",
        tally=AttendeesOfMeeting,
        columns=("attendance",),
        counts=f"CASE WHEN {{row}}.attendance IN ({_PRESENT}) THEN 1 ELSE 0 END",
    ),
    *count_for_parent(
        name="meeting_decisions",
        parent="meetings_meeting",
        table="meetings_decision",
        tally=DecisionsOfMeeting,
    ),
    *ROOM_COUNTS,
]


def recount() -> Recount:
    """Count meetings, attendees and decisions anew, to compare with what is kept."""
    meetings = CountOf("meeting", distinct=True)
    published = CountOf("meeting", distinct=True, filter=Q(meeting__published_at__isnull=False))
    rows = Participant.objects.attending().order_by().values_list("organisation")
    counted = rows.annotate(seen=published, known=meetings)
    attended = Q(participants__attendance__in=PRESENT)
    return {
        MeetingsOfOrganisation: {str(key): Count(*numbers) for key, *numbers in counted},
        AttendeesOfMeeting: _count_by_meeting(CountOf("participants", filter=attended)),
        DecisionsOfMeeting: _count_by_meeting(CountOf("decisions")),
    }


def _count_by_meeting(number: CountOf) -> dict[str, Count]:
    rows = Meeting.objects.order_by().annotate(n=number).values_list("pk", "n")
    return {str(key): Count(n, n) for key, n in rows}
