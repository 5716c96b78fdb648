"""Models of the programme: regions, survey, priority problems, action plan and pilots."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.models import Sourced
from stakeholders.models import Organisation


class RegionLevel(models.TextChoices):
    """The administrative level of a region, as in the Kemendagri code."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    DISTRICT = "district", _("Kecamatan")
    KELURAHAN = "kelurahan", _("Kelurahan")


class RegionQuerySet(models.QuerySet["Region"]):
    """Regions by visibility and level."""

    def visible_to(self, user: Actor) -> "RegionQuerySet":
        """Return the regions that `user` may see: all, since they are public."""
        return self

    def kelurahan(self) -> "RegionQuerySet":
        """Return only the kelurahan."""
        return self.filter(level=RegionLevel.KELURAHAN)


class Region(Sourced):
    """A region with its official code (Kepmendagri), since names of regions are not unique."""

    code = models.CharField(_("code"), max_length=13, unique=True)
    level = models.CharField(_("level"), max_length=20, choices=RegionLevel)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        db_index=False,  # region_by_parent begins with it
    )
    # A copy, to sort by it; see pilots/copies.py.
    parent_name = models.CharField(  # noqa: DJ001 - NULL without a parent, which sorts last
        max_length=120, null=True, editable=False
    )
    post_code = models.CharField(_("post code"), max_length=5, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    office = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="regions",
        verbose_name=_("office"),
    )

    searched_fields: ClassVar = ("code", "name", "post_code")

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        indexes = [
            models.Index(Lower("name"), name="region_name_lower"),
            models.Index(fields=["name", "code"], name="region_by_name"),
            models.Index(fields=["parent", "code"], name="region_by_parent"),
            models.Index(fields=["level", "code"], name="region_of_level"),
            models.Index(fields=["level", "name", "code"], name="region_of_level_by_name"),
            models.Index(fields=["level", "parent_name", "code"], name="region_of_level_by_parent"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with its level, since a kecamatan and a kelurahan may have the same name."""
        if self.level == RegionLevel.DISTRICT:
            return f"Kecamatan {self.name}"
        if self.level == RegionLevel.KELURAHAN:
            return f"Kelurahan {self.name}"
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:region_detail", args=[self.code])


class Programme(Sourced):
    """A programme of the city that the forum serves; the first one names the forum."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("full title"), max_length=400, blank=True)
    forum_name = models.CharField(_("name of the forum"), max_length=200, blank=True)
    city = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="programmes")
    secretariat = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="programmes_served"
    )
    organisers = models.ManyToManyField(
        Organisation, blank=True, related_name="programmes_organised"
    )
    concept = models.TextField(_("concept"), blank=True)
    concept_version = models.PositiveSmallIntegerField(_("version of the concept"), default=1)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:programme")


class Survey(Sourced):
    """A survey of the situation, on which the programme is based."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="surveys")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    period = models.CharField(_("period"), max_length=40, blank=True)  # "2021-02": day unknown
    kelurahan_count = models.PositiveSmallIntegerField(
        _("number of kelurahan"), null=True, blank=True
    )
    regions = models.ManyToManyField(Region, blank=True, related_name="surveys")
    findings = models.TextField(_("findings"), blank=True)

    class Meta:
        ordering = ["period", "pk"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def __str__(self) -> str:
        return self.title


class Problem(Sourced):
    """A priority problem with its rank."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="problems")
    survey = models.ForeignKey(
        Survey, null=True, blank=True, on_delete=models.SET_NULL, related_name="problems"
    )
    code = models.CharField(_("code"), max_length=20)
    rank = models.PositiveSmallIntegerField(_("rank"))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        ordering = ["rank", "pk"]
        verbose_name = _("priority problem")
        verbose_name_plural = _("priority problems")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="problem_code_unique",
                violation_error_message=_("This code is already used."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ActionPlan(Sourced):
    """The action plan against the priority problems."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="plans")
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")

    def __str__(self) -> str:
        return self.title


class Focus(Sourced):
    """A focus (main line) of the action plan."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="focuses")
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    problems = models.ManyToManyField(Problem, blank=True, related_name="focuses")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("focus")
        verbose_name_plural = _("focuses")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="focus_code_unique",
                violation_error_message=_("This code is already used."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PilotState(models.TextChoices):
    """The state of a pilot."""

    PROPOSED = "proposed", _("Proposed")  # on the short list, with reasons
    SELECTED = "selected", _("Selected")  # agreed by the parties
    DROPPED = "dropped", _("Dropped")  # no longer a candidate, with a reason


class Pilot(Sourced):
    """A kelurahan in which the programme is tested before it is extended to others."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="pilots")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="pilots")
    state = models.CharField(
        _("state"), max_length=20, choices=PilotState, default=PilotState.PROPOSED
    )
    reason = models.TextField(_("reason"), blank=True)
    agreed_on = models.CharField(_("agreed on"), max_length=40, blank=True)  # "2021-07"
    agreed_by = models.CharField(_("agreed by"), max_length=300, blank=True)

    # What the suggestions of pilots are found by.
    searched_fields: ClassVar = ("region__name", "region__code")

    class Meta:
        ordering = ["region__code", "pk"]
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "region"],
                name="pilot_unique",
                violation_error_message=_("This kelurahan is already a pilot."),
            )
        ]

    def __str__(self) -> str:
        return str(self.region)
