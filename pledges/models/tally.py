"""Kept counts of pledges; see core/kept_counts.py."""

from django.db import models

from core.models import Tally
from pilots.models import Region
from pledges.models.pledge import PledgeState
from stakeholders.models import Organisation


class PledgesByState(Tally):
    """How many pledges are in a state."""

    state = models.CharField(max_length=20, choices=PledgeState, unique=True)

    KEY = "state"


class PledgesOfOrganisation(Tally):
    """How many pledges an organisation leads or is a partner of; a row for each organisation."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="pledge_tally"
    )

    KEY = "organisation"

    class Meta:
        indexes = [
            models.Index(fields=["public", "organisation"], name="organisation_pledges_public"),
            models.Index(fields=["staff", "organisation"], name="organisation_pledges_staff"),
        ]


class PledgesOfRegion(Tally):
    """How many pledges name a region; a row for each region."""

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="pledge_tally")

    KEY = "region"

    class Meta:
        indexes = [
            models.Index(fields=["public", "region"], name="region_pledges_public"),
            models.Index(fields=["staff", "region"], name="region_pledges_staff"),
        ]
