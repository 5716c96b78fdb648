"""Pages for a signer to decline, or to withdraw a signature."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreements.models import DocumentState, SignatoryState
from core.access import allow_anonymous, keep_private
from core.forms import REFUSED, is_refused, submit_once
from signing.actions.refusing import decline_signature, withdraw_signature
from signing.forms.collecting import PrintedReasonForm
from signing.views.signer import Signer, with_signer


@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
@with_signer
def signing_decline(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Ask for the reason, and record that the signatory declines."""
    template = "signing/signing_decline.html"
    return _ask_reason(
        request, signer, template, decline_signature, is_open=signer.signatory.is_awaited
    )


@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
@with_signer
def signing_withdraw(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Ask for the reason, and record that the signature is withdrawn."""
    signatory = signer.signatory
    is_signed = signatory.state == SignatoryState.SIGNED and signatory.withdrawn_at is None
    is_open = is_signed and signatory.document.state != DocumentState.VOID
    template = "signing/signing_withdraw.html"
    return _ask_reason(request, signer, template, withdraw_signature, is_open=is_open)


def _ask_reason(
    request: HttpRequest, signer: Signer, template: str, act: Callable[..., Any], *, is_open: bool
) -> HttpResponse:
    """Ask for the reason and act once; redirect back when the action does not apply."""
    signatory = signer.signatory
    back = reverse("signing:signing_page", args=[signatory.pk])
    if request.method != "POST" and not is_open:
        return redirect(back)
    form = PrintedReasonForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        act(signatory=signatory, by=signer.by, **form.values)
        return back

    if request.method == "POST":
        address = submit_once(form, perform)
        if address is not None:
            return redirect(address)
    context = {
        "signatory": signatory,
        "document": signatory.document,
        "form": form,
        "back_url": back,
    }
    status = REFUSED if is_refused(form) else 200
    return keep_private(render(request, template, context, status=status))
