"""Kept counts of organisations; see core/kept_counts.py."""

from django.db import models

from core.models import Tally
from stakeholders.models.organisation import Sector


class OrganisationsBySector(Tally):
    """How many organisations of a sector are on the public register."""

    sector = models.CharField(max_length=30, choices=Sector, unique=True)

    KEY = "sector"
