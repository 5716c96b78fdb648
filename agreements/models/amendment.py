"""The changes that the clauses of an addendum make to clauses of the amended document."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Clause


class ChangeKind(models.TextChoices):
    """What a clause of an addendum does to the document that it amends."""

    REPLACES = "replaces", _("Changes a clause")
    ADDS = "adds", _("Adds a clause")
    REMOVES = "removes", _("Removes a clause")


class ClauseChange(models.Model):
    """The change that a clause of an addendum makes, with the old text as quoted in the addendum.

    The new text is that of the addendum's clause. The changed clause is identified by its heading
    (KEDUA), since clauses of documents from outside have no rows.
    """

    clause = models.OneToOneField(Clause, on_delete=models.CASCADE, related_name="change")
    kind = models.CharField(_("what happens"), max_length=20, choices=ChangeKind)
    heading = models.CharField(_("clause"), max_length=80)
    old_title = models.CharField(_("heading of the clause"), max_length=200, blank=True)
    old_text = models.TextField(_("text until now"), blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ChangeKind.ADDS, old_text="")
                | (~models.Q(kind=ChangeKind.ADDS) & ~models.Q(old_text="")),
                name="clause_change_says_what_stood",
                violation_error_message=_("Write the text as it has been until now."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.heading}"
