"""Models of core: history, outbox, audit trail, idempotency, numbering; abstract base models."""

import uuid
from typing import ClassVar, TypedDict

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Sourced(models.Model):
    """Abstract model of a fact with its source, and with marks for invented or inferred values.

    A real row may have some invented or inferred values (a meeting whose time nobody wrote down):
    `example_fields` and `inferred_fields` name them, so that screen, print and export mark only
    those.
    """

    source = models.CharField(_("source"), max_length=300, blank=True)
    is_example = models.BooleanField(_("illustrative (contoh)"), default=False)
    example_fields = models.JSONField(default=list, blank=True, editable=False)
    inferred_fields = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    def is_illustrative(self, *fields: str) -> bool:
        """Tell whether the row, or one of these fields, is marked as illustrative (contoh)."""
        return self.is_example or any(name in self.example_fields for name in fields)


class SourcedFields(TypedDict, total=False):
    """The fields of Sourced as keyword arguments of an action."""

    source: str
    is_example: bool
    example_fields: list[str]
    inferred_fields: list[str]


class Revised(models.Model):
    """Abstract model with an optimistic lock: each change increments `revision`."""

    revision = models.PositiveIntegerField(default=1, editable=False)
    # Who changed it last, to be shown after a conflict; empty before the first change. No length
    # limit: a name with its titles is longer than any of its parts.
    revised_by = models.TextField(blank=True, editable=False)
    revised_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class HistoryEntry(models.Model):
    """One entry of an object's history, as a key and parameters; see core/history.py."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    key = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # A name, perhaps with its organisation; composed, so without a length limit.
    actor_name = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        indexes = [models.Index(fields=["content_type", "object_id", "-at"], name="history_target")]

    def __str__(self) -> str:
        return f"{self.key} {self.object_id}"


class OutboxLane(models.TextChoices):
    """A lane of the outbox: its messages are handled in order, and never wait for other lanes."""

    MAIL = "mail", _("e-mails")
    DOCUMENTS = "documents", _("prints and seals")
    BULK = "bulk", _("long work")


class OutboxMessage(models.Model):
    """A message of the outbox: background work to be done once; see core/outbox.py."""

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    lane = models.CharField(max_length=20, choices=OutboxLane.choices, default=OutboxLane.DOCUMENTS)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=models.Q(done_at=None, dead_at=None),
                name="outbox_waiting",
            ),
            models.Index(fields=["kind", "object_id"], name="outbox_object"),
            models.Index(
                fields=["dead_at"], condition=models.Q(dead_at__isnull=False), name="outbox_dead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class RecurringDuty(models.Model):
    """When a recurring duty was last queued and last done; see core/duties.py."""

    name = models.CharField(max_length=60, unique=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("recurring duty")
        verbose_name_plural = _("recurring duties")

    def __str__(self) -> str:
        return self.name


class OutgoingEmail(models.Model):
    """An e-mail to be sent by the outbox; see core/emails.py."""

    to = models.EmailField()
    # Composed of names, so without a length limit; shortened when it is sent.
    subject = models.TextField()
    text = models.TextField()
    # A text file that goes with it, such as a calendar's; none without a name.
    attachment_name = models.CharField(max_length=100, blank=True)
    attachment_type = models.CharField(max_length=100, blank=True)
    attachment = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")

    def __str__(self) -> str:
        return self.subject


class AuditTrail(models.Model):
    """The head of an object's audit trail: its length and the hash of its last entry.

    It is keyed by the object's permanent reference. Appending locks this row, so entries are
    numbered without gaps; verification uses it to notice missing last entries.
    """

    reference = models.CharField(max_length=40, unique=True)
    length = models.PositiveIntegerField(default=0)
    head_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit trail")
        verbose_name_plural = _("audit trails")

    def __str__(self) -> str:
        return f"{self.reference} {self.length}"


class AuditEntry(models.Model):
    """One entry of an audit trail, as RFC 8785 JSON; never changed, never deleted.

    `body` includes the hash of the previous entry; `sha256` is the hash of `body`.
    """

    trail = models.ForeignKey(AuditTrail, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        verbose_name = _("audit trail entry")
        verbose_name_plural = _("audit trail entries")
        constraints = [
            models.UniqueConstraint(fields=["trail", "number"], name="audit_entry_unique")
        ]

    def __str__(self) -> str:
        return f"{self.trail_id}/{self.number} {self.kind}"


class AuditValue(models.Model):
    """A personal value (IP address, browser) behind a commitment in an audit trail entry.

    The entry has only SHA-256 of salt and value, so the value can be erased and the trail stays
    valid; an erased row has neither salt nor value.
    """

    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="values")
    name = models.CharField(max_length=40)
    salt = models.CharField(max_length=64, blank=True)
    value = models.TextField(blank=True)
    keep_until = models.DateField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["entry", "name"]
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="audit_value_unique")]

    def __str__(self) -> str:
        return f"{self.entry} {self.name}"


class CacheEntry(models.Model):
    """The table of Django's database cache, which counts attempts for the rate limits.

    Only `settings.CACHES` uses it; Django prescribes its columns.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


class Tally(models.Model):
    """Abstract model of kept counts: one row for each key, its first field after the primary key.

    See core/kept_counts.py. Triggers write it; sorting by it needs an index in a subclass.
    """

    public = models.BigIntegerField(default=0, db_default=0, editable=False)
    staff = models.BigIntegerField(default=0, db_default=0, editable=False)

    KEY: ClassVar[str]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{getattr(self, self.get_key_column())}: {self.public}, {self.staff}"

    @classmethod
    def get_key_column(cls) -> str:
        """Return the column that holds the key."""
        column: str = cls._meta.get_field(cls.KEY).attname  # type: ignore[union-attr]
        return column


class TallyChange(models.Model):
    """A change of a kept count, noted while the tally's row is locked; see core/kept_counts.py."""

    tally = models.CharField(max_length=63)
    key = models.CharField(max_length=40)
    public = models.BigIntegerField()
    staff = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tally", "key"], name="tally_change_key")]

    def __str__(self) -> str:
        return f"{self.tally} {self.key}: {self.public:+}, {self.staff:+}"


class ContentChange(models.Model):
    """The content version as rows, written by database triggers; see core/content_version.py."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.pk)


class Submission(models.Model):
    """A submitted form: its idempotency key and the answer it got; see core/idempotency.py."""

    idempotency_key = models.UUIDField(unique=True)
    answer = models.CharField(max_length=200, blank=True)
    # SHA-256 of the submitted data: the same key with other data is not the same submission.
    data_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.idempotency_key)


class KeptForm(models.Model):
    """A form that met an expired session, kept for its author alone; see core/kept_forms.py."""

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    path = models.TextField()
    fields = models.JSONField()  # name: the submitted values
    has_files = models.BooleanField(default=False)  # that were not kept
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.token)


class Counter(models.Model):
    """The last serial number issued in a series and year."""

    series = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_unique")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class IssuedNumber(models.Model):
    """A letter number that was issued or reserved in a register; it is never issued again."""

    register = models.CharField(max_length=80)
    number = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200, blank=True)
    is_used = models.BooleanField(default=True)  # False while only reserved
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("issued number")
        verbose_name_plural = _("issued numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["register", "number"],
                name="issued_number_unique",
                violation_error_message=_("This number is already taken."),
            )
        ]

    def __str__(self) -> str:
        return self.number
