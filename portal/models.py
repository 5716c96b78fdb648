"""The record of sample data that was loaded, and the export jobs."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Actor

FOLDER = "exports"


class SampleLoad(models.Model):
    """A sample folder that was loaded, so that loading it again changes nothing."""

    name = models.CharField(max_length=100, unique=True)
    fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    """Export jobs by the user who asked for them."""

    def visible_to(self, user: Actor) -> "ExportJobQuerySet":
        """Return the user's own jobs and those of visitors, whose addresses nobody can guess."""
        return self.filter(models.Q(asked_by=None) | models.Q(asked_by=user.pk))

    def waiting(self) -> "ExportJobQuerySet":
        """Return the jobs that are neither finished nor failed."""
        return self.filter(made_at=None, error="")


class ExportJob(models.Model):
    """A request for a list as a file that has too many rows for a web worker to write it at once.

    It is made by the background worker, from what the asker may see while it is made.
    """

    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Which list, by its name in portal.pages.export_lists, with filters and order as in its URL.
    name = models.CharField(max_length=40)
    query = models.TextField(blank=True)
    title = models.TextField()
    page_url = models.TextField()
    file_format = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    # The SHA-256 of list, query, format, language and asker: an equal question shares its file.
    question = models.CharField(max_length=64)
    # Empty for a visitor without an account.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="export_jobs",
    )
    asked_at = models.DateTimeField(default=timezone.now)
    # Progress: rows written, of the total; both 0 until the worker starts.
    written = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(default=timezone.now)
    # What the file was made from: the content version, and a hash of the asker's grants.
    content_version = models.CharField(max_length=64, blank=True)
    grants_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to=FOLDER, max_length=200, blank=True)
    file_name = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(made_at=None, error=""),
                name="export_job_once",
            )
        ]
        indexes = [
            models.Index(fields=["question", "-asked_at"], name="export_job_question"),
            models.Index(fields=["asked_at"], name="export_job_age"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.file_format.upper()}"

    def get_absolute_url(self) -> str:
        return reverse("portal:export_job", args=[self.token])
