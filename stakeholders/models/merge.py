"""Merges of doubles, recorded so that they can be undone; and pairs that are no doubles."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MergedKind(models.TextChoices):
    """What can be merged."""

    ORGANISATION = "organisasi", _("organisation")
    PERSON = "orang", _("person")


class Merge(models.Model):
    """One merge of a row into another of the same kind: what moved, and what changed.

    `moved` has the ids of the moved rows by the name of their reference
    (`stakeholders.references`); `dropped` the memberships that the kept row had already;
    `added_names` the other names that were added; `before` and `after` the changed fields of the
    kept row.
    """

    kind = models.CharField(max_length=20, choices=MergedKind)
    merged_id = models.PositiveBigIntegerField()
    kept_id = models.PositiveBigIntegerField()
    moved = models.JSONField(default=dict)
    dropped = models.JSONField(default=dict)
    added_names = models.JSONField(default=list)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by_name = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        indexes = [models.Index(fields=["kind", "kept_id"], name="merge_by_kept")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "merged_id"],
                condition=models.Q(undone_at=None),
                name="merge_once",
                violation_error_message=_("This entry was merged already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_id=models.F("kept_id")),
                name="merge_of_two",
                violation_error_message=_("An entry cannot be merged into itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.merged_id} → {self.kept_id}"


class DistinctPair(models.Model):
    """Two organisations or two people of similar names that the staff knows to be different."""

    kind = models.CharField(max_length=20, choices=MergedKind)
    first_id = models.PositiveBigIntegerField()
    second_id = models.PositiveBigIntegerField()
    by_name = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "first_id", "second_id"]
        verbose_name = _("pair that is not a double")
        verbose_name_plural = _("pairs that are not doubles")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first_id", "second_id"], name="distinct_pair_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")),
                name="distinct_pair_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} ≠ {self.second_id}"
