"""The content of an invitation to a meeting."""

from datetime import date, datetime, time
from typing import Any, TypedDict

from agreements.content import rows
from agreements.content.letters import fill, formula_of, head, marked_as_example, page_of
from agreements.content.meeting import formula_fields, letter_moment, meeting_with_people, people_of
from agreements.content.shape import AgendaRow, Head, MeetingFacts, Slot
from agreements.models import LetterTemplate
from core.words import NO_BREAK_SPACE
from meetings.models import AgendaItem, Meeting, Participant
from meetings.timetable import timetable

SCHEMA = "undangan/1"


class Invitee(TypedDict):
    """Somebody invited: an office or a named person of an organisation."""

    organisation: str
    name: str
    position: str
    example: bool


class InvitationContent(Head):
    """An invitation; more than a few invitees go into an attached list."""

    meeting: MeetingFacts
    nature: str
    attachment: str
    opening: str
    agenda: list[AgendaRow]
    note: str
    closing: str
    invitees: list[Invitee]
    signatories: list[Slot]


def build_content(
    meeting: Meeting,
    letter: LetterTemplate,
    *,
    number: str = "",
    day: date | None = None,
    recorded_at: datetime | None = None,
) -> dict[str, Any]:
    """Return the invitation to a meeting; without number or day, a hand writes them.

    It is signed by the one who leads the meeting.
    """
    meeting = meeting_with_people(meeting)
    people = people_of(meeting)
    formula = formula_of(letter, "invitation")
    fields = formula_fields(meeting, people)
    content: dict[str, Any] = {
        **head(
            letter,
            schema=SCHEMA,
            kind="invitation",
            reference=meeting.reference,
            number=number,
            title=formula.title,
            subject=f"Undangan {rows.meeting_facts(meeting)['kind']}",
            place=letter.place,
            day=day,
            year=meeting.date.year,
            recorded_at=recorded_at or letter_moment(meeting),
            verification=page_of(meeting.get_absolute_url()),
        ),
        "example": meeting.is_example or letter.is_example,
        "meeting": rows.meeting_facts(meeting),
        "nature": "Biasa",
        "attachment": "Satu berkas",
        "opening": fill(formula.opening, fields),
        "agenda": _agenda(meeting),
        "note": rows.marked(meeting, "invitation_note", meeting.invitation_note),
        "closing": fill(formula.closing, fields),
        "invitees": [_invitee(person) for person in people if not person.is_walk_in],
        "signatories": [rows.letter_slot(1, meeting.leader, letter)] if meeting.leader else [],
    }
    return marked_as_example(content)


def _agenda(meeting: Meeting) -> list[AgendaRow]:
    agenda = meeting.agenda.select_related("speaker__person", "speaker__organisation")
    items = list(agenda.order_by("order"))
    slots = timetable(meeting.starts_at, [(item.starts_at, item.minutes) for item in items])
    return [_agenda_row(item, slot.begins) for item, slot in zip(items, slots, strict=True)]


def _agenda_row(item: AgendaItem, begins: time | None) -> AgendaRow:
    return AgendaRow(
        time=f"{begins:%H.%M}{NO_BREAK_SPACE}WIB" if begins else "",
        title=item.title,
        speaker=rows.named(item.speaker),
        example=item.is_example or "starts_at" in item.example_fields,
    )


def _invitee(participant: Participant) -> Invitee:
    return Invitee(
        organisation=participant.organisation.name,
        name=participant.person.full_name if participant.person else "",
        position=participant.position,
        example=participant.is_example,
    )
