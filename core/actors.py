"""The actor: whoever reads or acts, with an account, by a personal link, or anonymously."""

from typing import Protocol


class Actor(Protocol):
    """Protocol of an actor: what permissions, actions and the history need to know.

    Fulfilled by `stakeholders.models.User`, by `stakeholders.bearers.Bearer` (the holder of a
    personal link) and by Django's `AnonymousUser`; see ADR 16.
    """

    @property
    def pk(self) -> int | None:
        """The id of the account; None without an account."""

    @property
    def is_authenticated(self) -> bool:
        """Whether the actor is signed in with an account."""

    @property
    def is_superuser(self) -> bool:
        """Whether the account administers the portal."""

    def __str__(self) -> str:
        """Return the name that the history stores."""
