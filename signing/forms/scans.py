"""Forms of scans: uploading files, and assigning a page to a document."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.choosing import DOCUMENTS
from agreements.models import Document
from core.choosing.fields import RowField
from core.forms import IdempotentForm, RevisedForm
from files.refusals import FileRefused
from files.scans.scan import REASONS, identify_scan
from files.uploads import OversizedUpload
from signing.actions.locking import COLLECTING_STATES
from signing.actions.scans import UploadedScan
from signing.models import ScanBatch, ScannedPage

# With this accept list an iPhone converts its photos to JPEG.
ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
MAX_PAGE_NUMBER = 999
ROTATIONS = (0, 90, 180, 270)  # degrees clockwise


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that accepts several files.

    The browser does not require it: the form has two such inputs, and files in one of them suffice.
    """

    allow_multiple_selected = True

    def use_required_attribute(self, initial: object) -> bool:
        """Return False: the form itself requires a file."""
        return False


class ScansField(forms.FileField):
    """Several uploaded files, each validated; a rejected file comes with the reason."""

    def clean(self, data: object, initial: object = None) -> list[UploadedScan]:
        """Return every uploaded file, valid or rejected; never raises, not even without files."""
        received = data if isinstance(data, list) else []
        uploads = [upload for upload in received if isinstance(upload, UploadedFile)]
        return [_inspect_upload(upload, is_alone=len(uploads) == 1) for upload in uploads]


def _inspect_upload(upload: UploadedFile, *, is_alone: bool) -> UploadedScan:
    name = upload.name or ""
    if (
        isinstance(upload, OversizedUpload) and not is_alone
    ):  # which of the files was too large is unknown
        return UploadedScan(name, None, "together")
    try:
        return UploadedScan(name, identify_scan(upload, field="files"))
    except FileRefused as refusal:
        return UploadedScan(name, None, str(refusal.code))


class ScansForm(IdempotentForm):
    """Uploads several files, or photos taken one after the other."""

    # Django removes the field from the class, where `files` means the uploaded files.
    files = ScansField(  # type: ignore[assignment]
        label=_("Files"),
        help_text=_(
            "PDF, JPEG or PNG, several at once: papers of any documents, in any order, also upside"
            " down. At most 50 MB a file and 200 MB together."
        ),
        widget=ManyFilesInput(attrs={"accept": ACCEPTED}),
    )
    photo = ScansField(
        label=_("Photograph a page"),
        help_text=_(
            "On a phone this opens the camera. The code in the corner of the page must be in the"
            " picture."
        ),
        widget=ManyFilesInput(attrs={"accept": "image/jpeg", "capture": "environment"}),
    )

    @property
    def uploads(self) -> list[UploadedScan]:
        """Every uploaded file, valid or rejected."""
        return [*self.cleaned_data["files"], *self.cleaned_data["photo"]]

    def clean(self) -> dict[str, Any]:
        """Require at least one valid scan; otherwise the error lists why each file was rejected."""
        values = super().clean() or {}
        uploads = [*values.get("files", ()), *values.get("photo", ())]
        if not uploads:
            raise ValidationError({"files": _("Choose at least one file.")})
        if not any(each.scan for each in uploads):
            raise ValidationError({"files": [_describe_refusal(each) for each in uploads]})
        return values


def _describe_refusal(uploads: UploadedScan) -> str:
    return f"{uploads.name}: {REASONS[uploads.refusal]}"


class AssignPageForm(RevisedForm):
    """Assigns a scanned page to a page of a document by hand, or sets it aside."""

    document = RowField(
        DOCUMENTS,
        label=_("Document"),
        help_text=_("Left empty, the page is set aside."),
        required=False,
    )
    page_number = forms.IntegerField(
        label=_("Page"),
        help_text=_("As it is printed at the foot: page 3 of 8 is 3."),
        min_value=1,
        max_value=MAX_PAGE_NUMBER,
        required=False,
    )
    rotation = forms.TypedChoiceField(
        label=_("Rotate it"),
        choices=[
            (ROTATIONS[0], _("it is upright")),
            (ROTATIONS[1], _("a quarter to the right")),
            (ROTATIONS[2], _("upside down")),
            (ROTATIONS[3], _("a quarter to the left")),
        ],
        coerce=int,
        initial=0,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, page: ScannedPage, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["document"]
        assert isinstance(field, RowField)  # noqa: S101
        field.allow(_find_candidate_documents(page.file.batch, page.code))

    def clean(self) -> dict[str, Any]:
        """Require the page number together with its document."""
        values = super().clean() or {}
        if values.get("document") and not values.get("page_number") and not self.errors:
            self.add_error("page_number", _("Give the number that is printed on the page."))
        return values


def _find_candidate_documents(batch: ScanBatch, code: str) -> QuerySet[Document]:
    """Return the documents of the batch, and those whose signatures are being collected."""
    waits = Q(state__in=COLLECTING_STATES, closing=None)
    named = Q(verification_code=code) if code else Q(pk__in=())
    return Document.objects.filter(waits | named | Q(scanned_papers__batch=batch)).distinct()
