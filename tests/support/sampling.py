"""Which pages a run judges, and as which readers: a fixed sample of them, or all.

`make test` judges the sample: each page once, as one of its readers; the first page of each address
also as who sees most, as who sees least and as somebody who is refused; the home page as everybody.
With it go all pages that the change touches, each as these three, the first as everybody.
SAMPLE=all judges every page as every reader, and that the sample shows each template and each form;
SAMPLE=touched only what the change touches, for `make quick`.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from tests.support.change.footprints import find_touched_addresses
from tests.support.change.history import UnknownChange, find_change
from tests.support.example import ROLES, Example
from tests.support.pages import PAGES
from tests.support.pages.base import Page

SAMPLED, ALL, TOUCHED = "", "all", "touched"
# Where each reader finds something else; the frame of all pages is judged there too.
EVERY_READER = ("portal:home",)


@dataclass(frozen=True)
class Chosen:
    """A page to be read by somebody, under the name of its address."""

    role: str
    name: str
    page: Page
    is_sampled: bool


def read_sample() -> str:
    """What SAMPLE asks for: the sample (empty), "all", or only what was "touched".

    Raises:
        ValueError: It asks for something else.
    """
    asked = os.environ.get("SAMPLE", SAMPLED)
    if asked not in (SAMPLED, ALL, TOUCHED):
        raise ValueError(f"SAMPLE={asked} is not known: leave it empty, or say {ALL} or {TOUCHED}")
    return asked


def is_whole() -> bool:
    """Whether every page is judged as every reader."""
    return read_sample() == ALL


@cache
def find_touched() -> frozenset[str]:
    """The names of the addresses whose pages the change touches; none where git cannot say."""
    try:
        change = find_change(settings.BASE_DIR, os.environ.get("SINCE", ""))
    except UnknownChange:
        return frozenset()
    return frozenset(find_touched_addresses(change.files))


def choose_pages(
    example: Example,
    roles: Sequence[str] = ROLES,
    pages: Mapping[str, Callable[[Example], list[Page]]] = PAGES,
) -> list[Chosen]:
    """Returns what these readers are to read, one after the other: the sample, or all."""
    found = []
    for address, (name, list_pages) in enumerate(pages.items()):
        is_frame, is_touched = name in EVERY_READER, name in find_touched()
        for place, page in enumerate(list_pages(example)):
            sampled, touched = choose_readers(page, address, place, roles)
            for role in roles:
                is_sampled = is_frame or role in sampled
                if (
                    is_whole()
                    or (is_sampled and read_sample() == SAMPLED)
                    or (is_touched and role in touched)
                ):
                    found.append(Chosen(role, name, page, is_sampled))
    return sorted(found, key=lambda each: roles.index(each.role))


def choose_readers(
    page: Page, address: int, place: int, roles: Sequence[str]
) -> tuple[set[str], set[str]]:
    """Returns who reads the page in this place of an address: in the sample, and when touched."""
    # Who sees most comes first: most forms are theirs.
    welcome = [role for role in reversed(roles) if page.expects(role) == page.status]
    refused = [role for role in roles if role not in welcome]
    kinds = {*welcome[:1], *welcome[-1:], *_take(refused, address)}
    if place == 0:
        return kinds, set(roles)
    return set(_take(welcome, place)), kinds


def _take(roles: Sequence[str], number: int) -> Sequence[str]:
    """One of the roles, another one for the next number; none of none."""
    return [roles[number % len(roles)]] if roles else []
