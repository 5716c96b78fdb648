"""Forms for letterheads: lines, page set-up, signature blocks, logo and formulas."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.content.formulas import PARTS
from agreements.models import Paper, SignatureLayout
from core.choosing.fields import RowField
from core.forms import IdempotentForm, RevisedForm
from files.images import ReencodedImage, reencode_logo
from stakeholders.choosing import ORGANISATIONS

LONGEST_FORMULA = 4_000
PATTERN_ATTRS = {"autocomplete": "off", "spellcheck": "false", "class": "code"}


class _LetterheadFields(forms.Form):
    name = forms.CharField(
        label=_("Name of the letterhead"),
        help_text=_("Only for choosing among several; it is not printed."),
        max_length=120,
    )
    government = forms.CharField(
        label=_("First line"), help_text=_("For example PEMERINTAH KOTA …"), max_length=200
    )
    agency = forms.CharField(
        label=_("Second line, bold"),
        help_text=_("The agency, as it is written on its papers."),
        max_length=200,
    )
    unit = forms.CharField(
        label=_("Third line"), help_text=_("A field or a building."), max_length=200, required=False
    )
    address = forms.CharField(
        label=_("Address line"),
        help_text=_("Street, post code, telephone, website: small, under the names."),
        max_length=300,
        required=False,
    )
    place = forms.CharField(
        label=_("Place of issue"),
        help_text=_("Stands before the date: “City, 8 November 2021”."),
        max_length=80,
    )
    unit_code = forms.CharField(
        label=_("Code of the unit in numbers"),
        help_text=_("What {unit} becomes in a number; empty if your numbers have none."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    paper = forms.ChoiceField(
        label=_("Usual paper"),
        help_text=_("F4 is 215 × 330 mm. Whoever prints may take the other one."),
        choices=Paper,
        widget=forms.RadioSelect,
    )


class NewLetterheadForm(_LetterheadFields, IdempotentForm):
    """A new letterhead; page set-up, signature blocks and formulas have defaults."""

    issuer = RowField(
        ORGANISATIONS,
        label=_("Issuing organisation"),
        help_text=_("Numbers are issued in its register. It cannot be changed later."),
    )

    field_order = ("issuer", "name", "government", "agency", "unit", "address", "place")


class LetterheadForm(_LetterheadFields, RevisedForm):
    """Edits lines, page set-up and signature blocks of a letterhead."""

    margin_top_mm = forms.IntegerField(label=_("Top"), min_value=10, max_value=60)
    margin_right_mm = forms.IntegerField(label=_("Right"), min_value=10, max_value=60)
    margin_bottom_mm = forms.IntegerField(label=_("Bottom"), min_value=15, max_value=60)
    margin_left_mm = forms.IntegerField(
        label=_("Left"), help_text=_("30 leaves room for punch holes."), min_value=20, max_value=60
    )
    font_pt = forms.DecimalField(
        label=_("Font size in points"),
        help_text=_("11 or 12 is usual; 9 to 14 can be chosen."),
        min_value=9,
        max_value=14,
        max_digits=3,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
    )
    signature_layout = forms.ChoiceField(
        label=_("Layout of the signature blocks"),
        help_text=_(
            "Parties first, then witnesses; who acknowledges (Mengetahui) comes last, in the"
            " middle."
        ),
        choices=SignatureLayout,
        widget=forms.RadioSelect,
    )
    has_stamp_room = forms.BooleanField(
        label=_("Leave room for a stamp beside each signature"), required=False
    )
    shows_nip = forms.BooleanField(label=_("Print the NIP of civil servants"), required=False)


class LogoForm(IdempotentForm):
    """Uploads a logo; it is re-encoded, so that no metadata of the file is kept."""

    logo = forms.FileField(
        label=_("Picture of the logo"),
        help_text=_(
            "PNG, JPEG or WebP, up to 15 MB. It prints sharply from 300 pixels a side on; a PNG"
            " with a transparent background looks best."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_logo(self) -> ReencodedImage:
        """Return the re-encoded picture; raises Refused when it is not a picture."""
        return reencode_logo(self.cleaned_data["logo"], field="logo")


class FormulaForm(RevisedForm):
    """Edits the formula of one kind of paper; it has only the fields that this paper prints."""

    title = forms.CharField(
        label=_("Title"), help_text=_("As it is printed at the top of the paper."), max_length=120
    )
    classification = forms.CharField(
        label=_("Classification"),
        help_text=_("The code of the filing plan, such as 050; becomes {klasifikasi}."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    number_pattern = forms.CharField(
        label=_("Number pattern"),
        help_text=_("Empty: numbers are always taken from the register by hand."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=PATTERN_ATTRS),
    )
    opening = forms.CharField(
        label=_("Opening"),
        help_text=_("{tanggal}, {tempat} and the other fields are filled in for each paper."),
        max_length=LONGEST_FORMULA,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    agreement = forms.CharField(
        label=_("Sentence before the clauses"),
        max_length=LONGEST_FORMULA,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closing = forms.CharField(
        label=_("Closing"),
        max_length=LONGEST_FORMULA,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("classification", "number_pattern", "opening", "agreement", "closing"):
            if name not in PARTS[kind]:
                del self.fields[name]
