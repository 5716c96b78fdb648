"""Transition tables (state machines): which action may change which state into which other.

The guards in `actions.py`, the buttons, the generated docs/states.md and the tests all read the
same table, so they cannot disagree. A row names the function in the same app's `actions` that does
the work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from core.refusals import Refused


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table: `action` changes the state from one of `sources` to one of `targets`."""

    action: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    label: object  # the label of the button, translated lazily
    needs_reason: bool = False


class TransitionTable:
    """The state machine of a model: its states, and the transitions between them."""

    def __init__(
        self,
        name: str,
        states: type[models.TextChoices],
        rows: Sequence[Transition],
        *,
        field: str = "state",
        initial: Sequence[str],
    ):
        self.name = name
        self.states = states
        self.rows = tuple(rows)
        self.field = field
        self.initial = tuple(initial)
        known = set(states.values)
        for row in self.rows:
            unknown = {*row.sources, *row.targets} - known
            if unknown:
                raise ValueError(f"{name}: {row.action} names unknown states {sorted(unknown)}")

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.rows)

    def get_state(self, obj: object) -> str:
        """Return the object's present state."""
        return str(getattr(obj, self.field))

    def allows(self, obj: object, action: str) -> bool:
        """Tell whether `action` is possible in the present state."""
        return any(r.action == action and self.get_state(obj) in r.sources for r in self.rows)

    def list_possible(self, obj: object) -> list[Transition]:
        """Return the transitions possible in the present state, whatever the user's permissions."""
        return [r for r in self.rows if self.get_state(obj) in r.sources]

    def require(self, obj: object, action: str, *, reason: str | None = None) -> Transition:
        """Return the transition of `action`; raises Refused, naming the present state."""
        for row in self.rows:
            if row.action == action and self.get_state(obj) in row.sources:
                if row.needs_reason and not (reason or "").strip():
                    raise Refused(_("Please give a reason."), field="reason")
                return row
        rows = [r for r in self.rows if r.action == action]
        if not rows:
            raise ValueError(f"{self.name} has no action {action!r}")
        raise Refused(
            _("“%(action)s” is not possible while %(object)s is “%(state)s”.")
            % {
                "action": rows[0].label,
                "object": obj,
                "state": self.states(self.get_state(obj)).label,
            },
            code="wrong_state",
        )

    def move(self, obj: object, action: str, to: str | None = None, *, reason: str = "") -> None:
        """Set the new state on `obj` (not saved); raises Refused when the table does not allow it.

        `to` is the new state, needed only where the transition has several targets.
        """
        row = self.require(obj, action, reason=reason)
        target = to or row.targets[0]
        if target not in row.targets or (to is None and len(row.targets) > 1):
            raise ValueError(f"{self.name}: {action} leads to {row.targets}, not to {to!r}")
        setattr(obj, self.field, target)
