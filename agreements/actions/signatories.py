"""The signatories of a draft: who signs, in which office and in what order."""

import re
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from agreements.actions.locking import lock_draft
from agreements.content.wording import ON_BEHALF
from agreements.models import Document, Signatory, get_print_group, sort_as_printed
from agreements.permissions import can_edit_document
from core.access import require
from core.actors import Actor
from core.history import record
from core.models import SourcedFields
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.models import Attendance, Participant
from stakeholders.models import Mandate, Organisation, Person

# The fields that a later document copies: who signs and how, not the outcome.
COPIED = (
    *("person", "name", "position", "nip", "rank", "capacity", "is_inferred", "is_example"),
    *("allows_screen", "allows_ink", "allows_certificate"),
)

# "Plt. Kepala Dinas": acting in an office, appointed by a letter.
ACTING = re.compile(r"pl[th]\b", re.IGNORECASE)


class SignerFields(TypedDict, total=False):
    """Who signs: a registered person, or the name of somebody who is not registered."""

    person: Person | None
    name: str
    position: str
    nip: str
    delegation_letter: str


class SignatoryFields(SignerFields, SourcedFields, total=False):
    """Who signs, in which capacity and by which means."""

    rank: int
    capacity: str
    is_inferred: bool
    allows_screen: bool
    allows_ink: bool
    allows_certificate: bool


class SignatoryChanges(SignatoryFields, total=False):
    """The fields of a signatory that the editors of a draft may change."""

    organisation: Organisation


@transaction.atomic
def add_signatory(
    *, document: Document, organisation: Organisation, by: Actor, **fields: Unpack[SignatoryFields]
) -> Signatory:
    """Add a signatory at the end of the draft's list."""
    require(can_edit_document(by, document))
    document = lock_draft(document)
    last = document.signatories.order_by("-order").values_list("order", flat=True).first() or 0
    signatory = Signatory(document=document, organisation=organisation, order=last + 1, **fields)
    signatory.full_clean()
    signatory.save()
    record(document, "signatory_added", by=by, signatory=signatory, organisation=organisation)
    return signatory


@transaction.atomic
def fill_signatories(*, document: Document, by: Actor) -> list[Signatory]:
    """Add a signatory for each organisation that attended and has none yet; return those added.

    The first participant of each organisation becomes its signatory, with the registered office and
    NIP. A substitute signs on behalf of the office holder (a.n.). An acting office holder (Plt.,
    Plh.) signs by the letter of the mandate, which is entered as delegation letter.
    """
    require(can_edit_document(by, document))
    document = lock_draft(document)
    if document.meeting is None:
        return []
    listed = set(document.signatories.values_list("organisation_id", flat=True))
    attending = document.meeting.participants.attending().select_related("organisation", "person")
    mandates = _map_mandates_by_holder(document)
    added = []
    for participant in attending:
        if participant.organisation_id not in listed:
            listed.add(participant.organisation_id)
            mandate = mandates.get((participant.person_id, participant.organisation_id))
            added.append(
                add_signatory(
                    document=document,
                    organisation=participant.organisation,
                    is_inferred=participant.is_inferred,
                    is_example=participant.is_example,
                    by=by,
                    **_get_signer_fields(participant, mandate),
                )
            )
    return added


@transaction.atomic
def copy_signatories(
    *, signatories: QuerySet[Signatory], document: Document, by: Actor
) -> list[Signatory]:
    """Copy the signatories of another document to a draft."""
    return [
        add_signatory(
            document=document,
            organisation=signatory.organisation,
            by=by,
            **{name: getattr(signatory, name) for name in COPIED},
        )
        for signatory in signatories.select_related("organisation", "person").order_by("order")
    ]


def _map_mandates_by_holder(document: Document) -> dict[tuple[int | None, int], Mandate]:
    """Return the mandates of participants on the document's day, by person and organisation."""
    mandates = Mandate.objects.current(document.date).select_related("substitute")
    held = mandates.filter(person__participations__meeting=document.meeting).distinct()
    return {(each.person_id, each.organisation_id): each for each in held.order_by("-pk")}


def _get_signer_fields(participant: Participant, mandate: Mandate | None) -> SignerFields:
    position = participant.position or (mandate.position if mandate else "")
    if participant.attendance != Attendance.REPRESENTED:
        person = participant.person
        acts = mandate is not None and bool(ACTING.match(mandate.position))
        return {
            "person": person,
            "position": position,
            "nip": person.nip if person else "",
            "delegation_letter": mandate.letter if mandate and acts else "",
        }
    on_behalf = ON_BEHALF.format(position=position) if position else ""
    substitute = mandate.substitute if mandate else None
    stood_in = participant.represented_by
    if substitute and substitute.name.casefold() in stood_in.casefold():
        return {"person": substitute, "position": on_behalf, "nip": substitute.nip}
    return {"name": stood_in, "position": on_behalf}


@transaction.atomic
def edit_signatory(
    *, signatory: Signatory, seen_revision: int, by: Actor, **changes: Unpack[SignatoryChanges]
) -> Signatory:
    """Edit a signatory; raises Conflict when someone saved first."""
    require(can_edit_document(by, signatory.document))
    document = lock_draft(signatory.document)
    signatory = _require_present(document, signatory)
    for name, value in changes.items():
        setattr(signatory, name, value)
    signatory.full_clean()
    signatory = save_unless_changed(signatory, seen_revision=seen_revision, by=by, **changes)
    record(
        document,
        "signatory_edited",
        by=by,
        signatory=signatory,
        organisation=signatory.organisation,
    )
    return signatory


@transaction.atomic
def move_signatory(*, signatory: Signatory, to: int, by: Actor) -> Signatory:
    """Move a signatory to number `to` in the printed order (1 is the first).

    Parties stay before witnesses, and lower ranks before higher ones.
    """
    require(can_edit_document(by, signatory.document))
    document = lock_draft(signatory.document)
    signatory = _require_present(document, signatory)
    signatories = sort_as_printed(document.signatories.all())
    signatories.remove(signatory)
    signatories.insert(min(max(to, 1), len(signatories) + 1) - 1, signatory)
    _renumber(document, sorted(signatories, key=get_print_group))
    signatory.refresh_from_db()
    record(
        document,
        "signatory_moved",
        by=by,
        signatory=signatory,
        organisation=signatory.organisation,
        to=signatory.order,
    )
    return signatory


@transaction.atomic
def remove_signatory(*, signatory: Signatory, by: Actor) -> None:
    """Delete a signatory of the draft; the history keeps an entry."""
    require(can_edit_document(by, signatory.document))
    document = lock_draft(signatory.document)
    signatory = _require_present(document, signatory)
    record(
        document,
        "signatory_removed",
        by=by,
        signatory=signatory,
        organisation=signatory.organisation,
    )
    document.signatories.filter(pk=signatory.pk).delete()
    _renumber(document, list(document.signatories.order_by("order")))


def _require_present(document: Document, signatory: Signatory) -> Signatory:
    signatories = document.signatories.select_related("organisation", "person")
    present = signatories.filter(pk=signatory.pk).first()
    if present is None:
        raise Refused(_("Someone else has removed this signatory."), code="removed")
    return present


def _renumber(document: Document, signatories: list[Signatory]) -> None:
    # In two steps, so that no two signatories have the same order in between (unique constraint).
    document.signatories.update(order=F("order") + 10_000)
    for order, signatory in enumerate(signatories, start=1):
        document.signatories.filter(pk=signatory.pk).update(order=order)
