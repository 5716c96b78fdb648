"""Rate limits: how often a visitor, or a key such as a link, may try something.

The attempts are counted in the cache by allauth and expire by themselves.
"""

from copy import copy

from allauth.core import ratelimit
from django.http import HttpRequest


def is_too_often(request: HttpRequest, action: str, *, key: object = "") -> bool:
    """Count one attempt by POST, and tell whether there were too many.

    settings.ACCOUNT_RATE_LIMITS says how many, beside the limits on signing in: by visitor (ip), by
    `key`, or both. An attempt over the limit is not counted, so waiting always helps.
    """
    return not ratelimit.consume(request, action=action, key=str(key))


def is_guessing(request: HttpRequest, action: str) -> bool:
    """Count one question that found nothing, by GET or POST, and tell whether there were too many.

    allauth never counts a GET, so it is shown a copy of the request that says POST.
    """
    attempt = copy(request)
    attempt.method = "POST"
    return is_too_often(attempt, action)
