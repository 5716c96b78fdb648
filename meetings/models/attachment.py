"""Attachments of a meeting: photos of it, and slides that were shown in it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.models import Revised
from meetings.models.meeting import Meeting
from stakeholders.permissions import sees_everything

LONGEST_CAPTION = 300
# As many as the standing attachments of one meeting may be, so that no list of them grows on.
MOST_ATTACHMENTS = 40


class AttachmentKind(models.TextChoices):
    """The kind of an attachment."""

    PHOTO = "photo", _("Photo")
    SLIDES = "slides", _("Slides")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Querysets of attachments by permission to see them."""

    def standing(self) -> "AttachmentQuerySet":
        """Return the attachments that were not removed."""
        return self.filter(removed_at=None)

    def visible_to(self, user: Actor) -> "AttachmentQuerySet":
        """Return the standing attachments that `user` may open.

        The forum's staff sees all; everybody else those of published meetings, as with the log.
        """
        standing = self.standing()
        if sees_everything(user):
            return standing
        return standing.filter(meeting__published_at__isnull=False)


class Attachment(Revised):
    """A photo of a meeting, or slides shown in it; a private file, served after a check.

    A removed one stays as a row that says who removed it and why; its file is deleted.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=20, choices=AttachmentKind)
    caption = models.CharField(_("caption"), max_length=LONGEST_CAPTION)
    file = models.FileField(upload_to="attachments", max_length=200)
    thumbnail = models.FileField(upload_to="attachments", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    # Of a photo, in pixels.
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    # Of slides.
    pages = models.PositiveIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    removal_reason = models.TextField(_("reason"), blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("attachment of a meeting")
        verbose_name_plural = _("attachments of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "sha256"],
                condition=models.Q(removed_at=None),
                name="attachment_unique",
                violation_error_message=_("This file is already attached."),
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | ~models.Q(removal_reason=""),
                name="attachment_removal_reason",
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind=AttachmentKind.PHOTO, width__isnull=False, height__isnull=False
                )
                | models.Q(kind=AttachmentKind.SLIDES, pages__isnull=False),
                name="attachment_measured",
                violation_error_message=_("The size of this file is not known."),
            ),
        ]

    def __str__(self) -> str:
        return self.caption

    @property
    def is_photo(self) -> bool:
        """Whether it is a photo, which the page shows; slides are offered as a file."""
        return self.kind == AttachmentKind.PHOTO

    @property
    def download_name(self) -> str:
        """The name under which it is saved."""
        extension = "jpg" if self.is_photo else "pdf"
        return f"{self.meeting.reference}-{self.kind}-{self.pk}.{extension}"
