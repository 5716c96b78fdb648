"""Handovers of a handover record (BAST): giver, receiver and items."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Document
from core.models import Revised
from pledges.models import Pledge
from stakeholders.models import Organisation


class ItemCondition(models.TextChoices):
    """The condition in which an item is received; for work it is always "carried out"."""

    NEW = "new", _("New")
    GOOD = "good", _("Good")
    USED = "used", _("Used, fit for use")
    FAULTY = "faulty", _("With a fault, see the note")
    CARRIED_OUT = "carried_out", _("Carried out")


class Handover(models.Model):
    """Giver and receiver of a handover record, and the document in force that it is based on."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="handover")
    rests_on = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="handed_over")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="received")

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")),
                name="handover_between_two",
                violation_error_message=_("Giver and receiver are two different organisations."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"


class HandoverItem(Revised):
    """One item handed over, with the pledge that it fulfils, if there is one."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(_("order"))
    pledge = models.ForeignKey(
        Pledge, null=True, blank=True, on_delete=models.PROTECT, related_name="handover_items"
    )
    # Copied from the full text of a pledge at first, so it has no max_length.
    description = models.TextField(_("what is handed over"))
    # Like the quantity of a pledge: at most two decimals, in one unit.
    amount = models.DecimalField(
        _("amount"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    condition = models.CharField(
        _("condition"), max_length=20, choices=ItemCondition, default=ItemCondition.GOOD
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("item handed over")
        verbose_name_plural = _("items handed over")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "order"],
                name="handover_item_order_unique",
                violation_error_message=_("Two items have the same number."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True, unit="")
                | (models.Q(amount__gt=0) & ~models.Q(unit="")),
                name="handover_item_amount_has_unit",
                violation_error_message=_("Give both the amount and its unit, or neither."),
            ),
            models.CheckConstraint(
                condition=~models.Q(condition=ItemCondition.FAULTY) | ~models.Q(note=""),
                name="handover_item_fault_is_noted",
                violation_error_message=_("Say in the note what the fault is."),
            ),
        ]

    def __str__(self) -> str:
        return self.description
