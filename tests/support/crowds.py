"""A meeting so large that a query for each guest would be felt."""

from meetings.models import Attendance, Participant
from stakeholders.models import Organisation, Person, Sector


def crowd(meeting, forum, count):
    """Fills the list of a meeting up to `count`, by offices of one company."""
    listed = meeting.participants.count()
    Participant.objects.bulk_create(
        Participant(
            meeting=meeting,
            organisation=forum.outside,
            position=f"Anggota rombongan nomor {number} (contoh)",
            order=number,
        )
        for number in range(listed + 1, count + 1)
    )


def fill_with_people(meeting, count):
    """Fills the list of a meeting up to `count`: people, each of an organisation of their own.

    So a query for the person or organisation of a row is one more for each of them. Every other
    one is present, the rest are not marked yet.
    """
    for number in range(meeting.participants.count() + 1, count + 1):
        name, sector = f"Lembaga ke-{number} (contoh)", Sector.COMPANY
        Participant.objects.create(
            meeting=meeting,
            organisation=Organisation.objects.create(
                slug=f"lembaga-{number}", name=name, sector=sector
            ),
            person=Person.objects.create(
                slug=f"orang-{number}", name=f"Orang ke-{number} (contoh)"
            ),
            position="Anggota",
            order=number,
            attendance=Attendance.PRESENT if number % 2 else Attendance.UNMARKED,
        )
