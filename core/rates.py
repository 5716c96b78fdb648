"""How often something may be tried: counted in the cache, and forgotten by itself."""

import time

from allauth.core import ratelimit
from allauth.core.internal import ratelimit as internal
from django.core.cache import cache
from django.http import HttpRequest

APP = "allauth.account"


def is_too_often(request: HttpRequest, action: str, *, key: object = "") -> bool:
    """Count one attempt by POST, and tell whether there were too many.

    settings.ACCOUNT_RATE_LIMITS says how many, beside the limits on signing in: by visitor (ip), by
    `key`, or both. An attempt that is too many is not counted, so waiting always helps.
    """
    return not ratelimit.consume(request, action=action, key=str(key))


def is_guessing(request: HttpRequest, action: str) -> bool:
    """Count one question by GET that found nothing, and tell whether there were too many.

    Two at the same instant may count as one: a limit on guesses is no lock.
    """
    for rate in internal.get_rates(app=APP, action=action):
        key = internal.get_cache_key(request, app=APP, action=action, rate=rate)
        is_allowed, asked = internal.apply_rate(cache.get(key, []), time.time(), rate)
        if not is_allowed:
            return True
        cache.set(key, asked, rate.duration)
    return False
