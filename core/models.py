"""The tables that every app writes to through a module of core, and what facts have in common."""

import uuid
from typing import TypedDict

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Sourced(models.Model):
    """A fact that can say where it comes from, and whether it is only an illustration.

    A real row may hold some invented or inferred values (a meeting whose hour nobody wrote
    down): `example_fields` and `inferred_fields` name them, so that screen, paper and export
    can mark just those.
    """

    source = models.CharField(_("source"), max_length=300, blank=True)
    is_example = models.BooleanField(_("illustrative (contoh)"), default=False)
    example_fields = models.JSONField(default=list, blank=True, editable=False)
    inferred_fields = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    def is_illustrative(self, *fields: str) -> bool:
        """Tell whether it, or one of these fields of it, is marked contoh wherever it is shown."""
        return self.is_example or any(name in self.example_fields for name in fields)


class SourcedFields(TypedDict, total=False):
    """The fields of Sourced as keyword arguments of an action."""

    source: str
    is_example: bool
    example_fields: list[str]
    inferred_fields: list[str]


class Revised(models.Model):
    """A text that several people may edit: `revision` grows by one with each change."""

    revision = models.PositiveIntegerField(default=1, editable=False)
    # Who changed it last, for the colleague who meets a conflict; empty while it is as it was made.
    # A name with its titles is longer than any of its parts, so it has no limit of its own.
    revised_by = models.TextField(blank=True, editable=False)
    revised_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class HistoryEntry(models.Model):
    """What happened to an object, as a key and parameters; see core/history.py."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    key = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # A name, perhaps with its organisation: put together, so it has no limit of its own.
    actor_name = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        indexes = [models.Index(fields=["content_type", "object_id", "-at"], name="history_target")]

    def __str__(self) -> str:
        return f"{self.key} {self.object_id}"


class OutboxMessage(models.Model):
    """Work that leaves the database, written by the deciding transaction; see core/outbox.py."""

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
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
                fields=["due_at", "id"],
                condition=models.Q(done_at=None, dead_at=None),
                name="outbox_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class OutgoingEmail(models.Model):
    """An e-mail to be sent by the outbox; see core/emails.py."""

    to = models.EmailField()
    # Names documents and organisations, so it has no limit of its own; shortened when it is sent.
    subject = models.TextField()
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")

    def __str__(self) -> str:
        return self.subject


class AuditTrail(models.Model):
    """The head of an object's audit trail: how long it is and how it ends.

    It is keyed by the object's reference, which it keeps for life. Whoever appends locks this row,
    so entries are numbered without gaps; whoever verifies sees whether the last ones are missing.
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
    """One thing that happened to an object, as RFC 8785 text; never changed, never deleted.

    `body` holds the hash of the entry before, and `sha256` is that of the body.
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
    """A personal value (an IP address, a browser) behind the commitment in an entry.

    The entry holds SHA-256 of salt and value only, so the value can be erased and the trail still
    verifies; an erased one has neither salt nor value.
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
    """What Django's database cache keeps: how often somebody tried to sign in.

    Only `settings.CACHES` knows this table; its columns are those that the cache expects.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


class ContentChange(models.Model):
    """The mark that a committed write leaves; kept by triggers, see core/content_version.py."""

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


class Counter(models.Model):
    """The last serial number given in a series and year."""

    series = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_unique")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class IssuedNumber(models.Model):
    """A letter number given out or booked in a register; it is never given again."""

    register = models.CharField(max_length=80)
    number = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200, blank=True)
    is_used = models.BooleanField(default=True)  # False while only booked
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
