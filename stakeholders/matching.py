"""Fuzzy matching of names: finds registered people and organisations by what somebody typed.

The register is read once, in four queries, however many names are looked up.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

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
    key: str
    offices: dict[int, str]


@dataclass(frozen=True, slots=True)
class OrganisationCandidate:
    """A registered organisation that may be meant by a name; `keys` are its normalised names."""

    pk: int
    label: str
    keys: tuple[str, ...]

    def __str__(self) -> str:
        return self.label


class NameMatcher:
    """Finds registered people and organisations by name, exactly or by similarity."""

    @cached_property
    def organisations(self) -> dict[int, OrganisationCandidate]:
        """All registered organisations by id."""
        others: dict[int, list[str]] = defaultdict(list)
        for pk, name in OrganisationName.objects.values_list("organisation_id", "name"):
            others[pk].append(name)
        rows = Organisation.objects.order_by("name", "pk").values_list("pk", "name", "short_name")
        return {
            pk: OrganisationCandidate(pk, short or name, _list_keys([name, short, *others[pk]]))
            for pk, name, short in rows
        }

    @cached_property
    def people(self) -> dict[int, PersonCandidate]:
        """All registered people by id."""
        offices: dict[int, dict[int, str]] = defaultdict(dict)
        held = Mandate.objects.current().order_by("pk")
        for person, organisation, position in held.values_list(
            "person_id", "organisation_id", "position"
        ):
            offices[person][organisation] = position
        rows = Person.objects.order_by("name", "pk").values_list(
            "pk", "name", "title_before", "title_after"
        )
        return {
            pk: PersonCandidate(
                pk, str(FullName(name, before, after)), normalise(name), offices[pk]
            )
            for pk, name, before, after in rows
        }

    # ── Organisations ────────────────────────────────────────────────────────────────────────

    def find_organisation(self, text: str) -> OrganisationCandidate | None:
        """Return the only organisation with this name, short name, alias or former name, if any."""
        return self._organisation_by_key.get(normalise(text))

    def list_similar_organisations(self, text: str) -> list[OrganisationCandidate]:
        """Return organisations with a similar name, the most similar first."""
        key = normalise(text)
        return _list_best(
            (max((_compare_names(key, name) for name in one.keys), default=0), one)
            for one in self.organisations.values()
        )

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
    def _organisation_by_key(self) -> dict[str, OrganisationCandidate]:
        # An ambiguous name matches no organisation; all candidates are suggested.
        found: dict[str, list[OrganisationCandidate]] = defaultdict(list)
        for one in self.organisations.values():
            for key in one.keys:
                found[key].append(one)
        return {key: ones[0] for key, ones in found.items() if len(ones) == 1}

    # ── People ───────────────────────────────────────────────────────────────────────────────

    def list_namesakes(self, text: str) -> list[PersonCandidate]:
        """Return all people with this name, ignoring titles."""
        return self._people_by_key.get(normalise(split_name(text).name), [])

    def list_similar_people(self, text: str, organisation: int | None) -> list[PersonCandidate]:
        """Return people with a similar name, the most similar first; colleagues get a bonus."""
        key = normalise(split_name(text).name)
        return _list_best(
            (fuzz.ratio(key, one.key) + COLLEAGUE_BONUS * (organisation in one.offices), one)
            for one in self.people.values()
        )

    @cached_property
    def _people_by_key(self) -> dict[str, list[PersonCandidate]]:
        found: dict[str, list[PersonCandidate]] = defaultdict(list)
        for one in self.people.values():
            found[one.key].append(one)
        return found


def _list_keys(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in map(normalise, names) if key))


def _compare_names(key: str, name: str) -> float:
    """Return the similarity of two names; one that has all words of the other is similar."""
    words, others = set(key.split()), set(name.split())
    has_all_words = bool(words) and (words <= others or others <= words)
    return max(fuzz.ratio(key, name), LEAST_SIMILARITY if has_all_words else 0)


def _list_best[T](scored: Iterable[tuple[float, T]]) -> list[T]:
    similar = [pair for pair in scored if pair[0] >= LEAST_SIMILARITY]
    similar.sort(key=lambda pair: pair[0], reverse=True)
    return [row for _score, row in similar[:MOST_SUGGESTIONS]]
