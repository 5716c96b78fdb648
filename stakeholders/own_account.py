"""Changing one's own address and password, after reauthentication by password or by code."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.forms import AddEmailForm, ConfirmLoginCodeForm
from allauth.account.views import (
    BaseReauthenticateView,
    ConfirmEmailVerificationCodeView,
    EmailView,
    PasswordSetView,
)
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.rate_limits import is_rate_limited
from stakeholders.accounts import BY_CODE
from stakeholders.models import User

PROOF_CODE, PROVED_AT = "proof_code", "proved_by_code_at"  # in the session
CODE_SECONDS = 15 * 60
PROOF_SECONDS = 5 * 60  # as allauth's ACCOUNT_REAUTHENTICATION_TIMEOUT
MOST_WRONG_CODES = 3


def require_proof(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired unless the user has just reauthenticated.

    allauth then shows the reauthentication page and afterwards continues with the request. On its
    own it would ask nothing of an account without a password; here such a user needs a code.
    """
    if _has_password(request):
        _require_password(request)
    elif not _is_proved_by_code(request):
        raise ReauthenticationRequired


@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def _require_password(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired unless the password was entered recently."""


def _has_password(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.has_usable_password()


def _is_proved_by_code(request: HttpRequest) -> bool:
    return bool(time.time() - request.session.get(PROVED_AT, 0) < PROOF_SECONDS)


class AddressView(EmailView):
    """The page of the account's address, with a form for changing it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept only a new address; allauth's other actions would change it without proof."""
        if "action_add" not in request.POST:
            return HttpResponseRedirect(self.get_success_url())
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: AddEmailForm) -> HttpResponse:
        """Give the same answer for a free and for a taken address; the adapter sends the e-mail."""
        require_proof(self.request)
        if is_rate_limited(self.request, "change_address", key=form.cleaned_data["email"]):
            refusal: HttpResponse = respond_429(self.request)
            return refusal
        response: HttpResponse = super().form_valid(form)
        return response


class NewAddressView(ConfirmEmailVerificationCodeView):
    """The page on which the code sent to a new address is entered."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Redirect to the address page, not to the sign-in page, when the code has expired."""
        response: HttpResponse = super().form_invalid(form)
        if isinstance(response, HttpResponseRedirect):
            return HttpResponseRedirect(reverse("account_email"))
        return response


class FirstPasswordView(PasswordSetView):
    """Setting the first password, after reauthentication by code."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to reauthentication first; a password in the request is discarded."""
        if not _has_password(request) and not _is_proved_by_code(request):
            return HttpResponseRedirect(f"{reverse(BY_CODE)}?next={request.path}")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class ProofByCodeView(BaseReauthenticateView):
    """Reauthentication without a password: by a code sent to the current address."""

    form_class = ConfirmLoginCodeForm
    template_name = "account/reauthenticate_by_code.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the code to the form; an empty code never matches."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"code": self._get_sent_code().get("code", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the template whether a code was sent, and to which address."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "email": self.request.user.email,
            "is_code_sent": bool(self._get_sent_code()),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or check the one that was entered."""
        if "send" in request.POST:
            return self._send()
        if not self._get_sent_code():
            messages.error(request, _("This code no longer works. Please ask for a new one."))
            return self._ask_again()
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: Form) -> HttpResponse:
        """Record the reauthentication in the session, and continue with the original request."""
        del self.request.session[PROOF_CODE]
        self.request.session[PROVED_AT] = time.time()
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Form) -> HttpResponse:
        """Invalidate the code after MOST_WRONG_CODES wrong attempts."""
        sent = self._get_sent_code()
        sent["wrong"] += 1
        if sent["wrong"] < MOST_WRONG_CODES:
            self.request.session[PROOF_CODE] = sent
            response: HttpResponse = super().form_invalid(form)
            return response
        del self.request.session[PROOF_CODE]
        messages.error(self.request, _("Too many wrong codes. Please ask for a new one."))
        return self._ask_again()

    def _send(self) -> HttpResponse:
        email = self.request.user.email
        if is_rate_limited(self.request, "request_login_code", key=email.lower()):
            refusal: HttpResponse = respond_429(self.request)
            return refusal
        adapter = get_adapter(self.request)
        code = adapter.generate_login_code()
        adapter.send_mail("account/email/proof_code", email, {"code": code})
        self.request.session[PROOF_CODE] = {
            "code": code,
            "email": email,
            "at": time.time(),
            "wrong": 0,
        }
        return self._ask_again()

    def _get_sent_code(self) -> dict[str, Any]:
        """Return the pending code with its data, or an empty dict if there is no valid one."""
        sent: dict[str, Any] = self.request.session.get(PROOF_CODE, {})
        is_valid = (
            sent
            and sent["email"] == self.request.user.email
            and time.time() - sent["at"] < CODE_SECONDS
        )
        return sent if is_valid else {}

    def _ask_again(self) -> HttpResponse:
        return HttpResponseRedirect(self.passthrough_next_url(reverse(BY_CODE)))
