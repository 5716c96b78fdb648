"""What the print dialog asks: which paper of a meeting, and how it comes out of the printer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.content.reading import SIGNING
from agreements.models import (
    Bundle,
    Document,
    LetterTemplate,
    Paper,
    PrintKind,
    SignatureLayout,
)
from agreements.models.printing import MOST_COPIES
from core.forms import OnceForm, TickedRowsField
from core.numbering import MAX_LENGTH

PAPERS = [(Paper.A4, _("A4, 210 × 297 mm")), (Paper.F4, _("F4 (folio), 215 × 330 mm"))]
LAYOUTS = [(value, label) for value, label in SignatureLayout.choices if value in SIGNING]
USUAL_LAYOUT = "usual"
BATCH_LAYOUTS = [(USUAL_LAYOUT, _("As the letterhead of each document wants it")), *LAYOUTS]
BUNDLES = [
    (Bundle.ONE_PDF, _("One PDF, to be printed in one go")),
    (Bundle.ZIP, _("A ZIP with a PDF of each, to be kept")),
]
MEETING_PAPERS = [
    (PrintKind.INVITATION, _("Invitation, with agenda and list of those invited")),
    (PrintKind.ATTENDANCE_LIST, _("Attendance list, blank: to be signed in the room")),
    (PrintKind.ATTENDANCE_LIST_FILLED, _("Attendance list, filled: who came")),
    (PrintKind.MINUTES, _("Minutes: who said what, and what came of it")),
]


class PrintForm(OnceForm):
    """What every print asks."""

    paper = forms.ChoiceField(label=_("Paper"), choices=PAPERS, widget=forms.RadioSelect)
    copies = forms.IntegerField(
        label=_("Copies"),
        help_text=_("For the history; choose the same number when you print."),
        initial=1,
        min_value=1,
        max_value=MOST_COPIES,
    )


class SignaturesField(forms.BooleanField):
    """Whether the signatures are drawn in; where they cannot be, it says why and stays empty."""

    def __init__(self) -> None:
        super().__init__(
            label=_("With the signatures, marked as a copy (SALINAN)"),
            help_text=_("Without, it is the text alone, as it was frozen to be signed."),
            required=False,
        )

    def withhold(self, reason: Any) -> None:
        """Show it disabled, with the reason in words."""
        self.disabled = True
        self.help_text = reason


class DocumentPrintForm(PrintForm):
    """Asks how a document is printed; `withheld` says why its signatures cannot be."""

    layout = forms.ChoiceField(label=_("Places to sign"), choices=LAYOUTS, widget=forms.RadioSelect)
    with_signatures = SignaturesField()

    field_order = ("paper", "layout", "with_signatures", "copies")

    def __init__(self, *args: Any, withheld: Any = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        if withheld:
            self.fields["with_signatures"].withhold(withheld)  # type: ignore[attr-defined]


class DocumentsField(TickedRowsField):
    """Documents to be ticked, each by its reference and title."""

    def label_from_instance(self, obj: Any) -> str:
        """Write a document as its line in the list of documents begins."""
        return f"{obj.reference}: {obj.title}"


class BatchPrintForm(PrintForm):
    """Asks how many documents are printed at once; `withheld` as for a single one."""

    documents = DocumentsField(
        label=_("Documents"),
        queryset=Document.objects.none(),
        error_messages={"required": _("Choose at least one document.")},
    )
    bundle = forms.ChoiceField(label=_("As"), choices=BUNDLES, widget=forms.RadioSelect)
    layout = forms.TypedChoiceField(
        label=_("Places to sign"),
        choices=BATCH_LAYOUTS,
        coerce=lambda value: "" if value == USUAL_LAYOUT else value,
        widget=forms.RadioSelect,
    )
    with_signatures = SignaturesField()
    is_two_sided = forms.BooleanField(
        label=_("Printed on both sides: each document begins on a new sheet"),
        help_text=_("Adds a blank page where a document ends on a front; for one PDF."),
        required=False,
    )

    field_order = (
        "documents",
        "bundle",
        "paper",
        "layout",
        "with_signatures",
        "is_two_sided",
        "copies",
    )

    def __init__(self, *args: Any, chosen: Sequence[Document], withheld: Any = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        pks = [document.pk for document in chosen]
        documents: Any = self.fields["documents"]
        documents.queryset = Document.objects.filter(pk__in=pks)
        documents.initial = pks
        if withheld:
            self.fields["with_signatures"].withhold(withheld)  # type: ignore[attr-defined]

    def clean_documents(self) -> list[Document]:
        """Return the ticked documents in the order in which they were chosen."""
        ticked = {document.pk for document in self.cleaned_data["documents"]}
        return [document for document in self.chosen if document.pk in ticked]


class MeetingPrintForm(PrintForm):
    """Asks which paper of a meeting is printed; the letterhead only where there is a choice."""

    kind = forms.ChoiceField(label=_("What"), choices=MEETING_PAPERS, widget=forms.RadioSelect)
    letter = forms.ModelChoiceField(
        label=_("Letterhead"), queryset=LetterTemplate.objects.all(), empty_label=None
    )
    number = forms.CharField(
        label=_("Letter number"),
        help_text=_("Left empty, a hand writes it."),
        max_length=MAX_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    letter_date = forms.DateField(
        label=_("Letter date"),
        help_text=_("Left empty, a hand writes it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = ("kind", "paper", "letter", "number", "letter_date", "copies")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if LetterTemplate.objects.count() < 2:
            del self.fields["letter"]
