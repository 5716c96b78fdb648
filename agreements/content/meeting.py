"""Data of a meeting for its printed papers: participants, formula fields, letterhead, pledges."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db.models import Case, When
from django.utils.translation import gettext as _

from agreements.content import rows
from agreements.models import Letterhead
from core.indonesian_formats import WESTERN_TIME, format_weekday_date, spell_date
from core.refusals import Refused
from meetings.models import PRESENT, Meeting, Participant
from pledges.models import Pledge


def get_meeting_with_people(meeting: Meeting) -> Meeting:
    """Return the meeting with host, leader, moderator and note-taker fetched."""
    return Meeting.objects.select_related(*rows.PEOPLE_OF_MEETING).get(pk=meeting.pk)


def choose_letterhead(meeting: Meeting) -> Letterhead:
    """Return the letterhead for a meeting's papers: its host's, else the first.

    Raises Refused when there is none at all.
    """
    is_others = Case(When(issuer=meeting.host_id, then=0), default=1)
    letterhead = Letterhead.objects.order_by(is_others, "pk").first()
    if letterhead is None:
        raise Refused(_("There is no letterhead yet."), field="letterhead")
    return letterhead


def list_participants(meeting: Meeting) -> list[Participant]:
    """Return the participants with person and organisation, in the order of the attendance list."""
    return list(meeting.participants.listed().select_related("person", "organisation"))


def get_meeting_fields(meeting: Meeting, people: Sequence[Participant]) -> dict[str, str]:
    """Return the values of the formula fields of a meeting: {tema}, {tanggal} and so on."""
    attending = sum(participant.attendance in PRESENT for participant in people)
    reported = meeting.reported_attendance
    return {
        "tema": meeting.theme,
        "tanggal": format_weekday_date(meeting.date),
        "tanggal_terbilang": spell_date(meeting.date),
        "tempat": meeting.venue,
        "pimpinan": rows.format_holder(meeting.leader),
        "moderator": rows.format_holder(meeting.moderator),
        "jumlah_peserta": str(attending if reported is None else reported),
    }


def get_recorded_at(meeting: Meeting) -> datetime:
    """Return the date written into the PDF of a meeting's papers: when the meeting begins.

    These papers are rendered anew for every print. With the time of printing in it, each file would
    differ from the one before.
    """
    begins = meeting.starts_at or time(0)
    return datetime.combine(meeting.date, begins, tzinfo=WESTERN_TIME)


def list_meeting_pledges(meeting: Meeting) -> "list[Pledge]":
    """Return the contributions logged in a meeting, by reference."""
    return list(
        Pledge.objects.filter(log_entries__meeting=meeting, log_entries__withdrawn_at=None)
        .distinct()
        .order_by("reference")
    )
