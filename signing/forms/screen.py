"""Forms to sign on a screen: consent with a drawn or typed mark, and the one-time code before."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.models import Signatory
from core.forms import IdempotentForm
from signing.content.consent import CONSENT, CONSENTS
from signing.content.marks import Mark
from signing.models import MarkKind
from signing.strokes import MAX_TEXT_LENGTH, draw_mark
from stakeholders.models import LONGEST_FULL_NAME

# Id of the drawing box.
DRAWING_BOX_ID = "pad"
UNPRINTABLE = _("Use Latin letters, as on your identity card.")
_BETWEEN = frozenset(" .,'’`-–/()")


def is_printable(name: str) -> bool:
    """Tell whether a name has only Latin letters, digits and usual punctuation."""
    return all(
        character in _BETWEEN
        or (character.isdecimal() and character.isascii())
        or (character.isalpha() and unicodedata.name(character, "").startswith("LATIN"))
        for character in name
    )


def _split_words(name: str) -> set[str]:
    """Return the words of a name in lower case, for a comparison without titles and punctuation."""
    return set(re.findall(r"[^\W\d_]+", name.casefold()))


class StrokesInput(forms.HiddenInput):
    """Carries the strokes of a drawn signature; its errors link to the drawing box."""

    is_hidden = False

    def id_for_label(self, id_: str) -> str:
        """Return the id of the drawing box."""
        return DRAWING_BOX_ID


class ScreenForm(IdempotentForm):
    """The form to sign: with a drawing where there is JavaScript, otherwise with the typed name."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput, required=False)
    agreed_to = forms.CharField(widget=forms.HiddenInput, required=False, initial=CONSENT)
    name = forms.CharField(
        label=_("Your full name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    consent = forms.BooleanField(
        label=_("I agree to this"), error_messages={"required": _("Tick that you agree.")}
    )
    kind = forms.ChoiceField(
        label=_("How do you want to sign?"),
        choices=[
            (MarkKind.DRAWN, _("Draw with a finger or pen")),
            (MarkKind.TYPED, _("Type my name")),
        ],
        initial=MarkKind.TYPED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you want to sign.")},
    )
    strokes = forms.CharField(label=_("Signature"), required=False, widget=StrokesInput)
    typed = forms.CharField(
        label=_("Type your name as your signature"),
        max_length=LONGEST_FULL_NAME,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words"}),
    )

    def __init__(self, *args: Any, signatory: Signatory, sha256: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["seen_sha256"].initial = sha256
        self._printed = signatory.signing_name
        if self._printed:
            del self.fields["name"]

    def clean_name(self) -> str:
        """Return the name; rejects letters that the typeface of the prints lacks."""
        name = str(self.cleaned_data["name"])
        if not is_printable(name):
            raise ValidationError(UNPRINTABLE)
        return name

    def clean_agreed_to(self) -> str:
        """Return the key of the consent wording that the page showed."""
        key = str(self.cleaned_data["agreed_to"])
        return key if key in CONSENTS else ""

    def clean(self) -> dict[str, Any]:
        """Require a mark of the chosen kind; its errors are shown beside it."""
        values = super().clean() or {}
        if values.get("kind") == MarkKind.DRAWN:
            try:
                values["mark"] = draw_mark(values.get("strokes", ""))
            except ValidationError as refusal:
                self.add_error("strokes", refusal)
                self._drop_endless_strokes()
        elif values.get("kind") == MarkKind.TYPED and "typed" in values:
            values["mark"] = self._make_typed_mark(values["typed"])
        return values

    def _drop_endless_strokes(self) -> None:
        # The refused form is shown again; an oversized drawing in it would freeze an old phone.
        if len(self.data.get("strokes", "")) > MAX_TEXT_LENGTH:
            self.data = {name: self.data.get(name) for name in self.data} | {"strokes": ""}

    @property
    def _whose(self) -> str:
        """The signer's name: as printed in the document, or as typed in this form."""
        return self._printed or str(self.cleaned_data.get("name", ""))

    def _make_typed_mark(self, name: str) -> Mark:
        name = " ".join(name.split())
        if sum(character.isalpha() for character in name) < 2:
            self.add_error("typed", _("Type your name; it is your signature."))
        elif not is_printable(name):
            self.add_error("typed", UNPRINTABLE)
        elif self._whose and not _split_words(name) <= _split_words(self._whose):
            sentence = _("Type your name as it is written above: %(name)s.")
            self.add_error("typed", sentence % {"name": self._whose})
        return Mark(kind=MarkKind.TYPED, value=name)

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of `sign_on_screen`."""
        cleaned = self.cleaned_data
        return {
            "mark": cleaned["mark"],
            "seen_sha256": cleaned["seen_sha256"],
            "consent": cleaned["agreed_to"],
            "name": cleaned.get("name", ""),
        }


class CodeByMailForm(forms.Form):
    """Takes the six-digit code that was sent by e-mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the six digits from the e-mail.")},
    )
