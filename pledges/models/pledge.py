"""Pledges (contributions): what an organisation promises, how much, and whether it is accepted."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lists.orders import build_choice_order_field
from core.models import Revised, Sourced
from core.partial_indexes import build_any_of, build_start, inline_values
from core.subqueries import build_exists
from core.text_diff import is_same_wording
from pilots.models import Focus, Problem, Region
from stakeholders.models import Mandate, Organisation, Sector
from stakeholders.permissions import get_grants, sees_everything


class PledgeForm(models.TextChoices):
    """The form of a contribution; money given to the government is not one of them."""

    GOODS = "goods", _("Goods")
    PHYSICAL_WORKS = "physical_works", _("Physical works")
    SERVICE = "service", _("Service or mentoring")
    TRAINING = "training", _("Training")
    LOAN = "loan", _("Loan given directly by the company")
    POLICY = "policy", _("Policy or facilitation")
    PUBLICATION = "publication", _("Publication")
    RESEARCH = "research", _("Research")
    LABOUR = "labour", _("Labour")
    SPACE = "space", _("Space")
    OTHER = "other", _("Other")


class PledgeState(models.TextChoices):
    """The state of a contribution, from draft to agreed."""

    DRAFT = "draft", _("Draft")  # being written
    SUBMITTED = "submitted", _("Submitted")  # waits for a decision
    ACCOMMODATED = "accommodated", _("Accommodated")  # will be part of the document
    MERGED = "merged", _("Merged")  # continued by another pledge
    DEFERRED = "deferred", _("Deferred")  # not now, with a reason
    DECLINED = "declined", _("Declined")  # refused, with a reason
    AGREED = "agreed", _("Agreed")  # its document is in force


NOT_ACCOMMODATED = (PledgeState.MERGED, PledgeState.DEFERRED, PledgeState.DECLINED)
IS_NOT_ACCOMMODATED = build_any_of("state", NOT_ACCOMMODATED)
SUBMITTED_STATES = tuple(state for state in PledgeState if state != PledgeState.DRAFT)
# A declined pledge is not public: only the forum and its author see it.
PUBLIC_STATES = (
    PledgeState.ACCOMMODATED,
    PledgeState.MERGED,
    PledgeState.DEFERRED,
    PledgeState.AGREED,
)

IS_SHOWN = models.Q(is_shown=True)
# What visitors do not see; as equalities, which both databases know again in a partial index.
HIDDEN = (
    models.Q(is_public=False)
    | models.Q(state=PledgeState.DRAFT)
    | models.Q(state=PledgeState.SUBMITTED)
    | models.Q(state=PledgeState.DECLINED)
)


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Pledges by visibility and state."""

    def visible_to(self, user: Actor) -> "PledgeQuerySet":
        """Return the pledges that `user` may see.

        Everybody: public ones that were accommodated, merged, deferred or agreed, never declined
        ones. The lead organisation: all of its own. Partner organisations and the forum's staff:
        from submitted on.
        """
        return self.filter(self.build_visibility(user))

    def build_visibility(self, user: Actor, *, prefix: str = "") -> models.Q:
        """Return the condition of `visible_to`; with a prefix ("pledge__") over a relation.

        So a few rows are joined with their own pledges, not looked up among all visible ones.
        """
        mine = get_grants(user).organisation_ids
        is_submitted = models.Q(**{f"{prefix}state__in": SUBMITTED_STATES})
        is_own = models.Q(**{f"{prefix}lead_id__in": mine})
        if sees_everything(user):
            return is_submitted | is_own
        shown = models.Q(**{f"{prefix}is_shown": True})
        if not mine:
            return shown
        partnered = Pledge.partners.through.objects.filter(
            organisation_id__in=mine, pledge_id=models.OuterRef(f"{prefix}pk")
        )
        return shown | is_own | (models.Q(build_exists(partnered)) & is_submitted)

    def undecided(self) -> "PledgeQuerySet":
        """Return the pledges that wait for a decision."""
        return self.filter(
            inline_values(models.Q(state=PledgeState.SUBMITTED)), build_start("pk", 0)
        )

    def able_to_receive(self, pledge: "Pledge") -> "PledgeQuerySet":
        """Return the pledges into which `pledge` can be merged.

        They are submitted or accommodated, not frozen in a document, and of the same form; a pledge
        without a form fits every other.
        """
        rows = self.filter(
            state__in=(PledgeState.SUBMITTED, PledgeState.ACCOMMODATED), locked_in=""
        ).exclude(pk=pledge.pk)
        return rows.filter(form__in=("", pledge.form)) if pledge.form else rows

    def with_related(self) -> "PledgeQuerySet":
        """Prefetch what a list row shows: organisations, regions, quantities, focuses, problems."""
        return self.select_related("lead", "survivor").prefetch_related(
            "partners", "regions", "quantities", "focuses", "problems"
        )


class Pledge(Sourced, Revised):
    """A voluntary commitment of one organisation and its partners, with a permanent reference."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    lead = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="pledges",
        verbose_name=_("organisation"),
        db_index=False,  # pledge_by_lead begins with it
    )
    # A kept copy, by which the list is filtered (pledges/copies.py).
    lead_sector = models.CharField(
        max_length=30, choices=Sector, blank=True, default="", editable=False
    )
    partners = models.ManyToManyField(
        Organisation, blank=True, related_name="partnered_pledges", verbose_name=_("partners")
    )
    submitter = models.ForeignKey(
        Mandate,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pledges",
        verbose_name=_("written by"),
    )
    # The author's name where there is no mandate: written through a link, or on a paper slip.
    # A text without limit, since a name with its titles can be longer than any single column.
    written_by = models.TextField(_("written by (name)"), blank=True)
    is_on_behalf = models.BooleanField(_("entered by the staff on behalf"), default=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    own_words = models.TextField(_("our role/contribution"))
    description = models.TextField(_("description"), blank=True)
    form = models.CharField(_("form"), max_length=20, choices=PledgeForm, blank=True)
    value_rupiah = models.PositiveBigIntegerField(_("estimated value (Rp)"), null=True, blank=True)
    value_note = models.CharField(_("note on the value"), max_length=200, blank=True)
    regions = models.ManyToManyField(
        Region,
        through="pledges.PledgeRegion",
        blank=True,
        related_name="pledges",
        verbose_name=_("places"),
    )
    focuses = models.ManyToManyField(
        Focus,
        through="pledges.PledgeFocus",
        blank=True,
        related_name="pledges",
        verbose_name=_("focuses"),
    )
    problems = models.ManyToManyField(
        Problem, blank=True, related_name="pledges", verbose_name=_("problems")
    )
    women = models.PositiveIntegerField(_("women who benefit"), null=True, blank=True)
    men = models.PositiveIntegerField(_("men who benefit"), null=True, blank=True)
    start_date = models.DateField(_("from"), null=True, blank=True)
    end_date = models.DateField(_("until"), null=True, blank=True)
    source_of_funds = models.CharField(_("source of funds"), max_length=120, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=PledgeState, default=PledgeState.DRAFT
    )
    state_order = build_choice_order_field("state", PledgeState.values)
    # KOM-2021-0009: the year of the meeting in which the pledge was made.
    year = models.GeneratedField(
        expression=Substr("reference", 5, 4),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    survivor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    # Whether the merge added the lead as a partner of the survivor; reopening then removes it.
    merge_added_partner = models.BooleanField(default=False, editable=False)
    reason = models.TextField(_("reason"), blank=True)
    # The reference of the frozen document that contains this pledge; empty while it is editable.
    locked_in = models.CharField(max_length=20, blank=True, editable=False)
    is_public = models.BooleanField(_("public"), default=True)
    # What everybody sees. A column, so that an index has these rows alone.
    is_shown = models.GeneratedField(
        expression=models.ExpressionWrapper(
            models.Q(is_public=True, state__in=PUBLIC_STATES), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    searched_fields: ClassVar = (
        "reference",
        "title",
        "own_words",
        "description",
        "lead__name",
        "lead__short_name",
        "partners__name",
        "partners__short_name",
    )

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        indexes = [
            # With the id, so that the rows of the list are found without reading them.
            models.Index(
                fields=["lead", "state", "id"], condition=HIDDEN, name="pledge_hidden_lead"
            ),
            models.Index(fields=["lead", "id"], name="pledge_of_lead"),
            models.Index(
                fields=["id"],
                condition=models.Q(state=PledgeState.SUBMITTED),
                name="pledge_undecided",
            ),
            models.Index(
                fields=["lead", "id"],
                condition=models.Q(state=PledgeState.DRAFT),
                name="pledge_draft_of_lead",
            ),
            models.Index(
                fields=["lead", "id"], condition=IS_NOT_ACCOMMODATED, name="pledge_refused_of_lead"
            ),
            models.Index(fields=["lead", "reference"], name="pledge_by_lead"),
            models.Index(fields=["state", "reference"], name="pledge_by_state"),
            models.Index(fields=["state_order", "reference"], name="pledge_in_state_order"),
            models.Index(
                fields=["state_order", "reference"],
                condition=IS_SHOWN,
                name="pledge_shown_by_state",
            ),
            models.Index(fields=["lead_sector", "reference"], name="pledge_by_sector"),
            models.Index(fields=["form", "reference"], name="pledge_by_form"),
            models.Index(fields=["year", "reference"], name="pledge_by_year"),
            models.Index(fields=["value_rupiah", "reference"], name="pledge_by_value"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=PledgeState.values), name="pledge_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(end_date__gte=models.F("start_date")),
                name="pledge_period",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=PledgeState.MERGED, survivor__isnull=False)
                | (~models.Q(state=PledgeState.MERGED) & models.Q(survivor__isnull=True)),
                name="pledge_merged_has_survivor",
                violation_error_message=_(
                    "A merged pledge must name the pledge that it was merged into."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[PledgeState.DEFERRED, PledgeState.DECLINED])
                | ~models.Q(reason=""),
                name="pledge_reason_given",
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                condition=~models.Q(own_words=""),
                name="pledge_words_given",
                violation_error_message=_("Please write what you contribute."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("portal:pledge_detail", args=[self.reference])

    @property
    def summary(self) -> str:
        """One line for lists: the title, else the first words."""
        return self.title or self.own_words.strip().partition("\n")[0][:120]

    # A text that is equal to another of the same page stands there once.

    @property
    def has_words_apart(self) -> bool:
        """Whether the own words say something else than the summary, which heads the page."""
        return not is_same_wording(self.own_words, self.summary)

    @property
    def title_apart(self) -> str:
        """The title, unless the own words say the same."""
        return "" if is_same_wording(self.title, self.own_words) else self.title

    @property
    def description_apart(self) -> str:
        """The description, unless the title or the own words say the same."""
        others = (self.title, self.own_words)
        is_told = any(is_same_wording(self.description, each) for each in others)
        return "" if is_told else self.description


class PledgeQuantity(models.Model):
    """A quantity of a pledge in one unit; quantities of different units are never added up."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="quantities")
    order = models.PositiveSmallIntegerField(default=1)
    amount = models.DecimalField(
        _("quantity"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("unit"), max_length=80)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("quantity")
        verbose_name_plural = _("quantities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="pledge_quantity_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
            models.UniqueConstraint(
                fields=["pledge", "unit"],
                name="pledge_quantity_unit_unique",
                violation_error_message=_("This unit is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.unit}"


class PledgeSlip(models.Model):
    """The photo of the paper slip from which a pledge was entered; a private file."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="slips")
    image = models.FileField(upload_to="slips", max_length=200)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("slip")
        verbose_name_plural = _("slips")
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "sha256"],
                name="pledge_slip_unique",
                violation_error_message=_("This photo is already attached."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pledge} {self.sha256[:8]}"
