"""The actor: whoever reads or acts, whether with an account, by a personal link or unknown."""

from typing import Protocol


class Actor(Protocol):
    """What permissions, actions and the history need to know of whoever acts.

    Fulfilled by `stakeholders.models.User`, by `stakeholders.bearers.Bearer` (the holder of a
    personal link) and by Django's `AnonymousUser`; see ADR 16.
    """

    @property
    def pk(self) -> int | None:
        """The id of the account; None for whoever has none."""

    @property
    def is_authenticated(self) -> bool:
        """Whether it is known who acts."""

    @property
    def is_superuser(self) -> bool:
        """Whether the account administers the portal."""

    def __str__(self) -> str:
        """Return the name that the history keeps."""
