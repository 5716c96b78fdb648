"""What is made for somebody by the background worker: pictures of a draft, and prints."""

from typing import cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Document
from agreements.models.letterhead import Letterhead, Paper, SignatureLayout
from agreements.models.preview import DrawnPage, Preview
from core.actors import Actor
from meetings.models import Meeting

MOST_COPIES = 99
# How a print's file is called where it is saved, in the language of the papers.
FILE_NAMES = {
    "document": "{0}",
    "invitation": "Undangan-{0}",
    "attendance_list": "Daftar-hadir-kosong-{0}",
    "attendance_list_filled": "Daftar-hadir-{0}",
    "minutes": "Notulen-{0}",
}


class DraftPreview(Preview):
    """The exact pages that a draft would print, as they were when somebody last looked.

    One per document and paper.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="previews")
    paper = models.CharField(max_length=2, choices=Paper)

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")
        constraints = [
            models.UniqueConstraint(fields=["document", "paper"], name="draft_preview_unique")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.paper}"


class PreviewPage(DrawnPage):
    """One page of a preview as a picture."""

    preview = models.ForeignKey(DraftPreview, on_delete=models.CASCADE, related_name="pages")

    class Meta(DrawnPage.Meta):
        constraints = [
            models.UniqueConstraint(fields=["preview", "number"], name="preview_page_unique")
        ]

    def __str__(self) -> str:
        return f"{self.preview} {self.number}"


class PrintKind(models.TextChoices):
    """What can be printed on request."""

    DOCUMENT = "document", _("Document")
    INVITATION = "invitation", _("Invitation")
    ATTENDANCE_LIST = "attendance_list", _("Attendance list, blank")
    ATTENDANCE_LIST_FILLED = "attendance_list_filled", _("Attendance list, filled")
    MINUTES = "minutes", _("Minutes")


# What is printed of a meeting as it stands, in the order in which a meeting needs it.
MEETING_PRINTS = tuple(kind.value for kind in PrintKind if kind != PrintKind.DOCUMENT)


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    """Print jobs by who asked for them."""

    def visible_to(self, user: Actor) -> "PrintJobQuerySet":
        """Return one's own: a print is made for the person who asked for it."""
        return self.filter(asked_by_id=user.pk) if user.is_authenticated else self.none()

    def waiting(self) -> "PrintJobQuerySet":
        """Return those that are neither made nor failed."""
        return self.filter(made_at=None, error="")


class PrintJob(models.Model):
    """One print that somebody asked for: what, on which paper, in how many copies."""

    kind = models.CharField(_("what"), max_length=30, choices=PrintKind)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.CASCADE, related_name="print_jobs"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="print_jobs"
    )
    paper = models.CharField(_("paper"), max_length=2, choices=Paper, default=Paper.A4)
    layout = models.CharField(
        _("signature blocks"), max_length=20, choices=SignatureLayout, blank=True
    )
    letterhead = models.ForeignKey(
        Letterhead,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="print_jobs",
        verbose_name=_("letterhead"),
    )
    # The kind of outbox message that makes it: another package's, where it has to know more.
    made_by = models.CharField(max_length=60, default="agreements.print", editable=False)
    # A copy of the final text with the signatures drawn in, once their collection is closed.
    with_signatures = models.BooleanField(_("with the signatures"), default=False)
    # Of an invitation, which is no document of its own; left empty, a hand writes them.
    number = models.CharField(_("number"), max_length=100, blank=True)
    invitation_date = models.DateField(_("date of the invitation"), null=True, blank=True)
    copies = models.PositiveSmallIntegerField(
        _("copies"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_COPIES)]
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="print_jobs"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    pdf = models.FileField(upload_to="prints", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)

    objects = PrintJobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("print job")
        verbose_name_plural = _("print jobs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document__isnull=False) | models.Q(meeting__isnull=False),
                name="print_job_of_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:print_job", args=[self.pk])

    @property
    def subject(self) -> Document | Meeting:
        """The document that it prints, or the meeting that it prints a paper of."""
        return cast("Document | Meeting", self.document or self.meeting)  # a constraint says so

    @property
    def file_name(self) -> str:
        """What the file is called where somebody saves it: "Notulen-RPT-2021-0002-A4"."""
        name = f"{FILE_NAMES[self.kind].format(self.subject.reference)}-{self.paper}"
        return f"{name}-salinan" if self.with_signatures else name
