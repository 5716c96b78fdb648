"""Kept counts of meetings: by who attended, and of each meeting; see core/kept_counts.py."""

from django.db import models

from core.models import Tally
from meetings.models.meeting import Meeting
from stakeholders.models import Organisation, Sector


class AttendedMeeting(models.Model):
    """How many people of an organisation attended a meeting; triggers write it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "meeting"], name="attended_meeting_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.meeting_id}: {self.people}"


class MeetingsOfOrganisation(Tally):
    """How many meetings an organisation attended; a row for each organisation."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="meeting_tally"
    )

    KEY = "organisation"

    class Meta:
        indexes = [
            models.Index(fields=["public", "organisation"], name="organisation_meetings_public"),
            models.Index(fields=["staff", "organisation"], name="organisation_meetings_staff"),
        ]


class AttendeesOfMeeting(Tally):
    """How many participants attended a meeting, the same for every reader; a row for each."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="attendee_tally")

    KEY = "meeting"

    class Meta:
        indexes = [models.Index(fields=["public", "meeting"], name="meeting_attendees")]


class DecisionsOfMeeting(Tally):
    """How many decisions a meeting made, the same for every reader; a row for each."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="decision_tally")

    KEY = "meeting"

    class Meta:
        indexes = [models.Index(fields=["public", "meeting"], name="meeting_decisions")]


class AttendeesBySector(models.Model):
    """How many participants of a sector are on a meeting's list, and attended; triggers write it.

    Whoever changes a participant holds the lock of its meeting, so nobody waits for this row.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sector_tallies")
    sector = models.CharField(max_length=30, choices=Sector)
    listed = models.IntegerField(default=0)
    present = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sector"], name="attendees_by_sector_unique")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.sector}: {self.present}/{self.listed}"


class RoomVersion(models.Model):
    """The version of what a meeting room shows: triggers count every change of it.

    A browser that polls says the version it shows, and one query tells whether it is still that.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="room_version")
    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.number}"
