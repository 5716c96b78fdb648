"""Invitations: what a guest was told of a meeting, and what the guest answered by the own link."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.participant import Participant


class InvitationChannel(models.TextChoices):
    """How an invitation reached the guest."""

    EMAIL = "email", _("by e-mail")
    WHATSAPP = "whatsapp", _("by WhatsApp")


class Invitation(models.Model):
    """What a participant was told, and the answer by the personal link.

    The reply itself is the participant's (`Participant.reply`), which the staff may note as well.
    """

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="invitation"
    )
    channel = models.CharField(
        _("sent"), max_length=20, choices=InvitationChannel, blank=True, editable=False
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)
    # The meeting's calendar_sequence that the guest was told last: behind it, time or place moved.
    told_sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    answered_sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # Personal: for the forum's staff and the guest alone.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    substitute = models.ForeignKey(
        Participant,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="substitute_for",
        verbose_name=_("substitute"),
    )
    # Whether the answer put the substitute on the list; another answer then takes the name off it.
    has_added_substitute = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["participant__order", "pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None, told_sequence=None)
                | models.Q(sent_at__isnull=False, told_sequence__isnull=False),
                name="invitation_sent_says_what",
            )
        ]

    def __str__(self) -> str:
        return str(self.participant)
