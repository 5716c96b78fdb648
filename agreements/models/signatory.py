"""Who signs a document, and what the secretariat recorded of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Document
from core.models import Revised, Sourced
from stakeholders.models import Organisation, Person


class Capacity(models.TextChoices):
    """In what capacity someone signs; parties bind themselves, the others attest."""

    PARTY = "party", _("Party")
    WITNESS = "witness", _("Witness")
    ACKNOWLEDGING = "acknowledging", _("Acknowledging")


class SignatoryState(models.TextChoices):
    """What is known of a signature."""

    PENDING = "pending", _("Not recorded yet")
    SIGNED = "signed", _("Signed")
    TO_FOLLOW = "to_follow", _("Will sign later")
    DECLINED = "declined", _("Not signed")  # with a reason


class Signatory(Sourced, Revised):
    """A place to sign: its person and office stand in the frozen content, its state does not."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="signatories")
    order = models.PositiveSmallIntegerField(_("order"))
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    capacity = models.CharField(
        _("capacity"), max_length=20, choices=Capacity, default=Capacity.PARTY
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="signatures"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures"
    )
    position = models.CharField(_("position"), max_length=200, blank=True)
    nip = models.CharField(_("NIP"), max_length=21, blank=True)
    is_inferred = models.BooleanField(_("inferred (disimpulkan)"), default=False)
    state = models.CharField(
        _("state"), max_length=20, choices=SignatoryState, default=SignatoryState.PENDING
    )
    signed_date = models.DateField(_("signed on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["rank", "order", "pk"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "order"],
                name="signatory_order_unique",
                violation_error_message=_("Two signatories have the same place."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=SignatoryState.SIGNED, signed_date__isnull=False)
                | (~models.Q(state=SignatoryState.SIGNED) & models.Q(signed_date__isnull=True)),
                name="signatory_signed_has_date",
                violation_error_message=_("Give the date of the signature."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SignatoryState.DECLINED) | ~models.Q(reason=""),
                name="signatory_declined_has_reason",
                violation_error_message=_("Give the reason why it was not signed."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.position or self.organisation)


class InkRecord(models.Model):
    """One act of taking in signatures made with ink; the scan, if any, is kept untouched."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="ink_records")
    signed_date = models.DateField(_("signed on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    scan = models.FileField(upload_to="scans", max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = _("record of ink signatures")
        verbose_name_plural = _("records of ink signatures")

    def __str__(self) -> str:
        return f"{self.document} {self.signed_date}"
