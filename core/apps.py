"""What every app may lean on, and no noun of the business."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The foundation."""

    name = "core"
    verbose_name = _("Behind the scenes")
