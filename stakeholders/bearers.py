"""Whoever holds a personal link, as one who acts: for one organisation, in the link's one task.

Actions take a bearer where they take a user: it stands for its organisation and holds no duty, so
the same permissions let it do what a representative may, and history keeps its name.
"""

from dataclasses import dataclass
from typing import Any

from stakeholders.models import Grants, Organisation, PersonalLink


@dataclass(frozen=True)
class Bearer:
    """The holder of a link that `find_link` or `use_link` has found good.

    A room's link is nobody's own; whoever uses it says for which organisation, and perhaps a name.
    """

    link: PersonalLink
    organisation: Organisation
    name: str = ""

    is_authenticated = False
    is_superuser = False
    pk = None

    @property
    def known_grants(self) -> Grants:
        """What the link grants its holder: to act for the organisation, and no duty."""
        return Grants(frozenset(), frozenset({self.organisation.pk}))

    def __str__(self) -> str:
        person: Any = self.name or self.link.person
        return f"{person}, {self.organisation}" if person else str(self.organisation)
