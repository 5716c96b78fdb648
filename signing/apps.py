"""Who signed, and whether it is real."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    """Documents, their letter templates, signatories and verification."""

    name = "signing"
    verbose_name = _("Agreements")
