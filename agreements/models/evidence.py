"""The evidence of a document: a chain of entries, each holding the hash of the one before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Document


class EvidenceChain(models.Model):
    """The head of a document's chain: how long it is and how it ends.

    Whoever appends locks this row, so entries are numbered without gaps; whoever verifies sees
    whether the last ones are missing.
    """

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="evidence_chain"
    )
    length = models.PositiveIntegerField(default=0)
    head_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("evidence chain")
        verbose_name_plural = _("evidence chains")

    def __str__(self) -> str:
        return f"{self.document} {self.length}"


class EvidenceEntry(models.Model):
    """One thing that happened to a document, as RFC 8785 text; never changed, never deleted.

    `body` holds the hash of the entry before, and `sha256` is that of the body.
    """

    chain = models.ForeignKey(EvidenceChain, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="evidence_entry_unique")
        ]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.number} {self.kind}"


class EvidenceValue(models.Model):
    """A personal value (an IP address, a browser) behind the commitment in an entry.

    The entry holds SHA-256 of salt and value only, so the value can be erased and the chain still
    verifies; an erased one has neither salt nor value.
    """

    entry = models.ForeignKey(EvidenceEntry, on_delete=models.PROTECT, related_name="values")
    name = models.CharField(max_length=40)
    salt = models.CharField(max_length=64, blank=True)
    value = models.TextField(blank=True)
    keep_until = models.DateField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["entry", "name"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "name"], name="evidence_value_unique")
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.name}"
