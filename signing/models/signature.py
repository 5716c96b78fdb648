"""Signatures given on a screen, and the codes before them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import SCREEN_ROUTES, DocumentVersion, Route, Signatory


class MarkKind(models.TextChoices):
    """What somebody left on the screen."""

    DRAWN = "drawn", _("Drawn")
    TYPED = "typed", _("Typed")


class Signature(models.Model):
    """A signature given on a screen: one a place, over exactly one frozen content.

    A drawn mark is the shape alone, as one SVG path: time and pressure would be biometric data.
    """

    signatory = models.OneToOneField(Signatory, on_delete=models.PROTECT, related_name="signature")
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="screen_signatures"
    )
    content_sha256 = models.CharField(max_length=64)
    # Of the pages that were shown: the print whose pictures were read.
    shown_sha256 = models.CharField(max_length=64, blank=True)
    route = models.CharField(max_length=20, choices=Route)
    # As it was when it was signed, whole; a delegate's, where somebody else signed.
    name = models.TextField()
    position = models.TextField(blank=True)
    mark_kind = models.CharField(max_length=10, choices=MarkKind)
    # A path ("M12 40L…") in a box of `mark_width` by `mark_height`, or the typed name.
    mark = models.TextField()
    mark_width = models.PositiveSmallIntegerField(default=0)
    mark_height = models.PositiveSmallIntegerField(default=0)
    consent = models.CharField(max_length=40)
    was_code_asked = models.BooleanField(default=False)
    # Who held the tablet, and saw that it was this person.
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
    """The one-time code that was sent by e-mail before a place is signed; kept as a hash."""

    signatory = models.OneToOneField(
        Signatory, on_delete=models.CASCADE, related_name="signing_code"
    )
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When the right code was given; the place is signed soon afterwards, or another is needed.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.signatory} {self.sent_at:%H:%M}"
