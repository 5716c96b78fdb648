"""Pages to sign the sealed file with a personal certificate, or at BSrE."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Signatory
from core.access import allow_anonymous, keep_private
from core.forms import REFUSED, IdempotentForm, attempt, is_refused
from core.rate_limits import is_rate_limited
from core.refusals import Refused
from files.downloads import serve_pdf
from files.pdf_signatures.bsre import is_bsre_enabled, sign_at_bsre
from files.pdf_signatures.certificate import CertificateSignature, sign_with_p12
from signing.actions.certificates import find_certificate_obstacle
from signing.actions.issuing import find_newest_file
from signing.certificates import sign_sealed_file
from signing.content.consent import CERTIFICATE_CONSENT, CERTIFICATE_CONSENTS
from signing.forms.certificates import BsreForm, CertificateForm
from signing.models import IssuedFile
from signing.views.signer import Signer, describe_rate_limit, read_personal_values, with_signer

AT_BSRE = "bsre"


@sensitive_post_parameters("passphrase", "bsre-passphrase", "bsre-nik")
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
@with_signer
def signatory_certificate(request: HttpRequest, signer: Signer) -> HttpResponse:
    """Show the sealed file and the forms for a certificate; after signing, the result."""
    signatory = signer.signatory
    if not signatory.allows_certificate:
        raise Http404(_("This signatory does not sign with a certificate."))
    sent = request.POST if request.method == "POST" else None
    is_at_bsre = sent is not None and sent.get("way") == AT_BSRE and is_bsre_enabled()
    form = CertificateForm(None if is_at_bsre else sent, request.FILES or None)
    bsre_form = BsreForm(sent if is_at_bsre else None)
    if sent is not None:
        used: IdempotentForm = bsre_form if is_at_bsre else form
        # Without the idempotency key, which would store a hash of the passphrase; the action itself
        # is idempotent.
        if attempt(used, lambda: _sign(request, signer, used)) is not None:
            return redirect("signing:signatory_certificate", signatory.pk)
    return _render_page(request, signatory, form, bsre_form)


def _sign(request: HttpRequest, signer: Signer, form: IdempotentForm) -> IssuedFile:
    if is_rate_limited(request, "sign_by_certificate", key=signer.signatory.pk):
        raise Refused(describe_rate_limit())
    given = form.cleaned_data

    def sign(pdf: bytes, field: str) -> CertificateSignature:
        if isinstance(form, BsreForm):
            return sign_at_bsre(pdf, nik=given["nik"], passphrase=given["passphrase"])
        return sign_with_p12(pdf, field=field, p12=given["p12"], passphrase=given["passphrase"])

    return sign_sealed_file(
        signer.signatory, sign, by=signer.by, personal=read_personal_values(request)
    )


def _render_page(
    request: HttpRequest, signatory: Signatory, form: CertificateForm, bsre_form: BsreForm
) -> HttpResponse:
    files = signatory.document.issued_files.order_by("-number")
    context: dict[str, Any] = {
        "signatory": signatory,
        "document": signatory.document,
        "newest": files.first(),
        "signed": files.filter(signatory=signatory).first(),
        "obstacle": find_certificate_obstacle(signatory) if signatory.is_awaited else None,
        "takes_certificate": signatory.is_awaited,
        "form": form,
        "bsre_form": bsre_form,
        "is_bsre_offered": is_bsre_enabled(),
        "consent_text": CERTIFICATE_CONSENTS[CERTIFICATE_CONSENT],
    }
    status = REFUSED if is_refused(form) or is_refused(bsre_form) else 200
    page = render(request, "signing/signatory_certificate.html", context, status=status)
    return keep_private(page)


@allow_anonymous
@require_safe
@with_signer
def signatory_final(request: HttpRequest, signer: Signer) -> HttpResponseBase:
    """Serve the newest final file to a signatory who signs it with a certificate."""
    signatory = signer.signatory
    newest = find_newest_file(signatory.document)
    if newest is None or not signatory.allows_certificate:
        raise Http404(_("There is no sealed file yet."))
    name = f"{signatory.document.reference}-{newest.number}.pdf"
    return serve_pdf(request, newest.file, name=name, sha256=newest.sha256)
