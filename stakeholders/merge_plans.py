"""What a merge would do: which rows follow, in what the two entries differ, what stands in the way.

Pages show it before, and the actions do it (`stakeholders.actions.merging`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Field, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from stakeholders.models import Merge, MergedKind, Organisation, Person
from stakeholders.references import (
    Membership,
    Merged,
    Reference,
    list_memberships,
    list_references,
    load_obstacles,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The fields of which one value wins, by kind; the address stays, since it is printed.
_CHOSEN_FIELDS = {
    MergedKind.ORGANISATION: (
        *("name", "short_name", "sector", "parent", "about", "source", "is_verified"),
    ),
    MergedKind.PERSON: (
        *("name", "title_before", "title_after", "sex", "nip", "phone", "email"),
        *("consent_date", "source"),
    ),
}


# The history keys of what happens to an organisation, and to a person.
_EVENTS = {
    "absorbed": ("organisation_absorbed", "person_absorbed"),
    "merged": ("organisation_merged", "person_merged"),
    "released": ("organisation_released", "person_released"),
    "unmerged": ("organisation_unmerged", "person_unmerged"),
    "distinct": ("organisation_distinct", "person_distinct"),
    "deleted": ("organisation_deleted", "person_deleted"),
}


@dataclass(slots=True)
class Move:
    """What happens to the rows of one reference: ids that follow, and how many stay, and why."""

    title: "StrOrPromise"
    following: list[int] = field(default_factory=list)
    staying: int = 0  # since they keep whom they named
    doubled: int = 0  # since the kept one has such a row


@dataclass(slots=True)
class Difference:
    """A field in which two entries differ; `is_taken` proposes the value of the merged one."""

    name: str
    label: str
    merged: str
    kept: str
    is_taken: bool


def get_kind(row: Merged) -> MergedKind:
    """Return the kind of an organisation or a person."""
    return MergedKind.ORGANISATION if isinstance(row, Organisation) else MergedKind.PERSON


def get_event(row: Merged, what: str) -> str:
    """Return the key of the history sentence of what happened to an organisation or a person."""
    return _EVENTS[what][isinstance(row, Person)]


def get_model(kind: str) -> type[Organisation] | type[Person]:
    """Return the model of a kind."""
    return Organisation if kind == MergedKind.ORGANISATION else Person


def list_moves(merged: Merged, kept: Merged) -> list[Move]:
    """Return what a merge would do to the rows that name an organisation or a person."""
    moves = [plan_move(each, merged, kept) for each in list_references(merged)]
    moves += [plan_membership(each, merged, kept) for each in list_memberships(merged)]
    return [each for each in moves if each.following or each.staying or each.doubled]


def plan_move(
    reference: Reference, source: Merged, target: Merged, among: Iterable[int] | None = None
) -> Move:
    """Return which rows go from one to another; `among` narrows them to some ids."""
    rows = reference.select_rows(source)
    if among is not None:
        rows = rows.filter(pk__in=list(among))
    moving = rows.filter(reference.moves)
    following = list(moving.values_list("pk", flat=True))
    move = Move(reference.title, staying=rows.count() - len(following))
    if reference.unique:
        there = {tuple(key) for _pk, *key in reference.list_keys(reference.select_rows(target))}
        doubled = {pk for pk, *key in reference.list_keys(moving) if tuple(key) in there}
        following, move.doubled = [pk for pk in following if pk not in doubled], len(doubled)
    if reference.model is type(target):
        following = [pk for pk in following if pk != target.pk]  # it cannot belong to itself
    move.following = following
    return move


def plan_membership(membership: Membership, merged: Merged, kept: Merged) -> Move:
    owners = membership.list_owners(merged)
    there = set(membership.list_owners(kept))
    following = [owner for owner in owners if owner not in there]
    return Move(membership.label, following, doubled=len(owners) - len(following))


def list_differences(merged: Merged, kept: Merged) -> list[Difference]:
    """Return the fields in which both differ; an empty one is proposed to be filled."""
    differences = []
    for name in _CHOSEN_FIELDS[get_kind(merged)]:
        one, other = getattr(merged, name), getattr(kept, name)
        if one == other or (name == "parent" and one is not None and one.pk == kept.pk):
            continue
        label = str(get_field(kept, name).verbose_name)
        texts = (_describe_value(merged, name), _describe_value(kept, name))
        differences.append(Difference(name, label, *texts, is_taken=not other))
    return differences


def get_field(row: Merged, name: str) -> "Field[Any, Any]":
    found: Field[Any, Any] = row._meta.get_field(name)  # type: ignore[assignment]
    return found


def _describe_value(row: Merged, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if get_field(row, name).choices:
        return str(getattr(row, f"get_{name}_display")())
    return "" if value is None else str(value)


def list_obstacles(merged: Merged, kept: Merged) -> list[str]:
    """Return a sentence for each reason why one cannot be merged into the other."""
    if merged.pk == kept.pk:
        return [_("An entry cannot be merged into itself.")]
    if merged.merged_into_id:
        return [_("%(name)s was merged already.") % {"name": merged}]
    if kept.merged_into_id:
        return [
            _("%(name)s was merged into %(other)s. Choose that one.")
            % {"name": kept, "other": kept.merged_into}
        ]
    obstacles = []
    if isinstance(merged, Person) and _has_account(merged) and _has_account(kept):
        obstacles.append(
            _("Both have an account. An administrator has to close one of them and free it first.")
        )
    for find in load_obstacles():
        obstacles += find(merged, kept)
    return obstacles


def _has_account(person: Merged) -> bool:
    return getattr(person, "user", None) is not None


def count_uses(row: Merged) -> Counter[str]:
    """Return how many rows name an entry, by what a page calls them; one query."""
    references: list[Reference | Membership] = [*list_references(row), *list_memberships(row)]
    counted = [each for each in references if isinstance(each, Membership) or not each.is_own]
    numbers = {f"uses_{index}": _count(each, row) for index, each in enumerate(counted)}
    rows: Any = get_model(get_kind(row)).objects
    found = rows.filter(pk=row.pk).values(**numbers).get()
    uses: Counter[str] = Counter()
    for index, each in enumerate(counted):
        uses[str(each.title)] += found[f"uses_{index}"]
    return +uses


def _count(reference: Reference | Membership, row: Merged) -> Coalesce:
    rows = reference.select_rows(row).order_by().annotate(all=Value(1)).values("all")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def list_merges(row: Merged) -> list[Merge]:
    """Return the merges into an entry that can be undone, each with the name of the double."""
    merges = list(Merge.objects.filter(kind=get_kind(row), kept_id=row.pk, undone_at=None))
    names = get_model(get_kind(row)).objects.in_bulk([each.merged_id for each in merges])
    for each in merges:
        each.double = names.get(each.merged_id)  # type: ignore[attr-defined]
    return merges
