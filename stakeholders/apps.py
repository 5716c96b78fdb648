"""The app of stakeholders: who takes part in the forum."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    """Users, organisations, people, mandates and personal links."""

    name = "stakeholders"
    verbose_name = _("Stakeholders")
