"""How accounts come into being (by invitation, never by signing up), and how they are read."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from stakeholders.models import User


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Keeps the sign-up page closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the forum's staff opens accounts for people who hold a mandate."""
        return False


class PersonalBackend(AuthenticationBackend):
    """Reads the person together with the account: every page names who is signed in."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account of a session, if it may still be used."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
