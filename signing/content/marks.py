"""The mark that a signer makes on the screen, as it is stored and printed."""

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
