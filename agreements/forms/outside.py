"""Forms for documents from outside and their scans."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import BoundedDateField
from agreements.models import DocumentKind
from core.forms import IdempotentForm, RevisedForm
from core.numbering import MAX_LENGTH
from files.scans.scan import Scan, check_scan

LONGEST_NOTE = 10_000
SCANS = "application/pdf,image/jpeg,image/png"


class ScanField(forms.FileField):
    """An uploaded scan, validated; it is shown to the staff only."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            label=_("Scan"),
            help_text=_(
                "PDF, JPEG or PNG, up to 20 MB; kept untouched with its fingerprint. It shows"
                " signatures, so only the forum's staff can open it."
            ),
            widget=forms.FileInput(attrs={"accept": SCANS}),
            **kwargs,
        )

    def clean(self, data: UploadedFile | None, initial: object = None) -> Scan | None:
        """Return the unchanged scan; raises Refused when it is not a PDF, JPEG or PNG."""
        upload = super().clean(data, initial)
        return check_scan(upload, field="scan") if upload else None


class _Facts(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    subject = forms.CharField(label=_("About what"), max_length=500, required=False)
    number = forms.CharField(
        label=_("Number"),
        help_text=_(
            "As it is printed on the document. Leave it empty if it is not known: the page"
            " then says so."
        ),
        max_length=MAX_LENGTH,
        required=False,
    )
    date = BoundedDateField(label=_("Date"))
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    parties_note = forms.CharField(
        label=_("Parties"),
        help_text=_("Who agreed, and who signed for them; one a line."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    summary = forms.CharField(
        label=_("What it says"),
        help_text=_("In a few sentences; its text is not here."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    source = forms.CharField(
        label=_("Where this is known from"),
        help_text=_("The file of an office, an article, a website."),
        max_length=300,
        required=False,
    )


class OutsideDocumentForm(_Facts, IdempotentForm):
    """Registers a document that was made elsewhere."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind, widget=forms.RadioSelect)
    scan = ScanField(required=False)

    field_order = ("kind", "title", "subject", "number", "date", "place", "parties_note")


class OutsideFactsForm(_Facts, RevisedForm):
    """Corrects what is known of a document from outside."""


class OutsideScanForm(IdempotentForm):
    """Uploads a further scan."""

    scan = ScanField()
