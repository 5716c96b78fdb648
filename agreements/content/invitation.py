"""The content of an invitation to a meeting."""

from typing import TypedDict

from agreements.content.shape import AgendaRow, Head, MeetingFacts, Slot

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
    closing: str
    invitees: list[Invitee]
    signatories: list[Slot]
