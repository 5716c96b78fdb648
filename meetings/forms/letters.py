"""The field for the letter of an excuse: a PDF, or a photo that is drawn anew."""

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.images import MAX_BYTES, reencode_photo
from files.refusals import FileRefused
from files.scans.scan import check_scan
from meetings.actions.excusing import CheckedLetter

# With this accept list an iPhone converts its photos to JPEG.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
PDF = b"%PDF-"
PIXELS = 2000  # a side; small print stays legible


class LetterField(forms.FileField):
    """A letter, optional; a photo loses its metadata, and with them where it was taken."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Letter of excuse"),
            required=False,
            help_text=gettext_lazy(
                "PDF, JPEG, PNG or WebP, up to 15 MB. Only the forum's staff can open it."
            ),
            widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        )

    def clean(self, data: object, initial: object = None) -> CheckedLetter | None:
        """Return the letter, None without one; raises ValidationError for what cannot be kept."""
        upload = super().clean(data, initial)
        return _check_letter(upload) if upload else None


def _check_letter(upload: UploadedFile) -> CheckedLetter:
    if (upload.size or 0) > MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(size)s MB. Choose a smaller one.")
            % {"size": MAX_BYTES // 1_000_000}
        )
    upload.seek(0)
    if upload.read(len(PDF)) == PDF:
        scan = check_scan(upload, field="excuse_letter")
        return CheckedLetter(scan.file, scan.sha256, scan.extension)
    picture = reencode_photo(upload, field="excuse_letter", longest=PIXELS)
    return CheckedLetter(ContentFile(picture.content), picture.sha256, "jpg")
