"""Forms of the agreements."""

from agreements.forms.certificates import BsreForm, CertificateForm
from agreements.forms.drafting import (
    ClauseEditForm,
    ClauseForm,
    MoveForm,
    NewDraftForm,
    NumberForm,
    ParticularsForm,
    TakeOverForm,
)
from agreements.forms.following import (
    AddendumForm,
    ChangeForm,
    HandoverForm,
    ItemEditForm,
    ItemForm,
)
from agreements.forms.ink import InkForm, SecondLookForm
from agreements.forms.letters import FormulaForm, LetterForm, LogoForm, NewLetterForm
from agreements.forms.outside import OutsideDocumentForm, OutsideFactsForm, OutsideScanForm
from agreements.forms.printing import BatchPrintForm, DocumentPrintForm, MeetingPrintForm
from agreements.forms.reviewing import (
    CommentForm,
    CommentOnBehalfForm,
    ResolveForm,
    ReviewUntilForm,
    SkipReviewForm,
)
from agreements.forms.scans import PlacePageForm, ScansForm
from agreements.forms.screen import CodeByMailForm, ScreenForm
from agreements.forms.signing import SignatoryEditForm, SignatoryForm
from agreements.forms.verification import CodeForm, FileForm

__all__ = [
    "AddendumForm",
    "BatchPrintForm",
    "BsreForm",
    "CertificateForm",
    "ChangeForm",
    "ClauseEditForm",
    "ClauseForm",
    "CodeByMailForm",
    "CodeForm",
    "CommentForm",
    "CommentOnBehalfForm",
    "DocumentPrintForm",
    "FileForm",
    "FormulaForm",
    "HandoverForm",
    "InkForm",
    "ItemEditForm",
    "ItemForm",
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
    "PlacePageForm",
    "ResolveForm",
    "ReviewUntilForm",
    "ScansForm",
    "ScreenForm",
    "SecondLookForm",
    "SignatoryEditForm",
    "SignatoryForm",
    "SkipReviewForm",
    "TakeOverForm",
]
