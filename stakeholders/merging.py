"""What names an organisation or a person in the registers, and what follows a merge."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stakeholders.models import (
    LinkPurpose,
    Mandate,
    Organisation,
    OrganisationName,
    Person,
    PersonalLink,
    SupportProgramme,
    User,
)
from stakeholders.references import Reference

# A link to sign belongs to its signatory, which keeps whom it named.
_OTHER_LINKS = ~Q(purpose=LinkPurpose.SIGN)

REFERENCES = [
    Reference(model=Mandate, field="organisation", unique=("person_id", "position", "valid_from")),
    Reference(model=Mandate, field="person", unique=("organisation_id", "position", "valid_from")),
    Reference(model=Mandate, field="substitute", label=_("mandates as a substitute")),
    Reference(model=User, field="person"),
    Reference(model=PersonalLink, field="organisation", moves=_OTHER_LINKS),
    Reference(model=PersonalLink, field="person", moves=_OTHER_LINKS),
    Reference(
        model=OrganisationName,
        field="organisation",
        unique=("name",),
        is_case_blind=True,
        is_own=True,
    ),
    Reference(model=SupportProgramme, field="organisation", is_own=True),
    Reference(model=Organisation, field="parent", label=_("members")),
    Reference(model=Organisation, field="merged_into", label=_("entries merged into it")),
    Reference(model=Person, field="merged_into", label=_("entries merged into it")),
]
