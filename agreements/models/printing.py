"""Previews of drafts and print jobs, made by the background worker on request."""

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
from core.partial_indexes import inline_values
from meetings.models import Meeting

MOST_COPIES = 99
# Names of downloaded print files, in the language of the papers.
FILE_NAMES = {
    "document": "{0}",
    "invitation": "Undangan-{0}",
    "attendance_list": "Daftar-hadir-kosong-{0}",
    "attendance_list_filled": "Daftar-hadir-{0}",
    "minutes": "Notulen-{0}",
}


class DraftPreview(Preview):
    """The preview of a draft: the exact pages that it would print, as last requested.

    There is one for each document and paper size.
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
    """The image of one page of a draft's preview."""

    preview = models.ForeignKey(DraftPreview, on_delete=models.CASCADE, related_name="pages")

    class Meta(DrawnPage.Meta):
        constraints = [
            models.UniqueConstraint(fields=["preview", "number"], name="preview_page_unique")
        ]

    def __str__(self) -> str:
        return f"{self.preview} {self.number}"


class PrintKind(models.TextChoices):
    """The kinds of print jobs."""

    DOCUMENT = "document", _("Document")
    INVITATION = "invitation", _("Invitation")
    ATTENDANCE_LIST = "attendance_list", _("Attendance list, blank")
    ATTENDANCE_LIST_FILLED = "attendance_list_filled", _("Attendance list, filled")
    MINUTES = "minutes", _("Minutes")


# Meeting papers, rendered from the present data of a meeting, in the order of their use.
MEETING_PRINTS = tuple(kind.value for kind in PrintKind if kind != PrintKind.DOCUMENT)


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    """Print jobs by the user who requested them."""

    def visible_to(self, user: Actor) -> "PrintJobQuerySet":
        """Return the user's own print jobs; a print is private to whoever requested it."""
        return self.filter(asked_by_id=user.pk) if user.is_authenticated else self.none()

    def waiting(self) -> "PrintJobQuerySet":
        """Return the print jobs that are neither finished nor failed."""
        return self.filter(made_at=None, error="")

    def failed(self) -> "PrintJobQuerySet":
        """Return the print jobs that could not be made."""
        return self.filter(inline_values(models.Q(error__gt="")))


class PrintJob(models.Model):
    """A request for one print: what, on which paper, in how many copies."""

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
    # The kind of the outbox message that renders it; `signing` sets its own for prints with
    # signatures.
    made_by = models.CharField(max_length=60, default="agreements.print", editable=False)
    # A copy of the final document with the signatures drawn in, after the collection is closed.
    with_signatures = models.BooleanField(_("with the signatures"), default=False)
    # For an invitation only, which is not a Document; if empty, it is filled in by hand.
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
        indexes = [
            models.Index(fields=["asked_by", "id"], name="print_job_of_user"),
            models.Index(
                fields=["asked_by", "asked_at", "id"],
                condition=models.Q(error__gt=""),
                name="print_job_failed",
            ),
        ]
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
        """The printed document, or the meeting whose paper is printed."""
        return cast("Document | Meeting", self.document or self.meeting)  # by a constraint

    @property
    def file_name(self) -> str:
        """The name of the downloaded file: "Notulen-RPT-2021-0002-A4"."""
        name = f"{FILE_NAMES[self.kind].format(self.subject.reference)}-{self.paper}"
        return f"{name}-salinan" if self.with_signatures else name
