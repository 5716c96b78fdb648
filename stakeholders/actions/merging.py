"""Merging an organisation or a person that is a double into another, and undoing it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.refusals import Refused
from stakeholders.merge_plans import (
    Move,
    get_event,
    get_field,
    get_kind,
    get_model,
    list_differences,
    list_obstacles,
    plan_move,
)
from stakeholders.models import DistinctPair, Merge, Organisation, OrganisationName
from stakeholders.permissions import can_edit_registers, can_merge
from stakeholders.references import (
    Membership,
    Merged,
    Reference,
    list_memberships,
    list_references,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# ── Merging ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def merge_entries(*, merged: Merged, kept: Merged, taken: Collection[str], by: Actor) -> Merge:
    """Merge a double into the kept entry: what names it follows, its names become other names.

    `taken` are the fields whose value is that of the merged entry. What keeps whom it named stays
    (`stakeholders.references`). The merged row stays as a pointer. Writes the history of both.
    Raises Refused with each obstacle, also when both were merged the other way round just now.
    """
    require(can_merge(by, merged, kept))
    merged, kept = _lock(merged, kept)
    if obstacles := list_obstacles(merged, kept):
        raise Refused(" ".join(obstacles))
    done = Merge(kind=get_kind(merged), merged_id=merged.pk, kept_id=kept.pk, by_name=str(by))
    former_names = _list_names(kept)
    done.before, done.after = _take_fields(merged, kept, taken)
    # First the pointer: two living organisations cannot have the same name.
    _write(merged, merged_into=kept)
    _write(kept, **done.after, **_build_revision(by))
    for reference in list_references(merged):
        move = plan_move(reference, merged, kept)
        if move.following:
            _move_rows(reference, move.following, kept)
            done.moved[reference.name] = move.following
    for membership in list_memberships(merged):
        _move_membership(membership, merged, kept, done)
    if isinstance(kept, Organisation):
        names = (*_list_names(merged), *former_names)
        done.added_names = _add_names(kept, names)
    done.save()
    record(kept, get_event(kept, "absorbed"), by=by, name=_get_name(merged))
    record(merged, get_event(merged, "merged"), by=by, name=_get_name(kept))
    return done


def _lock(merged: Merged, kept: Merged) -> tuple[Merged, Merged]:
    """Lock both rows, the older first, and return them as they are now."""
    model: Any = type(merged)
    rows = model.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[merged.pk, kept.pk])}
    if merged.pk not in found or kept.pk not in found:
        raise Refused(_("Somebody deleted this entry just now."))
    return found[merged.pk], found[kept.pk]


def _take_fields(
    merged: Merged, kept: Merged, taken: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the changed columns of the kept entry, before and after."""
    differing = {each.name for each in list_differences(merged, kept)}
    columns = {get_field(kept, name).attname for name in differing & set(taken)}
    after = {column: getattr(merged, column) for column in columns}
    if isinstance(kept, Organisation) and isinstance(merged, Organisation):
        if after.get("parent_id", kept.parent_id) in (merged.pk, kept.pk):
            after["parent_id"] = None
        if kept.is_introduced and not merged.is_introduced:
            after["is_introduced"] = False
    before = {column: getattr(kept, column) for column in after}
    return before, after


def _write(row: Merged, **columns: object) -> None:
    """Write columns of a row that is locked."""
    model: Any = type(row)
    model.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()


def _build_revision(by: Actor) -> dict[str, Any]:
    """Return what makes an open form of the entry conflict."""
    return {"revision": F("revision") + 1, "revised_by": str(by), "revised_at": timezone.now()}


def _move_rows(reference: Reference, ids: Sequence[int], target: Merged) -> None:
    reference.model._default_manager.filter(pk__in=ids).update(**{reference.field: target})


def _move_membership(membership: Membership, merged: Merged, kept: Merged, done: Merge) -> None:
    """Move memberships; those that the kept one has, or that it leads, are dropped and noted."""
    owners, there = membership.list_owners(merged), set(membership.list_owners(kept))
    membership.remove(merged, owners)
    membership.add(kept, owners)
    # What moved before may have made it the lead of what it is a member of.
    led = membership.list_led(kept)
    membership.remove(kept, led)
    moved = sorted(set(owners) - there - set(led))
    dropped = {"merged": sorted(set(owners) - set(moved)), "kept": sorted(set(led) & there)}
    if moved:
        done.moved[membership.name] = moved
    if any(dropped.values()):
        done.dropped[membership.name] = dropped


def _list_names(row: Merged) -> tuple[str, ...]:
    return (row.name, row.short_name) if isinstance(row, Organisation) else (row.name,)


def _add_names(organisation: Organisation, names: Iterable[str]) -> list[int]:
    """Add other names, each once, and return the ids of those that it did not have."""
    known = {name.casefold() for name in _list_names(organisation)}
    known |= {each.casefold() for each in organisation.other_names.values_list("name", flat=True)}
    added = []
    for name in names:
        if name and name.casefold() not in known:
            known.add(name.casefold())
            added.append(OrganisationName.objects.create(organisation=organisation, name=name).pk)
    return added


def _get_name(row: Merged) -> str:
    return row.name if isinstance(row, Organisation) else row.full_name


# ── Undoing ──────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Undoing:
    """What undoing a merge puts back, what it cannot, and why it cannot be undone at all."""

    merged: Merged
    kept: Merged
    returning: list[Move]
    lost: list[str]
    obstacles: list[str]


def plan_undoing(merge: Merge) -> Undoing:
    """Return what undoing a merge would put back now."""
    model: Any = get_model(merge.kind)
    rows = model.objects.select_related("merged_into").in_bulk([merge.merged_id, merge.kept_id])
    merged, kept = rows[merge.merged_id], rows[merge.kept_id]
    returning, lost = [], []
    for reference in list_references(merged):
        if ids := merge.moved.get(reference.name):
            move = plan_move(reference, kept, merged, among=ids)
            returning.append(move)
            if missing := len(ids) - len(move.following):
                lost.append(_describe_lost(reference.title, missing))
    for membership in list_memberships(merged):
        if owners := merge.moved.get(membership.name):
            there = set(membership.list_owners(kept))
            following = [owner for owner in owners if owner in there]
            returning.append(Move(membership.label, following))
            if missing := len(owners) - len(following):
                lost.append(_describe_lost(membership.label, missing))
    for column in _list_changed_since(merge, kept):
        label = get_field(kept, column.removesuffix("_id")).verbose_name
        lost.append(_("%(field)s was changed since; it stays as it is.") % {"field": label})
    return Undoing(merged, kept, returning, lost, _list_contradictions(merge, merged, kept))


def _describe_lost(title: "StrOrPromise", number: int) -> str:
    return _("%(title)s: %(number)s changed since, and stay where they are.") % {
        "title": title,
        "number": number,
    }


def _list_changed_since(merge: Merge, kept: Merged) -> list[str]:
    return [
        column
        for column, value in merge.after.items()
        if getattr(kept, column) != _read_column(kept, column, value)
    ]


def _read_column(row: Merged, column: str, value: object) -> object:
    """Return a value as its column has it; JSON has dates as text."""
    return row._meta.get_field(column.removesuffix("_id")).to_python(value)  # type: ignore[union-attr]


def _list_contradictions(merge: Merge, merged: Merged, kept: Merged) -> list[str]:
    if merge.undone_at is not None or merged.merged_into_id is None:
        return [_("This merge was undone already.")]
    if kept.merged_into_id:
        return [
            _("%(name)s was itself merged into %(other)s later. Undo that first.")
            % {"name": kept, "other": kept.merged_into}
        ]
    if isinstance(merged, Organisation):
        namesakes = Organisation.objects.living().filter(name__iexact=merged.name)
        if "name" in merge.before and "name" not in _list_changed_since(merge, kept):
            namesakes = namesakes.exclude(pk=kept.pk)  # it gets its former name back
        if namesakes.exists():
            return [
                _("An organisation with the name %(name)s is on the register. Rename it first.")
                % {"name": merged.name}
            ]
    return []


@transaction.atomic
def undo_merge(*, merge: Merge, by: Actor) -> list[str]:
    """Undo a merge: what moved goes back, unless it changed since; return what could not.

    Writes the history of both. Raises Refused with each contradiction.
    """
    model: Any = get_model(merge.kind)
    rows = model.objects.in_bulk([merge.merged_id, merge.kept_id])
    require(can_merge(by, rows[merge.merged_id], rows[merge.kept_id]))
    _lock(rows[merge.merged_id], rows[merge.kept_id])
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    plan = plan_undoing(merge)
    if plan.obstacles:
        raise Refused(" ".join(plan.obstacles))
    merged, kept = plan.merged, plan.kept
    changed = _list_changed_since(merge, kept)
    former = {
        column: _read_column(kept, column, value)
        for column, value in merge.before.items()
        if column not in changed
    }
    OrganisationName.objects.filter(pk__in=merge.added_names).delete()
    _write(kept, **former, **_build_revision(by))
    _write(merged, merged_into=None)
    for reference in list_references(merged):
        ids = merge.moved.get(reference.name, ())
        if following := plan_move(reference, kept, merged, among=ids).following:
            _move_rows(reference, following, merged)
    for membership in list_memberships(merged):
        _return_membership(membership, merged, kept, merge)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    record(kept, get_event(kept, "released"), by=by, name=_get_name(merged))
    record(merged, get_event(merged, "unmerged"), by=by, name=_get_name(kept))
    return plan.lost


def _return_membership(membership: Membership, merged: Merged, kept: Merged, merge: Merge) -> None:
    moved = merge.moved.get(membership.name, ())
    dropped: Mapping[str, list[int]] = merge.dropped.get(membership.name, {})
    there = set(membership.list_owners(kept))
    returning = [owner for owner in moved if owner in there]
    membership.remove(kept, returning)
    membership.add(merged, [*returning, *dropped.get("merged", ())])
    membership.add(kept, dropped.get("kept", ()))
    for row in (merged, kept):
        membership.remove(row, membership.list_led(row))


# ── No doubles ───────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def mark_distinct(*, one: Merged, other: Merged, by: Actor) -> None:
    """Remember that two entries of similar names are no doubles; repeating it changes nothing."""
    require(can_edit_registers(by))
    if one.pk == other.pk:
        raise Refused(_("An entry cannot differ from itself."))
    first, second = sorted((one, other), key=lambda row: row.pk)
    _pair, is_new = DistinctPair.objects.get_or_create(
        kind=get_kind(one),
        first_id=first.pk,
        second_id=second.pk,
        defaults={"by_name": str(by)},
    )
    if is_new:
        for row, its_double in ((first, second), (second, first)):
            record(row, get_event(row, "distinct"), by=by, name=_get_name(its_double))
