"""Jobs of the background worker, as the page shows them that waits for one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Progress(StrEnum):
    """How far the worker is with a job; FORGOTTEN: it was done, and its file was deleted since."""

    WAITING = "waiting"
    LATE = "late"
    FAILED = "failed"
    MADE = "made"
    FORGOTTEN = "forgotten"
    STOPPED = "stopped"


# The title and text of a job's page, of each progress.
type JobWords = Mapping[Progress, tuple[StrPromise | str, StrPromise | str]]

# A job that is not done after this long is shown as late. The slowest usual one (a print of 120
# signatories) takes some seconds, and one whose worker was killed half a minute.
LATE_AFTER = timedelta(minutes=1)
RUNNING = (Progress.WAITING, Progress.LATE)
POLLING = {Progress.WAITING: "every 2s", Progress.LATE: "every 10s"}
TONES = {
    Progress.WAITING: "waiting",
    Progress.LATE: "late",
    Progress.FAILED: "late",
    Progress.MADE: "done",
}


@dataclass(frozen=True)
class JobStatus:
    """How far a job is and in which words its page says so; layout/job.html shows it."""

    progress: Progress
    title: "StrPromise | str"
    text: "StrPromise | str" = ""
    error: str = ""

    @property
    def tone(self) -> str:
        """The tone of the notice."""
        return TONES.get(self.progress, "info")

    @property
    def polling(self) -> str:
        """How often the page asks for itself anew, as an htmx trigger; empty when it is over."""
        return POLLING.get(self.progress, "")

    @property
    def is_running(self) -> bool:
        """Whether the worker has it still to do."""
        return self.progress in RUNNING

    @property
    def is_waiting(self) -> bool:
        """Whether it is being done, in the time that it usually takes."""
        return self.progress == Progress.WAITING

    @property
    def is_made(self) -> bool:
        """Whether its file can be fetched."""
        return self.progress == Progress.MADE

    @property
    def has_failed(self) -> bool:
        """Whether it ended in an error."""
        return self.progress == Progress.FAILED

    @property
    def may_be_retried(self) -> bool:
        """Whether asking once more may help."""
        return self.progress in (Progress.FAILED, Progress.LATE)
