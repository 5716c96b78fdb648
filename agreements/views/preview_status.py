"""Progress of a preview as its page shows it: the pages of a draft or a letterhead's sample."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from agreements.models import DraftPreview, LetterheadPreview
from core.jobs import LATE_AFTER, JobStatus, JobWords, Progress
from core.outbox import is_dead_letter

# Title and text above the pages by their progress; finished pages have none.
PROGRESS: JobWords = {
    Progress.WAITING: (
        gettext_lazy("The pages are being prepared"),
        gettext_lazy("It takes a few seconds."),
    ),
    Progress.LATE: (
        gettext_lazy("This takes longer than usual"),
        gettext_lazy(
            "Try again. If nothing appears, tell the administrator that the background worker is "
            "not running."
        ),
    ),
    Progress.FAILED: (
        gettext_lazy("The pages could not be prepared"),
        gettext_lazy(
            "Try again. If it fails again, tell the administrator the message shown here."
        ),
    ),
}


def build_preview_status(preview: DraftPreview | LetterheadPreview, *, message: str) -> JobStatus:
    """Return the progress of a preview; `message` is the kind of outbox message that draws it."""
    progress = _get_progress(preview, message)
    return JobStatus(progress, *PROGRESS.get(progress, ("", "")), preview.error)


def _get_progress(preview: DraftPreview | LetterheadPreview, message: str) -> Progress:
    if not preview.is_waiting:
        return Progress.FAILED if preview.error else Progress.MADE
    if timezone.now() - preview.asked_at < LATE_AFTER:
        return Progress.WAITING
    return Progress.FAILED if is_dead_letter(message, preview.pk) else Progress.LATE
