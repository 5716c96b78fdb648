"""A meeting room's version and counts by sector, kept by triggers; see core/kept_counts.py.

Whoever writes a participant, an agenda item or a line of the log holds the lock of the meeting, so
that nobody waits for these rows.
"""

from core.kept_counts import EVENTS, Trigger
from meetings.models import PRESENT

_PRESENT = ", ".join(f"'{attendance}'" for attendance in PRESENT)
_IS_PRESENT = f"CASE WHEN {{row}}.attendance IN ({_PRESENT}) THEN 1 ELSE 0 END"
# A walk-in whose mark was taken back is not on the list (Participant.objects.listed()).
_IS_LISTED = "CASE WHEN {row}.is_walk_in AND {row}.attendance = 'unmarked' THEN 0 ELSE 1 END"
# What a room shows of each table; `revision` rises with every change that has an optimistic lock.
_SHOWN = {
    "meetings_logentry": (
        "revision",
        "text",
        "kind",
        "speaker_id",
        "agenda_item_id",
        "withdrawn_at",
    ),
    "meetings_participant": ("revision", "attendance", "organisation_id"),
    "meetings_agendaitem": ("revision", '"order"', "title", "minutes", "began_at", "ended_at"),
}


def _add_participants(row: str, sector: str, count: str, present: str, source: str) -> str:
    return f"""
        INSERT INTO meetings_attendeesbysector (meeting_id, sector, listed, present)
        SELECT {row}.meeting_id, {sector}, {count}, {present} {source}
        ON CONFLICT (meeting_id, sector) DO UPDATE
        SET listed = meetings_attendeesbysector.listed + excluded.listed,
            present = meetings_attendeesbysector.present + excluded.present
    """  # noqa: S608


_ADD_PARTICIPANT = _add_participants(
    "NEW",
    "organisation.sector",
    _IS_LISTED.format(row="NEW"),
    _IS_PRESENT.format(row="NEW"),
    "FROM stakeholders_organisation AS organisation WHERE organisation.id = NEW.organisation_id",
)
# An UPDATE, since while Django deletes a meeting there may be no row of it left to count in.
_REMOVE_PARTICIPANT = f"""
    UPDATE meetings_attendeesbysector
    SET listed = listed - ({_IS_LISTED.format(row="OLD")}),
        present = present - ({_IS_PRESENT.format(row="OLD")})
    WHERE meeting_id = OLD.meeting_id AND sector = (
        SELECT organisation.sector FROM stakeholders_organisation AS organisation
        WHERE organisation.id = OLD.organisation_id
    )
"""  # noqa: S608


def _move_organisation(row: str, sign: str) -> str:
    """Return the SQL that counts all participants of an organisation for the sector of `row`."""
    return _add_participants(
        "participant",
        f"{row}.sector",
        f"{sign}SUM({_IS_LISTED.format(row='participant')})",
        f"{sign}SUM({_IS_PRESENT.format(row='participant')})",
        "FROM meetings_participant AS participant"
        f" WHERE participant.organisation_id = {row}.id GROUP BY participant.meeting_id",
    )


def _raise_version(row: str, key: str = "meeting_id") -> str:
    return (
        "UPDATE meetings_roomversion SET number = number + 1"  # noqa: S608
        f" WHERE meeting_id = {row}.{key}"
    )


_SECTOR_STATEMENTS = {
    "INSERT": [_ADD_PARTICIPANT],
    "UPDATE": [_REMOVE_PARTICIPANT, _ADD_PARTICIPANT],
    "DELETE": [_REMOVE_PARTICIPANT],
}

ROOM_COUNTS = [
    Trigger(
        name="room_version_row",
        table="meetings_meeting",
        event="INSERT",
        statements=["INSERT INTO meetings_roomversion (meeting_id, number) VALUES (NEW.id, 1)"],
    ),
    Trigger(
        name="room_version_meeting",
        table="meetings_meeting",
        event="UPDATE",
        columns=("revision", "state"),
        statements=[_raise_version("NEW", "id")],
    ),
    *(
        Trigger(
            name=f"room_version_of_{table.removeprefix('meetings_')}",
            table=table,
            event=event,
            columns=columns,
            statements=[_raise_version("OLD" if event == "DELETE" else "NEW")],
        )
        for table, columns in _SHOWN.items()
        for event in EVENTS
    ),
    *(
        Trigger(
            name="attendees_by_sector",
            table="meetings_participant",
            event=event,
            columns=("attendance", "is_walk_in", "organisation_id", "meeting_id"),
            statements=statements,
        )
        for event, statements in _SECTOR_STATEMENTS.items()
    ),
    Trigger(
        name="attendees_of_moved_sector",
        table="stakeholders_organisation",
        event="UPDATE",
        columns=("sector",),
        statements=[_move_organisation("OLD", "-"), _move_organisation("NEW", "+")],
    ),
]
