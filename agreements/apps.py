"""What was signed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """Documents, their letter templates, signatories and verification."""

    name = "agreements"
    verbose_name = _("Agreements")
