"""Files for the attachments of a meeting: photos as phones write them, and slides."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from files.images import reencode_photo
from meetings.actions.attaching import CheckedPhoto, attach_files
from tests.support.scan_batches import pdf

GPS, ORIENTATION, MODEL = 0x8825, 0x0112, 0x0110
PHONE = "Telepon rahasia"


def make_photo(name="papan.jpg", *, size=(1200, 800), colour="darkgreen", orientation=1):
    """A photo with the place where it was taken and the phone that took it."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MODEL] = PHONE
    exif.get_ifd(GPS).update({1: "S", 2: (7.0, 37.0, 47.0), 3: "E", 4: (111.0, 31.0, 26.0)})
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def make_slides(name="paparan.pdf", *, pages=3):
    """Slides as a PDF."""
    return SimpleUploadedFile(name, pdf(pages), content_type="application/pdf")


def check_photo(upload=None):
    """A photo as the action gets it."""
    picture = reencode_photo(upload or make_photo(), field="files")
    small = reencode_photo(io.BytesIO(picture.content), field="files", longest=400)
    return CheckedPhoto(picture, small)


def attach_photo(meeting, *, by, caption="Papan tulis", **looks):
    """A photo that is attached."""
    [attachment] = attach_files(
        meeting=meeting, files=[check_photo(make_photo(**looks))], caption=caption, by=by
    )
    return attachment
