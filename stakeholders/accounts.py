"""How accounts come into being: by invitation of the forum's staff, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Keeps the sign-up page closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the forum's staff opens accounts for people who hold a mandate."""
        return False
