"""Integration of django-allauth: accounts by invitation only, e-mail through the outbox."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationMixin
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
    """The allauth adapter of the portal: invitation only, e-mail by the outbox."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        # The message must not reveal that an account exists.
        "email_taken": gettext_lazy("This address cannot be used. Please choose another one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: only the forum's staff opens accounts."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an e-mail of allauth through the outbox.

        For an address without an account the message is written but not sent: neither the answer
        nor its duration may reveal who has an account.
        """
        context = {**context, "email": email, "public_url": settings.PUBLIC_URL}
        message = self.render_mail(template_prefix, email, context)
        to = "" if template_prefix == UNKNOWN_ACCOUNT else email
        enqueue_email(to=to, subject=message.subject, text=str(message.body))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the URL of a password reset, built on PUBLIC_URL and not on the request's host."""
        return _build_password_url(*key.split("-", 1))

    # ── Changing the address ──────────────────────────────────────────────────────────────────

    def clean_email(self, email: str) -> str:
        """Return the address; raises ValidationError if it is too long for the column."""
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(_("Enter a valid email address."))
        return email

    def get_reauthentication_methods(self, user: Actor) -> list[dict[str, Any]]:
        """Return how a user can reauthenticate: by password or, without one, by a code."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [{"id": BY_CODE, "description": _("Get a code by e-mail"), "url": reverse(BY_CODE)}]

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationMixin, signup: bool
    ) -> None:
        """Send the confirmation code to the new address.

        If it belongs to another account, its owner gets a notice without a code instead.
        """
        address, user = emailconfirmation.email_address.email, emailconfirmation.email_address.user
        if is_email_taken(address, user):
            with override(settings.LANGUAGE_CODE):
                self.send_mail("account/email/address_taken", address, {})
        else:
            context = {"user": user, "code": emailconfirmation.key}
            self.send_mail("account/email/email_confirmation", address, context)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make a confirmed address the only one of its account.

        Returns False, with a message for the user, if another account has taken it meanwhile.
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
        # allauth notifies the one other address of the account: make sure it is the old one.
        addresses = EmailAddress.objects.filter(user=user)
        addresses.exclude(email__in=(old, new)).delete()
        addresses.get_or_create(email=old, defaults={"user": user})
        if not super().confirm_email(request, email_address):
            return False
        if old != new:
            record(user, "account_readdressed", by=user, old=old, email=new)
        return True

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Return the page to show after an address was confirmed."""
        return reverse("account_email")

    # ── Signing in ───────────────────────────────────────────────────────────────────────

    def get_login_stages(self) -> list[str]:
        """Return the login stages without e-mail verification, which the invitation has done."""
        return [
            stage
            for stage in super().get_login_stages()
            if not stage.endswith(".EmailVerificationStage")
        ]

    def pre_login(
        self, request: HttpRequest, user: User, *, email: str | None, **login: Any
    ) -> HttpResponse | None:
        """Abort a login by a code if the account's address changed after the code was sent."""
        if email and email.lower() != user.email.lower():
            messages.error(
                request, _("The address of this account has changed. Sign in with the new one.")
            )
            stage = LoginStageController.enter(request, LoginByCodeStage.key)
            return stage.abort() if stage is not None else redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, email=email, **login)
        return response


def is_email_taken(email: str, user: User) -> bool:
    """Tell whether another account has this address, ignoring case."""
    has_email = Q(email__iexact=email) | Q(emailaddress__email__iexact=email)
    return User.objects.filter(has_email).exclude(pk=user.pk).exists()


def build_address_change_email(old: str, new: str) -> tuple[str, str]:
    """Return subject and text of the notice to the old address, in Indonesian."""
    context = {"from_email": old, "to_email": new, "public_url": settings.PUBLIC_URL}
    with override(settings.LANGUAGE_CODE):
        subject = render_to_string("account/email/email_changed_subject.txt", context)
        return subject, render_to_string("account/email/email_changed_message.txt", context)


def make_password_link(user: User) -> str:
    """Return a one-time URL for setting the account's password.

    It expires after settings.PASSWORD_RESET_TIMEOUT seconds.
    """
    return _build_password_url(user_pk_to_url_str(user), default_token_generator.make_token(user))


def build_account_invitation_email(user: User, organisation: Organisation) -> tuple[str, str]:
    """Return subject and text of the invitation to a new account, in Indonesian."""
    context = {
        "name": str(user),
        "email": user.email,
        "organisation": organisation.name,
        "password_url": make_password_link(user),
        "code_url": f"{settings.PUBLIC_URL}{reverse('account_request_login_code')}",
        "public_url": settings.PUBLIC_URL,
    }
    with override(settings.LANGUAGE_CODE):
        subject = render_to_string("account/email/invitation_subject.txt", context)
        return subject, render_to_string("account/email/invitation_message.txt", context)


def _build_password_url(uid: str, key: str) -> str:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    return f"{settings.PUBLIC_URL}{path}"


class PersonalBackend(AuthenticationBackend):
    """allauth's authentication backend, reading account and person in one query."""

    def get_user(self, user_id: int | str) -> User | None:
        """Return the account of a session if it is still active."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
