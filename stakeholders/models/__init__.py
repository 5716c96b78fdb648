"""Models of stakeholders: users, organisations, people, mandates, links, support programmes."""

from stakeholders.models.link import LinkPurpose, PersonalLink
from stakeholders.models.merge import DistinctPair, Merge, MergedKind
from stakeholders.models.organisation import (
    NameKind,
    Organisation,
    OrganisationName,
    Sector,
    SupportProgramme,
)
from stakeholders.models.person import LONGEST_FULL_NAME, Duty, Mandate, Person, Sex
from stakeholders.models.tally import OrganisationsBySector
from stakeholders.models.user import Grants, User

__all__ = [
    "LONGEST_FULL_NAME",
    "DistinctPair",
    "Duty",
    "Grants",
    "LinkPurpose",
    "Mandate",
    "Merge",
    "MergedKind",
    "NameKind",
    "Organisation",
    "OrganisationName",
    "OrganisationsBySector",
    "Person",
    "PersonalLink",
    "Sector",
    "Sex",
    "SupportProgramme",
    "User",
]
