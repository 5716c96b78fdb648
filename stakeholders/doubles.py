"""Likely doubles: entries of similar names, asked when one is registered and listed for the staff.

A likely double is a question, never a refusal: whoever knows better says that it is another.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from stakeholders.matching import NameMatcher
from stakeholders.models import (
    DistinctPair,
    MergedKind,
    Organisation,
    OrganisationName,
    Person,
)
from stakeholders.naming import normalise

# The least similarity (fuzz.ratio, 0 to 100) of two names of a pair, and of a name that is typed.
LEAST_OF_PAIR, LEAST_OF_TYPED = 90, 85
# Words that more names have do not bring together pairs: "kelurahan", "dinas", "ahmad".
MOST_NAMES_OF_WORD = 25
# How many names after each one in the alphabet are compared with it.
NEIGHBOURS = 4
# Legal forms before a name, with which or without which it is the same.
LEGAL_FORMS = {"pt", "cv", "ud", "pd", "tbk", "persero"}


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two entries of similar names, the older first, and how similar they are (0 to 100)."""

    first: int
    second: int
    score: int


def list_likely_doubles(name: str) -> list[Organisation]:
    """Return the registered organisations that a typed name may mean, the most similar first."""
    matcher = NameMatcher()
    exact = matcher.find_organisation(name)
    similar = ([exact] if exact else []) + matcher.list_similar_organisations(name)
    ids = list(dict.fromkeys(each.pk for each in similar))
    rows = Organisation.objects.prefetch_related("other_names").in_bulk(ids)
    key = _simplify(name)
    return [
        rows[pk]
        for pk in ids
        if any(_compare(key, _simplify(known)) >= LEAST_OF_TYPED for known in _list_names(rows[pk]))
    ]


def _list_names(organisation: Organisation) -> list[str]:
    others = [each.name for each in organisation.other_names.all()]
    return [name for name in (organisation.name, organisation.short_name, *others) if name]


def _simplify(name: str) -> str:
    """Return a name for comparing, without its legal form."""
    words = normalise(name).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)


def _compare(one: str, other: str) -> float:
    """Return how similar two simplified names are, from 0 to 100.

    A name that begins with all of the other (Bappeda, Bappeda Kota Contoh) may be the same; names
    whose numbers differ (RT 01, RT 02) never are.
    """
    if not one or not other or _list_numbers(one) != _list_numbers(other):
        return 0
    if one == other:
        return 100
    shorter, longer = sorted((one.split(), other.split()), key=len)
    if longer[: len(shorter)] == shorter and len(" ".join(shorter)) > 3:
        return LEAST_OF_PAIR
    return fuzz.ratio(one, other)


def is_similar(one: str, other: str) -> bool:
    """Tell whether two names are as similar as those of a pair of likely doubles."""
    return _compare(_simplify(one), _simplify(other)) >= LEAST_OF_PAIR


def _list_numbers(key: str) -> list[str]:
    return sorted(word.lstrip("0") for word in key.split() if word.isdecimal())


# ── The register as a whole ──────────────────────────────────────────────────────────────────


def list_pairs(kind: str) -> list[Pair]:
    """Return the pairs of likely doubles in the register, the most similar first.

    A name is not compared with all others, which takes a minute for ten thousand: only with those
    that share one of its rarer words, and with its neighbours in the alphabet. Pairs that somebody
    marked as different are left out.
    """
    by_key: dict[str, set[int]] = defaultdict(set)
    names = _read_organisations() if kind == MergedKind.ORGANISATION else _read_people()
    for pk, name in names:
        if key := _simplify(name):
            by_key[key].add(pk)
    scores: dict[tuple[int, int], float] = {}
    for one, other, score in _list_similar_keys(by_key):
        for first in by_key[one]:
            for second in by_key[other]:
                if first != second:
                    pair = (min(first, second), max(first, second))
                    scores[pair] = max(score, scores.get(pair, 0))
    distinct = set(
        DistinctPair.objects.filter(kind=kind).order_by().values_list("first_id", "second_id")
    )
    pairs = [Pair(*ids, round(score)) for ids, score in scores.items() if ids not in distinct]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def _read_organisations() -> list[tuple[int, str]]:
    rows = Organisation.objects.living().order_by("pk").values_list("pk", "name", "short_name")
    names = [(pk, name) for pk, *both in rows for name in both]
    others = OrganisationName.objects.filter(organisation__merged_into=None).order_by("pk")
    return [*names, *others.values_list("organisation_id", "name")]


def _read_people() -> list[tuple[int, str]]:
    return list(Person.objects.living().order_by("pk").values_list("pk", "name"))


def _list_similar_keys(keys: Iterable[str]) -> Iterator[tuple[str, str, float]]:
    """Yield the pairs of similar names, each name with itself too."""
    ordered = sorted(keys)
    by_word: dict[str, list[str]] = defaultdict(list)
    for key in ordered:
        yield key, key, 100
        for word in set(key.split()):
            by_word[word].append(key)
    for one, other in list_candidates(ordered, by_word.values()):
        if (score := _compare(one, other)) >= LEAST_OF_PAIR:
            yield one, other, score


def list_candidates(
    ordered: Sequence[str], of_words: Iterable[Sequence[str]]
) -> set[tuple[str, str]]:
    """Return the pairs of names that are worth comparing."""
    found = set(pairwise(ordered))
    for distance in range(2, NEIGHBOURS + 1):
        found.update(zip(ordered, ordered[distance:], strict=False))
    for sharing in of_words:
        if len(sharing) <= MOST_NAMES_OF_WORD:
            found.update(combinations(sharing, 2))
    return found
