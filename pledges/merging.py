"""What names an organisation among pledges; all follows a merge."""

from django.utils.translation import gettext_lazy as _

from pledges.models import Pledge
from stakeholders.references import Membership, Reference

REFERENCES = [
    Reference(model=Pledge, field="lead"),
    Membership(
        through=Pledge.partners.through,
        owner="pledge",
        label=_("pledges as a partner"),
        lead="lead",
    ),
]
