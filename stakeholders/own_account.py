"""What may be changed of one's own account, and how its owner proves to be its owner first."""

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

PROOF_CODE, PROVED_AT = "proof_code", "proved_by_code_at"  # in the session
CODE_SECONDS = 15 * 60
PROOF_SECONDS = 5 * 60  # as long as allauth takes a password for fresh
MOST_WRONG_CODES = 3


def require_proof(request: Any) -> None:
    """Raise ReauthenticationRequired unless the account's owner has just proved to be there.

    allauth then leads to the proof, and afterwards does what was asked for. It knows no proof for
    an account without a password, and would ask for none.
    """
    if request.user.has_usable_password():
        _require_password(request)
    elif not _is_proved_by_code(request):
        raise ReauthenticationRequired


@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def _require_password(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired unless the password was given again just now."""


def _is_proved_by_code(request: HttpRequest) -> bool:
    return bool(time.time() - request.session.get(PROVED_AT, 0) < PROOF_SECONDS)


class AddressView(EmailView):
    """The address of one's account, and the wish for another one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send a code to another address; allauth's other buttons would change it unproved."""
        if "action_add" not in request.POST:
            return HttpResponseRedirect(self.get_success_url())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AddEmailForm) -> Any:
        """Answer alike for a free address and for a taken one; the adapter writes the letter."""
        require_proof(self.request)
        if is_rate_limited(self.request, "change_address", key=form.cleaned_data["email"]):
            return respond_429(self.request)
        return super().form_valid(form)


class NewAddressView(ConfirmEmailVerificationCodeView):
    """The code that proves another address; only who asked for it, signed in, comes here."""

    def form_invalid(self, form: Form) -> Any:
        """Lead back to the address, not to signing in, when the code is forgotten."""
        answer = super().form_invalid(form)
        if isinstance(answer, HttpResponseRedirect):
            return HttpResponseRedirect(reverse("account_email"))
        return answer


class FirstPasswordView(PasswordSetView):
    """A password for an account without one, which would otherwise prove who its owner is."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the proof first; a new password that was typed already is not kept meanwhile."""
        if not request.user.has_usable_password() and not _is_proved_by_code(request):
            return HttpResponseRedirect(f"{reverse(BY_CODE)}?next={request.path}")
        return super().dispatch(request, *args, **kwargs)


class ProofByCodeView(BaseReauthenticateView):
    """The proof of who has no password: a code, sent to the present address of the account."""

    form_class = ConfirmLoginCodeForm
    template_name = "account/reauthenticate_by_code.html"

    def get_form_kwargs(self) -> Any:
        """Hand the code to the form; an empty one is never right."""
        return super().get_form_kwargs() | {"code": self._get_sent_code().get("code", "")}

    def get_context_data(self, **kwargs: Any) -> Any:
        """Say whether a code was sent, and where to."""
        words = {"email": self.request.user.email, "is_code_sent": bool(self._get_sent_code())}
        return super().get_context_data(**kwargs) | words

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send a code, or judge the one that was typed."""
        if "send" in request.POST:
            return self._send()
        if not self._get_sent_code():
            messages.error(request, _("This code no longer works. Please ask for a new one."))
            return self._ask_again()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> Any:
        """Remember the proof for some minutes, and do what was asked for before."""
        del self.request.session[PROOF_CODE]
        self.request.session[PROVED_AT] = time.time()
        return super().form_valid(form)

    def form_invalid(self, form: Form) -> Any:
        """Forget the code after some wrong ones."""
        sent = self._get_sent_code()
        sent["wrong"] += 1
        if sent["wrong"] < MOST_WRONG_CODES:
            self.request.session[PROOF_CODE] = sent
            return super().form_invalid(form)
        del self.request.session[PROOF_CODE]
        messages.error(
            self.request, _("That was too often a wrong code. Please ask for a new one.")
        )
        return self._ask_again()

    def _send(self) -> Any:
        email = self.request.user.email
        if is_rate_limited(self.request, "request_login_code", key=email.lower()):
            return respond_429(self.request)
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
        """Return the code that waits to be typed, or nothing when none works."""
        sent: dict[str, Any] = self.request.session.get(PROOF_CODE, {})
        works = (
            sent
            and sent["email"] == self.request.user.email
            and time.time() - sent["at"] < CODE_SECONDS
        )
        return sent if works else {}

    def _ask_again(self) -> HttpResponse:
        return HttpResponseRedirect(self.passthrough_next_url(reverse(BY_CODE)))
