"""The app of pledges: what stakeholders promise to contribute."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PledgesConfig(AppConfig):
    """Pledges and their accommodation."""

    name = "pledges"
    verbose_name = _("Pledges")
