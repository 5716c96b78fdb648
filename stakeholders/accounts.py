"""How accounts come into being (by invitation, never by signing up), and how they are read."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from core.actors import Actor
from core.emails import enqueue_email
from core.history import record
from core.refusals import Refused
from stakeholders.models import Organisation, User

UNKNOWN_ACCOUNT = "account/email/unknown_account"
BY_CODE = "account_reauthenticate_by_code"
LONGEST_ADDRESS = 254


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Keeps the sign-up page closed, lets mail leave by the outbox, and proves new addresses."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        # It never says that there is an account.
        "email_taken": gettext_lazy("This address cannot be used. Please choose another one."),
    }

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
        to = "" if template_prefix == UNKNOWN_ACCOUNT else email
        enqueue_email(to=to, subject=letter.subject, text=str(letter.body))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address in the letter; it never follows the host that a request names."""
        return _build_password_url(*key.split("-", 1))

    # ── Another address ──────────────────────────────────────────────────────────────────

    def clean_email(self, email: str) -> str:
        """Return the address, unless no account has room for it."""
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(_("Enter a valid email address."))
        return email

    def get_reauthentication_methods(self, user: Actor) -> list[dict[str, Any]]:
        """Return how an owner proves to be it: by password, without one by a code."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [{"id": BY_CODE, "description": _("Get a code by e-mail"), "url": reverse(BY_CODE)}]

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """Send the code to another address; whoever has it already gets a letter without one."""
        address, user = emailconfirmation.email_address.email, emailconfirmation.email_address.user
        if is_email_taken(address, user):
            with override(settings.LANGUAGE_CODE):
                self.send_mail("account/email/address_taken", address, {})
        else:
            words = {"user": user, "code": emailconfirmation.key}
            self.send_mail("account/email/email_confirmation", address, words)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make an address whose code was entered the only one of its account.

        Returns False, with a sentence for the user, if somebody else has it by now.
        """
        try:
            with transaction.atomic():
                return self._take_address(request, email_address)
        except (IntegrityError, Refused):
            messages.error(request, self.error_messages["email_taken"])
            return False

    def _take_address(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        user = User.objects.select_for_update().get(pk=email_address.user_id)
        old, new = user.email.lower(), email_address.email
        if is_email_taken(new, user):
            raise Refused(self.error_messages["email_taken"])
        # allauth tells the one address that was there before: it is to be the old one.
        addresses = EmailAddress.objects.filter(user=user)
        addresses.exclude(email__in=(old, new)).delete()
        addresses.get_or_create(email=old, defaults={"user": user})
        if not super().confirm_email(request, email_address):
            return False
        if old != new:
            record(user, "account_readdressed", by=user, old=old, email=new)
        return True

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Return the page that shows the new address."""
        return reverse("account_email")

    # ── Signing in ───────────────────────────────────────────────────────────────────────

    def get_login_stages(self) -> list[str]:
        """Return what signing in asks for: an invited address is proved by its first letter."""
        return [
            stage
            for stage in super().get_login_stages()
            if not stage.endswith(".EmailVerificationStage")
        ]

    def pre_login(
        self, request: HttpRequest, user: User, *, email: str | None, **login: Any
    ) -> HttpResponse | None:
        """Refuse an address that is no longer the account's, though its code was sent before."""
        if email and email.lower() != user.email.lower():
            messages.error(
                request, _("The account has another address now. Sign in with that one.")
            )
            begun = LoginStageController.enter(request, LoginByCodeStage.key)
            return begun.abort() if begun is not None else redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, email=email, **login)
        return response


def is_email_taken(email: str, user: User) -> bool:
    """Tell whether an account of somebody else has this address, whatever its case."""
    with_it = Q(email__iexact=email) | Q(emailaddress__email__iexact=email)
    return User.objects.filter(with_it).exclude(pk=user.pk).exists()


def build_address_change_email(old: str, new: str) -> tuple[str, str]:
    """Return subject and text of the letter to an old address, in Indonesian."""
    words = {"from_email": old, "to_email": new, "public_url": settings.PUBLIC_URL}
    with override(settings.LANGUAGE_CODE):
        subject = render_to_string("account/email/email_changed_subject.txt", words)
        return subject, render_to_string("account/email/email_changed_message.txt", words)


def make_password_link(user: User) -> str:
    """Return a link by which its owner sets the account's password; it works for some days, once.

    settings.PASSWORD_RESET_TIMEOUT says for how many seconds.
    """
    return _build_password_url(user_pk_to_url_str(user), default_token_generator.make_token(user))


def build_account_invitation_email(user: User, organisation: Organisation) -> tuple[str, str]:
    """Return subject and text of the letter to somebody who has an account now, in Indonesian."""
    words = {
        "name": str(user),
        "email": user.email,
        "organisation": organisation.name,
        "password_url": make_password_link(user),
        "code_url": f"{settings.PUBLIC_URL}{reverse('account_request_login_code')}",
        "public_url": settings.PUBLIC_URL,
    }
    with override(settings.LANGUAGE_CODE):
        subject = render_to_string("account/email/invitation_subject.txt", words)
        return subject, render_to_string("account/email/invitation_message.txt", words)


def _build_password_url(uid: str, key: str) -> str:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    return f"{settings.PUBLIC_URL}{path}"


class PersonalBackend(AuthenticationBackend):
    """Reads the person together with the account: every page names who is signed in."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account of a session, if it may still be used."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
