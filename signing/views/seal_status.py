"""Status of the seal of a document's final file, as the document page shows it."""

from django.utils.translation import gettext_lazy

from core.jobs import JobStatus, JobWords, Progress
from signing.models import Closing

PROGRESS: JobWords = {
    Progress.WAITING: (
        gettext_lazy("The final file is being sealed"),
        gettext_lazy("Open this page again in a minute."),
    ),
    Progress.LATE: (
        gettext_lazy("This takes longer than usual"),
        gettext_lazy(
            "The final file should have been sealed by now. Ask the administrator whether the "
            "background worker is running."
        ),
    ),
    Progress.FAILED: (
        gettext_lazy("The seal failed"),
        gettext_lazy(
            "Nothing is lost. The portal tries again automatically; once the cause is fixed, you "
            "can start it again at once."
        ),
    ),
}


def find_seal_status(
    closing: Closing | None, *, is_sealed: bool, may_seal: bool, waits_for_it: bool
) -> JobStatus | None:
    """Return how far the seal is, or None when there is nothing to say.

    That it failed or is late is shown to those who can retry it (`may_seal`); that it is being
    made, to the staff and to the signatories (`waits_for_it`).
    """
    if closing is None:
        return None
    if may_seal and closing.error:
        return JobStatus(Progress.FAILED, *PROGRESS[Progress.FAILED], closing.error)
    if is_sealed:
        return None
    if may_seal and closing.is_overdue:
        return JobStatus(Progress.LATE, *PROGRESS[Progress.LATE])
    return JobStatus(Progress.WAITING, *PROGRESS[Progress.WAITING]) if waits_for_it else None
