"""Confirmation pages to withdraw a decision, follow-up or contribution, and to undo that."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.forms import ReasonForm, confirm
from meetings.actions.withdrawing import restore_entry, withdraw_entry
from meetings.models import LogEntry
from meetings.views.logging import find_entry


def _build_back_url(entry: LogEntry) -> str:
    desk = reverse("meetings:meeting_log", args=[entry.meeting.reference])
    return f"{desk}#catatan-{entry.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
def entry_withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask for the reason before an entry that was logged by mistake is withdrawn."""
    entry = find_entry(request, reference, number)
    back = _build_back_url(entry)
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        withdraw_entry(entry=entry, reason=form.cleaned_data["reason"], by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Withdraw this entry?"),
        consequences=[
            f"“{entry.text}”",
            _("It stays in the log, struck through, with your reason."),
            _("The minutes and the drafts of documents leave it out."),
            _("You can undo this while the meeting is open."),
        ],
        label=_("Withdraw"),
        back=back,
        back_label=_("Log"),
        form=form,
        danger=True,
        reference=entry.meeting.reference,
        message=_("The entry was withdrawn."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry_restore(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask before the withdrawal of an entry is undone."""
    entry = find_entry(request, reference, number)
    back = _build_back_url(entry)

    def perform() -> str:
        restore_entry(entry=entry, by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Undo the withdrawal?"),
        consequences=[
            f"“{entry.text}”",
            _("The entry counts again; the minutes and new drafts contain it."),
        ],
        label=_("Undo the withdrawal"),
        back=back,
        back_label=_("Log"),
        reference=entry.meeting.reference,
        message=_("The entry counts again."),
    )
