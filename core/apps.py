"""What every app may lean on, and no noun of the business."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The foundation."""

    name = "core"
