"""Archives: documents with their audit trails as a ZIP, packed by the worker on request."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Document
from core.actors import Actor


class ArchiveJobQuerySet(models.QuerySet["ArchiveJob"]):
    """Querysets of archive jobs by who may see them."""

    def visible_to(self, user: Actor) -> "ArchiveJobQuerySet":
        """Return the user's own jobs: an archive shows signatures, so it is private."""
        return self.filter(asked_by_id=user.pk) if user.is_authenticated else self.none()


class ArchiveJob(models.Model):
    """A requested archive: of one document, or of all public documents."""

    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.CASCADE, related_name="archive_jobs"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="archive_jobs"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    # Progress: documents packed, of the total; both 0 until the worker starts.
    packed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="archives", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = ArchiveJobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("archive")
        verbose_name_plural = _("archives")
        indexes = [models.Index(fields=["asked_by", "id"], name="archive_job_of_user")]

    def __str__(self) -> str:
        return str(self.document) if self.document else str(_("All documents"))

    def get_absolute_url(self) -> str:
        return reverse("signing:archive_job", args=[self.pk])

    @property
    def file_name(self) -> str:
        """The name for downloading the file, without its extension."""
        return f"Arsip-{self.document or 'semua'}-{self.asked_at:%Y%m%d}"
