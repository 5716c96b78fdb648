"""The app of meetings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Meetings, agenda, participants, log, decisions and follow-ups."""

    name = "meetings"
    verbose_name = _("Meetings")
