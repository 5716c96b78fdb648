"""What a guide of the handbook is made of."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a guide; `key` is also the name of its screenshot."""

    key: str
    title: Promise
    text: Promise
    alt: Promise  # the alternative text of the screenshot


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide for one kind of user, with its steps in order."""

    slug: str
    title: Promise
    lead: Promise
    steps: tuple[Step, ...]
