"""What a page of ours is, for the lists beside this file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.example import ROLES


@dataclass(frozen=True)
class Page:
    """A page: what it answers, and to whom it answers something else.

    `others` names single roles that get an answer of their own, such as {"": 302}.
    """

    path: str
    status: int = 200
    roles: tuple[str, ...] = ROLES
    otherwise: int = 404
    others: Mapping[str, int] = field(default_factory=dict)

    def expects(self, role: str) -> int:
        """Returns the status that a role gets."""
        if role in self.roles:
            return self.status
        return self.others.get(role, self.otherwise)
