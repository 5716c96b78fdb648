"""One signatory on the staff's desk: link, routes, delegation, declining and withdrawing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.models import Document, Signatory, SignatoryState
from agreements.views.finding import find_document
from core.access import find_visible, keep_private, require
from core.forms import IdempotentForm, answer_form, confirm, submit_once
from signing.actions.collecting import allow_routes, delegate_signature
from signing.actions.links import renew_signing_link, revoke_signing_link
from signing.actions.refusing import decline_signature, reopen_signatory, withdraw_signature
from signing.actions.reminding import remind_signatory
from signing.forms.collecting import DelegateForm, PrintedReasonForm, RoutesForm
from signing.permissions import can_collect_signatures, can_respond_as
from signing.reports.progress import SignatoryProgress, read_progress
from signing.views.collecting import answer_at_desk, find_frozen_to_collect, get_desk_url


@require_safe
def signatory_desk(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show a signatory with the link, the state and the actions."""
    document = find_frozen_to_collect(request, reference)
    page = {"document": document, "row": _find_row(document, pk), "new_form": IdempotentForm}
    return keep_private(render(request, "signing/signatory_desk.html", page))


def _find_row(document: Document, pk: int) -> SignatoryProgress:
    for row in read_progress(document).rows:
        if row.signatory.pk == pk:
            return row
    raise Http404(_("This page does not exist, or it is not published."))


def _find(document: Document, pk: int) -> Signatory:
    signatories = document.signatories.select_related("organisation", "person", "document")
    return find_visible(signatories, pk=pk)


def _get_desk_url(signatory: Signatory) -> str:
    return reverse("signing:signatory_desk", args=[signatory.document.reference, signatory.pk])


# ── The link ─────────────────────────────────────────────────────────────────────────────────


@require_POST
def signatory_link(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Create a signatory's link, or renew it, so that earlier URLs stop working."""
    document = find_frozen_to_collect(request, reference)
    signatory = _find(document, pk)
    form = IdempotentForm(request.POST)

    def perform() -> str:
        renew_signing_link(signatory=signatory, by=request.user)
        return _get_desk_url(signatory)

    address = submit_once(form, perform)
    if address is None:
        for error in form.non_field_errors():
            messages.error(request, str(error))
    else:
        messages.success(request, _("The link was created."))
    return redirect(_get_desk_url(signatory))


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_link_revoke(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm, and revoke a signatory's link at once."""
    document = find_frozen_to_collect(request, reference)
    signatory = _find(document, pk)

    def perform() -> str:
        revoke_signing_link(signatory=signatory, by=request.user)
        return _get_desk_url(signatory)

    return confirm(
        request,
        perform,
        question=_("Revoke the link of %(signatory)s?")
        % {"signatory": signatory.signing_name or signatory},
        consequences=[
            _("Everybody who opens it or scans its QR code sees that it was revoked."),
            _("You can renew it at any time, which creates a new link."),
        ],
        label=_("Revoke the link"),
        back=_get_desk_url(signatory),
        back_label=_("Signatory"),
        danger=True,
        reference=document.reference,
        message=_("The link is revoked."),
    )


@require_POST
def signatory_remind(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Send one signatory the link by e-mail, or a reminder."""
    document = find_frozen_to_collect(request, reference)
    signatory = _find(document, pk)

    def perform() -> str:
        remind_signatory(signatory=signatory, by=request.user)
        return _("The e-mail to %(signatory)s is being sent.") % {
            "signatory": signatory.signing_name or signatory
        }

    return answer_at_desk(request, document, perform)


# ── Routes and delegation ────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_routes(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change the routes of an awaited signatory, with an optimistic lock."""
    document = find_frozen_to_collect(request, reference)
    signatory = _find(document, pk)
    names = ("allows_screen", "allows_ink", "allows_certificate", "revision")
    form = RoutesForm(
        request.POST or None, initial={name: getattr(signatory, name) for name in names}
    )

    def perform() -> str:
        allow_routes(
            signatory=signatory, seen_revision=form.seen_revision, by=request.user, **form.values
        )
        return _get_desk_url(signatory)

    return answer_form(
        request,
        form,
        perform,
        context=_build_form_context(signatory, _("By which means may it be signed?"), _("Save")),
        message=_("The allowed ways to sign are saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_delegate(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Delegate the signature to somebody else, by a delegation letter."""
    document = find_frozen_to_collect(request, reference)
    signatory = _find(document, pk)
    form = DelegateForm(request.POST or None, organisation=signatory.organisation)

    def perform() -> str:
        delegate_signature(signatory=signatory, by=request.user, **form.values)
        return _get_desk_url(signatory)

    return answer_form(
        request,
        form,
        perform,
        context={
            **_build_form_context(signatory, _("Who signs instead?"), _("Delegate")),
            "lead": " ".join(
                [
                    f"{signatory.signing_name or signatory}, {signatory.organisation.name}.",
                    _("The previous link stops working, and a new one is created."),
                ]
            ),
        },
        message=_("The signature is delegated; the new link is below."),
    )


def _build_form_context(signatory: Signatory, heading: str, label: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "lead": f"{signatory.signing_name or signatory}, {signatory.organisation.name}",
        "reference": signatory.document.reference,
        "submit_label": label,
        "back_url": _get_desk_url(signatory),
        "back_label": _("Signatory"),
    }


# ── Refusals ─────────────────────────────────────────────────────────────────────────────────


def _find_own(request: HttpRequest, reference: str, pk: int) -> Signatory:
    """Return a signatory for its signer and for the staff; 403 for others."""
    document = find_document(request, reference)
    signatory = _find(document, pk)
    require(can_respond_as(request.user, signatory))
    return signatory


def _get_back_link(request: HttpRequest, signatory: Signatory) -> tuple[str, str]:
    if can_collect_signatures(request.user, signatory.document):
        return get_desk_url(signatory.document), _("Collecting signatures")
    return signatory.document.get_absolute_url(), str(signatory.document)


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_decline(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm with a reason, and record that the signatory declines."""
    signatory = _find_own(request, reference, pk)
    if request.method != "POST" and not (signatory.is_awaited and signatory.document.is_frozen):
        raise Http404(_("This signatory is not asked to sign now."))
    form = PrintedReasonForm(request.POST or None)
    back, back_label = _get_back_link(request, signatory)

    def perform() -> str:
        decline_signature(signatory=signatory, by=request.user, **form.values)
        return back

    return confirm(
        request,
        perform,
        question=_("%(organisation)s does not sign?") % {"organisation": signatory.organisation},
        consequences=[
            _("All signatories are notified by e-mail, with the reason."),
            _("The other signatures remain valid; the secretariat decides how to proceed."),
            _("The staff can reopen it."),
        ],
        label=_("Do not sign"),
        back=back,
        back_label=back_label,
        form=form,
        danger=True,
        reference=signatory.document.reference,
        message=_(
            "It is recorded that this signatory does not sign, and all signatories are notified."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_reopen(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm with a reason, and reopen a declined signature or end a delegation."""
    document = find_frozen_to_collect(request, reference)
    signatory = _find(document, pk)
    is_delegated = signatory.state == SignatoryState.DELEGATED
    if request.method != "POST" and not (
        is_delegated or signatory.state == SignatoryState.DECLINED
    ):
        raise Http404(_("This signature is awaited already."))
    form = PrintedReasonForm(request.POST or None)

    def perform() -> str:
        reopen_signatory(signatory=signatory, by=request.user, **form.values)
        return _get_desk_url(signatory)

    ends = [
        _("%(delegate)s no longer signs; the link stops working.")
        % {"delegate": signatory.delegate_name},
        _("%(signatory)s gets a new link.") % {"signatory": signatory},
    ]
    opens = [
        _("It can be signed again, by the same link."),
        _("The audit trail keeps the record that it was declined."),
    ]
    return confirm(
        request,
        perform,
        question=_("End the delegation?") if is_delegated else _("Reopen the signature?"),
        consequences=ends if is_delegated else opens,
        label=_("End the delegation") if is_delegated else _("Reopen it"),
        back=_get_desk_url(signatory),
        back_label=_("Signatory"),
        form=form,
        reference=document.reference,
        message=_("The signature is awaited again."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm with a reason, and record that the signature is withdrawn."""
    signatory = _find_own(request, reference, pk)
    is_open = signatory.state == SignatoryState.SIGNED and signatory.withdrawn_at is None
    if request.method != "POST" and not is_open:
        raise Http404(_("There is no signature that could be withdrawn."))
    form = PrintedReasonForm(request.POST or None)
    back, back_label = _get_back_link(request, signatory)

    def perform() -> str:
        withdraw_signature(signatory=signatory, by=request.user, **form.values)
        return back

    return confirm(
        request,
        perform,
        question=_("Withdraw the signature of %(organisation)s?")
        % {"organisation": signatory.organisation},
        consequences=[
            _("The signature is not deleted, and the state of the document does not change."),
            _("The withdrawal is shown beside it to everybody, with the reason."),
            _("All signatories are notified by e-mail."),
            _("This cannot be taken back."),
        ],
        label=_("Withdraw the signature"),
        back=back,
        back_label=back_label,
        form=form,
        danger=True,
        reference=signatory.document.reference,
        message=_(
            "The withdrawal is shown beside the signature, and all signatories are notified."
        ),
    )
