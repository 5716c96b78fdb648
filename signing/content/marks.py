"""What somebody leaves on the screen when they sign, as it is kept and printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawn signature as one SVG path in a box of `width` by `height`, or a typed name.

    kind is one of MarkKind.
    """

    kind: str
    value: str
    width: int = 0
    height: int = 0
