"""The Django app `signing`: who signed, and whether a document is genuine."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    """Signatures, closings, issued files, verification and archives."""

    name = "signing"
    verbose_name = _("Signing")
