"""Who is meant by a name: everybody and every organisation known, compared in memory.

The register is read once, in four queries, however many names are looked up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nlargest

from stakeholders.models import Mandate, Organisation, OrganisationName, Person
from stakeholders.naming import FullName, normalise, split_name

MOST_SUGGESTIONS = 4
# How alike two names must be, from 0 to 1, to be suggested; within one organisation less is enough.
ALIKE, ALIKE_AMONG_COLLEAGUES = 0.8, 0.6
# Only the names that share most runs of three letters are compared: comparing is slow.
RUN, NEAREST = 3, 20
LONGEST = 200  # letters of a name; what is longer is none


@dataclass(frozen=True, slots=True)
class PersonCandidate:
    """A person of the register, with the offices held today by organisation."""

    pk: int
    full_name: str
    key: str
    offices: dict[int, str]


@dataclass(frozen=True, slots=True)
class OrganisationCandidate:
    """An organisation of the register, with all its names as they are compared."""

    pk: int
    label: str
    keys: tuple[str, ...]

    def __str__(self) -> str:
        return self.label


class NameMatcher:
    """The people and organisations known, found by whatever name is written."""

    @cached_property
    def organisations(self) -> dict[int, OrganisationCandidate]:
        """All organisations by id."""
        others: dict[int, list[str]] = defaultdict(list)
        for pk, name in OrganisationName.objects.values_list("organisation_id", "name"):
            others[pk].append(name)
        rows = Organisation.objects.order_by("name", "pk").values_list("pk", "name", "short_name")
        return {
            pk: OrganisationCandidate(pk, short or name, _keys([name, short, *others[pk]]))
            for pk, name, short in rows
        }

    @cached_property
    def people(self) -> dict[int, PersonCandidate]:
        """All people by id."""
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
        """Return the organisation with this name, short name, alias or former name."""
        return self._organisation_by_key.get(normalise(text))

    def list_similar_organisations(self, text: str) -> list[OrganisationCandidate]:
        """Return organisations with a name like this one, the likest first."""
        key = normalise(text)
        if key not in self._similar:
            near = _near(key, self._organisations_by_run)
            self._similar[key] = _likest(
                (max(_likeness(key, known) for known in one.keys), one) for one in near
            )
        return self._similar[key]

    def split_position_and_organisation(
        self, text: str
    ) -> tuple[str, OrganisationCandidate | None]:
        """Part "Kabid Perencanaan Bappeda" into an office and a known organisation."""
        words = text.split()
        for index in range(1, len(words)):
            known = self.find_organisation(" ".join(words[index:]))
            if known is not None:
                return " ".join(words[:index]), known
        return text, None

    @cached_property
    def _organisation_by_key(self) -> dict[str, OrganisationCandidate]:
        # A name that two share is nobody's; then both are suggested.
        found: dict[str, list[OrganisationCandidate]] = defaultdict(list)
        for one in self.organisations.values():
            for key in one.keys:
                found[key].append(one)
        return {key: ones[0] for key, ones in found.items() if len(ones) == 1}

    @cached_property
    def _organisations_by_run(self) -> dict[str, list[OrganisationCandidate]]:
        return _by_run((key, one) for one in self.organisations.values() for key in one.keys)

    @cached_property
    def _similar(self) -> dict[str, list[OrganisationCandidate]]:
        return {}

    # ── People ───────────────────────────────────────────────────────────────────────────────

    def list_namesakes(self, text: str) -> list[PersonCandidate]:
        """Return everybody with this name, whatever the titles."""
        return self._people_by_key.get(normalise(split_name(text).name), [])

    def list_similar_people(self, text: str, organisation: int | None) -> list[PersonCandidate]:
        """Return people with a name like this one, the likest first; colleagues need less."""
        key = normalise(split_name(text).name)

        def likeness(one: PersonCandidate) -> float:
            found = SequenceMatcher(None, key, one.key).ratio()
            return found + (ALIKE - ALIKE_AMONG_COLLEAGUES) * (organisation in one.offices)

        return _likest((likeness(one), one) for one in _near(key, self._people_by_run))

    @cached_property
    def _people_by_key(self) -> dict[str, list[PersonCandidate]]:
        found: dict[str, list[PersonCandidate]] = defaultdict(list)
        for one in self.people.values():
            found[one.key].append(one)
        return found

    @cached_property
    def _people_by_run(self) -> dict[str, list[PersonCandidate]]:
        return _by_run((one.key, one) for one in self.people.values())


def _keys(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in map(normalise, names) if key))


def _likeness(key: str, known: str) -> float:
    """Tell how alike two names are; one whose words all occur in the other counts as alike."""
    words, others = set(key.split()), set(known.split())
    is_part = words <= others or others <= words
    return max(SequenceMatcher(None, key, known).ratio(), ALIKE if is_part else 0)


def _runs(key: str) -> set[str]:
    padded = f" {key} "
    return {padded[start : start + RUN] for start in range(len(padded) - RUN + 1)}


def _by_run[T](rows: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, row in rows:
        for run in _runs(key):
            found[run].append(row)
    return found


def _near[T: (PersonCandidate, OrganisationCandidate)](
    key: str, by_run: dict[str, list[T]]
) -> list[T]:
    """Return the rows that share most with a name, each once."""
    if len(key) > LONGEST:
        return []
    rows = [row for run in sorted(_runs(key)) for row in by_run.get(run, [])]
    by_id = {row.pk: row for row in rows}
    shared = Counter(row.pk for row in rows)
    return [by_id[pk] for pk, _count in shared.most_common(NEAREST)]


def _likest[T](scored: Iterable[tuple[float, T]]) -> list[T]:
    alike = [pair for pair in scored if pair[0] >= ALIKE]
    return [row for _score, row in nlargest(MOST_SUGGESTIONS, alike, key=lambda pair: pair[0])]
