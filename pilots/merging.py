"""What names an organisation among regions and programmes; all follows a merge."""

from django.utils.translation import gettext_lazy as _

from pilots.models import Programme, Region
from stakeholders.references import Membership, Reference

REFERENCES = [
    Reference(model=Region, field="office"),
    Reference(model=Programme, field="secretariat"),
    Membership(
        through=Programme.organisers.through,
        owner="programme",
        label=_("programmes as an organiser"),
    ),
]
