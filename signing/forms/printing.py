"""Forms of the print dialogs, with the option to print signatures."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from agreements.forms.printing import BATCH_LAYOUTS, BUNDLES, LAYOUTS, USUAL_LAYOUT, PrintForm
from agreements.models import Document
from core.forms import TickedRowsField


class SignaturesField(forms.BooleanField):
    """Whether signatures are printed; disabled with the reason where they cannot be."""

    def __init__(self) -> None:
        super().__init__(
            label=_("With the signatures, marked as a copy (SALINAN)"),
            help_text=_("Without signatures, the print is the frozen text alone."),
            required=False,
        )

    def withhold(self, reason: str) -> None:
        """Disable the field and show the reason."""
        self.disabled = True
        self.help_text = reason


class DocumentPrintForm(PrintForm):
    """Options to print a document; `withheld` says why its signatures cannot be printed."""

    layout = forms.ChoiceField(
        label=_("Signature blocks"), choices=LAYOUTS, widget=forms.RadioSelect
    )
    with_signatures = SignaturesField()

    field_order = ("paper", "layout", "with_signatures", "copies")

    def __init__(self, *args: Any, withheld: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        if withheld:
            self.fields["with_signatures"].withhold(withheld)  # type: ignore[attr-defined]


class DocumentsField(TickedRowsField):
    """A checkbox for each document, labelled with its reference and title."""

    def label_from_instance(self, obj: Model) -> str:
        """Return the label of a document: reference and title, as in the list of documents."""
        document = cast("Document", obj)
        return f"{document.reference}: {document.title}"


# More documents than a page of their list has are chosen as one, without a checkbox for each.
MOST_TICKED = 25


class BatchPrintForm(PrintForm):
    """Options to print many documents at once; `withheld` as in DocumentPrintForm.

    Up to MOST_TICKED documents can be ticked; of more, `takes_all` says that all are printed.
    """

    takes_all = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    documents = DocumentsField(
        label=_("Documents"),
        queryset=Document.objects.none(),
        error_messages={"required": _("Choose at least one document.")},
    )
    bundle = forms.ChoiceField(label=_("As"), choices=BUNDLES, widget=forms.RadioSelect)
    layout = forms.TypedChoiceField(
        label=_("Signature blocks"),
        choices=BATCH_LAYOUTS,
        coerce=lambda value: "" if value == USUAL_LAYOUT else value,
        widget=forms.RadioSelect,
    )
    with_signatures = SignaturesField()
    is_two_sided = forms.BooleanField(
        label=_("Printed on both sides: each document begins on a new sheet"),
        help_text=_("Adds a blank page where a document ends on a front side; for a single PDF."),
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

    def __init__(self, *args: Any, chosen: Sequence[int], withheld: str = "", **kwargs: Any):
        """`chosen` are the ids of the documents, in their order."""
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        # A submission says what its reader saw: another document may have come since.
        is_whole = "takes_all" in self.data if self.is_bound else len(chosen) > MOST_TICKED
        if is_whole:
            del self.fields["documents"]
        else:
            del self.fields["takes_all"]
            documents: Any = self.fields["documents"]
            documents.queryset = Document.objects.filter(pk__in=chosen[:MOST_TICKED])
            documents.initial = chosen
        if withheld:
            self.fields["with_signatures"].withhold(withheld)  # type: ignore[attr-defined]

    def clean_documents(self) -> list[Document]:
        """Return the ticked documents in the order in which they were chosen."""
        ticked = {document.pk: document for document in self.cleaned_data["documents"]}
        return [ticked[pk] for pk in self.chosen if pk in ticked]
