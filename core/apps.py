"""The Django app of core, the foundation of all other apps; it knows no business noun."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The foundation of all other apps."""

    name = "core"
    verbose_name = _("Behind the scenes")
