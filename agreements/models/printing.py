"""What is made for somebody by the background worker: pictures of a draft, and prints."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Document
from agreements.models.letter import Paper, SignatureLayout
from meetings.models import Meeting


class DraftPreview(models.Model):
    """The exact pages that a draft would print, as they were when somebody last looked.

    One per document and paper. `content_sha256` is that of the content which was printed, so that
    the worker sees by itself whether anything has changed.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="previews")
    paper = models.CharField(max_length=2, choices=Paper)
    content_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(upload_to="previews", max_length=200, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")
        constraints = [
            models.UniqueConstraint(fields=["document", "paper"], name="draft_preview_unique")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.paper}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody asked for it and the worker has not come to it yet."""
        return self.made_at is None or self.made_at < self.asked_at


class PreviewPage(models.Model):
    """One page of a preview as a picture."""

    preview = models.ForeignKey(DraftPreview, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    image = models.FileField(upload_to="previews", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
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


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    """Print jobs by who asked for them."""

    def visible_to(self, user: Any) -> "PrintJobQuerySet":
        """Return one's own: a print is made for the person who asked for it."""
        return self.filter(asked_by_id=user.pk) if user.is_authenticated else self.none()


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
        _("places to sign"), max_length=20, choices=SignatureLayout, blank=True
    )
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
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
        return f"{self.get_kind_display()} {self.document or self.meeting}"
