"""What a visitor verifies: the code as it is typed from a paper, or a file."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from files.codes import read_code
from signing.verification.analysis import MAX_BYTES

# Longer than any code with all the blanks one might type.
MAX_TYPED = 60


class CodeForm(forms.Form):
    """Asks for the code that a printed document carries beside its QR."""

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
        """Return the code as it is written; the check character finds what was mistyped."""
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
    """Asks for a file to be compared with ours; it is read and kept nowhere."""

    berkas = forms.FileField(
        label=_("The file"),
        help_text=_("A PDF of at most 20 MB. It is compared and kept nowhere."),
        error_messages={
            "required": _("Choose the file that you want to check."),
            "empty": _("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_berkas(self) -> UploadedFile:
        """Return the file; none of ours is larger than what is read here."""
        file: UploadedFile = self.cleaned_data["berkas"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 20 MB. No file of this portal is.")
            )
        return file
