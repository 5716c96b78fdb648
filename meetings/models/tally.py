"""Kept counts of meetings: by who attended, and of each meeting; see core/kept_counts.py."""

from django.db import models

from core.models import Tally
from meetings.models.meeting import Meeting
from stakeholders.models import Organisation


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
