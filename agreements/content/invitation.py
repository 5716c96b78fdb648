"""The content of an invitation to a meeting."""

from datetime import date, datetime, time
from typing import Any, TypedDict

from agreements.content import rows
from agreements.content.letterheads import (
    build_head,
    build_page_link,
    fill_formula,
    get_formula,
    mark_as_example,
)
from agreements.content.meeting import (
    get_meeting_fields,
    get_meeting_with_people,
    get_recorded_at,
    list_participants,
)
from agreements.content.shape import DocumentHead, MeetingFacts, PrintedAgendaItem, SignatureBlock
from agreements.models import Letterhead
from core.indonesian_formats import NO_BREAK_SPACE
from meetings.models import AgendaItem, Meeting, Participant
from meetings.timetable import build_timetable

SCHEMA = "undangan/1"


class Invitee(TypedDict):
    """An invitee: an office or a named person of an organisation."""

    organisation: str
    name: str
    position: str
    example: bool


class InvitationContent(DocumentHead):
    """The content of an invitation; more than a few invitees go into an attached list."""

    meeting: MeetingFacts
    nature: str
    attachment: str
    opening: str
    agenda: list[PrintedAgendaItem]
    note: str
    closing: str
    invitees: list[Invitee]
    signatories: list[SignatureBlock]


def build_content(
    meeting: Meeting,
    letterhead: Letterhead,
    *,
    number: str = "",
    day: date | None = None,
    recorded_at: datetime | None = None,
) -> dict[str, Any]:
    """Return the invitation to a meeting; a missing number or date is to be filled in by hand.

    The leader of the meeting signs it.
    """
    meeting = get_meeting_with_people(meeting)
    people = list_participants(meeting)
    formula = get_formula(letterhead, "invitation")
    fields = get_meeting_fields(meeting, people)
    content: dict[str, Any] = {
        **build_head(
            letterhead,
            schema=SCHEMA,
            kind="invitation",
            reference=meeting.reference,
            number=number,
            title=formula.title,
            subject=f"Undangan {rows.build_meeting_facts(meeting)['kind']}",
            place=letterhead.place,
            day=day,
            year=meeting.date.year,
            recorded_at=recorded_at or get_recorded_at(meeting),
            verification=build_page_link(meeting.get_absolute_url()),
        ),
        "example": meeting.is_example or letterhead.is_example,
        "meeting": rows.build_meeting_facts(meeting),
        "nature": "Biasa",
        "attachment": "Satu berkas",
        "opening": fill_formula(formula.opening, fields),
        "agenda": _build_agenda(meeting),
        "note": rows.mark_origin(meeting, "invitation_note", meeting.invitation_note),
        "closing": fill_formula(formula.closing, fields),
        "invitees": [_build_invitee(person) for person in people if not person.is_walk_in],
        "signatories": [rows.build_author_block(1, meeting.leader, letterhead)]
        if meeting.leader
        else [],
    }
    return mark_as_example(content)


def _build_agenda(meeting: Meeting) -> list[PrintedAgendaItem]:
    agenda = meeting.agenda.select_related("speaker__person", "speaker__organisation")
    items = list(agenda.order_by("order"))
    timetable_rows = build_timetable(
        meeting.starts_at, [(item.starts_at, item.minutes) for item in items]
    )
    return [
        _build_agenda_row(item, times.begins)
        for item, times in zip(items, timetable_rows, strict=True)
    ]


def _build_agenda_row(item: AgendaItem, begins: time | None) -> PrintedAgendaItem:
    return PrintedAgendaItem(
        time=f"{begins:%H.%M}{NO_BREAK_SPACE}WIB" if begins else "",
        title=item.title,
        speaker=rows.format_holder(item.speaker),
        example=item.is_example or "starts_at" in item.example_fields,
    )


def _build_invitee(participant: Participant) -> Invitee:
    return Invitee(
        organisation=participant.organisation.name,
        name=participant.person.full_name if participant.person else "",
        position=participant.position,
        example=participant.is_example,
    )
