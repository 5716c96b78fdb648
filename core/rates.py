"""How often something may be tried: counted in the cache, and forgotten by itself."""

from allauth.core import ratelimit
from allauth.core.internal import ratelimit as internal
from django.http import HttpRequest


def is_too_often(request: HttpRequest, action: str, *, key: object = "") -> bool:
    """Count one attempt by POST, and tell whether there were too many.

    settings.ACCOUNT_RATE_LIMITS says how many, beside the limits on signing in: by visitor (ip), by
    `key`, or both. An attempt that is too many is not counted, so waiting always helps.
    """
    return not ratelimit.consume(request, action=action, key=str(key))


def is_guessing(request: HttpRequest, action: str) -> bool:
    """Count one question by GET that found nothing, and tell whether there were too many."""
    used = internal.consume(request, app="allauth.account", action=action, limit_get=True)
    return used is None
