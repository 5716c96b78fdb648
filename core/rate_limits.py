"""Rate limits of requests: how often a visitor, or a key such as a link, may try something.

allauth counts the attempts in the cache, where they expire by themselves. The rate limit of a
personal link is counted in its history (stakeholders.actions.links.require_under_rate_limit), and
how many prints a user may have waiting in their own rows (agreements.actions.printing).
"""

from copy import copy

from allauth.core import ratelimit
from django.http import HttpRequest


def is_rate_limited(request: HttpRequest, action: str, *, key: object = "") -> bool:
    """Count a POST request as one attempt, and tell whether it exceeds the rate limit.

    The limit of each action is in settings.ACCOUNT_RATE_LIMITS: by visitor (IP address), by `key`,
    or both. An attempt over the limit is not counted, so waiting always helps.
    """
    return not ratelimit.consume(request, action=action, key=str(key))


def is_guess_limited(request: HttpRequest, action: str) -> bool:
    """Count a request with a wrong guess, GET or POST; tell whether it exceeds the rate limit.

    allauth does not count GET requests, so it gets a copy of the request as POST.
    """
    attempt = copy(request)
    attempt.method = "POST"
    return is_rate_limited(attempt, action)
