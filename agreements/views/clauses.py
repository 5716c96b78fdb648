"""Views of the clauses of a draft: list, add, edit, move, remove, take over from decisions."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.actions.amending import change_clause, edit_change
from agreements.actions.clauses import (
    add_clause,
    edit_clause,
    move_clause,
    remove_clause,
    take_over_decision,
)
from agreements.content.addendum import ClauseInForce, get_clauses_in_force
from agreements.forms.drafting import ClauseEditForm, ClauseForm, MoveForm, TakeOverForm
from agreements.forms.following import ClauseChangeForm
from agreements.models import Clause, Document
from agreements.views.finding import find_draft
from core.access import find_visible
from core.forms import IdempotentForm, answer_form, confirm, is_refused, submit_once
from core.indonesian_formats import format_clause_heading
from meetings.models import Decision

TEMPLATE = "agreements/clause_list.html"


@require_http_methods(["GET", "HEAD", "POST"])
def document_clauses(request: HttpRequest, reference: str) -> HttpResponse:
    """List the clauses in their order, and add one."""
    document = find_draft(request, reference)
    in_force = get_clauses_in_force(document.amends) if document.amends else []
    form: ClauseForm | ClauseChangeForm = (
        ClauseChangeForm(
            request.POST or None,
            in_force=in_force,
            initial=_get_present_text(in_force, request.GET.get("ubah", "")),
        )
        if document.amends
        else ClauseForm(request.POST or None)
    )

    def perform() -> str:
        add = change_clause if document.amends else add_clause
        clause = add(document=document, by=request.user, **form.values)
        return f"{_get_list_url(document)}#pasal-{clause.pk}"

    return answer_form(
        request,
        form,
        perform,
        template=TEMPLATE,
        context={**_build_page(document), "in_force": in_force},
        message=_("The clause is added at the end."),
    )


def _get_present_text(in_force: Sequence[ClauseInForce], heading: str) -> dict[str, str]:
    """Return the present text of the clause that is to be changed, as initial values."""
    matching = [clause for clause in in_force if clause.heading == heading]
    return (
        {"heading": heading, "title": matching[0].title, "text": matching[0].text}
        if matching
        else {}
    )


def _build_page(document: Document) -> dict[str, Any]:
    clauses = list(document.clauses.select_related("decision", "change"))
    return {
        "document": document,
        "clauses": [
            (format_clause_heading(number), one) for number, one in enumerate(clauses, start=1)
        ],
        "decisions": _list_open_decisions(document, clauses),
        # Every button of the page is a form with an idempotency key of its own.
        "new_form": IdempotentForm,
        "in_force": [],
    }


def _list_open_decisions(document: Document, clauses: list[Clause]) -> list[Decision]:
    if document.meeting is None:
        return []
    taken = {clause.decision_id for clause in clauses}
    decisions = document.meeting.decisions.standing().order_by("order")
    return [decision for decision in decisions if decision.pk not in taken]


@require_http_methods(["GET", "HEAD", "POST"])
def clause_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Edit a clause; a conflict shows both texts."""
    document = find_draft(request, reference)
    clause = find_visible(document.clauses.all(), pk=pk)
    names = ("title", "text", "revision")
    form = ClauseEditForm(
        request.POST or None, initial={name: getattr(clause, name) for name in names}
    )

    def perform() -> str:
        edit = edit_change if document.amends_id else edit_clause
        edit(clause=clause, seen_revision=form.seen_revision, by=request.user, **form.values)
        return f"{_get_list_url(document)}#pasal-{clause.pk}"

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": format_clause_heading(clause.order),
            "reference": document.reference,
            "submit_label": _("Save"),
            "back_url": _get_list_url(document),
            "back_label": _("Clauses"),
        },
        message=_("The clause is saved."),
    )


@require_POST
def clause_move(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Move a clause up or down by one."""
    document = find_draft(request, reference)
    clause = find_visible(document.clauses.all(), pk=pk)
    form = MoveForm(request.POST)

    def perform() -> str:
        moved = move_clause(clause=clause, to=clause.order + form.step, by=request.user)
        return f"{_get_list_url(document)}#pasal-{moved.pk}"

    return _answer_button(request, document, form, submit_once(form, perform))


@require_POST
def clause_take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a decision of the meeting over as a clause."""
    document = find_draft(request, reference)
    form = TakeOverForm(
        request.POST, decisions=Decision.objects.visible_to(request.user).standing()
    )

    def perform() -> str:
        clause = take_over_decision(document=document, by=request.user, **form.values)
        return f"{_get_list_url(document)}#pasal-{clause.pk}"

    return _answer_button(request, document, form, submit_once(form, perform))


def _answer_button(
    request: HttpRequest, document: Document, form: IdempotentForm, address: str | None
) -> HttpResponse:
    """Answer a button of the list: with the fragment of the list for htmx, else by a redirect."""
    if address is not None and not getattr(request, "htmx", False):
        return redirect(address)
    page = {**_build_page(document), "form": ClauseForm(), "refused": form}
    template = f"{TEMPLATE}#clauses" if getattr(request, "htmx", False) else TEMPLATE
    return render(request, template, page, status=422 if is_refused(form) else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def clause_remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm and delete a clause of the draft."""
    document = find_draft(request, reference)
    clause = find_visible(document.clauses.all(), pk=pk)

    def perform() -> str:
        remove_clause(clause=clause, by=request.user)
        return _get_list_url(document)

    consequences = [_("The clauses behind it move up by one.")]
    if clause.decision_id:
        consequences.append(_("The decision that it came from stays, and can be taken over again."))
    return confirm(
        request,
        perform,
        question=_("Remove clause %(heading)s?") % {"heading": format_clause_heading(clause.order)},
        consequences=[clause.title or clause.text[:200], *consequences],
        label=_("Remove the clause"),
        back=_get_list_url(document),
        back_label=_("Clauses"),
        danger=True,
        reference=document.reference,
        message=_("The clause is removed."),
    )


def _get_list_url(document: Document) -> str:
    return reverse("agreements:document_clauses", args=[document.reference])
