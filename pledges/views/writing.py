"""Editing a contribution: the author edits the own words, the staff the clean text."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.access import find_visible, require
from core.forms import answer_form
from core.refusals import Refused
from pledges.actions.writing import edit_pledge, require_not_frozen
from pledges.forms import PledgeEditForm, build_initial_details
from pledges.models import Pledge, PledgeState
from pledges.permissions import can_decide_pledge, can_edit_pledge, can_edit_words
from pledges.transitions import PLEDGE
from pledges.views.slips import list_slips


def pledge_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Edit a contribution that is not decided; an accommodated one then needs a new decision."""
    user = request.user
    pledges = Pledge.objects.visible_to(user).select_related("lead", "submitter__person")
    pledge = find_visible(pledges, reference=reference)
    require(can_edit_pledge(user, pledge))
    if request.method != "POST" and (obstacle := _describe_obstacle(pledge)):
        messages.warning(request, obstacle)
        return redirect(pledge)
    initial = {
        **build_initial_details(pledge),
        **{
            name: getattr(pledge, name)
            for name in ("revision", "own_words", "title", "description")
        },
    }
    form = PledgeEditForm(
        request.POST or None,
        pledge=pledge,
        initial=initial,
        is_author=can_edit_words(user, pledge),
        is_staff=can_decide_pledge(user, pledge),
    )

    def perform() -> str:
        edit_pledge(pledge=pledge, seen_revision=form.seen_revision, by=user, **form.changes)
        return pledge.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="pledges/edit.html",
        context={
            "pledge": pledge,
            "heading": _("Change this contribution"),
            "submit_label": _("Save"),
            "back_url": pledge.get_absolute_url(),
            "back_label": str(pledge),
            "reference": pledge.reference,
            "waits_again": pledge.state == PledgeState.ACCOMMODATED,
            "slips": list_slips(pledge),
        },
        message=_("The contribution is saved."),
    )


def _describe_obstacle(pledge: Pledge) -> str:
    """Return why a pledge can no longer be edited, or an empty string."""
    try:
        require_not_frozen(pledge)
        PLEDGE.require(pledge, "edit_pledge")
    except Refused as refusal:
        return str(refusal)
    return ""
