"""Letterheads: lines and page set-up, the formulas of each kind of paper, and the logo."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Unpack

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agreements.content.formulas import (
    FormulaChanges,
    FormulaFields,
    check_formula,
    get_default_sentences,
    has_unit_field,
    is_number_too_long,
)
from agreements.content.wording import TITLES
from agreements.logos import get_logo_path
from agreements.models import FormulaKind, Letterhead, LetterheadFormula, LetterheadLogo
from agreements.permissions import can_edit_letterhead
from core.access import require
from core.actors import Actor
from core.history import record
from core.models import SourcedFields
from core.numbering import MAX_LENGTH
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from files.images import ReencodedImage
from stakeholders.models import Organisation

# Slugs that other addresses below /kop-surat/ use.
TAKEN_SLUGS = ("baru", "logo")


class LetterheadChanges(SourcedFields, total=False):
    """The fields of a letterhead that the secretariat may change: its lines and page set-up."""

    name: str
    government: str
    agency: str
    unit: str
    address: str
    unit_code: str
    place: str
    paper: str
    margin_top_mm: int
    margin_right_mm: int
    margin_bottom_mm: int
    margin_left_mm: int
    font_pt: Decimal
    signature_layout: str
    has_stamp_room: bool
    shows_nip: bool


class LetterheadFields(LetterheadChanges, total=False):
    """The fields of a new letterhead; `logo` is given when another letterhead is copied."""

    issuer: Organisation
    logo: LetterheadLogo | None


@transaction.atomic
def create_letterhead(
    *,
    by: Actor,
    slug: str = "",
    formulas: Iterable[FormulaFields] = (),
    **fields: Unpack[LetterheadFields],
) -> Letterhead:
    """Create a letterhead with its formulas; raises Refused for an invalid formula.

    Without `slug`, a free slug is made from the name.
    """
    require(can_edit_letterhead(by))
    letterhead = Letterhead(**fields)
    letterhead.slug = slug or _find_free_slug(letterhead.name)
    letterhead.full_clean()
    letterhead.save()
    for values in formulas:
        formula = LetterheadFormula(letterhead=letterhead, **values)
        check_formula(formula)
        formula.full_clean()
        formula.save()
    record(letterhead, "letterhead_created", by=by)
    return letterhead


def _find_free_slug(name: str) -> str:
    wanted = slugify(name)[:60] or "surat"
    slug, count = wanted, 1
    while slug in TAKEN_SLUGS or Letterhead.objects.filter(slug=slug).exists():
        count += 1
        slug = f"{wanted}-{count}"
    return slug


@transaction.atomic
def edit_letterhead(
    *, letterhead: Letterhead, seen_revision: int, by: Actor, **changes: Unpack[LetterheadChanges]
) -> Letterhead:
    """Edit lines and page set-up; drafts and later prints follow, frozen documents do not.

    Raises Conflict when someone saved first, and Refused when a number pattern uses the unit code
    that would be removed, or would make numbers too long for a register.
    """
    require(can_edit_letterhead(by))
    letterhead = Letterhead.objects.get(pk=letterhead.pk)
    for name, value in changes.items():
        setattr(letterhead, name, value)
    letterhead.full_clean()
    if not letterhead.unit_code:
        _require_unit_unused(letterhead)
    _require_numbers_fit(letterhead)
    letterhead = save_unless_changed(letterhead, seen_revision=seen_revision, by=by, **changes)
    record(letterhead, "letterhead_edited", by=by)
    return letterhead


def _require_unit_unused(letterhead: Letterhead) -> None:
    for formula in letterhead.formulas.order_by("kind"):
        if has_unit_field(formula.number_pattern):
            raise Refused(
                _("The number pattern of “%(paper)s” writes {unit}: change it first.")
                % {"paper": formula.get_kind_display()},
                field="unit_code",
            )


def _require_numbers_fit(letterhead: Letterhead) -> None:
    for formula in letterhead.formulas.exclude(number_pattern="").order_by("kind"):
        formula.letterhead = letterhead
        if is_number_too_long(formula):
            raise Refused(
                _("With this code numbers of “%(paper)s” are longer than %(length)s characters.")
                % {"paper": formula.get_kind_display(), "length": MAX_LENGTH},
                field="unit_code",
            )


@transaction.atomic
def save_formula(
    *,
    letterhead: Letterhead,
    kind: str,
    seen_revision: int,
    by: Actor,
    **changes: Unpack[FormulaChanges],
) -> LetterheadFormula:
    """Create or update the formula of a kind of paper.

    Raises Conflict when someone saved first, and Refused for an unknown kind of paper, an unknown
    field or an invalid number pattern.
    """
    require(can_edit_letterhead(by))
    if kind not in FormulaKind.values:
        raise Refused(_("There is no such kind of paper."))
    formula, _is_new = LetterheadFormula.objects.select_related("letterhead").get_or_create(
        letterhead=letterhead,
        kind=kind,
        defaults={"title": TITLES[kind], **get_default_sentences(kind)},
    )
    for name, value in changes.items():
        setattr(formula, name, value)
    formula.full_clean()
    check_formula(formula)
    formula = save_unless_changed(formula, seen_revision=seen_revision, by=by, **changes)
    record(letterhead, "letterhead_formula_saved", by=by, paper=FormulaKind(kind).label)
    return formula


@transaction.atomic
def keep_logo(*, letterhead: Letterhead, logo: ReencodedImage, by: Actor) -> LetterheadLogo:
    """Store a logo and use it on the letterhead; an identical picture is stored only once.

    An earlier logo stays stored, since frozen documents may refer to it. The file is written before
    the row, so a crash between the two leaves a file that the next attempt overwrites with the same
    bytes.
    """
    require(can_edit_letterhead(by))
    kept = LetterheadLogo.objects.filter(sha256=logo.sha256).first() or _store_logo(logo, by)
    _put_logo(letterhead, kept)
    record(letterhead, "letterhead_logo_kept", by=by, fingerprint=logo.sha256[:16])
    return kept


def _store_logo(logo: ReencodedImage, by: Actor) -> LetterheadLogo:
    file = default_storage.save(get_logo_path(logo.sha256), ContentFile(logo.content))
    size = {"width": logo.width, "height": logo.height}
    # Somebody else may be storing the same picture at the same time.
    kept, _is_new = LetterheadLogo.objects.get_or_create(
        sha256=logo.sha256, defaults={"image": file, "kept_by_id": by.pk, **size}
    )
    return kept


@transaction.atomic
def remove_logo(*, letterhead: Letterhead, by: Actor) -> None:
    """Remove the logo from the letterhead; the picture stays stored for earlier prints."""
    require(can_edit_letterhead(by))
    _put_logo(letterhead, None)
    record(letterhead, "letterhead_logo_removed", by=by)


def _put_logo(letterhead: Letterhead, logo: LetterheadLogo | None) -> None:
    # Outside the optimistic lock: changing the logo does not conflict with an edit of the lines.
    letterhead.logo = logo
    letterhead.save(update_fields=["logo"])
