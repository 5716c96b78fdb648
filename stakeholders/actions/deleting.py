"""Deleting an organisation or a person that nothing uses."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.refusals import Refused
from stakeholders.merge_plans import count_uses, get_event
from stakeholders.models import Mandate, Person
from stakeholders.permissions import can_edit_registers
from stakeholders.references import Merged


def list_uses(row: Merged) -> Counter[str]:
    """Return what keeps an entry from being deleted: how many rows of each kind name it.

    The mandates of a person go with them, as long as nobody acted in one: a name that was mistyped
    came with its office.
    """
    uses = count_uses(row)
    if isinstance(row, Person):
        del uses[str(Mandate._meta.verbose_name_plural)]
        uses[_("acts in an office")] = _count_acts(row)
    return +uses


def _count_acts(person: Person) -> int:
    """Return how many rows name a mandate of a person: a meeting led, a contribution written."""
    held = person.mandates.order_by().values("pk")
    relations: Any = Mandate._meta.related_objects
    return sum(
        each.related_model._default_manager.filter(**{f"{each.field.name}__in": held}).count()
        for each in relations
    )


@transaction.atomic
def delete_entry(*, row: Merged, by: Actor) -> None:
    """Delete an organisation or a person that nothing uses, with its other names and offices.

    The history keeps that it was there. Raises Refused, with what uses it, for any other.
    """
    require(can_edit_registers(by))
    model: Any = type(row)
    locked = model.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None:
        raise Refused(_("Somebody deleted this entry just now."))
    if uses := list_uses(locked):
        raise Refused(describe_uses(uses))
    record(locked, get_event(locked, "deleted"), by=by, name=locked.name)
    try:
        if isinstance(locked, Person):
            Mandate.objects.filter(person=locked).delete()
        locked.delete()
    except ProtectedError:
        raise Refused(_("Something began to use this entry just now. It stays.")) from None


def describe_uses(uses: Counter[str]) -> str:
    """Return what uses an entry as a sentence."""
    named = ", ".join(f"{number} {title}" for title, number in uses.items())
    return _("It cannot be deleted, since it is used: %(uses)s.") % {"uses": named}
