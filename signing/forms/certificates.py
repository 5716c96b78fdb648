"""Forms to sign with a personal certificate; none of the values is stored."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.forms import IdempotentForm
from files.pdf_signatures.certificate import MAX_BYTES, REASONS

NIK_LENGTH = 16
AGREE = {"required": _("Tick that you agree.")}


class Passphrase(forms.CharField):
    """A passphrase field; its value is never rendered again."""

    def __init__(self, **kwargs: Any):
        widget = forms.PasswordInput({"autocomplete": "off"})
        super().__init__(max_length=200, strip=False, widget=widget, **kwargs)


class CertificateForm(IdempotentForm):
    """A certificate file with its private key, and its passphrase."""

    p12 = forms.FileField(
        label=_("Your certificate with its key"),
        help_text=_("A file that ends in .p12 or .pfx. It is used once and not stored."),
        widget=forms.FileInput({"accept": ".p12,.pfx"}),
    )
    passphrase = Passphrase(
        label=_("Passphrase of the certificate"),
        help_text=_("It is neither stored nor logged."),
    )
    consent = forms.BooleanField(label=_("I agree to this"), error_messages=AGREE)

    def clean_p12(self) -> bytes:
        """Return the file's bytes; rejects a file that is too large before reading it."""
        upload: UploadedFile = self.cleaned_data["p12"]
        if (upload.size or 0) > MAX_BYTES:
            raise ValidationError(str(REASONS["large"][1]), code="large")
        return bytes(upload.read())


class BsreForm(IdempotentForm):
    """A person's NIK and passphrase at BSrE; sent there and stored nowhere."""

    prefix = "bsre"

    nik = forms.RegexField(
        r"^\d{16}$",
        label=_("NIK"),
        help_text=_("It is sent to BSrE and not stored here."),
        max_length=NIK_LENGTH,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"invalid": _("A NIK has 16 digits.")},
    )
    passphrase = Passphrase(
        label=_("Passphrase at BSrE"),
        help_text=_("It is sent to BSrE and not stored here."),
    )
    consent = forms.BooleanField(label=_("I agree to this"), error_messages=AGREE)
