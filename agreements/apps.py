"""The Django app of the agreements."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """Letterheads, documents and their content, signatories, review and prints."""

    name = "agreements"
    verbose_name = _("Agreements")
