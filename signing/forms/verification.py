"""Forms of verification: a code typed from a paper, or a file."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from files.codes import read_code
from signing.verification.analysis import MAX_BYTES

# Longer than any code, spaces included.
MAX_TYPED = 60


class CodeForm(forms.Form):
    """Asks for the code printed beside the QR code of a document."""

    kode = forms.CharField(
        label=_("Verification code"),
        help_text=_(
            "Thirteen characters beside the QR code, for example 7K3M-9QXT-2VWB-C."
            " Capitals, spaces and hyphens do not matter."
        ),
        max_length=MAX_TYPED,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_kode(self) -> str:
        """Return the normalised code; a code with a wrong check character is rejected."""
        code = read_code(self.cleaned_data["kode"])
        if code is None:
            raise forms.ValidationError(
                _(
                    "One of the characters is wrong or missing. A code has thirteen of them;"
                    " compare each with the paper."
                )
            )
        return code


class FileForm(forms.Form):
    """Asks for a file to compare with the files issued by this portal; it is not stored."""

    berkas = forms.FileField(
        label=_("The file"),
        help_text=_("A PDF of at most 20 MB. It is compared and not stored."),
        error_messages={
            "required": _("Choose the file that you want to check."),
            "empty": _("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_berkas(self) -> UploadedFile:
        """Return the file; rejects one of more than MAX_BYTES, since no issued file is so large."""
        file: UploadedFile = self.cleaned_data["berkas"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 20 MB. Files of this portal are always smaller.")
            )
        return file
