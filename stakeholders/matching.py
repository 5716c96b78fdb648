"""Fuzzy matching of names: finds registered people and organisations by what somebody typed.

The register is read once, in four queries, however many names are looked up; what is made of each
row is little, since a country has tens of thousands.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from stakeholders.models import Mandate, Organisation, OrganisationName, Person
from stakeholders.naming import FullName, normalise, split_name

MOST_SUGGESTIONS = 4
# The least similarity of a suggestion, as fuzz.ratio gives it from 0 to 100.
LEAST_SIMILARITY = 80
# A name of the same organisation needs less: people write their colleagues' names shortened.
COLLEAGUE_BONUS = 20


@dataclass(frozen=True, slots=True)
class PersonCandidate:
    """A registered person who may be meant by a name; `offices` are today's, by organisation id."""

    pk: int
    full_name: str
    offices: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class OrganisationCandidate:
    """A registered organisation that may be meant by a name."""

    pk: int
    label: str

    def __str__(self) -> str:
        return self.label


class NameMatcher:
    """Finds registered people and organisations by name, exactly or by similarity."""

    # ── Organisations ────────────────────────────────────────────────────────────────────────

    def get_organisation(self, pk: int) -> OrganisationCandidate:
        """Return a registered organisation."""
        return OrganisationCandidate(pk, self._labels[pk])

    def find_organisation(self, text: str) -> OrganisationCandidate | None:
        """Return the only organisation with this name, short name, alias or former name, if any."""
        # An ambiguous name matches no organisation; all candidates are suggested.
        found = self._organisations_by_key.get(normalise(text), ())
        return self.get_organisation(found[0]) if len(found) == 1 else None

    def list_similar_organisations(self, text: str) -> list[OrganisationCandidate]:
        """Return organisations with a similar name, the most similar first."""
        key, scores = normalise(text), dict[int, float]()
        for name, score in self._compare_organisations(key):
            for pk in self._organisations_by_key[name]:
                scores[pk] = max(score, scores.get(pk, 0))
        return [self.get_organisation(pk) for pk in _list_best(scores, self._labels)]

    def _compare_organisations(self, key: str) -> Iterator[tuple[str, float]]:
        """Yield the names similar to a key; one that has all words of the other is similar."""
        for name, score, _at in process.extract_iter(
            key, self._organisations_by_key.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_SIMILARITY
        ):
            yield name, score
        words = set(key.split())
        shared = Counter(name for word in words for name in self._organisation_keys.get(word, ()))
        for name, number in shared.items():
            if number in (len(words), len(set(name.split()))):
                yield name, LEAST_SIMILARITY

    def split_position_and_organisation(
        self, text: str
    ) -> tuple[str, OrganisationCandidate | None]:
        """Split "Kabid Perencanaan Bappeda" into a position and a registered organisation.

        Without a registered organisation at its end, the whole text is the position.
        """
        words = text.split()
        for index in range(1, len(words)):
            known = self.find_organisation(" ".join(words[index:]))
            if known is not None:
                return " ".join(words[:index]), known
        return text, None

    @cached_property
    def _organisation_rows(self) -> list[tuple[int, str, str]]:
        rows = Organisation.objects.living().order_by("name", "pk")
        return list(rows.values_list("pk", "name", "short_name"))

    @cached_property
    def _labels(self) -> dict[int, str]:
        """What each organisation is called, by name."""
        return {pk: short or name for pk, name, short in self._organisation_rows}

    @cached_property
    def _organisations_by_key(self) -> dict[str, list[int]]:
        """The ids of the organisations with each normalised name, each id once."""
        names = [(pk, name) for pk, *both in self._organisation_rows for name in both if name]
        others = OrganisationName.objects.filter(organisation__merged_into=None).order_by("pk")
        names += others.values_list("organisation_id", "name")
        return _collect_by_key(names)

    @cached_property
    def _organisation_keys(self) -> dict[str, list[str]]:
        """The normalised names that have each word."""
        found = defaultdict(list)
        for key in self._organisations_by_key:
            for word in set(key.split()):
                found[word].append(key)
        return found

    # ── People ───────────────────────────────────────────────────────────────────────────────

    def list_namesakes(self, text: str) -> list[PersonCandidate]:
        """Return all people with this name, ignoring titles."""
        found = self._people_by_key.get(normalise(split_name(text).name), ())
        return [self._get_person(pk) for pk in found]

    def list_similar_people(self, text: str, organisation: int | None) -> list[PersonCandidate]:
        """Return people with a similar name, the most similar first; colleagues get a bonus."""
        key, scores = normalise(split_name(text).name), dict[int, float]()
        least = LEAST_SIMILARITY - (COLLEAGUE_BONUS if organisation else 0)
        for name, score, _at in process.extract_iter(
            key, self._people_by_key.keys(), scorer=fuzz.ratio, score_cutoff=least
        ):
            for pk in self._people_by_key[name]:
                is_colleague = organisation in self._offices.get(pk, ())
                scores[pk] = score + (COLLEAGUE_BONUS if is_colleague else 0)
        return [self._get_person(pk) for pk in _list_best(scores, self._names)]

    def _get_person(self, pk: int) -> PersonCandidate:
        return PersonCandidate(pk, str(FullName(*self._names[pk])), self._offices.get(pk, {}))

    @cached_property
    def _person_rows(self) -> list[tuple[int, int | None, str, str, str]]:
        rows = Person.objects.order_by("name", "pk").values_list(
            "pk", "merged_into_id", "name", "title_before", "title_after"
        )
        return list(rows)

    @cached_property
    def _names(self) -> dict[int, tuple[str, str, str]]:
        """Name and titles of each person, by name."""
        return {
            pk: (name, before, after)
            for pk, merged, name, before, after in self._person_rows
            if merged is None
        }

    @cached_property
    def _people_by_key(self) -> dict[str, list[int]]:
        """The ids of the people of each name; whoever was merged is found by their old one too."""
        rows = self._person_rows
        return _collect_by_key((merged or pk, name) for pk, merged, name, *_titles in rows)

    @cached_property
    def _offices(self) -> dict[int, dict[int, str]]:
        """The positions that each person holds today, by organisation."""
        offices: dict[int, dict[int, str]] = {}
        held = Mandate.objects.current().order_by("pk")
        for person, organisation, position in held.values_list(
            "person_id", "organisation_id", "position"
        ):
            offices.setdefault(person, {})[organisation] = position
        return offices


def _collect_by_key(names: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    """Return the ids of each normalised name; an id that has it twice stands there once."""
    found: dict[str, list[int]] = {}
    for pk, name in names:
        ids = found.setdefault(normalise(name), [])
        if pk not in ids:
            ids.append(pk)
    found.pop("", None)
    return found


def _list_best(scores: Mapping[int, float], order: Iterable[int]) -> list[int]:
    """Return the ids with the best scores; of equal ones in the order of all ids."""
    similar = {pk: score for pk, score in scores.items() if score >= LEAST_SIMILARITY}
    ordered = sorted(
        (pk for pk in order if pk in similar), key=lambda pk: similar[pk], reverse=True
    )
    return ordered[:MOST_SUGGESTIONS]
