"""Drafting a handover record (BAST) from the pledges of a document in force, and its items."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from agreements.actions.drafting import DocumentFields, begin_document
from agreements.actions.locking import lock_draft
from agreements.actions.signatories import add_signatory, copy_signatories
from agreements.models import (
    BINDING_STATES,
    Capacity,
    Document,
    DocumentKind,
    Handover,
    HandoverItem,
    ItemCondition,
    Letterhead,
)
from agreements.permissions import can_draft_document, can_edit_document
from core.access import require
from core.actors import Actor
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from pledges.models import Pledge, PledgeForm, PledgeQuantity, PledgeState
from stakeholders.models import Mandate, Organisation

# Contributions that are work: their condition is "carried out", never new or used.
DONE_FORMS = (
    *(PledgeForm.SERVICE, PledgeForm.TRAINING, PledgeForm.LABOUR),
    *(PledgeForm.RESEARCH, PledgeForm.PUBLICATION, PledgeForm.POLICY),
)


class HandoverItemFields(TypedDict, total=False):
    """The fields of a handover item; amount and unit go together."""

    description: str
    amount: Decimal | None
    unit: str
    condition: str
    note: str


def can_be_handed_over(document: Document) -> bool:
    """Tell whether a handover record can be based on the pledges of a document."""
    return document.state in BINDING_STATES and document.kind in (
        DocumentKind.BERITA_ACARA,
        DocumentKind.NOTA_KESEPAKATAN,
    )


def list_pledges_to_hand_over(document: Document) -> QuerySet[Pledge]:
    """Return the agreed pledges of a document, with the related rows that a list shows."""
    pledges = document.pledges.select_related("lead").prefetch_related("quantities")
    return pledges.filter(state=PledgeState.AGREED).order_by("reference")


@transaction.atomic
def draft_bast(
    *,
    rests_on: Document,
    pledges: Sequence[Pledge],
    receiver: Organisation,
    letterhead: Letterhead,
    by: Actor,
    **fields: Unpack[DocumentFields],
) -> Document:
    """Draft a handover record for pledges that one organisation hands over to another.

    Each quantity of a pledge becomes an item; the staff corrects it to what was delivered. Giver
    and receiver become signatories: their signatories in the document `rests_on` are copied, or
    else an office holder is entered. Raises Refused for a document that is not in force, for
    pledges of several organisations, and for a pledge of another document.
    """
    require(can_draft_document(by))
    if not can_be_handed_over(rests_on):
        raise Refused(
            _("%(document)s is “%(state)s”: only what is in force can be handed over.")
            % {"document": rests_on, "state": rests_on.get_state_display()},
            code="wrong_state",
        )
    giver = _get_giver(rests_on, pledges)
    if giver == receiver:
        raise Refused(_("Giver and receiver are two different organisations."), field="receiver")
    if not fields.get("subject"):
        fields["subject"] = f"Serah terima dari {giver.name} kepada {receiver.name}"[:500]
    document = begin_document(kind=DocumentKind.BAST, letterhead=letterhead, by=by, **fields)
    Handover.objects.create(document=document, rests_on=rests_on, giver=giver, receiver=receiver)
    HandoverItem.objects.bulk_create(_build_items(document, pledges))
    for organisation in (giver, receiver):
        _add_party(document, organisation, rests_on, by)
    return document


def _get_giver(rests_on: Document, pledges: Sequence[Pledge]) -> Organisation:
    if not pledges:
        raise Refused(_("Tick what is handed over."), field="pledges")
    known = set(list_pledges_to_hand_over(rests_on).values_list("pk", flat=True))
    if any(pledge.pk not in known for pledge in pledges):
        raise Refused(_("Tick contributions of this document."), field="pledges")
    givers = {pledge.lead_id: pledge.lead for pledge in pledges}
    if len(givers) > 1:
        names = ", ".join(sorted(str(giver) for giver in givers.values()))
        raise Refused(
            _("One record has one giver; these are of several: %(names)s.") % {"names": names},
            field="pledges",
        )
    return next(iter(givers.values()))


def _build_items(document: Document, pledges: Sequence[Pledge]) -> list[HandoverItem]:
    items: list[HandoverItem] = []
    for pledge in pledges:
        done = pledge.form in DONE_FORMS
        words = pledge.title or pledge.description or pledge.own_words
        quantities: list[PledgeQuantity | None] = list(pledge.quantities.all())
        for quantity in quantities or [None]:
            items.append(
                HandoverItem(
                    document=document,
                    order=len(items) + 1,
                    pledge=pledge,
                    description=" ".join(words.split()),
                    amount=Decimal(quantity.amount) if quantity else None,
                    unit=quantity.unit if quantity else "",
                    condition=ItemCondition.CARRIED_OUT if done else ItemCondition.GOOD,
                )
            )
    return items


def _add_party(
    document: Document, organisation: Organisation, rests_on: Document, by: Actor
) -> None:
    parties = rests_on.signatories.filter(capacity=Capacity.PARTY, organisation=organisation)
    if copy_signatories(signatories=parties, document=document, by=by):
        return
    offices = Mandate.objects.current(document.date).filter(organisation=organisation)
    office = offices.select_related("person").order_by("pk").first()
    add_signatory(
        document=document,
        organisation=organisation,
        person=office.person if office else None,
        position=office.position if office else "",
        nip=office.person.nip if office else "",
        by=by,
    )


@transaction.atomic
def add_item(
    *, document: Document, by: Actor, **fields: Unpack[HandoverItemFields]
) -> HandoverItem:
    """Add an item at the end of a handover record."""
    require(can_edit_document(by, document))
    document = lock_draft(document)
    if document.kind != DocumentKind.BAST:
        raise Refused(_("Only a handover record has items to hand over."), code="wrong_kind")
    last = document.items.order_by("-order").values_list("order", flat=True).first() or 0
    item = HandoverItem(document=document, order=last + 1, **fields)
    item.full_clean()
    item.save()
    record(document, "item_added", by=by, item=item.description[:80])
    return item


@transaction.atomic
def edit_item(
    *, item: HandoverItem, seen_revision: int, by: Actor, **changes: Unpack[HandoverItemFields]
) -> HandoverItem:
    """Edit an item of a handover record; raises Conflict when someone saved first."""
    require(can_edit_document(by, item.document))
    document = lock_draft(item.document)
    item = _require_present(document, item)
    for name, value in changes.items():
        setattr(item, name, value)
    item.full_clean()
    item = save_unless_changed(item, seen_revision=seen_revision, by=by, **changes)
    record(document, "item_edited", by=by, item=item.description[:80])
    return item


@transaction.atomic
def remove_item(*, item: HandoverItem, by: Actor) -> None:
    """Delete an item and renumber the others; the history keeps an entry."""
    require(can_edit_document(by, item.document))
    document = lock_draft(item.document)
    item = _require_present(document, item)
    document.items.filter(pk=item.pk).delete()
    document.items.filter(order__gt=item.order).update(order=F("order") + 10_000)
    for order, one in enumerate(document.items.order_by("order"), start=1):
        document.items.filter(pk=one.pk).update(order=order)
    record(document, "item_removed", by=by, item=item.description[:80])


def _require_present(document: Document, item: HandoverItem) -> HandoverItem:
    present: HandoverItem | None = document.items.filter(pk=item.pk).first()
    if present is None:
        raise Refused(_("Someone else has removed this item."), code="removed")
    return present
