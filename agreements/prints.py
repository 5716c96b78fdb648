"""From an object to the bytes that a printer takes, whatever the object's state."""

from typing import cast

from django.utils.translation import gettext as _

from agreements.content import attendance_list, berita_acara, invitation, minutes
from agreements.models import Document, LetterTemplate
from agreements.pdfs import (
    Layout,
    Paper,
    attendance_list_pdf,
    berita_acara_pdf,
    invitation_pdf,
    minutes_pdf,
)
from core.refusals import Refused
from meetings.models import Meeting, MeetingState

MEETING_PRINTS = ("invitation", "attendance_list", "attendance_list_filled", "minutes")


def print_of_document(document: Document, *, paper: str, layout: str | None = None) -> bytes:
    """Return the PDF of a document: a kept print if there is one, KONSEP for a draft.

    Raises Refused for a document from outside, whose text is not here.
    """
    if document.is_outside:
        raise Refused(
            _("%(document)s was made elsewhere; only its facts are here.") % {"document": document}
        )
    wanted_paper, wanted_layout = cast("Paper", paper), cast("Layout | None", layout)
    version = document.versions.last()
    if version is None:
        content = berita_acara.build_content(document)
        return berita_acara_pdf(content, None, paper=wanted_paper, layout=wanted_layout, draft=True)
    content = version.content
    used = layout or content["letter"]["signature_layout"]
    kept = version.renditions.filter(paper=paper, layout=used).first()
    if kept is not None:
        with kept.file.open("rb") as handle:
            return bytes(handle.read())
    return berita_acara_pdf(
        content, version.content_sha256, paper=wanted_paper, layout=wanted_layout
    )


def print_of_meeting(
    meeting: Meeting, kind: str, *, paper: str = "A4", letter: LetterTemplate | None = None
) -> bytes:
    """Return a paper of a meeting, one of MEETING_PRINTS; minutes are KONSEP until it is closed.

    The letterhead is the given one, else the host's, else the first. Raises Refused when there
    is none.
    """
    letter = letter or _letter_of(meeting)
    wanted = cast("Paper", paper)
    if kind == "invitation":
        return invitation_pdf(invitation.build_content(meeting, letter), paper=wanted)
    if kind == "minutes":
        draft = meeting.state != MeetingState.CLOSED
        return minutes_pdf(minutes.build_content(meeting, letter), paper=wanted, draft=draft)
    if kind in ("attendance_list", "attendance_list_filled"):
        content = attendance_list.build_content(meeting, letter)
        return attendance_list_pdf(content, blank=kind == "attendance_list", paper=wanted)
    raise ValueError(f"no paper of a meeting: {kind!r}")


def _letter_of(meeting: Meeting) -> LetterTemplate:
    letters = LetterTemplate.objects.order_by("pk")
    letter = letters.filter(issuer=meeting.host_id).first() or letters.first()
    if letter is None:
        raise Refused(_("There is no letter template yet."), field="letter")
    return letter
