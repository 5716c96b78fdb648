"""References to an organisation or a person: which rows name it, and which follow a merge.

Each app declares its own in `merging.py`, and `settings.MERGED_REFERENCES` lists them, since an app
to the right cannot know those to its left. Merging, undoing and deleting read the same list; a test
compares it with all relations of the models. See docs/adr/0035-merging.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.module_loading import import_string

from stakeholders.models import Organisation, Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

type Merged = Organisation | Person

EVERY_ROW = Q()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Rows with a foreign key to an organisation or a person.

    Those that `moves` finds follow a merge; the others keep whom they named. A row whose values in
    `unique` the kept one has already (among rows that `compared` finds) stays too. `is_own` rows,
    such as other names, are deleted with what they describe.
    """

    model: type[Model]
    field: str
    label: "StrOrPromise" = ""
    moves: Q = EVERY_ROW
    unique: Sequence[str] = ()
    compared: Q = EVERY_ROW
    is_case_blind: bool = False
    is_own: bool = False

    @property
    def name(self) -> str:
        """Its name in the records of merges."""
        return f"{self.model._meta.label}.{self.field}"

    @property
    def title(self) -> "StrOrPromise":
        """What a page calls the rows."""
        return self.label or self.model._meta.verbose_name_plural or ""

    def select_rows(self, row: Merged) -> QuerySet[Any]:
        """Return the rows that name an organisation or a person."""
        rows: QuerySet[Any] = self.model._default_manager.filter(**{self.field: row})
        return rows.order_by("pk")

    def list_keys(self, rows: QuerySet[Any]) -> list[tuple[Any, ...]]:
        """Return the id of each row that must not be there twice, and its values in `unique`."""
        found = rows.filter(self.compared).values_list("pk", *self.unique)
        return [tuple(map(self._fold, values)) for values in found]

    def _fold(self, value: object) -> object:
        return value.casefold() if self.is_case_blind and isinstance(value, str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The rows of a many-to-many table that name an organisation beside their `owner`.

    With a `lead`, the organisation that the owner names there is not its member as well.
    """

    through: type[Model]
    owner: str
    label: "StrOrPromise"
    lead: str = ""

    @property
    def name(self) -> str:
        """Its name in the records of merges."""
        return self.through._meta.label

    @property
    def title(self) -> "StrOrPromise":
        """What a page calls the rows."""
        return self.label

    def select_rows(self, row: Merged) -> QuerySet[Any]:
        """Return the rows that name an organisation."""
        rows: QuerySet[Any] = self.through._default_manager.filter(organisation=row)
        return rows.order_by("pk")

    def list_owners(self, row: Merged) -> list[int]:
        """Return the ids of the owners of which an organisation is a member."""
        return list(self.select_rows(row).values_list(f"{self.owner}_id", flat=True))

    def list_led(self, row: Merged) -> list[int]:
        """Return the ids of the owners of which an organisation is both member and lead."""
        if not self.lead:
            return []
        led = self.select_rows(row).filter(**{f"{self.owner}__{self.lead}": row})
        return list(led.values_list(f"{self.owner}_id", flat=True))

    def add(self, row: Merged, owners: Sequence[int]) -> None:
        """Make an organisation a member of these owners; of one that is gone it cannot be."""
        owner_model: Any = self.through._meta.get_field(self.owner).related_model
        known = set(owner_model._default_manager.filter(pk__in=owners).values_list("pk", flat=True))
        self.through._default_manager.bulk_create(
            [
                self.through(**{"organisation_id": row.pk, f"{self.owner}_id": owner})
                for owner in sorted(known - set(self.list_owners(row)))
            ]
        )

    def remove(self, row: Merged, owners: Sequence[int]) -> None:
        """End the membership of an organisation in these owners."""
        self.select_rows(row).filter(**{f"{self.owner}__in": owners}).delete()


# Yields a sentence for each reason why the first cannot be merged into the second.
type FindObstacles = Callable[[Merged, Merged], Iterator[str]]


def load_references() -> list[Reference | Membership]:
    """Return the references of all apps, in the order of `settings.MERGED_REFERENCES`."""
    return [each for path in settings.MERGED_REFERENCES for each in import_string(path)]


def list_references(row: Merged) -> list[Reference]:
    """Return the foreign keys to rows of this kind."""
    return [
        each
        for each in load_references()
        if isinstance(each, Reference)
        and each.model._meta.get_field(each.field).related_model is type(row)
    ]


def list_memberships(row: Merged) -> list[Membership]:
    """Return the many-to-many tables that name organisations; none names people."""
    if not isinstance(row, Organisation):
        return []
    return [each for each in load_references() if isinstance(each, Membership)]


def load_obstacles() -> list[FindObstacles]:
    """Return the functions of all apps that find obstacles to a merge."""
    return [import_string(path) for path in settings.MERGE_OBSTACLES]
