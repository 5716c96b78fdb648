"""People, and their mandates in organisations."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Revised, Sourced
from stakeholders.models.organisation import Organisation


class Sex(models.TextChoices):
    """The sex of a person (column L/P of attendance lists); empty when not known."""

    MALE = "L", _("Male")
    FEMALE = "P", _("Female")


# The longest possible Person.full_name.
LONGEST_FULL_NAME = 40 + len(" ") + 200 + len(", ") + 60


class PersonQuerySet(models.QuerySet["Person"]):
    """People, with and without those that were merged into another."""

    def living(self) -> "PersonQuerySet":
        """Return the people whose entry was not merged into another."""
        return self.filter(merged_into=None)


class Person(Sourced, Revised):
    """A person who takes part in the forum."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    title_before = models.CharField(_("title before the name"), max_length=40, blank=True)
    title_after = models.CharField(_("title after the name"), max_length=60, blank=True)
    sex = models.CharField(_("L/P"), max_length=1, choices=Sex, blank=True)
    # The number of a civil servant, printed under the name in a signature block.
    nip = models.CharField(_("NIP"), max_length=21, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    consent_date = models.DateField(_("consent to keep contact data"), null=True, blank=True)

    # The entry that this one was a double of; see Organisation.merged_into.
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        editable=False,
        verbose_name=_("merged into"),
    )

    searched_fields: ClassVar = ("name",)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(Lower("name"), name="person_name_lower")]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:person_detail", args=[self.slug])

    @property
    def full_name(self) -> str:
        """The name with its titles, as documents print it: Dr. Siti, M.Si."""
        name = f"{self.title_before} {self.name}".strip()
        return f"{name}, {self.title_after}" if self.title_after else name


class Duty(models.TextChoices):
    """The duty that goes with a mandate: the rights of its holder in the portal."""

    NONE = "none", _("represents the organisation")
    FACILITATOR = "facilitator", _("facilitator of the forum")
    SECRETARIAT = "secretariat", _("secretariat of the forum")


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates by validity."""

    def current(self, on: date | None = None) -> "MandateQuerySet":
        """Return the mandates that are valid on a day, by default today."""
        day = on or timezone.localdate()
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=day),
            models.Q(valid_until=None) | models.Q(valid_until__gte=day),
        )


class Mandate(Sourced):
    """A person's office in an organisation, with its period of validity.

    Rights come from the office, not from the person: they end with it. A missing date means not
    known and does not limit the mandate.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mandates"
    )
    position = models.CharField(_("position"), max_length=200, blank=True)
    duty = models.CharField(_("duty"), max_length=20, choices=Duty, default=Duty.NONE)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    letter = models.CharField(_("letter of assignment"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    substitute = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="substitutions",
        verbose_name=_("substitute"),
    )

    # What the suggestions of offices are found by.
    searched_fields: ClassVar = (
        "position",
        "person__name",
        "organisation__name",
        "organisation__short_name",
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "position", "pk"]
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="mandate_period",
                violation_error_message=_("The mandate ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "position", "valid_from"],
                name="mandate_unique",
                violation_error_message=_("This person already holds this office."),
            ),
            # NULL is never equal to NULL, so undated mandates need a constraint of their own.
            models.UniqueConstraint(
                fields=["person", "organisation", "position"],
                condition=models.Q(valid_from=None),
                name="mandate_undated_unique",
                violation_error_message=_("This person already holds this office."),
            ),
        ]

    def is_current(self, on: date | None = None) -> bool:
        """Tell whether the mandate is valid on a day, by default today."""
        day = on or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or self.valid_until >= day
        )

    def __str__(self) -> str:
        parts = (str(self.person), self.position, str(self.organisation))
        return ", ".join(part for part in parts if part)
