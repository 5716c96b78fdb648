"""Responses to the minutes of a closed meeting, by those who were there."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.models import Revised
from core.partial_indexes import inline_values
from meetings.models.meeting import Meeting
from meetings.models.participant import Participant
from stakeholders.permissions import sees_everything


class ResponseKind(models.TextChoices):
    """What a participant says about the minutes."""

    AGREES = "agrees", _("Agrees")
    CORRECTS = "corrects", _("Proposes a correction")
    OBJECTS = "objects", _("Objects")


class ResponseState(models.TextChoices):
    """The states of a response to the minutes."""

    NOTED = "noted", _("Noted")  # an agreement, which nobody has to settle
    OPEN = "open", _("Waits for the facilitator")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not accepted")
    SET_ASIDE = "set_aside", _("Was set aside")  # its sender is in doubt


class ResponseQuerySet(models.QuerySet["MinutesResponse"]):
    """Querysets of responses by permission to see them, and by state."""

    def visible_to(self, user: Actor) -> "ResponseQuerySet":
        """Return the responses that `user` may read: all for the forum's staff, else none."""
        return self if sees_everything(user) else self.none()

    def open(self) -> "ResponseQuerySet":
        """Return the corrections and objections that the facilitator has not settled."""
        return self.filter(inline_values(models.Q(state=ResponseState.OPEN)))

    def open_objections(self) -> "ResponseQuerySet":
        """Return the objections that the facilitator has not settled."""
        return self.open().filter(kind=ResponseKind.OBJECTS)


class MinutesResponse(Revised):
    """A response to the minutes: agreement, proposed correction or objection."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="responses")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="responses")
    kind = models.CharField(_("kind"), max_length=20, choices=ResponseKind)
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ResponseState, default=ResponseState.OPEN
    )
    settlement = models.TextField(_("answer"), blank=True)
    is_on_behalf = models.BooleanField(_("entered by the staff"), default=False)
    # Sent by a link that was handed out at a self check-in: nobody has seen who holds it.
    is_from_check_in = models.BooleanField(_("by self check-in"), default=False)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("response to the minutes")
        verbose_name_plural = _("responses to the minutes")
        indexes = [
            models.Index(
                fields=["meeting", "id"],
                condition=models.Q(state=ResponseState.OPEN),
                name="response_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ResponseKind.AGREES) | ~models.Q(text=""),
                name="response_text_given",
                violation_error_message=_("Write what should be different."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=(ResponseState.NOTED, ResponseState.OPEN))
                | ~models.Q(settlement=""),
                name="response_settlement_given",
                violation_error_message=_("Please give a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.participant}"

    @property
    def is_open(self) -> bool:
        """Whether the facilitator has not settled it yet."""
        return self.state == ResponseState.OPEN

    @property
    def is_set_aside(self) -> bool:
        """Whether the staff has set it aside, its sender being in doubt."""
        return self.state == ResponseState.SET_ASIDE
