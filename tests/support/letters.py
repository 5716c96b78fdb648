"""Letters of excuse: somebody who is excused with one."""

from django.core.files.base import ContentFile

from meetings.actions.attending import mark_attendance
from meetings.actions.excusing import CheckedLetter
from tests.support.attachments import check_photo


def check_letter():
    """A photographed letter as the action gets it."""
    picture = check_photo().picture
    return CheckedLetter(ContentFile(picture.content), picture.sha256, "jpg")


def excuse_with_letter(guest, *, by, excuse="Rawat inap"):
    """The guest, excused with a letter."""
    return mark_attendance(
        participant=guest, attendance="excused", excuse=excuse, excuse_letter=check_letter(), by=by
    )
