"""Participants of a meeting."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.models import Revised, Sourced
from meetings.models.attendance import NOTED, PRESENT, Attendance, MarkSource, Reply
from meetings.models.meeting import Meeting
from stakeholders.models import Organisation, Person, Sex
from stakeholders.permissions import is_forum_staff


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Querysets of participants by attendance."""

    def attending(self) -> "ParticipantQuerySet":
        """Return those who were there, late and represented ones included."""
        return self.filter(attendance__in=PRESENT)

    def with_letter_for(self, user: Actor) -> "ParticipantQuerySet":
        """Return those whose letter of excuse `user` may open: all for the forum's staff."""
        return self.exclude(excuse_letter="") if is_forum_staff(user) else self.none()

    def listed(self) -> "ParticipantQuerySet":
        """Return those on the attendance list: without walk-ins whose mark was taken back."""
        return self.exclude(is_walk_in=True, attendance=Attendance.UNMARKED)


class Participant(Sourced, Revised):
    """A person, or an office whose holder is not named, at one meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participations",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    position = models.CharField(_("position"), max_length=200, blank=True)
    sex = models.CharField(_("L/P"), max_length=1, choices=Sex, blank=True)
    reply = models.CharField(_("reply"), max_length=20, choices=Reply, default=Reply.INVITED)
    attendance = models.CharField(
        _("attendance"), max_length=20, choices=Attendance, default=Attendance.UNMARKED
    )
    arrived_at = models.TimeField(_("arrived at"), null=True, blank=True)
    left_at = models.TimeField(_("left at"), null=True, blank=True)
    represented_by = models.CharField(_("represented by"), max_length=200, blank=True)
    excuse = models.CharField(_("reason for absence"), max_length=300, blank=True)
    # Private, and for the forum's staff alone, as the reason is.
    excuse_letter = models.FileField(_("letter of excuse"), max_length=200, blank=True)
    is_online = models.BooleanField(_("online (daring)"), default=False)
    mark_source = models.CharField(
        _("how it was marked"), max_length=20, choices=MarkSource, blank=True
    )
    # The batch of "the rest is present" (sisanya hadir), by which it is undone in one act.
    marked_with = models.UUIDField(null=True, blank=True, editable=False)
    initials = models.CharField(_("initials (paraf)"), max_length=10, blank=True)
    # Why the staff set a self check-in aside; the mark is taken back then.
    set_aside = models.CharField(_("set aside because"), max_length=300, blank=True)
    is_walk_in = models.BooleanField(_("came without an invitation"), default=False)
    is_inferred = models.BooleanField(_("inferred (disimpulkan)"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes = [
            models.Index(fields=["organisation", "meeting"], name="participant_of_office"),
            # Those who are missing, in the order of the list.
            models.Index(
                fields=["meeting", "order", "id"],
                condition=models.Q(attendance=Attendance.UNMARKED),
                name="participant_unmarked",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=models.Q(person__isnull=False),
                name="participant_person_unique",
                violation_error_message=_("This person is already on the list."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "organisation", "position"],
                condition=models.Q(person__isnull=True),
                name="participant_office_unique",
                violation_error_message=_("This office is already on the list."),
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(position=""),
                name="participant_has_name_or_office",
                violation_error_message=_("Give a name, or the office if it is not known."),
            ),
            models.CheckConstraint(
                condition=~models.Q(attendance=Attendance.REPRESENTED)
                | ~models.Q(represented_by=""),
                name="participant_represented_by",
                violation_error_message=_("Say by whom the participant was represented."),
            ),
            models.CheckConstraint(
                condition=~models.Q(attendance=Attendance.EXCUSED) | ~models.Q(excuse=""),
                name="participant_excuse",
                violation_error_message=_("Give the reason for the absence."),
            ),
            models.CheckConstraint(
                condition=models.Q(attendance=Attendance.EXCUSED) | models.Q(excuse_letter=""),
                name="participant_letter_of_excused",
                violation_error_message=_("Only somebody who is excused has a letter."),
            ),
        ]

    def __str__(self) -> str:
        return self.person.full_name if self.person else self.position

    @property
    def other_replies(self) -> list[Reply]:
        """The replies that can be noted instead of the one there is; a walk-in was never asked."""
        return [] if self.is_walk_in else [reply for reply in NOTED if reply != self.reply]

    @property
    def is_unmarked(self) -> bool:
        """Whether nothing is known yet of its attendance."""
        return self.attendance == Attendance.UNMARKED

    @property
    def is_checked_in(self) -> bool:
        """Whether the guest marked the attendance, by the QR code of the room."""
        return self.mark_source == MarkSource.SELF_CHECK_IN

    @property
    def as_speaker(self) -> str:
        """The name with the organisation, which is left out if the name contains it."""
        name, organisation = str(self), str(self.organisation)
        return name if organisation in name else f"{name} ({organisation})"
