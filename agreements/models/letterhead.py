"""Letterheads: an agency's header, page set-up, formulas, number patterns and logo."""

from django.conf import settings
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.preview import DrawnPage, Preview
from core.actors import Actor
from core.models import Revised, Sourced
from stakeholders.models import Organisation
from stakeholders.permissions import sees_everything


class Paper(models.TextChoices):
    """Paper sizes that offices print on; F4 is 215 by 330 mm."""

    A4 = "A4", "A4"
    F4 = "F4", "F4"


class SignatureLayout(models.TextChoices):
    """The layouts of signature blocks."""

    TWO_COLUMNS = "two_columns", _("Two columns")
    TABLE = "table", _("Table with numbers")
    STAMPS = "stamps", _("List with room for stamps")
    CERTIFICATE = "certificate", _("For electronic certificates, without room for ink")


def _build_margin_limits(least: int) -> list[BaseValidator]:
    return [MinValueValidator(least), MaxValueValidator(60)]


class LetterheadLogo(models.Model):
    """The logo of a letterhead, re-encoded on upload and named by its hash.

    Frozen documents refer to it by hash, so it is never changed and never deleted.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    image = models.FileField(upload_to="logos", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return self.sha256[:8]


class LetterheadQuerySet(models.QuerySet["Letterhead"]):
    """Letterheads by who may see them (visibility)."""

    def visible_to(self, user: Actor) -> "LetterheadQuerySet":
        """Return all letterheads for the forum's staff, none for others."""
        return self if sees_everything(user) else self.none()


class Letterhead(Sourced, Revised):
    """An agency's header and page set-up, used for its documents and meeting papers."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="letterheads")
    name = models.CharField(_("name"), max_length=120)
    government = models.CharField(_("first line of the letterhead"), max_length=200)
    agency = models.CharField(_("agency"), max_length=200)
    unit = models.CharField(_("unit or building"), max_length=200, blank=True)
    address = models.CharField(_("address line"), max_length=300, blank=True)
    # References the hash, not the id, so that a document's content can name the logo without
    # another query.
    logo = models.ForeignKey(
        LetterheadLogo,
        to_field="sha256",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letterheads",
        verbose_name=_("logo"),
    )
    unit_code = models.CharField(_("code of the unit in numbers"), max_length=40, blank=True)
    place = models.CharField(_("place of issue"), max_length=80)
    paper = models.CharField(_("paper"), max_length=2, choices=Paper, default=Paper.A4)
    margin_top_mm = models.PositiveSmallIntegerField(
        _("margin at the top"), default=20, validators=_build_margin_limits(10)
    )
    margin_right_mm = models.PositiveSmallIntegerField(
        _("margin at the right"), default=20, validators=_build_margin_limits(10)
    )
    margin_bottom_mm = models.PositiveSmallIntegerField(
        _("margin at the bottom"), default=25, validators=_build_margin_limits(15)
    )
    # Wider than the others: room for punch holes.
    margin_left_mm = models.PositiveSmallIntegerField(
        _("margin at the left"), default=30, validators=_build_margin_limits(20)
    )
    font_pt = models.DecimalField(
        _("font size"),
        max_digits=3,
        decimal_places=1,
        default=11,
        validators=[MinValueValidator(9), MaxValueValidator(14)],
    )
    signature_layout = models.CharField(
        _("signature blocks"),
        max_length=20,
        choices=SignatureLayout,
        default=SignatureLayout.TWO_COLUMNS,
    )
    has_stamp_room = models.BooleanField(_("room for a stamp"), default=True)
    shows_nip = models.BooleanField(_("NIP under the name"), default=True)

    objects = LetterheadQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agreements:letterhead_detail", args=[self.slug])

    @property
    def register(self) -> str:
        """The name of the number register; all letterheads of an issuer share one."""
        return f"organisation:{self.issuer_id}"


class FormulaKind(models.TextChoices):
    """The kinds of documents and meeting papers that a letterhead has formulas for."""

    INVITATION = "invitation", _("Invitation")
    ATTENDANCE_LIST = "attendance_list", _("Attendance list")
    MINUTES = "minutes", _("Minutes")
    BERITA_ACARA = "berita_acara", _("Berita acara")
    NOTA_KESEPAKATAN = "nota_kesepakatan", _("Nota kesepakatan")
    ADDENDUM = "addendum", _("Addendum")
    BAST = "bast", _("Handover record (BAST)")


class LetterheadFormula(Revised):
    """The formula of one kind of paper: title, number pattern, opening and closing.

    Patterns and sentences use the {fields} that docs/documents.md lists.
    """

    letterhead = models.ForeignKey(Letterhead, on_delete=models.CASCADE, related_name="formulas")
    kind = models.CharField(_("kind"), max_length=30, choices=FormulaKind)
    title = models.CharField(_("title"), max_length=120)
    classification = models.CharField(_("classification"), max_length=20, blank=True)
    number_pattern = models.CharField(_("number pattern"), max_length=120, blank=True)
    opening = models.TextField(_("opening"), blank=True)
    agreement = models.TextField(_("sentence before the clauses"), blank=True)
    closing = models.TextField(_("closing"), blank=True)

    class Meta:
        ordering = ["letterhead", "kind"]
        verbose_name = _("formula")
        verbose_name_plural = _("formulas")
        constraints = [
            models.UniqueConstraint(
                fields=["letterhead", "kind"],
                name="letterhead_formula_unique",
                violation_error_message=_("This template already has such a paper."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.letterhead}: {self.get_kind_display()}"


class LetterheadPreview(Preview):
    """The sample print of a kind of paper on a letterhead, as last requested."""

    letterhead = models.ForeignKey(Letterhead, on_delete=models.CASCADE, related_name="previews")
    kind = models.CharField(max_length=30, choices=FormulaKind)

    class Meta:
        verbose_name = _("sample print")
        verbose_name_plural = _("sample prints")
        constraints = [
            models.UniqueConstraint(fields=["letterhead", "kind"], name="letterhead_preview_unique")
        ]

    def __str__(self) -> str:
        return f"{self.letterhead} {self.kind}"


class LetterheadPreviewPage(DrawnPage):
    """The image of one page of a sample print."""

    preview = models.ForeignKey(LetterheadPreview, on_delete=models.CASCADE, related_name="pages")

    class Meta(DrawnPage.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["preview", "number"], name="letterhead_preview_page_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.preview} {self.number}"
