"""Views of letterheads: list, detail, and forms for lines, formulas and logo."""

import logging
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions.letterheads import (
    create_letterhead,
    edit_letterhead,
    keep_logo,
    remove_logo,
    save_formula,
)
from agreements.actions.previewing import ask_for_sample
from agreements.content.formulas import (
    NUMBER_FIELDS,
    PARTS,
    TEXTS,
    FormulaFields,
    get_default_formulas,
    get_default_pattern,
    get_field_meanings,
)
from agreements.content.letterheads import get_formula, suggest_letterhead
from agreements.content.sample import get_sample_fields
from agreements.forms.letterheads import FormulaForm, LetterheadForm, LogoForm, NewLetterheadForm
from agreements.models import FormulaKind, Letterhead, LetterheadFormula, LetterheadLogo
from agreements.permissions import can_edit_letterhead, can_see_letterheads
from agreements.views.letterhead_samples import KINDS, get_sample_url, show_letterhead
from core.access import allow_anonymous_read, find_visible, require
from core.excerpts import read_excerpt
from core.forms import answer_form, confirm
from core.numbering import calculate_next_number
from files.downloads import serve_picture
from pilots.models import Programme

logger = logging.getLogger(__name__)

# Fields that are copied from another letterhead, besides those shown in the form.
COPIED = (
    *("margin_top_mm", "margin_right_mm", "margin_bottom_mm", "margin_left_mm", "font_pt"),
    *("signature_layout", "has_stamp_room", "shows_nip", "logo"),
)
FORMULA = ("title", "classification", "number_pattern", *TEXTS)
# The URL contains the hash, so the response may be cached for good.
LOGO_CACHE = "public, max-age=31536000, immutable"


@require_safe
def letterhead_list(request: HttpRequest) -> HttpResponse:
    """List the letterheads, each with its lines and logo; of many, the newest."""
    require(can_see_letterheads(request.user))
    letterheads = Letterhead.objects.visible_to(request.user).select_related("issuer", "logo")
    shown = read_excerpt([letterheads], request.GET, "kop")
    by_name = sorted(shown.rows, key=lambda letterhead: letterhead.name)
    return render(
        request,
        "agreements/letterhead_list.html",
        {
            "letterheads": replace(shown, rows=by_name),
            "may_edit": can_edit_letterhead(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead_create(request: HttpRequest) -> HttpResponse:
    """Create a letterhead, from defaults or as a copy of another one."""
    user = request.user
    require(can_edit_letterhead(user))
    source = _find_source(request)
    form = NewLetterheadForm(
        request.POST or None, initial=_get_lines(source) if source else _suggest_lines()
    )

    def perform() -> str:
        copied = {name: getattr(source, name) for name in COPIED} if source else {}
        formulas = _list_formulas(source) if source else get_default_formulas()
        letterhead = create_letterhead(by=user, formulas=formulas, **copied, **form.values)
        ask_for_sample(letterhead=letterhead, kind=FormulaKind.BERITA_ACARA, by=user)
        return letterhead.get_absolute_url()

    lead = (
        _("A copy of “%(letterhead)s” with its page, logo and wording.") % {"letterhead": source}
        if source
        else _("First the lines at the top. Logo, page and wording follow on the next page.")
    )
    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("A new letterhead"),
            "lead": lead,
            "submit_label": _("Make the letterhead"),
            "back_url": reverse("agreements:letterhead_list"),
            "back_label": _("Letterheads"),
        },
        message=_("The letterhead is made. Look at it as it prints, and give it a logo."),
    )


def _find_source(request: HttpRequest) -> Letterhead | None:
    slug = request.GET.get("salin", "")
    if not slug:
        return None
    letterheads = Letterhead.objects.visible_to(request.user).prefetch_related("formulas")
    return find_visible(letterheads.select_related("issuer", "logo"), slug=slug)


def _get_lines(letterhead: Letterhead) -> dict[str, Any]:
    lines = {
        name: getattr(letterhead, name)
        for name in NewLetterheadForm.base_fields
        if name != "idempotency_key"
    }
    # Shortened, so that the suggested name fits into the field.
    return lines | {
        "name": _("%(letterhead)s (copy)") % {"letterhead": Truncator(letterhead).chars(100)}
    }


def _list_formulas(letterhead: Letterhead) -> list[FormulaFields]:
    return [
        FormulaFields(
            kind=formula.kind,
            title=formula.title,
            classification=formula.classification,
            number_pattern=formula.number_pattern,
            opening=formula.opening,
            agreement=formula.agreement,
            closing=formula.closing,
        )
        for formula in letterhead.formulas.all()
    ]


def _suggest_lines() -> dict[str, Any]:
    """Return likely initial values for the first letterhead of a city."""
    programme = Programme.objects.select_related("city", "secretariat").first()
    if programme is None:
        return {"paper": "A4"}
    issuer = programme.secretariat
    return {"issuer": issuer, "paper": "A4", **suggest_letterhead(issuer, programme.city.name)}


@require_safe
def letterhead_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a letterhead: a sample print, its formulas and its history."""
    return show_letterhead(request, find_letterhead(request, slug))


def find_letterhead(request: HttpRequest, slug: str) -> Letterhead:
    """Return a letterhead that the user may see."""
    letterheads = Letterhead.objects.visible_to(request.user)
    return find_visible(letterheads.select_related("issuer", "logo"), slug=slug)


def _find_own(request: HttpRequest, slug: str) -> Letterhead:
    letterhead = find_letterhead(request, slug)
    require(can_edit_letterhead(request.user))
    return letterhead


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit the lines of a letterhead, its page set-up and signature blocks."""
    user = request.user
    letterhead = _find_own(request, slug)
    names = [
        name for name in LetterheadForm.base_fields if name not in ("idempotency_key", "revision")
    ]
    initial = {name: getattr(letterhead, name) for name in [*names, "revision"]}
    form = LetterheadForm(request.POST or None, initial=initial)

    def perform() -> str:
        edit_letterhead(
            letterhead=letterhead, seen_revision=form.seen_revision, by=user, **form.values
        )
        ask_for_sample(letterhead=letterhead, kind=FormulaKind.BERITA_ACARA, by=user)
        return letterhead.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="agreements/letterhead_form.html",
        context={
            "heading": _("Letterhead and page"),
            "lead": _("Drafts and later papers follow. What is frozen stays as it was printed."),
            "submit_label": _("Save"),
            **_get_back_link(letterhead),
        },
        message=_("Saved. Look at it as it prints."),
    )


def _get_back_link(letterhead: Letterhead) -> dict[str, Any]:
    return {"back_url": letterhead.get_absolute_url(), "back_label": letterhead.name}


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead_formula(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    """Edit the formula of one kind of paper, with a list of its fields."""
    user = request.user
    letterhead = _find_own(request, slug)
    kind = find_visible_kind(word)
    formula = get_formula(letterhead, kind)
    initial = {name: getattr(formula, name) for name in (*FORMULA, "revision")}
    if not letterhead.formulas.filter(kind=kind).exists():
        initial["number_pattern"] = get_default_pattern(kind)
    form = FormulaForm(request.POST or None, kind=kind, initial=initial)

    def perform() -> str:
        save_formula(
            letterhead=letterhead,
            kind=kind,
            seen_revision=form.seen_revision,
            by=user,
            **form.values,
        )
        ask_for_sample(letterhead=letterhead, kind=kind, by=user)
        return get_sample_url(letterhead, kind)

    return answer_form(
        request,
        form,
        perform,
        template="agreements/formula_form.html",
        context={
            "heading": _("Wording: %(paper)s") % {"paper": FormulaKind(kind).label},
            "submit_label": _("Save the wording"),
            "next_number": _preview_number(letterhead, formula),
            "fields": _explain_fields(kind) if "opening" in PARTS[kind] else [],
            "number_fields": NUMBER_FIELDS.items() if "number_pattern" in PARTS[kind] else [],
            **_get_back_link(letterhead),
        },
        message=_("Saved. Look at it as it prints."),
    )


def find_visible_kind(word: str) -> FormulaKind:
    """Return the kind of paper of a word in the URL, or raise Http404."""
    if word not in KINDS:
        find_visible(LetterheadFormula.objects.none(), kind=word)
    return KINDS[word]


def _preview_number(letterhead: Letterhead, formula: LetterheadFormula) -> str:
    """Return the number that the next paper of this kind would get; empty without a pattern."""
    if not formula.number_pattern:
        return ""
    return calculate_next_number(
        letterhead.register,
        formula.number_pattern,
        day=timezone.localdate(),
        classification=formula.classification,
        unit=letterhead.unit_code,
    )


def _explain_fields(kind: FormulaKind) -> list[tuple[str, str | Promise, str]]:
    """Return each field of a formula with its meaning and its sample value."""
    becomes = get_sample_fields(timezone.localdate())
    return [(name, meaning, becomes[name]) for name, meaning in get_field_meanings(kind).items()]


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead_logo_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Upload another logo for the letterhead."""
    user = request.user
    letterhead = _find_own(request, slug)
    form = LogoForm(request.POST or None, request.FILES or None)

    def perform() -> str:
        keep_logo(letterhead=letterhead, logo=form.cleaned_data["logo"], by=user)
        ask_for_sample(letterhead=letterhead, kind=FormulaKind.BERITA_ACARA, by=user)
        return letterhead.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="agreements/logo_form.html",
        context={
            "heading": _("The logo of the letterhead"),
            "lead": _("It is printed to the left of the names, up to 19 mm wide and 22 mm high."),
            "letterhead": letterhead,
            "submit_label": _("Put it on the letterhead"),
            **_get_back_link(letterhead),
        },
        message=_("The logo is on the letterhead. Look at it as it prints."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead_logo_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm and remove the logo."""
    user = request.user
    letterhead = _find_own(request, slug)

    def perform() -> str:
        remove_logo(letterhead=letterhead, by=user)
        ask_for_sample(letterhead=letterhead, kind=FormulaKind.BERITA_ACARA, by=user)
        return letterhead.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Remove the logo from this letterhead?"),
        consequences=[
            _("Drafts and later papers carry the neutral shield instead."),
            _("Documents that are frozen keep the logo that they were printed with."),
        ],
        label=_("Remove the logo"),
        back=letterhead.get_absolute_url(),
        back_label=letterhead.name,
        message=_("The logo is removed."),
    )


@allow_anonymous_read
def letterhead_logo(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """Serve a stored logo; it is public, since it is on the pages of public documents."""
    logo = find_visible(LetterheadLogo.objects.all(), sha256=sha256)
    return serve_picture(logo.image, content_type="image/png", cache=LOGO_CACHE)
