"""A meeting so large that a query for each guest would be felt."""

from meetings.models import Participant


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
