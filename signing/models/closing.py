"""The closing of the collection of signatures, and the final files made after it."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Document, Signatory
from core.actors import Actor
from core.subqueries import build_exists
from stakeholders.permissions import get_grants, get_person_id, sees_everything

# After this time the page says that the worker may have stopped: a seal takes seconds, and after
# a killed worker another one takes the message within a minute.
SEAL_TIMEOUT = timedelta(minutes=10)


class Closing(models.Model):
    """The end of collecting signatures on screen and paper; at most one for each document.

    `canonical` is RFC 8785 JSON (signing.content.closing). Together with the frozen content it
    determines the final PDF.
    """

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="closing")
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Why the latest attempt to seal failed; "" when it succeeded.
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        indexes = [
            models.Index(
                fields=["document"], condition=models.Q(error__gt=""), name="closing_failed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.closed_at:%Y-%m-%d}"

    @property
    def content(self) -> dict[str, Any]:
        """The snapshot (signing.content.closing.ClosingContent)."""
        content: dict[str, Any] = json.loads(self.canonical)
        return content

    @property
    def is_overdue(self) -> bool:
        """Whether the seal should have been made by now, so that the worker may have stopped."""
        return timezone.now() - self.closed_at > SEAL_TIMEOUT

    @property
    def left_to_certificates(self) -> list[int]:
        """The `order` of each signatory who signs the sealed file itself with a certificate."""
        orders: list[int] = self.content["awaits_certificates"]
        return orders


class FileStage(models.TextChoices):
    """The steps of a final file; each step makes a new file from the one before."""

    SEALED = "sealed", _("Sealed")
    CERTIFICATE = "certificate", _("Signed with a certificate")
    CLOSING_SEAL = "closing_seal", _("Sealed again after the certificates")
    TIMESTAMP = "timestamp", _("Timestamp added")


class IssuedFileQuerySet(models.QuerySet["IssuedFile"]):
    """Querysets of final files by who may see them."""

    def visible_to(self, user: Actor) -> "IssuedFileQuerySet":
        """Return the files of documents that `user` works on, signs or is a party to.

        The files contain the drawn signatures; the public gets the rendition without signatures.
        """
        if sees_everything(user):
            return self
        grants, person = get_grants(user), get_person_id(user)
        mine = models.Q(organisation__in=grants.organisation_ids)
        if person is not None:
            mine |= models.Q(person=person) | models.Q(delegate=person)
        signed = Signatory.objects.filter(mine, document=models.OuterRef("document"))
        return self.filter(build_exists(signed))


class IssuedFile(models.Model):
    """A final file that was issued; every one is kept and recognised by its hash permanently."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="issued_files")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=20, choices=FileStage)
    level = models.CharField(max_length=10, blank=True)  # PAdES: B-B or B-T
    signatory = models.ForeignKey(
        Signatory, null=True, on_delete=models.PROTECT, related_name="issued_files"
    )
    # The full subject of the certificate, for a certificate signature.
    subject = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="final", max_length=200)
    made_at = models.DateTimeField(default=timezone.now)

    objects = IssuedFileQuerySet.as_manager()

    class Meta:
        ordering = ["document", "number"]
        verbose_name = _("final file")
        verbose_name_plural = _("final files")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="issued_file_unique"),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(stage=FileStage.SEALED),
                name="issued_file_sealed_once",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(stage=FileStage.CLOSING_SEAL),
                name="issued_file_closed_once",
            ),
            models.UniqueConstraint(
                fields=["signatory"],
                condition=models.Q(signatory__isnull=False),
                name="issued_file_signatory_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"
