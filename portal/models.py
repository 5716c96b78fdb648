"""The record of sample data that was loaded."""

from django.db import models
from django.utils import timezone


class SampleLoad(models.Model):
    """A sample folder that was loaded, so that loading it again changes nothing."""

    name = models.CharField(max_length=100, unique=True)
    fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
