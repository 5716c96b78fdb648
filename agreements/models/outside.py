"""Scans of documents from outside."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Document


class OutsideScan(models.Model):
    """A scan of a document from outside, stored unchanged.

    Only the staff may open it, since it shows signatures. Scans are only added, never replaced.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="outside_scans")
    file = models.FileField(upload_to="scans", max_length=200)
    extension = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kept_at", "pk"]
        verbose_name = _("scan of a document from outside")
        verbose_name_plural = _("scans of documents from outside")
        constraints = [
            models.UniqueConstraint(fields=["document", "sha256"], name="outside_scan_unique")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.sha256[:8]}"
