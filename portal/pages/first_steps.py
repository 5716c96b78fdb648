"""What a forum that has just been started still lacks: the first administrator's checklist."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Letterhead
from core.actors import Actor
from meetings.models import Meeting
from pilots.models import Programme, Region
from stakeholders.models import Duty, Mandate, Organisation, User


@dataclass(frozen=True)
class FirstStep:
    """A line of the checklist; without a page it is done on the server."""

    text: str
    is_done: bool
    url: str = ""


def list_first_steps(user: Actor, programme: Programme) -> list[FirstStep]:
    """Return the checklist for an administrator; empty for others and once all is done."""
    if not isinstance(user, User) or not user.is_superuser:
        return []
    accounts = reverse("stakeholders:accounts", args=[programme.secretariat.slug])
    duties = set(Mandate.objects.current().order_by().values_list("duty", flat=True).distinct())
    steps = [
        FirstStep(
            _("Register the other organisations"),
            len(Organisation.objects.order_by("pk")[:2]) > 1,
            reverse("portal:organisation_list"),
        ),
        FirstStep(_("Invite the secretariat"), Duty.SECRETARIAT in duties, accounts),
        FirstStep(_("Invite the facilitator"), Duty.FACILITATOR in duties, accounts),
        FirstStep(
            _("Bring the regions of the city"),
            Region.objects.kelurahan().exists(),
            reverse("portal:region_list"),
        ),
        FirstStep(
            _("Complete the letterhead with its address"),
            Letterhead.objects.exclude(address="").exists(),
            reverse("agreements:letterhead_list"),
        ),
        FirstStep(
            _("The facilitator prepares the first meeting"),
            Meeting.objects.exists(),
            reverse("meetings:meeting_list"),
        ),
        FirstStep(
            _("Set up a mail server (EMAIL_URL); until then no letter leaves this portal"),
            settings.MAILERS["default"]["BACKEND"].endswith("smtp.EmailBackend"),
        ),
    ]
    return [] if all(step.is_done for step in steps) else steps
