"""Documents with their states, clauses, frozen versions and prints (renditions)."""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.letterhead import Letterhead, Paper, SignatureLayout
from agreements.models.preview import DrawnPage
from core.actors import Actor
from core.lists.orders import build_choice_order_field
from core.models import Revised, Sourced
from core.partial_indexes import build_any_of
from core.subqueries import build_exists
from meetings.models import Decision, Meeting
from pledges.models import Pledge
from stakeholders.permissions import get_grants, sees_everything


class DocumentKind(models.TextChoices):
    """The kinds of documents; each has its own prefix in references."""

    BERITA_ACARA = "berita_acara", _("Berita acara")
    NOTA_KESEPAKATAN = "nota_kesepakatan", _("Nota kesepakatan")
    ADDENDUM = "addendum", _("Addendum")
    BAST = "bast", _("Handover record (BAST)")


class DocumentState(models.TextChoices):
    """The states of a document."""

    DRAFT = "draft", _("Draft")  # being written; prints say KONSEP
    IN_REVIEW = "in_review", _("In review")  # the parties comment; the staff still edits
    FINAL = "final", _("Final")  # numbered and frozen, waits for signatures
    PARTLY_SIGNED = "partly_signed", _("Partly signed")  # some parties signed
    IN_FORCE = "in_force", _("In force")  # every party signed, or the secretariat decided so
    AMENDED = "amended", _("Amended")  # in force as changed by an addendum
    VOID = "void", _("Void")  # declared invalid with a reason; kept
    REGISTERED = "registered", _("Registered from outside")  # made elsewhere, never frozen here


# The text can still be edited.
OPEN_STATES = (DocumentState.DRAFT, DocumentState.IN_REVIEW)
FROZEN_STATES = (
    DocumentState.FINAL,
    DocumentState.PARTLY_SIGNED,
    DocumentState.IN_FORCE,
    DocumentState.AMENDED,
    DocumentState.VOID,
)
# The document is binding for its parties.
BINDING_STATES = (DocumentState.IN_FORCE, DocumentState.AMENDED)
UNSIGNED_STATES = (DocumentState.FINAL, DocumentState.PARTLY_SIGNED)
PUBLIC_STATES = (*FROZEN_STATES, DocumentState.REGISTERED)


IS_OPEN = build_any_of("state", OPEN_STATES)
IS_UNSIGNED = build_any_of("state", UNSIGNED_STATES)


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents by who may see them (visibility)."""

    def visible_to(self, user: Actor) -> "DocumentQuerySet":
        """Return the documents that `user` may see.

        Frozen and registered documents are public. In review, a document is also visible to the
        organisations of its signatories. The forum's staff sees all.
        """
        return self.filter(self.build_visibility(user))

    def build_visibility(self, user: Actor, *, prefix: str = "") -> models.Q:
        """Return the condition of `visible_to`; with a prefix ("document__") over a relation."""
        if sees_everything(user):
            return models.Q()
        public = models.Q(**{f"{prefix}state__in": PUBLIC_STATES})
        mine = get_grants(user).organisation_ids
        if not mine:
            return public
        theirs = Document.objects.filter(
            pk=models.OuterRef(f"{prefix}pk"), signatories__organisation_id__in=mine
        )
        # A conjunction: for a subquery in the other form, "public OR (in review AND theirs)",
        # PostgreSQL's planner takes 5 to 15 ms, since it tries every partial index of documents.
        may_be = models.Q(**{f"{prefix}state__in": [*PUBLIC_STATES, DocumentState.IN_REVIEW]})
        in_review = models.Q(**{f"{prefix}state": DocumentState.IN_REVIEW})
        return may_be & (~in_review | models.Q(build_exists(theirs)))


class Document(Sourced, Revised):
    """A berita acara or another kind of document, drafted here or registered from outside."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=200)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    meeting = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("meeting"),
    )
    letterhead = models.ForeignKey(
        Letterhead,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("letterhead"),
    )
    pledges = models.ManyToManyField(
        Pledge, blank=True, related_name="documents", verbose_name=_("pledges")
    )
    # Of an addendum: the amended document. Both stay, each with its own number and signatures.
    amends = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="addenda",
        verbose_name=_("amends"),
    )
    date = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=80, blank=True)
    # One legal basis on each line.
    basis = models.TextField(_("basis"), blank=True)
    number = models.CharField(_("number"), max_length=100, blank=True)
    # Only of a document from outside: what is known of its parties and content.
    parties_note = models.TextField(_("parties"), blank=True)
    summary = models.TextField(_("summary"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=DocumentState, default=DocumentState.DRAFT
    )
    state_order = build_choice_order_field("state", DocumentState.values)
    reason = models.TextField(_("reason"), blank=True)
    verification_code = models.CharField(max_length=20, null=True, blank=True, unique=True)
    # Why the document was frozen without a review; empty when there was one.
    review_skipped = models.CharField(_("why there was no review"), max_length=300, blank=True)
    review_until = models.DateField(_("comments until"), null=True, blank=True)
    sign_until = models.DateField(_("to be signed until"), null=True, blank=True)
    needs_email_code = models.BooleanField(_("a code by e-mail before signing"), default=False)
    in_force_date = models.DateField(_("in force since"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    searched_fields: ClassVar = ("reference", "number", "title", "subject")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-reference"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(
                fields=["date", "reference"],
                condition=models.Q(state=DocumentState.IN_FORCE),
                name="document_in_force_by_date",
            ),
            models.Index(fields=["created_at", "id"], condition=IS_OPEN, name="document_open"),
            models.Index(
                fields=["created_at", "id"], condition=IS_UNSIGNED, name="document_unsigned"
            ),
            models.Index(
                fields=["sign_until", "id"], condition=IS_UNSIGNED, name="document_unsigned_until"
            ),
            models.Index(fields=["date", "reference"], name="document_by_date"),
            models.Index(fields=["title", "reference"], name="document_by_title"),
            models.Index(fields=["number", "reference"], name="document_by_number"),
            models.Index(fields=["state", "date", "reference"], name="document_by_state"),
            models.Index(fields=["state", "reference"], name="document_of_state_by_reference"),
            models.Index(fields=["state_order", "reference"], name="document_in_state_order"),
            models.Index(fields=["kind", "date", "reference"], name="document_by_kind"),
            # Of a rare kind, the public ones are counted without looking at those of other kinds.
            models.Index(fields=["kind", "state_order"], name="document_of_kind_and_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=DocumentState.values), name="document_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=FROZEN_STATES)
                | (~models.Q(number="") & models.Q(verification_code__isnull=False)),
                name="document_frozen_is_numbered",
                violation_error_message=_("A frozen document has a number and a code."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DocumentState.VOID) | ~models.Q(reason=""),
                name="document_void_reason",
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=BINDING_STATES)
                | models.Q(in_force_date__isnull=False),
                name="document_in_force_since",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=DocumentKind.ADDENDUM, amends__isnull=False)
                | (~models.Q(kind=DocumentKind.ADDENDUM) & models.Q(amends__isnull=True)),
                name="document_addendum_amends",
                violation_error_message=_("An addendum names the document that it amends."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("signing:document_detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        """Whether its text can still be edited."""
        return self.state in OPEN_STATES

    @property
    def is_frozen(self) -> bool:
        """Whether its content no longer changes."""
        return self.state in FROZEN_STATES

    @property
    def is_void(self) -> bool:
        """Whether it was declared void."""
        return self.state == DocumentState.VOID

    @property
    def is_in_review(self) -> bool:
        """Whether the parties are asked for comments now."""
        return self.state == DocumentState.IN_REVIEW

    @property
    def is_bast(self) -> bool:
        """Whether it hands over what was pledged (berita acara serah terima)."""
        return self.kind == DocumentKind.BAST

    @property
    def is_addendum(self) -> bool:
        """Whether it amends another document."""
        return self.kind == DocumentKind.ADDENDUM

    @property
    def is_outside(self) -> bool:
        """Whether it was made elsewhere and is only registered here."""
        return self.state == DocumentState.REGISTERED


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Clauses by who may see them."""

    def visible_to(self, user: Actor) -> "ClauseQuerySet":
        """Return the clauses of the documents that `user` may see."""
        return self.filter(Document.objects.build_visibility(user, prefix="document__"))


class Clause(Sourced, Revised):
    """A clause (butir) of a document; its order gives the heading: KESATU, KEDUA …"""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="clauses")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="clauses"
    )

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "order"],
                name="clause_order_unique",
                violation_error_message=_("Two clauses have the same number."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title or self.text[:60]}"


class DocumentVersion(models.Model):
    """The frozen content of a document; its hash is what is signed.

    `canonical` is canonical JSON (RFC 8785). It is stored as text, since a database's JSON type
    would change its bytes and so its hash.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    canonical = models.TextField()
    content_sha256 = models.CharField(max_length=64, db_index=True)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"

    @property
    def content(self) -> dict[str, Any]:
        """The content as the templates read it."""
        content: dict[str, Any] = json.loads(self.canonical)
        return content


class FrozenPage(DrawnPage):
    """The image of one page of a frozen version, as it is read on screen before signing."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="pages")

    class Meta(DrawnPage.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="frozen_page_unique")
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.number}"


class Rendition(models.Model):
    """A stored print of a version; the same version, paper and layout give the same bytes."""

    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="renditions"
    )
    paper = models.CharField(max_length=2, choices=Paper)
    layout = models.CharField(max_length=20, choices=SignatureLayout)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="renditions", max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["paper", "layout", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "paper", "layout"], name="rendition_unique")
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.paper}"
