"""Signatories of a document, and the state of their signatures."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Document
from core.models import Revised, Sourced
from core.partial_indexes import build_any_of, inline_values
from stakeholders.models import Organisation, Person


class Capacity(models.TextChoices):
    """The capacities of signatories: only parties are bound by the document."""

    PARTY = "party", _("Party")
    WITNESS = "witness", _("Witness")
    ACKNOWLEDGING = "acknowledging", _("Acknowledging")


class SignatoryState(models.TextChoices):
    """The states of a signatory."""

    PENDING = "pending", _("Not recorded yet")
    SIGNED = "signed", _("Signed")
    TO_FOLLOW = "to_follow", _("Will sign later")
    DECLINED = "declined", _("Not signed")  # with a reason
    DELEGATED = "delegated", _("Delegated")  # a delegate is to sign, by a delegation letter


# The signature is still possible.
AWAITED_STATES = (SignatoryState.PENDING, SignatoryState.TO_FOLLOW, SignatoryState.DELEGATED)


IS_AWAITED = build_any_of("state", AWAITED_STATES)


class Route(models.TextChoices):
    """The ways of signing."""

    LINK = "link", _("On screen, by a personal link")
    ACCOUNT = "account", _("On screen, by an account")
    TABLET = "tablet", _("On a tablet handed round")
    INK = "ink", _("With ink on paper")
    CERTIFICATE = "certificate", _("With an electronic certificate")


SCREEN_ROUTES = (Route.LINK, Route.ACCOUNT, Route.TABLET)


# Parties sign before witnesses, and these before those who acknowledge.
_CAPACITY_ORDER = models.Case(
    *(models.When(capacity=capacity, then=order) for order, capacity in enumerate(Capacity.values)),
    output_field=models.IntegerField(),
)


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    """Signatories by whether their signature is awaited, and whether they are next to sign."""

    def awaited(self) -> "SignatoryQuerySet":
        """Return the signatories who can still sign."""
        return self.filter(inline_values(IS_AWAITED))

    def next_to_sign(self) -> "SignatoryQuerySet":
        """Return the awaited signatories who are next to sign: nobody is awaited before them.

        The same rule as `signing.actions.reminding.list_next_signatories`, for many documents.
        """
        before = (
            Signatory.objects.awaited()
            .filter(models.Q(allows_screen=True) | models.Q(allows_ink=True))
            .annotate(capacity_order=_CAPACITY_ORDER)
            .filter(
                models.Q(capacity_order__lt=models.OuterRef("capacity_order"))
                | models.Q(
                    capacity_order=models.OuterRef("capacity_order"),
                    rank__lt=models.OuterRef("rank"),
                ),
                document=models.OuterRef("document"),
            )
        )
        return (
            self.awaited().annotate(capacity_order=_CAPACITY_ORDER).filter(~models.Exists(before))
        )


class Signatory(Sourced, Revised):
    """Whoever is to sign a document: an organisation, with a person or only an office."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="signatories")
    order = models.PositiveSmallIntegerField(_("order"))
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    capacity = models.CharField(
        _("capacity"), max_length=20, choices=Capacity, default=Capacity.PARTY
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="signatures"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures"
    )
    # The name of a signatory who is not a registered person. Name and position have no max_length,
    # since they are composed with titles and with "a.n." (on behalf of).
    name = models.TextField(_("name"), blank=True)
    position = models.TextField(_("position"), blank=True)
    nip = models.CharField(_("NIP"), max_length=21, blank=True)
    is_inferred = models.BooleanField(_("inferred (disimpulkan)"), default=False)
    state = models.CharField(
        _("state"), max_length=20, choices=SignatoryState, default=SignatoryState.PENDING
    )
    signed_date = models.DateField(_("signed on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    allows_screen = models.BooleanField(_("may sign on screen"), default=True)
    allows_ink = models.BooleanField(_("may sign with ink"), default=True)
    allows_certificate = models.BooleanField(
        _("may sign with an electronic certificate"), default=False
    )
    route = models.CharField(_("signed by"), max_length=20, choices=Route, blank=True)
    # Who signs instead, named after freezing; the frozen content keeps the original signatory.
    delegate = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delegated_signatures",
        verbose_name=_("who signs instead"),
    )
    delegate_name = models.TextField(_("name"), blank=True)
    delegate_position = models.CharField(_("position"), max_length=200, blank=True)
    delegation_letter = models.CharField(_("delegation letter"), max_length=200, blank=True)
    # When an e-mail with the link, or a reminder, was last sent.
    reminded_at = models.DateTimeField(null=True, blank=True)
    # A withdrawal after signing: the signature stays and is shown with the withdrawal.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "order", "pk"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        indexes = [
            models.Index(fields=["organisation", "id"], name="signatory_of_office"),
            models.Index(
                fields=["organisation", "id"],
                condition=IS_AWAITED,
                name="signatory_awaited_of_office",
            ),
            models.Index(
                fields=["person", "id"], condition=IS_AWAITED, name="signatory_awaited_person"
            ),
            models.Index(
                fields=["delegate", "id"], condition=IS_AWAITED, name="signatory_awaited_delegate"
            ),
            models.Index(
                fields=["document"],
                condition=models.Q(state=SignatoryState.DECLINED),
                name="signatory_declined",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "order"],
                name="signatory_order_unique",
                violation_error_message=_("Two signatories have the same number."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=SignatoryState.SIGNED, signed_date__isnull=False)
                | (~models.Q(state=SignatoryState.SIGNED) & models.Q(signed_date__isnull=True)),
                name="signatory_signed_has_date",
                violation_error_message=_("Give the date of the signature."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SignatoryState.DECLINED) | ~models.Q(reason=""),
                name="signatory_declined_has_reason",
                violation_error_message=_("Give the reason why it was not signed."),
            ),
            models.CheckConstraint(
                condition=models.Q(allows_screen=True)
                | models.Q(allows_ink=True)
                | models.Q(allows_certificate=True),
                name="signatory_has_a_route",
                violation_error_message=_("Leave at least one way to sign."),
            ),
            models.CheckConstraint(
                condition=(models.Q(state=SignatoryState.SIGNED) & ~models.Q(route=""))
                | (~models.Q(state=SignatoryState.SIGNED) & models.Q(route="")),
                name="signatory_signed_has_route",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SignatoryState.DELEGATED)
                | (~models.Q(delegate_name="") & ~models.Q(delegation_letter="")),
                name="signatory_delegated_by_letter",
                violation_error_message=_("Name who signs instead, and the delegation letter."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (
                    models.Q(state=SignatoryState.SIGNED, withdrawn_at__isnull=False)
                    & ~models.Q(withdrawal_reason="")
                ),
                name="signatory_withdrawn_after_signing",
            ),
        ]

    @property
    def is_party(self) -> bool:
        """Whether it signs as a party, and not as a witness or to acknowledge."""
        return self.capacity == Capacity.PARTY

    def __str__(self) -> str:
        return self.printed_name or self.position or str(self.organisation)

    @property
    def printed_name(self) -> str:
        """The name in the signature block; empty when only the office is known."""
        return self.person.full_name if self.person else self.name

    @property
    def signing_name(self) -> str:
        """The name of who actually signs: the delegate's, if the signature is delegated."""
        return self.delegate_name or self.printed_name

    @property
    def is_awaited(self) -> bool:
        """Whether the signature is still possible."""
        return self.state in AWAITED_STATES


def get_print_group(signatory: Signatory) -> tuple[int, int]:
    """Return the sort key of a group of signature blocks: capacity first, then rank."""
    return Capacity.values.index(signatory.capacity), signatory.rank


def sort_as_printed(signatories: Iterable[Signatory]) -> list[Signatory]:
    """Return signatories in the order in which their signature blocks are printed."""
    return sorted(signatories, key=lambda each: (*get_print_group(each), each.order))
