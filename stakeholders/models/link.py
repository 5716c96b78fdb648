"""Personal links: access to one task without an account.

The bearer is a person, an organisation, or whoever is in a room.
"""

from datetime import datetime

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.link_tokens import make_token
from stakeholders.models.organisation import Organisation
from stakeholders.models.person import Person


class LinkPurpose(models.TextChoices):
    """The task to which a link gives access."""

    CONFIRM = "confirm", _("confirm attendance")
    CHECK_IN = "check_in", _("check in")
    CONTRIBUTE = "contribute", _("write a contribution")
    CONTRIBUTE_HERE = "contribute_here", _("write a contribution for one's own organisation")
    CORRECT = "correct", _("correct the minutes")
    REVIEW = "review", _("comment on a draft")
    SIGN = "sign", _("sign")
    REPORT = "report", _("report what was delivered")
    RECEIVE = "receive", _("confirm receipt")


class PersonalLink(models.Model):
    """A signed, expiring, revocable link, bound to one purpose and one object.

    Renewing increments `version`, which invalidates all earlier tokens.
    """

    purpose = models.CharField(max_length=20, choices=LinkPurpose)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    version = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Handed out at a self check-in: nobody has seen who holds it.
    is_from_check_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        indexes = [models.Index(fields=["content_type", "object_id"], name="personal_link_target")]
        constraints = [
            models.CheckConstraint(
                # The link of a room has no bearer: it hangs on the wall as a QR code.
                condition=models.Q(person__isnull=False)
                | models.Q(organisation__isnull=False)
                | models.Q(purpose=LinkPurpose.CONTRIBUTE_HERE)
                | models.Q(purpose=LinkPurpose.CHECK_IN),
                name="personal_link_has_bearer",
                violation_error_message=_("A link belongs to a person or an organisation."),
            )
        ]

    def __str__(self) -> str:
        bearer = self.person or self.organisation
        return f"{self.get_purpose_display()} ({bearer})" if bearer else self.get_purpose_display()

    @property
    def token(self) -> str:
        """The token in the URL; it can be computed again at any time."""
        return make_token(self.pk, self.version)

    @property
    def is_of_room(self) -> bool:
        """Whether it hangs in a meeting's room, for whoever comes."""
        return self.purpose in (LinkPurpose.CONTRIBUTE_HERE, LinkPurpose.CHECK_IN)

    def is_expired(self, at: datetime | None = None) -> bool:
        """Tell whether the link has expired, now or at a given time."""
        return (at or timezone.now()) >= self.expires_at
