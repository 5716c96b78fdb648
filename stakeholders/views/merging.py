"""Views of doubles: merging one entry into another, undoing it, deleting what nothing uses."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import find_visible, require
from core.forms import REFUSED, answer_form, confirm, is_refused
from stakeholders.actions.deleting import delete_entry, list_uses
from stakeholders.actions.merging import merge_entries, plan_undoing, undo_merge
from stakeholders.forms.merging import INTO, MergeForm, MergeTargetForm
from stakeholders.merge_plans import (
    Difference,
    list_differences,
    list_moves,
    list_obstacles,
)
from stakeholders.models import Merge, MergedKind, Organisation, Person
from stakeholders.permissions import can_edit_registers, can_merge, is_forum_staff
from stakeholders.references import Merged

READ = ["GET", "HEAD", "POST"]
CONTACT_FIELDS = ("phone", "email", "nip")


def find_entry(request: HttpRequest, kind: str, slug: str) -> Merged:
    """Return an entry that was not merged: 404 if not visible, 403 if not permitted.

    People have no public page, so nobody else learns whether one is there.
    """
    can_edit = can_edit_registers(request.user)
    if kind == MergedKind.PERSON:
        require(can_edit)
        return find_visible(Person.objects.living(), slug=slug)
    rows = Organisation.objects.living()
    entry = find_visible(rows if can_edit else rows.visible_to(request.user), slug=slug)
    require(can_edit)
    return entry


@require_http_methods(READ)
def entry_merge(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Choose the entry that is kept, see what moves and what stays, and merge."""
    merged = find_entry(request, kind, slug)
    is_asked = any(name.startswith(INTO) for name in request.GET)
    picker = MergeTargetForm(request.GET if is_asked else None, kind=kind)
    kept = picker.cleaned_data.get(INTO) if picker.is_valid() else None
    if kept is None:
        return render(
            request,
            "stakeholders/merge_choice.html",
            {"merged": merged, "picker": picker, "back_url": merged.get_absolute_url()},
            status=REFUSED if is_refused(picker) else 200,
        )
    require(can_merge(request.user, merged, kept))
    differences = list_differences(merged, kept)
    form = MergeForm(
        request.POST or None, differences=_withhold_contacts(request, kind, differences)
    )
    obstacles = list_obstacles(merged, kept)
    moves = [] if obstacles else list_moves(merged, kept)

    def perform() -> str:
        merge_entries(merged=merged, kept=kept, taken=form.taken, by=request.user)
        return str(kept.get_absolute_url())

    return answer_form(
        request,
        form,
        perform,
        template="stakeholders/merge.html",
        context={
            "merged": merged,
            "kept": kept,
            "obstacles": obstacles,
            "following": [each for each in moves if each.following],
            "staying": [each for each in moves if each.staying or each.doubled],
            "back_url": merged.get_absolute_url(),
            "choose_url": request.path,
            "swap_url": f"{_get_merge_url(kept)}?{INTO}={merged.slug}",
            "is_organisation": kind == MergedKind.ORGANISATION,
        },
        message=_("Both are one entry now. It can be undone on this page."),
    )


def _get_merge_url(row: Merged) -> str:
    word = "organisation" if isinstance(row, Organisation) else "person"
    return reverse(f"stakeholders:{word}_merge", args=[row.slug])


def _withhold_contacts(
    request: HttpRequest, kind: str, differences: list[Difference]
) -> list[Difference]:
    """Keep contact data from administrators, who may merge people without reading these."""
    if kind == MergedKind.PERSON and not is_forum_staff(request.user):
        for each in differences:
            if each.name in CONTACT_FIELDS:
                each.kept = each.kept and _("that of the kept entry (not shown to you)")
                each.merged = each.merged and _("that of the double (not shown to you)")
    return differences


@require_http_methods(READ)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what undoing a merge puts back and what it cannot, and undo it."""
    require(can_edit_registers(request.user))
    merge = find_visible(Merge.objects.all(), pk=pk)
    plan = plan_undoing(merge)
    require(can_merge(request.user, plan.merged, plan.kept))

    def perform() -> str:
        for sentence in undo_merge(merge=merge, by=request.user):
            messages.warning(request, sentence)
        return plan.merged.get_absolute_url()

    kept = plan.kept.merged_into or plan.kept
    return confirm(
        request,
        perform,
        question=_("Undo the merge of %(name)s?") % {"name": plan.merged},
        consequences=[
            _("%(name)s is an entry of its own again.") % {"name": plan.merged},
            *(
                _("%(title)s: %(number)s go back.")
                % {"title": move.title, "number": len(move.following)}
                for move in plan.returning
            ),
            _("What was added since then stays with %(name)s.") % {"name": plan.kept},
        ],
        label=_("Undo the merge"),
        back=kept.get_absolute_url(),
        back_label=kept,
        missing=[*plan.obstacles, *plan.lost],
        message=_("The merge was undone."),
    )


def entry_delete(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Delete an entry that nothing uses; of another, say what uses it."""
    row = find_entry(request, kind, slug)
    back = row.get_absolute_url()
    if uses := list_uses(row):
        context: dict[str, Any] = {"row": row, "uses": sorted(uses.items()), "back_url": back}
        context["merge_url"] = _get_merge_url(row)
        return render(
            request,
            "stakeholders/used.html",
            context,
            status=REFUSED if request.method == "POST" else 200,
        )
    is_organisation = kind == MergedKind.ORGANISATION

    def perform() -> str:
        delete_entry(row=row, by=request.user)
        return reverse("portal:organisation_list")

    return confirm(
        request,
        perform,
        question=_("Delete the entry %(name)s?") % {"name": row},
        consequences=[
            _("Nothing uses it, so nothing else changes."),
            _("Its other names go with it.") if is_organisation else _("Its offices go with it."),
            _("It cannot be brought back; it can be registered again."),
        ],
        label=_("Delete"),
        back=back,
        back_label=row,
        danger=True,
        message=_("The entry was deleted."),
    )
