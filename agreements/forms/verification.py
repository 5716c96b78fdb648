"""The verification code as somebody types it from a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.codes import read_code

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

    def clean_kode(self) -> Any:
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
