"""What a page of ours is, for the lists beside this file."""

from dataclasses import dataclass

from tests.example import ROLES


@dataclass(frozen=True)
class Page:
    """A page: what it answers, and to whom it answers something else."""

    path: str
    status: int = 200
    roles: tuple[str, ...] = ROLES
    otherwise: int = 404

    def expects(self, role: str) -> int:
        """Returns the status that a role gets."""
        return self.status if role in self.roles else self.otherwise
