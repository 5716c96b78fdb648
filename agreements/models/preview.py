"""Abstract models of previews: page images drawn by the worker on request."""

from django.db import models
from django.utils import timezone


class Preview(models.Model):
    """A preview of content that can still change: a PDF and the images of its pages.

    `content_sha256` is the hash of the content that was drawn, so that the worker can skip
    unchanged content.
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
        """Whether it was requested and the worker has not drawn it yet."""
        return self.made_at is None or self.made_at < self.asked_at


class DrawnPage(models.Model):
    """The image of one page; width and height are in pixels."""

    number = models.PositiveSmallIntegerField()
    image = models.FileField(upload_to="previews", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["number"]
