"""Somebody who came by a link or an account does not sign, or stands by a signature no more."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreements.actions import decline_signature, withdraw_consent
from agreements.forms.collecting import PrintedReasonForm
from agreements.models import DocumentState, SignatoryState
from agreements.views.signer import Signer, for_signer, kept_private
from core.access import open_to_all
from core.forms import REFUSED, done_once, is_refused


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
@for_signer
def signing_decline(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Ask why somebody does not sign, and tell everybody."""
    template = "agreements/signing_decline.html"
    return _answered(request, signer, template, decline_signature, is_open=signer.place.is_awaited)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
@for_signer
def signing_withdraw(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Ask why somebody stands by a signature no more; it stays, and everybody is told."""
    place = signer.place
    is_signed = place.state == SignatoryState.SIGNED and place.withdrawn_at is None
    is_open = is_signed and place.document.state != DocumentState.VOID
    template = "agreements/signing_withdraw.html"
    return _answered(request, signer, template, withdraw_consent, is_open=is_open)


def _answered(
    request: HttpRequest, signer: Signer, template: str, act: Callable[..., Any], *, is_open: bool
) -> HttpResponse:
    """Ask for the reason and act once; back to the place when there is nothing to be asked."""
    place = signer.place
    back = reverse("agreements:signing_place", args=[place.pk])
    if request.method != "POST" and not is_open:
        return redirect(back)
    form = PrintedReasonForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        act(signatory=place, by=signer.by, **form.values)
        return back

    if request.method == "POST":
        address = done_once(form, perform)
        if address is not None:
            return redirect(address)
    context = {"place": place, "document": place.document, "form": form, "back_url": back}
    status = REFUSED if is_refused(form) else 200
    return kept_private(render(request, template, context, status=status))
