"""The seal that every host of this portal seals with."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ONLY = 1


class PortalSeal(models.Model):
    """Which certificate is the portal's seal: one row, so that no host seals with another.

    The private key is never here (docs/adr/0025-one-seal.md). `authority` is published at
    /verifikasi/sertifikat.pem, also by hosts that have no key.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    # SHA-256 of the certificate that seals; empty while make_seal makes it.
    fingerprint = models.CharField(max_length=64, blank=True)
    # Certificates of the authority, PEM; more than one when an earlier one is handed out as well.
    authority = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("seal of the portal")
        verbose_name_plural = _("seals of the portal")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=ONLY),
                name="portal_seal_only_one",
                violation_error_message=_("There is one seal."),
            )
        ]

    def __str__(self) -> str:
        return self.fingerprint[:16]
