"""System checks: configurations with which the portal must not start."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def check_demo_is_local(**kwargs: object) -> list[Error]:
    """Return an error if the demo, whose password is public, is configured with an https URL."""
    if settings.DEMO and settings.HTTPS:
        return [
            Error(
                "DEMO is on while PUBLIC_URL is a public address.",
                hint="The demo lets anybody in as administrator. Unset DEMO.",
                id="portal.E001",
            )
        ]
    return []
