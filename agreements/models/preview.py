"""What previews have in common: pages drawn by the worker, as they stood when somebody asked."""

from django.db import models
from django.utils import timezone


class Preview(models.Model):
    """Drawn pages of something that still changes.

    `content_sha256` is that of the content which was drawn, so that the worker sees by itself
    whether anything has changed.
    """

    content_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(upload_to="previews", max_length=200, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        """Whether somebody asked for it and the worker has not come to it yet."""
        return self.made_at is None or self.made_at < self.asked_at


class DrawnPage(models.Model):
    """One page of a preview as a picture; width and height in points."""

    number = models.PositiveSmallIntegerField()
    image = models.FileField(upload_to="previews", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["number"]
