"""Print batches: many documents printed as one file, with the progress of each document."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Document
from agreements.models.letterhead import Paper, SignatureLayout
from agreements.models.printing import MOST_COPIES
from core.actors import Actor

# Long enough to fetch the file after a weekend; later the batch can be requested again.
BATCH_KEPT_FOR = timedelta(days=7)


class Bundle(models.TextChoices):
    """The file format of a print batch."""

    ONE_PDF = "pdf", _("One PDF")
    ZIP = "zip", _("A ZIP")


class PrintBatchQuerySet(models.QuerySet["PrintBatch"]):
    """Print batches by the user who requested them."""

    def visible_to(self, user: Actor) -> "PrintBatchQuerySet":
        """Return the user's own batches; a batch is private to whoever requested it."""
        return self.filter(asked_by_id=user.pk) if user.is_authenticated else self.none()

    def waiting(self) -> "PrintBatchQuerySet":
        """Return the batches that are not finished, cancelled or failed as a whole."""
        unsettled = Q(items__settled_at=None) | Q(items__error="")
        return self.filter(unsettled, made_at=None, stopped_at=None, error="").distinct()

    def counted(self) -> "PrintBatchQuerySet":
        """Return batches with the numbers of their documents: total, settled, ready and failed."""
        return self.annotate(
            total=Count("items"),
            settled=Count("items__settled_at"),
            ready=Count("items", filter=Q(items__settled_at__isnull=False, items__error="")),
            failed=Count("items", filter=~Q(items__error="")),
        )


class PrintBatch(models.Model):
    """A request to print many documents as one file."""

    bundle = models.CharField(_("as"), max_length=3, choices=Bundle, default=Bundle.ONE_PDF)
    paper = models.CharField(_("paper"), max_length=2, choices=Paper, default=Paper.A4)
    # Empty: the layout of each document's own letterhead.
    layout = models.CharField(
        _("signature blocks"), max_length=20, choices=SignatureLayout, blank=True
    )
    # The kind of the outbox message that renders one of its documents; see PrintJob.made_by.
    made_by = models.CharField(max_length=60, default="agreements.print_item", editable=False)
    with_signatures = models.BooleanField(_("with the signatures"), default=False)
    is_two_sided = models.BooleanField(_("each document begins on a new sheet"), default=False)
    copies = models.PositiveSmallIntegerField(
        _("copies"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_COPIES)]
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="print_batches"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    # When a document of it was last settled, so that a stalled worker is noticed.
    moved_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="prints", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    # Why the prints could not be bound; the error of one document is in its item.
    error = models.TextField(blank=True)

    objects = PrintBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("print batch")
        verbose_name_plural = _("print batches")
        indexes = [models.Index(fields=["asked_by", "id"], name="print_batch_of_user")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("agreements:print_batch", args=[self.pk])

    @property
    def is_zip(self) -> bool:
        """Whether the file is a ZIP with one PDF for each document."""
        return self.bundle == Bundle.ZIP

    @property
    def is_over(self) -> bool:
        """Whether it is finished or cancelled."""
        return self.made_at is not None or self.stopped_at is not None

    @property
    def kept_until(self) -> datetime:
        """When it expires and its files are deleted."""
        return (self.made_at or self.asked_at) + BATCH_KEPT_FOR

    @property
    def file_name(self) -> str:
        """The name of the downloaded file: "Cetakan-2021-11-08-12-A4"."""
        return f"Cetakan-{timezone.localtime(self.asked_at):%Y-%m-%d}-{self.pk}-{self.paper}"


class PrintBatchItem(models.Model):
    """One document of a print batch: printed, failed with a reason, or pending."""

    batch = models.ForeignKey(PrintBatch, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="print_batch_items"
    )
    # The layout that was used; that of the letterhead, unless the batch named one.
    layout = models.CharField(max_length=20, choices=SignatureLayout, blank=True)
    # Whether it was put into the outbox; a batch has only a few documents there at a time.
    is_sent = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    pdf = models.FileField(upload_to="prints", max_length=200, blank=True)
    error = models.TextField(blank=True)
    # Whether the print is in the document's history, so that a retry does not record it twice.
    is_recorded = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        verbose_name = _("document of a print batch")
        verbose_name_plural = _("documents of a print batch")
        constraints = [
            models.UniqueConstraint(fields=["batch", "document"], name="print_batch_item_unique"),
            models.CheckConstraint(
                condition=Q(error="") | Q(settled_at__isnull=False),
                name="print_batch_item_failed_is_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.document}"
