"""The links of a pledge to the regions and focuses that it names, sorted as the pledges are."""

from django.db import models

from pilots.models import Focus, Region
from pledges.models.pledge import Pledge


class PledgeLink(models.Model):
    """Abstract model of a row of a many-to-many table, with a kept copy of the reference.

    So an index has the pledges of a region in the order of the list (pledges/copies.py).
    """

    reference = models.CharField(max_length=20, default="", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.reference} {self.pk}"


class PledgeRegion(PledgeLink):
    """A region that a pledge names."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="region_links")
    region = models.ForeignKey(
        Region,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # pledge_region_newest begins with it
    )

    class Meta:
        db_table = "pledges_pledge_regions"
        indexes = [
            models.Index(fields=["region", "pledge"], name="pledge_region_newest"),
            models.Index(fields=["region", "reference", "pledge"], name="pledge_region_reference"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "region"], name="pledge_region_unique")
        ]


class PledgeFocus(PledgeLink):
    """A focus of the action plan that a pledge names."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="focus_links")
    focus = models.ForeignKey(
        Focus,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # pledge_focus_reference begins with it
    )

    class Meta:
        db_table = "pledges_pledge_focuses"
        indexes = [
            models.Index(fields=["focus", "reference", "pledge"], name="pledge_focus_reference"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "focus"], name="pledge_focus_unique")
        ]
