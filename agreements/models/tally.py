"""Kept counts of signatures; see core/kept_counts.py."""

from django.db import models

from agreements.models.document import Document
from core.models import Tally


class SignaturesOfDocument(Tally):
    """How many signatories signed a document, the same for every reader; a row for each."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, related_name="signature_tally"
    )

    KEY = "document"

    class Meta:
        indexes = [models.Index(fields=["public", "document"], name="document_signatures")]
