"""How participants answer an invitation, and how they attend."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Reply(models.TextChoices):
    """What an invited participant answered."""

    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", pgettext_lazy("reply", "Declined")
    SUBSTITUTED = "substituted", _("Sends a substitute")

    @property
    def answer(self) -> "StrPromise":
        """What the guest said, on the button that notes it."""
        return ANSWERS[self]

    @property
    def is_answer(self) -> bool:
        """Whether the guest said anything."""
        return self != Reply.INVITED


ANSWERS = {
    Reply.CONFIRMED: _("Will come"),
    Reply.DECLINED: _("Will not come"),
    Reply.SUBSTITUTED: _("Sends a substitute"),
    Reply.INVITED: _("Not answered"),
}
# What the staff may note; only the guest can name a substitute, by the own link.
NOTED = (Reply.CONFIRMED, Reply.DECLINED, Reply.INVITED)
# The guest does not come, and has said so.
STAYS_AWAY = (Reply.DECLINED, Reply.SUBSTITUTED)


class Attendance(models.TextChoices):
    """How a participant attended; excused is not absent."""

    UNMARKED = "unmarked", _("Not marked yet")
    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    REPRESENTED = "represented", _("Represented")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class MarkSource(models.TextChoices):
    """Where a mark of attendance comes from, if not from the staff in the room."""

    SELF_CHECK_IN = "check_in", _("self check-in")
    PAPER_LIST = "paper", _("from the paper attendance list")


# These count as attended; for `represented`, somebody else came for the participant.
PRESENT = (Attendance.PRESENT, Attendance.LATE, Attendance.REPRESENTED)
