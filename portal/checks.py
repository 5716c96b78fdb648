"""What must not be started: checks that run with every command."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register()
def the_demo_stays_at_home(**kwargs: Any) -> list[Error]:
    """Refuse the demo, whose password everybody knows, at a public https address."""
    if settings.DEMO and settings.HTTPS:
        return [
            Error(
                "DEMO is on while PUBLIC_URL is a public address.",
                hint="The demo lets anybody in as administrator. Unset DEMO.",
                id="portal.E001",
            )
        ]
    return []
