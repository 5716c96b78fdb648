"""Signatures made with ink: scans of the papers, and records of what they show."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Document, Signatory, SignatoryState
from core.actors import Actor
from core.models import Revised
from stakeholders.permissions import sees_everything


class ScanBatchQuerySet(models.QuerySet["ScanBatch"]):
    """Querysets of scan batches by who may see them."""

    def visible_to(self, user: Actor) -> "ScanBatchQuerySet":
        """Return all batches for the staff, and none for others: scans show signatures."""
        return self.all() if sees_everything(user) else self.none()


class ScanBatch(models.Model):
    """Scans that were uploaded together: papers of one or several documents, in any order."""

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = ScanBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("batch of scans")
        verbose_name_plural = _("batches of scans")

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("signing:scan_batch", args=[self.pk])


class ScanFile(models.Model):
    """An uploaded file, stored unchanged; of a rejected file only the name and the reason.

    `refusal` is the reason, a key of files.scans.scan.REASONS.
    """

    batch = models.ForeignKey(ScanBatch, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = models.TextField()  # the name on the uploader's device
    extension = models.CharField(max_length=4, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    file = models.FileField(upload_to="scans", max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("scanned file")
        verbose_name_plural = _("scanned files")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="scan_file_unique"),
            models.UniqueConstraint(
                fields=["batch", "sha256"],
                condition=~models.Q(sha256=""),
                name="scan_file_once_a_batch",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        """Whether its pages have not been read yet."""
        return self.read_at is None and not self.refusal


class ScannedPaper(models.Model):
    """The pages of one document in a batch, assigned by QR code or by hand."""

    batch = models.ForeignKey(ScanBatch, on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="scanned_papers")

    class Meta:
        ordering = ["document__reference"]
        verbose_name = _("scanned paper")
        verbose_name_plural = _("scanned papers")
        constraints = [
            models.UniqueConstraint(fields=["batch", "document"], name="scanned_paper_unique")
        ]

    def __str__(self) -> str:
        return str(self.document)


class ScannedPage(Revised):
    """A page of a scanned file: assigned to a page of a document, set aside, or not assigned yet.

    `picture` is upright: the page as scanned, rotated by `rotation` degrees clockwise. Width and
    height are the picture's, in pixels. `code` and `total` were read from its QR code: the
    verification code of the document, and how many pages its print has.
    """

    file = models.ForeignKey(ScanFile, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveSmallIntegerField()  # page number within the file
    picture = models.FileField(upload_to="scanned-pages", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    rotation = models.PositiveSmallIntegerField(_("rotation clockwise"), default=0)
    code = models.CharField(max_length=20, blank=True)
    total = models.PositiveSmallIntegerField(null=True, blank=True)
    paper = models.ForeignKey(
        ScannedPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
    )
    page_number = models.PositiveSmallIntegerField(_("page"), null=True, blank=True)
    is_set_aside = models.BooleanField(default=False)
    is_by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ["page_number", "file__number", "number"]
        verbose_name = _("scanned page")
        verbose_name_plural = _("scanned pages")
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="scanned_page_unique"),
            models.CheckConstraint(
                condition=models.Q(paper__isnull=True, page_number__isnull=True)
                | models.Q(paper__isnull=False, page_number__isnull=False, is_set_aside=False),
                name="scanned_page_assigned",
                violation_error_message=_("Give the number that is printed on the page."),
            ),
            models.CheckConstraint(
                condition=models.Q(rotation__in=(0, 90, 180, 270)),
                name="scanned_page_rotation_right_angle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"


class InkState(models.TextChoices):
    """The state of an ink record."""

    PROPOSED = "proposed", _("Waiting for review")
    RECORDED = "recorded", _("Recorded")
    RETURNED = "returned", _("Sent back")


class InkRecord(models.Model):
    """The record of what a signed paper shows (four eyes).

    One person proposes it; its signatures count once a second reviewer has confirmed it. `scan` is
    the PDF/A-3b made of the pages, upright and in order, with the original files attached; in older
    records it is the uploaded file itself.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="ink_records")
    paper = models.ForeignKey(
        ScannedPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="ink_records"
    )
    pages = models.ManyToManyField(ScannedPage, related_name="ink_records", blank=True)
    signed_date = models.DateField(_("signed on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    scan = models.FileField(upload_to="scans", max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    # The default is for records made before the second review existed: they count as confirmed.
    state = models.CharField(_("state"), max_length=20, choices=InkState, default=InkState.RECORDED)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = _("record of ink signatures")
        verbose_name_plural = _("records of ink signatures")
        indexes = [
            models.Index(
                fields=["recorded_at", "id"],
                condition=models.Q(state=InkState.PROPOSED),
                name="ink_record_proposed",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(state=InkState.PROPOSED),
                name="ink_record_proposed_once",
                violation_error_message=_(
                    "A record of this document is already waiting for its review."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("recorded_by")),
                name="ink_record_two_people",
                violation_error_message=_("A second person must review the paper."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=InkState.RETURNED) | ~models.Q(reason=""),
                name="ink_record_returned_has_reason",
                violation_error_message=_("Please give a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.signed_date}"

    def get_absolute_url(self) -> str:
        return reverse("signing:ink_record", args=[self.document.reference, self.pk])

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for its second reviewer."""
        return self.state == InkState.PROPOSED

    @property
    def is_returned(self) -> bool:
        """Whether it was sent back, by the second reviewer or by its proposer."""
        return self.state == InkState.RETURNED


class InkOutcome(models.Model):
    """The outcome for one signatory in an ink record: signed, to follow, or declined and why."""

    record = models.ForeignKey(InkRecord, on_delete=models.CASCADE, related_name="outcomes")
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="ink_outcomes")
    state = models.CharField(max_length=20, choices=SignatoryState)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["signatory__rank", "signatory__order"]
        constraints = [
            models.UniqueConstraint(fields=["record", "signatory"], name="ink_outcome_unique"),
            models.CheckConstraint(
                condition=~models.Q(state=SignatoryState.DECLINED) | ~models.Q(reason=""),
                name="ink_outcome_declined_has_reason",
                violation_error_message=_("Give the reason why it was not signed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signatory} {self.state}"
