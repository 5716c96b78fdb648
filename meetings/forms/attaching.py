"""Forms of photos and slides: adding several at once, and changing a caption."""

import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import IdempotentForm, RevisedForm
from files.images import reencode_photo
from files.refusals import FileRefused
from files.scans.slides import Slides, check_slides
from files.uploads import OversizedUpload
from meetings.actions.attaching import CheckedPhoto
from meetings.models import LONGEST_CAPTION

# With this accept list an iPhone converts its photos to JPEG.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
PDF = b"%PDF-"
PHOTO_PIXELS, THUMBNAIL_PIXELS = 2000, 400  # a side; the writing on a board stays legible
MOST_AT_ONCE = 10


class FilesInput(forms.ClearableFileInput):
    """A file input that accepts several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several photos and slides, each validated; one that is refused refuses all, by its name."""

    def clean(self, data: object, initial: object = None) -> list[CheckedPhoto | Slides]:
        """Return every file, validated; raises ValidationError with a sentence for each other."""
        received = data if isinstance(data, list) else [data]
        uploads = [upload for upload in received if isinstance(upload, UploadedFile)]
        if not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_AT_ONCE:
            raise ValidationError(
                _("At most %(most)s files at once. Add the others afterwards.")
                % {"most": MOST_AT_ONCE}
            )
        if any(isinstance(upload, OversizedUpload) for upload in uploads):
            raise ValidationError(_("Together the files are too large. Add them one by one."))
        checked: list[CheckedPhoto | Slides] = []
        refusals = []
        for upload in uploads:
            try:
                checked.append(_check_upload(upload))
            except FileRefused as refusal:
                refusals.append(f"{upload.name}: {refusal}")
        if refusals:
            if len(uploads) > 1:
                # A browser does not send a file again when a form comes back.
                refusals.append(_("None of the files was added; choose the others again."))
            raise ValidationError(refusals)
        return checked


def _check_upload(upload: UploadedFile) -> CheckedPhoto | Slides:
    upload.seek(0)
    if upload.read(len(PDF)) == PDF:
        return check_slides(upload, field="files")
    picture = reencode_photo(upload, field="files", longest=PHOTO_PIXELS)
    small = reencode_photo(io.BytesIO(picture.content), field="files", longest=THUMBNAIL_PIXELS)
    return CheckedPhoto(picture, small)


class _CaptionForm(forms.Form):
    caption = forms.CharField(
        label=gettext_lazy("Caption"),
        help_text=gettext_lazy("What can be seen, in a few words; it is read aloud to the blind."),
        max_length=LONGEST_CAPTION,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AttachingForm(_CaptionForm, IdempotentForm):
    """Adds photos and slides under one caption."""

    # Django removes the field from the class, where `files` means the uploaded files.
    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Photos, or slides as PDF"),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP or PDF, up to ten at once. The place where a photo was taken is"
            " removed from it."
        ),
        widget=FilesInput(attrs={"accept": ACCEPTED}),
    )

    field_order = ("files", "caption")


class AttachmentForm(_CaptionForm, RevisedForm):
    """Changes the caption of a photo or of slides."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["caption"].help_text = ""
