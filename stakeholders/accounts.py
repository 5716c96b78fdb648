"""How accounts come into being (by invitation, never by signing up), and how they are read."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from core.emails import post_mail
from stakeholders.models import Organisation, User

TO_NOBODY = "account/email/unknown_account"


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Keeps the sign-up page closed, and lets mail leave by the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the forum's staff opens accounts for people who hold a mandate."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post what allauth writes.

        An address without an account gets no mail, but the answer costs the same: neither its
        words nor its time tell who has an account.
        """
        words = {**context, "email": email, "public_url": settings.PUBLIC_URL}
        letter = self.render_mail(template_prefix, email, words)
        to = "" if template_prefix == TO_NOBODY else email
        post_mail(to=to, subject=letter.subject, text=str(letter.body))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address in the letter; it never follows the host that a request names."""
        return _password_address(*key.split("-", 1))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the address in the letter, as above."""
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return f"{settings.PUBLIC_URL}{path}"


def password_link(user: User) -> str:
    """Return a link by which its owner sets the account's password; it works for some days, once.

    settings.PASSWORD_RESET_TIMEOUT says for how many seconds.
    """
    return _password_address(user_pk_to_url_str(user), default_token_generator.make_token(user))


def invitation_to_sign_in(user: User, organisation: Organisation) -> tuple[str, str]:
    """Return subject and text of the letter to somebody who has an account now, in Indonesian."""
    words = {
        "name": str(user),
        "email": user.email,
        "organisation": organisation.name,
        "password_url": password_link(user),
        "code_url": f"{settings.PUBLIC_URL}{reverse('account_request_login_code')}",
        "public_url": settings.PUBLIC_URL,
    }
    with override(settings.LANGUAGE_CODE):
        subject = render_to_string("account/email/invitation_subject.txt", words)
        return subject, render_to_string("account/email/invitation_message.txt", words)


def _password_address(place: str, key: str) -> str:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": place, "key": key})
    return f"{settings.PUBLIC_URL}{path}"


class PersonalBackend(AuthenticationBackend):
    """Reads the person together with the account: every page names who is signed in."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account of a session, if it may still be used."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
