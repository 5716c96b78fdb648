"""The Django app of the project itself."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The project: settings, URLs, and the pages that combine several apps."""

    name = "portal"

    def ready(self) -> None:
        """Register the system checks."""
        from portal import checks  # noqa: F401, PLC0415
