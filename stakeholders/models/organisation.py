"""Organisations, their other names and their support programmes."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lists.orders import build_choice_order_field
from core.models import Revised, Sourced


class Sector(models.TextChoices):
    """The seven sectors of stakeholders: the pentahelix, plus development partners and citizens."""

    GOVERNMENT = "government", _("Government")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    COMPANY = "company", _("Company")
    ACADEMIA = "academia", _("Academia")
    MEDIA = "media", _("Media")
    DEVELOPMENT_PARTNER = "development_partner", _("Development partner")
    CITIZEN = "citizen", _("Citizens")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by visibility and name."""

    def visible_to(self, user: Actor) -> "OrganisationQuerySet":
        """Return the organisations on the public register, which everybody may see.

        One that was entered through a link is not among them until the staff confirms it.
        """
        return self.filter(is_introduced=False, merged_into=None)

    def living(self) -> "OrganisationQuerySet":
        """Return the organisations that were not merged into another."""
        return self.filter(merged_into=None)

    def same_as(self, organisation: "Organisation") -> "OrganisationQuerySet":
        """Return an organisation together with those that were merged into it."""
        return self.filter(models.Q(pk=organisation.pk) | models.Q(merged_into=organisation.pk))

    def known_as(self, name: str) -> "OrganisationQuerySet":
        """Return organisations whose name, short name, alias or former name is `name`."""
        return self.filter(
            models.Q(name__iexact=name)
            | models.Q(short_name__iexact=name)
            | models.Q(other_names__name__iexact=name),
            merged_into=None,
        ).distinct()


class Organisation(Sourced, Revised):
    """An agency, association, company, university, newsroom or group that takes part."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector)
    sector_order = build_choice_order_field("sector", Sector.values)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
        verbose_name=_("member of"),
    )
    about = models.TextField(_("about"), blank=True)
    is_verified = models.BooleanField(_("verified"), default=False)
    # Entered through a room's link; not public until the staff confirms it.
    is_introduced = models.BooleanField(_("introduced by a link"), default=False, editable=False)
    # The organisation that this one was a double of: this row is then only a pointer to it, for
    # what keeps whom it named, and for printed addresses.
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        editable=False,
        verbose_name=_("merged into"),
    )

    searched_fields: ClassVar = ("name", "short_name", "other_names__name")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [
            models.Index(Lower("short_name"), name="organisation_short_name_lower"),
            models.Index(fields=["parent", "name", "id"], name="organisation_members"),
            models.Index(fields=["name", "id"], name="organisation_by_name"),
            models.Index("sector", Lower("name"), name="organisation_by_sector"),
            models.Index("sector_order", Lower("name"), name="organisation_in_sector_order"),
            models.Index(
                Lower("name"),
                name="organisation_verified",
                condition=models.Q(is_verified=True),
            ),
            models.Index(
                Lower("name"),
                name="organisation_unverified",
                condition=models.Q(is_verified=False),
            ),
        ]
        constraints = [
            # For lists sorted by the name: only after a unique index SQLite reads the next table
            # in its own order. Nothing violates it that has a slug of its own.
            models.UniqueConstraint(fields=["name", "slug"], name="organisation_name_and_slug"),
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_name_unique",
                # The name of a merged one is another name of the one that was kept.
                condition=models.Q(merged_into=None),
                violation_error_message=_("An organisation with this name is already registered."),
            ),
            models.CheckConstraint(
                condition=models.Q(sector__in=Sector.values),
                name="organisation_sector_known",
                violation_error_message=_("Choose one of the sectors."),
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="organisation_not_own_parent",
                violation_error_message=_("An organisation cannot be a member of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:organisation_detail", args=[self.slug])


class NameKind(models.TextChoices):
    """The kind of another name of an organisation."""

    ALIAS = "alias", _("also called")
    FORMER = "former", _("formerly")
    SPELLING = "spelling", _("also spelled")


class OrganisationName(Sourced):
    """Another name of an organisation, under which it is found too."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="other_names"
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=NameKind, default=NameKind.ALIAS)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        indexes = [models.Index(Lower("name"), name="organisation_other_name_lower")]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                name="organisation_other_name_unique",
                violation_error_message=_("This organisation already has this name."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="organisation_other_name_period",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SupportProgramme(Sourced):
    """A support programme that an organisation offers, such as a TJSL or bank scheme."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="support_programmes"
    )
    name = models.CharField(_("name"), max_length=200)
    audience = models.CharField(_("for whom"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    terms = models.TextField(_("terms"), blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("support programme")
        verbose_name_plural = _("support programmes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="support_programme_period",
                violation_error_message=_("The end lies before the beginning."),
            )
        ]

    def __str__(self) -> str:
        return self.name
