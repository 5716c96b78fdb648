"""The bearer of a personal link: an actor without an account (see core/actors.py and ADR 7).

Actions accept a bearer in place of a user. It acts for one organisation and has no duty, so the
permissions let it do what a representative may, and the history records its name.
"""

from dataclasses import dataclass

from stakeholders.models import Grants, Organisation, PersonalLink


@dataclass(frozen=True)
class Bearer:
    """The bearer of a link that `find_link` or `use_link` has validated.

    A room's link belongs to nobody; whoever uses it states an organisation and, optionally, a name.
    """

    link: PersonalLink
    organisation: Organisation
    name: str = ""

    is_authenticated = False
    is_superuser = False
    pk = None

    @property
    def known_grants(self) -> Grants:
        """The grants of the bearer: to act for the organisation, without a duty."""
        return Grants(frozenset(), frozenset({self.organisation.pk}))

    def __str__(self) -> str:
        person = self.name or self.link.person
        return f"{person}, {self.organisation}" if person else str(self.organisation)
