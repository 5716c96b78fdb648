"""Pages to sign on one's own screen: by link or account, ending with a receipt.

The page with the drawing box works in the browser of a messenger and on an old phone: it is small,
and without JavaScript the name is typed.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.models import Document, FrozenPage, Route, Signatory, SignatoryState
from core.access import allow_anonymous, find_visible, keep_link_private, keep_private
from core.canonical import format_fingerprint
from core.forms import REFUSED, is_refused, submit_once
from core.rate_limits import is_rate_limited
from core.refusals import Refused
from files.downloads import serve_pdf, serve_picture
from signing.actions.codes import CodeResult, check_signing_code, has_valid_code, send_signing_code
from signing.actions.issuing import find_newest_file
from signing.actions.notifying import get_signer_email
from signing.actions.screen import sign_on_screen
from signing.content.consent import CONSENT, CONSENTS
from signing.forms.screen import CodeByMailForm, ScreenForm
from signing.models import Signature
from signing.reports.documents import read_document, render_reading_copy
from signing.reports.screen import ScreenReading, read_for_signing
from signing.views.signer import (
    Signer,
    build_bearer,
    describe_rate_limit,
    explain_sign_out,
    is_someone_elses_link,
    list_pictures,
    read_personal_values,
    record_code_in_session,
    render_closed,
    select_signatories,
    start_session,
    with_signer,
)
from stakeholders.actions.links import find_link, use_link
from stakeholders.models import LinkPurpose, PersonalLink

TOO_OFTEN = 429


# ── The link ─────────────────────────────────────────────────────────────────────────────────


@csrf_exempt
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def signing_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link is for; only POST opens a session, so link previews are harmless.

    The URL is a credential, so no referrer is sent. Browsers then send no origin either, so
    Sec-Fetch-Site replaces the CSRF token.
    """
    try:
        answer = _answer_link(request, token)
    except Refused as refusal:
        answer = render_closed(
            request, str(refusal), status=404 if refusal.code == "foreign" else 410
        )
    return keep_link_private(answer)


def _answer_link(request: HttpRequest, token: str) -> HttpResponse:
    link = find_link(token, purpose=LinkPurpose.SIGN)
    signatory = _find_signatory(link)
    if request.method == "POST":
        if is_rate_limited(request, "open_signing_link", key=link.pk):
            return render_closed(request, describe_rate_limit(), status=TOO_OFTEN)
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Refused(_("Open the link itself, then press the button there."), code="cross")
        if is_someone_elses_link(request.user, signatory):
            raise Refused(explain_sign_out(), code="staff")
        use_link(token=token, purpose=LinkPurpose.SIGN)
        start_session(request, link, signatory)
        return redirect("signing:signing_page", signatory.pk)
    context = {
        "signatory": signatory,
        "document": signatory.document,
        "by": build_bearer(link, signatory),
    }
    return render(request, "signing/signing_link.html", context)


def _find_signatory(link: PersonalLink) -> Signatory:
    target = link.target
    if not isinstance(target, Signatory):
        raise Refused(
            _("This link is not complete. Open it again from the message you received."),
            code="foreign",
        )
    return find_visible(select_signatories(), pk=target.pk)


# ── The page ─────────────────────────────────────────────────────────────────────────────────


@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
@with_signer
def signing_page(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Show the document and take the signature; afterwards show the receipt."""
    if request.method != "POST" and signer.signatory.state == SignatoryState.SIGNED:
        return _render_receipt(request, signer)
    reading = read_for_signing(signer.signatory)
    form = ScreenForm(
        request.POST if request.method == "POST" else None,
        signatory=signer.signatory,
        sha256=reading.version.content_sha256,
    )
    if request.method == "POST":
        address = _sign(request, signer, form, reading)
        if address is not None:
            return redirect(address)
    return _render_page(request, signer, reading, form)


def _sign(
    request: HttpRequest, signer: Signer, form: ScreenForm, reading: ScreenReading
) -> str | None:
    """Sign once, and return the URL of the receipt; None when the form has errors."""
    signatory = signer.signatory

    def perform() -> str:
        if _needs_code(signer):
            raise Refused(_("First enter the code that we send you by e-mail."), code="code")
        sign_on_screen(
            signatory=signatory,
            route=signer.route,
            by=signer.by,
            shown_sha256=reading.shown_sha256,
            personal=read_personal_values(request),
            **form.values,
        )
        return reverse("signing:signing_page", args=[signatory.pk])

    return sign_once(request, form, signatory, perform)


def sign_once(
    request: HttpRequest, form: ScreenForm, signatory: Signatory, perform: Callable[[], str]
) -> str | None:
    """Run `perform` once by the form's idempotency key, within the rate limit.

    Returns its result; None when the form has errors.
    """
    # Counted outside of the transaction, which is rolled back on refusal.
    if is_rate_limited(request, "sign_on_screen", key=signatory.pk):
        form.full_clean()
        form.add_error(None, describe_rate_limit())
        return None
    return submit_once(form, perform)


def _render_page(
    request: HttpRequest,
    signer: Signer,
    reading: ScreenReading,
    form: ScreenForm,
    *,
    code_form: CodeByMailForm | None = None,
    code_refusal: str = "",
) -> HttpResponse:
    code_form = code_form or CodeByMailForm()
    is_back = is_refused(form) or is_refused(code_form) or bool(code_refusal)
    signatory = signer.signatory
    return keep_private(
        render(
            request,
            "signing/signing_page.html",
            {
                "signatory": signatory,
                "document": signatory.document,
                "signer": signer,
                "reading": reading,
                "form": form,
                "consent_text": CONSENTS[CONSENT],
                "shows_code_step": _needs_code(signer),
                "address": _mask_address(get_signer_email(signatory)),
                "code_form": code_form,
                "code_refusal": code_refusal,
                "is_code_sent": _needs_code(signer) and has_valid_code(signatory),
                "pictures": list_pictures(reading, "signing:signing_picture", signatory.pk),
                "takes_signature": not reading.obstacle or form.is_bound,
                "offers_certificate": signatory.allows_certificate and signatory.is_awaited,
            },
            status=REFUSED if is_back else 200,
        )
    )


def _needs_code(signer: Signer) -> bool:
    asks = signer.signatory.document.needs_email_code
    return asks and signer.route == Route.LINK and not signer.has_confirmed_code


def _mask_address(address: str) -> str:
    """Return a masked e-mail address that only its owner recognises: l…@mail.example."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host}" if host else ""


def _render_receipt(request: HttpRequest, signer: Signer) -> HttpResponse:
    signatory = signer.signatory
    reading = read_for_signing(signatory)
    signature = Signature.objects.filter(signatory=signatory).first()
    page = render(
        request,
        "signing/signing_receipt.html",
        {
            "signatory": signatory,
            "document": signatory.document,
            "reading": reading,
            "signature": signature,
            "fingerprint": format_fingerprint(reading.version.content_sha256),
            "is_mailed": bool(get_signer_email(signatory)),
            "is_sealed": signatory.document.issued_files.exists(),
        },
    )
    return keep_private(page)


# ── Text, page pictures and final file ───────────────────────────────────────────────────────


@allow_anonymous
@require_safe
@with_signer
def signing_text(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Show the whole text as HTML, for screen readers and large letters."""
    back = reverse("signing:signing_page", args=[signer.signatory.pk])
    return show_text(request, signer.signatory.document, back, "signing/signing_frame.html")


def show_text(request: HttpRequest, document: Document, back: str, frame: str) -> HttpResponse:
    """Show the text of a document in a frame, with a link back to the signing page."""
    copy = render_reading_copy(read_document(document), level=1)
    context = {"copy": copy, "back_url": back, "frame": frame}
    return keep_private(render(request, "signing/signing_text.html", context))


@allow_anonymous
@require_safe
@with_signer
def signing_picture(request: HttpRequest, signer: Signer, number: int) -> HttpResponseBase:
    """Serve the picture of one page."""
    return serve_page_picture(signer.signatory, number)


def serve_page_picture(signatory: Signatory, number: int) -> HttpResponseBase:
    """Serve the picture of a page of the frozen print; raises Http404 without one."""
    version = signatory.document.versions.latest("number")
    page = find_visible(FrozenPage.objects.filter(version=version), number=number)
    return serve_picture(page.image)


@allow_anonymous
@require_safe
@with_signer
def signing_final(request: HttpRequest, signer: Signer) -> HttpResponseBase:
    """Serve the sealed document to a signatory who has signed."""
    signatory = signer.signatory
    newest = find_newest_file(signatory.document)
    if newest is None or signatory.state != SignatoryState.SIGNED:
        raise Http404(_("There is no sealed file yet."))
    name = f"{signatory.document.reference}-akhir-{newest.number}.pdf"
    return serve_pdf(request, newest.file, name=name, sha256=newest.sha256)


# ── The code by e-mail ───────────────────────────────────────────────────────────────────────


@allow_anonymous
@require_POST
@with_signer
def signing_code_send(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Send the one-time code, and return to where it is entered."""
    if is_rate_limited(request, "send_signing_code", key=signer.signatory.pk):
        return _render_code_step(request, signer, code_refusal=describe_rate_limit())
    try:
        send_signing_code(signatory=signer.signatory, by=signer.by)
    except Refused as refusal:
        return _render_code_step(request, signer, code_refusal=str(refusal))
    return redirect(reverse("signing:signing_page", args=[signer.signatory.pk]) + "#code")


@allow_anonymous
@require_POST
@with_signer
def signing_code_check(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Check the one-time code; the right one opens the drawing box."""
    form = CodeByMailForm(request.POST)
    if is_rate_limited(request, "check_signing_code", key=signer.signatory.pk):
        form.add_error("code", describe_rate_limit())
    elif form.is_valid():
        answer = check_signing_code(
            signatory=signer.signatory, code=form.cleaned_data["code"], by=signer.by
        )
        if answer == CodeResult.RIGHT:
            record_code_in_session(request)
            return redirect(reverse("signing:signing_page", args=[signer.signatory.pk]) + "#sign")
        form.add_error("code", _describe_result(answer))
    return _render_code_step(request, signer, code_form=form)


def _describe_result(answer: CodeResult) -> str:
    return {
        CodeResult.WRONG: _("This is not the right code. Look at the newest e-mail."),
        CodeResult.EXPIRED: _("This code has expired. Ask for a new one."),
        CodeResult.USED_UP: _("The code was wrong too often. Ask for a new one."),
    }[answer]


def _render_code_step(request: HttpRequest, signer: Signer, **context: Any) -> HttpResponse:
    reading = read_for_signing(signer.signatory)
    empty = ScreenForm(signatory=signer.signatory, sha256=reading.version.content_sha256)
    return _render_page(request, signer, reading, empty, **context)
