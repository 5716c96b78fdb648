"""Read-only administration pages of meetings."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from meetings.models import Decision, FollowUp, Meeting


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """Meetings and their states."""

    list_display = ("reference", "theme", "date", "state", "published_at")
    list_filter = ("state", "kind")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions."""

    list_display = ("reference", "meeting", "title")


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    """Follow-ups."""

    list_display = ("reference", "activity", "owner", "deadline", "state")
