"""View for freezing a draft."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.actions.freezing import freeze_document
from agreements.forms.reviewing import SkipReviewForm
from agreements.models import Document, DocumentState
from agreements.permissions import can_freeze_document
from agreements.preflight import Contribution, examine, list_contributions, preview_number
from agreements.views.drafting import show_secretariat
from agreements.views.finding import find_draft
from core.access import require
from core.forms import IdempotentForm, confirm


@require_http_methods(["GET", "HEAD", "POST"])
def document_freeze(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm and freeze a draft; while the preflight has blockers, redirect to the draft."""
    document = find_draft(request, reference)
    prefetch_related_objects([document], "letterhead__formulas")
    contributions = list_contributions(document)
    user = request.user
    if request.method != "POST":
        if not can_freeze_document(user, document):
            return show_secretariat(request, document, _("The text is frozen by"))
        if any(finding.is_blocker for finding in examine(document, contributions)):
            messages.warning(request, _("Settle first what is missing."))
            return redirect(document)
    require(can_freeze_document(user, document))
    sent = request.POST if request.method == "POST" else None
    # Freezing a draft without a review needs a reason.
    form = SkipReviewForm(sent) if document.state == DocumentState.DRAFT else IdempotentForm(sent)

    def perform() -> str:
        freeze_document(document=document, by=user, **form.values)
        return document.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Freeze the text?"),
        consequences=_list_consequences(document, contributions),
        label=_("Freeze the text"),
        back=document.get_absolute_url(),
        back_label=str(document),
        form=form,
        reference=document.reference,
        message=_("The text is frozen. Print it, and have it signed."),
    )


def _list_consequences(document: Document, contributions: Sequence[Contribution]) -> list[str]:
    held = sum(pledge.is_held for pledge in contributions)
    locked = [_("%(count)s contributions in it are locked.") % {"count": held}] if held else []
    said = [
        _("It gets the number %(number)s.") % {"number": preview_number(document)},
        _("Nothing in it changes any more; a correction needs a document of its own."),
        *locked,
        _(
            "Everybody can read it from now on, with its attendance, decisions and"
            " contributions, and check it by the code on the paper."
        ),
        _("The prints in A4 and F4 are made, ready to be signed."),
    ]
    if document.meeting and not document.meeting.is_published:
        said.append(
            _("Its meeting is not published: what the document tells of it becomes public.")
        )
    return said
