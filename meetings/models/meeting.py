"""A meeting and its agenda."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lists.orders import build_choice_order_field
from core.models import Revised, Sourced
from core.subqueries import build_exists
from meetings.models.attendance import PRESENT
from pilots.models import Pilot
from stakeholders.models import Mandate, Organisation
from stakeholders.permissions import get_grants, sees_everything

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# Of how many meetings, the newest ones, the kinds are offered to choose from.
KINDS_LOOKED_AT = 90


class MeetingKind(models.TextChoices):
    """The usual kinds of meetings, as papers name them; a meeting may have any other."""

    WORKSHOP = "Lokakarya", _("Workshop")
    COORDINATION = "Rapat koordinasi", _("Coordination meeting")
    EVALUATION = "Rapat evaluasi", _("Evaluation meeting")
    FORUM = "Pertemuan forum", _("Forum meeting")


def describe_kind(kind: str) -> "StrOrPromise":
    """Return the kind of a meeting in the reader's language; one of its own stays as it is."""
    return MeetingKind(kind).label if kind in MeetingKind.values else kind


def read_kind(text: str) -> str:
    """Return the kind that was typed: a usual one in whatever letters, or the words."""
    words = " ".join(text.split())
    for kind in MeetingKind:
        if words.casefold() in (kind.value.casefold(), str(kind.label).casefold()):
            return kind.value
    return words


class MeetingState(models.TextChoices):
    """The states of a meeting."""

    PREPARING = "preparing", _("Preparing")  # agenda and invitations are made
    IN_PROGRESS = "in_progress", _("In progress")  # the log is open
    CLOSED = "closed", _("Closed")  # the log is complete; additions are marked
    CANCELLED = "cancelled", _("Cancelled")  # did not take place


# Still to be held, written down or published.
IS_UNPUBLISHED = models.Q(published_at=None) & ~models.Q(state=MeetingState.CANCELLED)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Querysets of meetings by permission to see them."""

    def visible_to(self, user: Actor) -> "MeetingQuerySet":
        """Return the meetings that `user` may see (product rule, part 8).

        Everybody sees published meetings; representatives of an invited organisation also the
        meetings that it is invited to; the forum's staff all.
        """
        return self.filter(self.build_visibility(user))

    def build_visibility(self, user: Actor, *, prefix: str = "") -> models.Q:
        """Return the condition of `visible_to`; with a prefix ("meeting__") over a relation."""
        if sees_everything(user):
            return models.Q()
        shown = models.Q(**{f"{prefix}published_at__isnull": False})
        mine = get_grants(user).organisation_ids
        if not mine:
            return shown
        invited = Meeting.objects.filter(
            pk=models.OuterRef(f"{prefix}pk"), participants__organisation_id__in=mine
        )
        return shown | models.Q(build_exists(invited))

    def list_kinds(self) -> list[str]:
        """Return the usual kinds, then those that the newest of these meetings have besides."""
        used = self.order_by("-date", "-reference").values_list("kind", flat=True)
        return list(dict.fromkeys([*MeetingKind.values, *sorted(set(used[:KINDS_LOOKED_AT]))]))

    def with_counts(self) -> "MeetingQuerySet":
        """Annotate `attendee_count` and `decision_count`, each by a subquery."""
        present = models.Q(participants__attendance__in=PRESENT)
        return self.annotate(
            attendee_count=_count_separately(models.Count("participants", filter=present)),
            decision_count=_count_separately(
                models.Count("decisions", filter=models.Q(decisions__entry__withdrawn_at=None))
            ),
        )


def _count_separately(count: models.Count) -> models.Subquery:
    # Two joins in one query would multiply their rows; a subquery each does not.
    rows = Meeting.objects.order_by().filter(pk=models.OuterRef("pk"))
    return models.Subquery(rows.annotate(n=count).values("n"))


class Meeting(Sourced, Revised):
    """A meeting of the forum, from its planning to its published record."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    # Free text; of the usual kinds it is the Indonesian name, which papers print.
    kind = models.CharField(_("kind"), max_length=80)
    theme = models.CharField(_("theme"), max_length=400)
    purpose = models.TextField(_("purpose"), blank=True)
    venue = models.CharField(_("venue"), max_length=300, blank=True)
    date = models.DateField(_("date"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    host = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hosted_meetings",
        verbose_name=_("host"),
    )
    organisers = models.ManyToManyField(
        Organisation, blank=True, related_name="organised_meetings", verbose_name=_("organisers")
    )
    leader = models.ForeignKey(
        Mandate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="led_meetings",
        verbose_name=_("leader"),
    )
    moderator = models.ForeignKey(
        Mandate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moderated_meetings",
        verbose_name=_("moderator"),
    )
    note_taker = models.ForeignKey(
        Mandate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="noted_meetings",
        verbose_name=_("note-taker"),
    )
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        verbose_name=_("follows up"),
    )
    pilots = models.ManyToManyField(
        Pilot, blank=True, related_name="meetings", verbose_name=_("about")
    )
    invitation_note = models.TextField(_("note on the invitation"), blank=True)
    # How long after closing those who attended may respond to the minutes.
    correction_days = models.PositiveSmallIntegerField(
        _("days to respond to the minutes"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    reported_attendance = models.PositiveIntegerField(
        _("attendance as the source counts it"), null=True, blank=True
    )
    # The SEQUENCE of its iCal event: grows when time or place changes, and when it is cancelled.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    quorum = models.PositiveSmallIntegerField(_("quorum"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=MeetingState, default=MeetingState.PREPARING
    )
    state_order = build_choice_order_field("state", MeetingState.values)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    searched_fields: ClassVar = ("reference", "theme", "venue")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-reference"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            models.Index(
                fields=["date", "id"], condition=IS_UNPUBLISHED, name="meeting_unpublished"
            ),
            models.Index(
                fields=["date", "reference"],
                condition=models.Q(published_at__isnull=False),
                name="meeting_published",
            ),
            models.Index(fields=["date", "reference"], name="meeting_by_date"),
            models.Index(fields=["state", "date", "reference"], name="meeting_by_state"),
            models.Index(fields=["state_order", "reference"], name="meeting_in_state_order"),
            models.Index(fields=["kind", "date", "reference"], name="meeting_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MeetingState.values), name="meeting_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=""),
                name="meeting_kind_given",
                violation_error_message=_("Please say what kind of meeting it is."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_hours",
                violation_error_message=_("The meeting ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~models.Q(follows=models.F("id")),
                name="meeting_not_own_follower",
                violation_error_message=_("A meeting cannot follow up itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", args=[self.reference])

    @property
    def kind_label(self) -> "StrOrPromise":
        """Its kind in the reader's language."""
        return describe_kind(self.kind)

    @property
    def is_ahead(self) -> bool:
        """Whether it has not begun, so that sentences about it are about the future."""
        return self.state == MeetingState.PREPARING

    @property
    def is_over(self) -> bool:
        """Whether it is closed or cancelled."""
        return self.state in (MeetingState.CLOSED, MeetingState.CANCELLED)

    @property
    def is_published(self) -> bool:
        """Whether everybody may read it."""
        return self.published_at is not None

    @property
    def corrections_until(self) -> datetime | None:
        """Until when those who attended may respond to the minutes; None before closing."""
        if self.state != MeetingState.CLOSED or self.closed_at is None:
            return None
        return self.closed_at + timedelta(days=self.correction_days)


class AgendaItem(Sourced, Revised):
    """An agenda item, with its speaker and length."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    speaker = models.ForeignKey(
        Mandate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agenda_items",
        verbose_name=_("speaker"),
    )
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    # When the meeting came to it and left it: the timer of the meeting room.
    began_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=models.Q(began_at__isnull=False, ended_at__isnull=True),
                name="agenda_one_current",
                violation_error_message=_("Another item of the agenda is current."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="agenda_order_unique",
                violation_error_message=_("Two items have the same position."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"

    @property
    def is_current(self) -> bool:
        """Whether the meeting is at this item now."""
        return self.began_at is not None and self.ended_at is None

    @property
    def ends_at(self) -> datetime | None:
        """When its planned minutes are over; None before it began and without planned minutes."""
        if self.began_at is None or self.minutes is None:
            return None
        return self.began_at + timedelta(minutes=self.minutes)
