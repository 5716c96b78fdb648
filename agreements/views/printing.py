"""Views of print jobs: list, print dialog of a meeting, progress, download."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions.printing import request_meeting_print, retry_print
from agreements.content.meeting import choose_letterhead
from agreements.forms.printing import MeetingPrintForm
from agreements.models import Paper, PrintBatch, PrintJob, PrintKind
from agreements.permissions import can_fetch_print, can_print_meeting
from core.access import find_visible, require
from core.excerpts import read_excerpt
from core.forms import IdempotentForm, answer_form, submit_once
from core.fragments import get_frame
from core.jobs import LATE_AFTER, JobStatus, JobWords, Progress
from core.outbox import is_dead_letter
from core.refusals import Refused
from files.downloads import MissingFile, serve_pdf
from meetings.models import Meeting, MeetingState

# The word in the URL for each paper of a meeting.
WORDS = {
    "undangan": PrintKind.INVITATION,
    "daftar-hadir-kosong": PrintKind.ATTENDANCE_LIST,
    "daftar-hadir": PrintKind.ATTENDANCE_LIST_FILLED,
    "notulen": PrintKind.MINUTES,
}
MOST_LISTED = 15
# Title and text of a print's page.
PROGRESS: JobWords = {
    Progress.WAITING: (
        gettext_lazy("The print is being made"),
        gettext_lazy("This takes a few seconds; then you can open it here."),
    ),
    Progress.LATE: (
        gettext_lazy("The print takes longer than usual"),
        gettext_lazy(
            "Try again. If nothing appears, tell the administrator that the background worker is "
            "not running."
        ),
    ),
    Progress.FAILED: (
        gettext_lazy("The print could not be made"),
        gettext_lazy(
            "Try again. If it fails again, tell the administrator the message shown here."
        ),
    ),
    Progress.MADE: (gettext_lazy("The print is ready"), ""),
    Progress.FORGOTTEN: (
        gettext_lazy("The file is deleted"),
        gettext_lazy("A print is kept for a week. Print again; it then shows the current state."),
    ),
}


# The paper that is preselected in each state of a meeting.
NEXT_PAPER: dict[str, PrintKind] = {
    MeetingState.PREPARING: PrintKind.INVITATION,
    MeetingState.IN_PROGRESS: PrintKind.ATTENDANCE_LIST,
}


def show_meeting_dialog(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the print dialog of a meeting's papers, and request the print."""
    user = request.user
    meeting = find_visible(Meeting.objects.visible_to(user), reference=reference)
    require(can_print_meeting(user, meeting))
    kind = WORDS.get(request.GET.get("jenis", ""), NEXT_PAPER.get(meeting.state, PrintKind.MINUTES))
    form = MeetingPrintForm(
        request.POST or None, initial={"kind": kind, **_get_usual_values(meeting)}
    )

    def perform() -> str:
        job = request_meeting_print(meeting=meeting, by=user, **form.values)
        return job.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="agreements/print_form.html",
        context={
            "heading": _("Print a paper of the meeting"),
            "lead": meeting.theme,
            "reference": meeting.reference,
            "submit_label": _("Make the print"),
            "back_url": reverse("agreements:meeting_documents", args=[meeting.reference]),
            "back_label": _("Documents of %(meeting)s") % {"meeting": meeting},
        },
    )


def _get_usual_values(meeting: Meeting) -> dict[str, Any]:
    """Return initial values: letterhead and paper, number and date of the latest invitation."""
    try:
        letterhead = choose_letterhead(meeting)
    except Refused:  # the action refuses the print with a sentence
        return {"paper": Paper.A4}
    usual = {"letterhead": letterhead, "paper": letterhead.paper}
    printed = PrintJob.objects.filter(meeting=meeting, kind=PrintKind.INVITATION).first()
    if printed is not None:
        usual |= {"number": printed.number, "invitation_date": printed.invitation_date}
    return usual


def show_prints(request: HttpRequest) -> HttpResponse:
    """List the user's own prints, the newest first."""
    jobs = PrintJob.objects.visible_to(request.user).select_related("document", "meeting")
    batches = PrintBatch.objects.visible_to(request.user)
    shown = read_excerpt([batches], request.GET, "kumpulan", most=MOST_LISTED)
    # The documents are counted for the batches that are shown alone.
    counted = PrintBatch.objects.filter(pk__in=[batch.pk for batch in shown.rows]).counted()
    return render(
        request,
        "agreements/print_list.html",
        {
            "jobs": read_excerpt([jobs], request.GET, "cetakan", most=MOST_LISTED),
            "batches": replace(shown, rows=list(counted.order_by("-pk"))),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def print_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of a print job; POST retries a failed or late one."""
    job = _find_job(request, pk)
    if request.method == "POST":
        form = IdempotentForm(request.POST)
        submit_once(form, lambda: retry_print(job=job, by=request.user).get_absolute_url())
        return redirect(job)
    return _render_job_page(request, job, _get_progress(job))


def _render_job_page(
    request: HttpRequest, job: PrintJob, progress: Progress, *, status: int = 200
) -> HttpResponse:
    title, text = PROGRESS[progress]
    context = {
        "job": job,
        "job_status": JobStatus(progress, title, text, job.error),
        "again": _get_dialog_url(job),
        "form": IdempotentForm(),
        "frame": get_frame(request),
    }
    return render(request, "agreements/print_job.html", context, status=status)


def _find_job(request: HttpRequest, pk: int) -> PrintJob:
    jobs = PrintJob.objects.visible_to(request.user)
    job = find_visible(jobs.select_related("document", "meeting", "letterhead"), pk=pk)
    require(can_fetch_print(request.user, job))
    return job


def _get_progress(job: PrintJob) -> Progress:
    """Return how far a print is."""
    if job.made_at is not None:
        return Progress.MADE if job.pdf else Progress.FORGOTTEN
    if job.error:
        return Progress.FAILED
    if timezone.now() - job.asked_at < LATE_AFTER:
        return Progress.WAITING
    return Progress.FAILED if is_dead_letter(job.made_by, job.pk) else Progress.LATE


def _get_dialog_url(job: PrintJob) -> str:
    """Return the URL of the print dialog of this print."""
    word = next((word for word, kind in WORDS.items() if kind == job.kind), "")
    address = reverse("signing:print_dialog")
    if job.document is not None:
        return f"{address}?dokumen={job.document.reference}"
    return f"{address}?rapat={job.subject.reference}&jenis={word}"


@require_safe
def print_file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Download the file of a print job, for whoever requested it."""
    job = _find_job(request, pk)
    if not job.pdf or name != job.file_name:
        raise Http404(_("There is no such print."))
    try:
        return serve_pdf(request, job.pdf, name=f"{name}.pdf", sha256=job.sha256)
    except MissingFile:
        return _render_job_page(request, job, Progress.FORGOTTEN, status=404)
