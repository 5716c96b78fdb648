"""Signatures made on a screen, and the one-time codes before them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import SCREEN_ROUTES, DocumentVersion, Route, Signatory


class MarkKind(models.TextChoices):
    """The kind of mark that a signer made on the screen."""

    DRAWN = "drawn", _("Drawn")
    TYPED = "typed", _("Typed")


class Signature(models.Model):
    """A signature made on a screen on one frozen content; at most one for each signatory.

    Of a drawn mark only the shape is stored, as one SVG path: time and pressure would be biometric
    data.
    """

    signatory = models.OneToOneField(Signatory, on_delete=models.PROTECT, related_name="signature")
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="screen_signatures"
    )
    content_sha256 = models.CharField(max_length=64)
    # Hash of the print whose page pictures were shown.
    shown_sha256 = models.CharField(max_length=64, blank=True)
    route = models.CharField(max_length=20, choices=Route)
    # The full name of the person who signed, at that time; a delegate's own name.
    name = models.TextField()
    position = models.TextField(blank=True)
    mark_kind = models.CharField(max_length=10, choices=MarkKind)
    # A path ("M12 40L…") in a box of `mark_width` by `mark_height`, or the typed name.
    mark = models.TextField()
    mark_width = models.PositiveSmallIntegerField(default=0)
    mark_height = models.PositiveSmallIntegerField(default=0)
    consent = models.CharField(max_length=40)
    was_code_asked = models.BooleanField(default=False)
    # The operator of the tablet, who witnessed the identity of the signer.
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    receipt = models.CharField(max_length=20, unique=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(route__in=SCREEN_ROUTES), name="signature_on_a_screen"
            ),
            models.CheckConstraint(
                condition=models.Q(route=Route.TABLET, witness__isnull=False)
                | (~models.Q(route=Route.TABLET) & models.Q(witness__isnull=True)),
                name="signature_on_tablet_is_witnessed",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class SigningCode(models.Model):
    """The one-time code sent by e-mail before signing; only its hash is stored."""

    signatory = models.OneToOneField(
        Signatory, on_delete=models.CASCADE, related_name="signing_code"
    )
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When the right code was entered; see CONFIRMATION_LIFETIME in signing.actions.codes.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.signatory} {self.sent_at:%H:%M}"
