"""The roof that shows it all."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The project: settings, addresses, and pages that tell the whole chain."""

    name = "portal"

    def ready(self) -> None:
        """Register the checks."""
        from portal import checks  # noqa: F401, PLC0415
