"""Views of the signatories of a draft: list, add, edit, move, remove, fill from the meeting."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.actions.signatories import (
    add_signatory,
    edit_signatory,
    fill_signatories,
    move_signatory,
    remove_signatory,
)
from agreements.forms.drafting import MoveForm
from agreements.forms.signatories import SignatoryEditForm, SignatoryForm
from agreements.models import Document, Signatory, get_print_group, sort_as_printed
from agreements.views.finding import find_draft
from core.access import find_visible
from core.forms import IdempotentForm, answer_form, confirm, is_refused, submit_once
from core.refusals import Refused

TEMPLATE = "agreements/signatory_list.html"


@require_safe
def document_signatories(request: HttpRequest, reference: str) -> HttpResponse:
    """List the signatories in the order in which they are printed."""
    document = find_draft(request, reference)
    return render(request, TEMPLATE, _build_page(document))


def _build_page(document: Document) -> dict[str, Any]:
    signatories = sort_as_printed(document.signatories.select_related("organisation", "person"))
    groups = [list(group) for _key, group in groupby(signatories, key=get_print_group)]
    return {"document": document, "groups": groups, "new_form": IdempotentForm}


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a signatory."""
    document = find_draft(request, reference)
    form = SignatoryForm(request.POST or None)

    def perform() -> str:
        signatory = add_signatory(document=document, by=request.user, **form.values)
        return f"{_get_list_url(document)}#tempat-{signatory.pk}"

    return answer_form(
        request,
        form,
        perform,
        context=_build_form_context(document, _("Add a signatory"), _("Add")),
        message=_("The signatory is added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Edit a signatory; a conflict shows both versions.

    Whoever fills in a position that was missing goes on to the next signatory without one.
    """
    document = find_draft(request, reference)
    signatory = _find(document, pk)
    lacked_position = not signatory.position
    names = (
        *("organisation", "position", "nip", "capacity", "rank", "delegation_letter", "revision"),
        *("allows_screen", "allows_ink", "allows_certificate"),
    )
    initial = {name: getattr(signatory, name) for name in names}
    form = SignatoryEditForm(
        request.POST or None, initial=initial | {"name": signatory.printed_name}
    )

    def perform() -> str:
        edit_signatory(
            signatory=signatory, seen_revision=form.seen_revision, by=request.user, **form.values
        )
        is_filled_in = lacked_position and form.values["position"]
        following = _find_next_incomplete(document) if is_filled_in else None
        if following is not None:
            return reverse("agreements:signatory_edit", args=[document.reference, following.pk])
        return f"{_get_list_url(document)}#tempat-{signatory.pk}"

    return answer_form(
        request,
        form,
        perform,
        context=_build_form_context(
            document, _("Signatory: %(name)s") % {"name": signatory}, _("Save")
        ),
        message=_("The signatory is saved."),
    )


def _build_form_context(document: Document, heading: str, label: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "reference": document.reference,
        "submit_label": label,
        "back_url": _get_list_url(document),
        "back_label": _("Signatories"),
    }


@require_POST
def signatory_move(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Move a signatory up or down by one, within its capacity and rank."""
    document = find_draft(request, reference)
    signatory = _find(document, pk)
    form = MoveForm(request.POST)

    def perform() -> str:
        signatories = sort_as_printed(document.signatories.all())
        to = signatories.index(signatory) + 1 + form.step
        move_signatory(signatory=signatory, to=to, by=request.user)
        return f"{_get_list_url(document)}#tempat-{signatory.pk}"

    address = submit_once(form, perform)
    if address is not None and not getattr(request, "htmx", False):
        return redirect(address)
    template = f"{TEMPLATE}#signatories" if getattr(request, "htmx", False) else TEMPLATE
    page = {**_build_page(document), "refused": form}
    return render(request, template, page, status=422 if is_refused(form) else 200)


@require_POST
def signatory_fill(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a signatory for each organisation that attended and has none yet."""
    document = find_draft(request, reference)
    try:
        added = len(fill_signatories(document=document, by=request.user))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(document)
    sentence = ngettext(
        "%(count)s organisation that was there is added.",
        "%(count)s organisations that were there are added.",
        added,
    ) % {"count": added}
    nobody = _("Every organisation that was there is a signatory already.")
    messages.success(request, sentence if added else nobody)
    return redirect(_get_list_url(document))


@require_http_methods(["GET", "HEAD", "POST"])
def signatory_remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm and delete a signatory."""
    document = find_draft(request, reference)
    signatory = _find(document, pk)

    def perform() -> str:
        remove_signatory(signatory=signatory, by=request.user)
        return _get_list_url(document)

    return confirm(
        request,
        perform,
        question=_("Remove the signatory %(signatory)s?") % {"signatory": signatory},
        consequences=[
            _("%(organisation)s does not sign this document.")
            % {"organisation": signatory.organisation.name},
            _("History keeps that it was to sign."),
        ],
        label=_("Remove the signatory"),
        back=_get_list_url(document),
        back_label=_("Signatories"),
        danger=True,
        reference=document.reference,
        message=_("The signatory is removed."),
    )


def _find(document: Document, pk: int) -> Signatory:
    signatories = document.signatories.select_related("organisation", "person", "document")
    return find_visible(signatories, pk=pk)


def _find_next_incomplete(document: Document) -> Signatory | None:
    """Return the first signatory, as printed, whose position is missing; None if there is none."""
    incomplete = document.signatories.filter(position="").select_related("organisation", "person")
    return next(iter(sort_as_printed(incomplete)), None)


def _get_list_url(document: Document) -> str:
    return reverse("agreements:document_signatories", args=[document.reference])
