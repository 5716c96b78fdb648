"""Forms of the agreements."""

from agreements.forms.drafting import (
    ClauseEditForm,
    ClauseForm,
    MoveForm,
    NewDraftForm,
    NumberForm,
    ParticularsForm,
    TakeOverForm,
)
from agreements.forms.letters import FormulaForm, LetterForm, LogoForm, NewLetterForm
from agreements.forms.outside import OutsideDocumentForm, OutsideFactsForm, OutsideScanForm
from agreements.forms.printing import DocumentPrintForm, MeetingPrintForm
from agreements.forms.reviewing import SkipReviewForm
from agreements.forms.signing import InkForm, SignatoryEditForm, SignatoryForm
from agreements.forms.verification import CodeForm

__all__ = [
    "ClauseEditForm",
    "ClauseForm",
    "CodeForm",
    "DocumentPrintForm",
    "FormulaForm",
    "InkForm",
    "LetterForm",
    "LogoForm",
    "MeetingPrintForm",
    "MoveForm",
    "NewDraftForm",
    "NewLetterForm",
    "NumberForm",
    "OutsideDocumentForm",
    "OutsideFactsForm",
    "OutsideScanForm",
    "ParticularsForm",
    "SignatoryEditForm",
    "SignatoryForm",
    "SkipReviewForm",
    "TakeOverForm",
]
