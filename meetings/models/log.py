"""Models of the log: log entries, decisions and follow-ups."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lists.orders import build_choice_order_field
from core.models import Revised, Sourced
from core.partial_indexes import inline_values
from core.text_diff import is_same_wording
from meetings.models.meeting import AgendaItem, Meeting
from meetings.models.participant import Participant
from pilots.models import Pilot, Region
from pledges.models import Pledge
from stakeholders.models import Organisation
from stakeholders.permissions import get_grants, sees_everything


class LogKind(models.TextChoices):
    """The kind of a log entry."""

    STATEMENT = "statement", _("Statement")
    DECISION = "decision", _("Decision")
    PLEDGE = "pledge", _("Contribution")
    FOLLOW_UP = "follow_up", _("Follow-up")
    NOTE = "note", _("Note")


TOLD_DELAY = timedelta(minutes=1)
# Kinds with a row of their own in a register (Decision, FollowUp, Pledge) besides the log entry.
REGISTERED = (LogKind.DECISION, LogKind.FOLLOW_UP, LogKind.PLEDGE)
# The others, which are searched for as minutes.
MINUTES = (LogKind.STATEMENT, LogKind.NOTE)


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    """Querysets of log entries by permission to read them."""

    def visible_to(self, user: Actor) -> "LogEntryQuerySet":
        """Return the entries that `user` may read: those of published meetings; for staff, all.

        Before publication also the pledges and follow-ups of the user's own organisations.
        """
        if sees_everything(user):
            return self
        shown = models.Q(meeting__published_at__isnull=False)
        mine = get_grants(user).organisation_ids
        if mine:
            shown |= models.Q(pledge__lead_id__in=mine) | models.Q(follow_up__owner_id__in=mine)
        return self.filter(shown)

    def standing(self) -> "LogEntryQuerySet":
        """Return the entries that nobody has withdrawn."""
        return self.filter(withdrawn_at=None)


class LogEntry(Sourced, Revised):
    """A log entry: a clean text, with the speaker's original words beside it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="log")
    agenda_item = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="log",
        verbose_name=_("agenda item"),
    )
    # The number in which it arrived; its place in the log is `stands_at`.
    order = models.PositiveIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=20, choices=LogKind, default=LogKind.STATEMENT)
    speaker = models.ForeignKey(
        Participant,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="log",
        verbose_name=_("speaker"),
    )
    speaker_note = models.CharField(_("speakers in words"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    original_words = models.TextField(_("original words"), blank=True)
    is_differing_view = models.BooleanField(_("differing view"), default=False)
    pledge = models.ForeignKey(
        Pledge,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="log_entries",
        verbose_name=_("pledge"),
    )
    said_at = models.TimeField(_("time"), null=True, blank=True)
    is_recorded_late = models.BooleanField(_("recorded later"), default=False)
    # Logged by mistake: it stays in the log, struck through, and is printed nowhere.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(_("reason"), blank=True, editable=False)
    # The idempotency key of the form, so that an entry submitted twice is one row.
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    # When it was typed on a device that could not send it at once; by the server's clock.
    typed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Its place in the log: when it was typed if it waited on a device, otherwise when it arrived.
    stands_at = models.DateTimeField(default=timezone.now, editable=False)

    searched_fields: ClassVar = ("text", "original_words", "speaker_note")
    searched_values: ClassVar = ("kind", MINUTES)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["stands_at", "order"]
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(is_differing_view=True), name="log_differing"
            ),
            models.Index(fields=["meeting", "stands_at", "order"], name="log_in_order"),
            models.Index(
                fields=["meeting", "-stands_at", "-order"],
                condition=models.Q(kind=LogKind.PLEDGE),
                name="log_pledges",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="log_order_unique"),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="log_text_given",
                violation_error_message=_("Please write what was said."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawal_reason=""),
                name="log_withdrawal_reason_given",
                violation_error_message=_("Please give a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def words_apart(self) -> str:
        """The original words, unless the text says the same."""
        return "" if is_same_wording(self.original_words, self.text) else self.original_words

    @property
    def waited_on_device(self) -> bool:
        """Whether it was sent later than it was typed, by so much that it is told."""
        return self.typed_at is not None and self.recorded_at - self.typed_at >= TOLD_DELAY


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Querysets of decisions by permission to see them."""

    def visible_to(self, user: Actor) -> "DecisionQuerySet":
        """Return the standing decisions of published meetings; the forum's staff sees all."""
        if sees_everything(user):
            return self
        return self.standing().filter(meeting__published_at__isnull=False)

    def standing(self) -> "DecisionQuerySet":
        """Return the decisions that were not withdrawn as logged by mistake."""
        return self.filter(entry__withdrawn_at=None)


class Decision(Sourced, Revised):
    """What the meeting agreed, with differing positions kept in the note."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    entry = models.OneToOneField(
        LogEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    note = models.TextField(_("note, differing positions"), blank=True)
    owner = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("responsible"),
    )
    owner_note = models.CharField(_("person in charge"), max_length=200, blank=True)
    # When who is responsible was named, if only after the meeting was closed.
    owner_named_late_at = models.DateTimeField(null=True, blank=True, editable=False)
    pilots = models.ManyToManyField(
        Pilot, blank=True, related_name="decisions", verbose_name=_("pilots concerned")
    )

    searched_fields: ClassVar = ("reference", "title", "text", "note", "meeting__theme")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["title", "reference"], name="decision_by_title")]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="decision_order_unique",
                violation_error_message=_("Two decisions have the same position."),
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="decision_text_given",
                violation_error_message=_("Please write what was decided."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("meetings:decision_detail", args=[self.reference])

    @property
    def is_standing(self) -> bool:
        """Whether it was not withdrawn as logged by mistake."""
        return self.entry is None or self.entry.withdrawn_at is None


class FollowUpState(models.TextChoices):
    """The states of a follow-up; overdue depends on the day and is no state."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")  # with a reason


# How many meetings back open follow-ups are inherited; older ones are found in their list.
INHERITED = 4


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Querysets of follow-ups by permission to see them, state and deadline."""

    def visible_to(self, user: Actor) -> "FollowUpQuerySet":
        """Return those of published meetings, and those the user's organisations are to do.

        Withdrawn ones are seen by the forum's staff alone.
        """
        if sees_everything(user):
            return self
        shown = models.Q(meeting__published_at__isnull=False)
        mine = get_grants(user).organisation_ids
        return self.standing().filter(shown | models.Q(owner_id__in=mine) if mine else shown)

    def standing(self) -> "FollowUpQuerySet":
        """Return the follow-ups that were not withdrawn as logged by mistake."""
        return self.filter(entry__withdrawn_at=None)

    def open(self) -> "FollowUpQuerySet":
        """Return those not yet done or dropped."""
        return self.filter(inline_values(models.Q(state=FollowUpState.OPEN)))

    def overdue(self, on: date) -> "FollowUpQuerySet":
        """Return open ones whose deadline lies before a day."""
        return self.open().filter(deadline__lt=on)

    def inherited_by(self, meeting: Meeting) -> "FollowUpQuerySet":
        """Return open follow-ups of the meeting that `meeting` follows up, and of those before it.

        INHERITED says how many meetings back.
        """
        # A query for each generation, each started from the meeting itself.
        first, *others = (
            Meeting.objects.order_by()
            .filter(**{"__".join(["followed_by"] * generation): meeting})
            .values("pk")
            for generation in range(1, INHERITED + 1)
        )
        return self.open().filter(meeting__in=first.union(*others))


class FollowUp(Sourced, Revised):
    """Who does what by when (rencana tindak lanjut)."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="follow_ups")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    entry = models.OneToOneField(
        LogEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_up"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    activity = models.TextField(_("activity"))
    output = models.CharField(_("output"), max_length=300, blank=True)
    owner = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="follow_ups",
        verbose_name=_("responsible"),
    )
    supporters = models.ManyToManyField(
        Organisation, blank=True, related_name="supported_follow_ups", verbose_name=_("with")
    )
    regions = models.ManyToManyField(Region, blank=True, related_name="follow_ups")
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=FollowUpState, default=FollowUpState.OPEN
    )
    state_order = build_choice_order_field("state", FollowUpState.values)
    # The deadline to sort by within a state: one that is not set comes last.
    due = models.GeneratedField(
        expression=Coalesce("deadline", models.Value(date.max)),
        output_field=models.DateField(),
        db_persist=True,
    )
    reason = models.TextField(_("reason"), blank=True)

    searched_fields: ClassVar = (
        "reference",
        "activity",
        "output",
        "owner__name",
        "owner__short_name",
        "meeting__theme",
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [
            models.Index(
                fields=["deadline", "id"],
                condition=models.Q(state=FollowUpState.OPEN),
                name="follow_up_open",
            ),
            models.Index(
                fields=["owner", "deadline", "id"],
                condition=models.Q(state=FollowUpState.OPEN),
                name="follow_up_open_of_owner",
            ),
            models.Index(fields=["state_order", "due", "reference"], name="follow_up_by_due_date"),
            models.Index(fields=["deadline", "reference"], name="follow_up_by_deadline"),
            models.Index(fields=["owner", "reference"], name="follow_up_of_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=FollowUpState.DROPPED) | ~models.Q(reason=""),
                name="follow_up_reason_given",
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                condition=~models.Q(activity=""),
                name="follow_up_activity_given",
                violation_error_message=_("Please write what is to be done."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("meetings:follow_up_detail", args=[self.reference])

    @property
    def standing_decision(self) -> Decision | None:
        """The decision that it follows from, unless that was withdrawn."""
        decision = self.decision
        return decision if decision is not None and decision.is_standing else None

    @property
    def is_overdue_now(self) -> bool:
        """Whether its deadline is over and it is still open."""
        return self.is_overdue(timezone.localdate())

    def is_overdue(self, on: date) -> bool:
        """Tell whether it is open on a day after its deadline."""
        is_open = self.state == FollowUpState.OPEN
        return is_open and self.deadline is not None and self.deadline < on
