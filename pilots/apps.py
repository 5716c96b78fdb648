"""The app of the programme: where the forum works, and for what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PilotsConfig(AppConfig):
    """Regions, the programme, its survey, problems, plan and pilots."""

    name = "pilots"
    verbose_name = _("Pilots")
