"""Signing on a screen: by a personal link, by an account, or on a tablet handed round."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import (
    Document,
    DocumentVersion,
    Route,
    Signatory,
    SignatoryState,
    get_print_group,
)
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.emails import enqueue_email
from core.history import record
from core.refusals import Refused
from files.codes import ALPHABET
from signing.actions.closing import close_when_signed
from signing.actions.codes import require_code
from signing.actions.locking import lock_collecting_document
from signing.actions.next_state import advance_after_signing
from signing.actions.notifying import get_signer_email
from signing.actions.signatories import find_signatories, require_still_signer
from signing.content.consent import CONSENT, CONSENTS
from signing.content.marks import Mark
from signing.emails.screen import build_receipt_email
from signing.models import Signature
from signing.permissions import can_sign_as, can_witness_signing

SHORTEST_NAME = 3


@transaction.atomic
def sign_on_screen(
    *,
    signatory: Signatory,
    mark: Mark,
    seen_sha256: str,
    route: str,
    by: Actor,
    shown_sha256: str = "",
    consent: str = CONSENT,
    name: str = "",
    personal: Mapping[str, str] | None = None,
) -> Signature:
    """Sign one place over exactly the content that was read; return the signature with its receipt.

    The document moves on (partly signed, in force), its audit trail grows by one entry, the receipt
    goes out by mail, and the last signature closes the collection. Signing a place again by the
    same means, as from two windows, returns the signature that stands. On a tablet `by` is who
    holds it, and witnesses. `name` says who signs where only the office was known.

    Raises Refused for a content other than the frozen one, a place that is not on screen, not yet
    in turn, declined or signed otherwise, without a name or a code that is asked for, and when
    the time is over or the collection closed.
    """
    is_on_tablet = route == Route.TABLET
    document = signatory.document
    require(
        can_witness_signing(by, document) if is_on_tablet else can_sign_as(by, signatory, route)
    )
    standing = Signature.objects.filter(signatory=signatory).first()
    if standing is not None and standing.route == route:
        return standing
    document = lock_collecting_document(document, "sign_on_screen")
    slots = {slot.pk: slot for slot in find_signatories(document)}
    slot = slots[signatory.pk]
    if not is_on_tablet:
        require_still_signer(slot, by, route)
    standing = Signature.objects.filter(signatory=slot).first()
    if standing is not None and standing.route == route:  # meanwhile, in the other window
        return standing
    version = document.versions.latest("number")
    _require_signable(slot, list(slots.values()), version, seen_sha256, consent)
    signed_name = slot.delegate_name or _get_frozen_name(slot, version) or _clean_name(name)
    now = timezone.now().replace(microsecond=0)
    signature = Signature.objects.create(
        signatory=slot,
        version=version,
        content_sha256=version.content_sha256,
        shown_sha256=shown_sha256,
        route=route,
        name=signed_name,
        position=slot.delegate_position or slot.position,
        mark_kind=mark.kind,
        mark=mark.value,
        mark_width=mark.width,
        mark_height=mark.height,
        consent=consent,
        was_code_asked=require_code(slot, route),
        witness_id=by.pk if is_on_tablet else None,
        receipt=_make_receipt_number(),
        signed_at=now,
    )
    slot.state, slot.route, slot.reason = SignatoryState.SIGNED, route, ""
    slot.signed_date = timezone.localdate(now)
    slot.save(update_fields=["state", "route", "reason", "signed_date"])
    append_audit_entry(
        document,
        "signed",
        by=by,
        personal=personal,
        **_build_facts(slot, signature, is_on_tablet, by),
    )
    record(
        document,
        "slot_signed_on_screen",
        by=by,
        signatory=signature.name or slot,
        organisation=slot.organisation,
        route=Route(route).label,
    )
    advance_after_signing(document, slots.values(), action="sign_on_screen", by=by)
    close_when_signed(document, by=None)
    _send_receipt(slot, signature)
    return signature


@transaction.atomic
def start_tablet_round(*, document: Document, by: Actor) -> Document:
    """Note that a tablet is handed round, and who looks on.

    Raises Refused when no signature is collected any more.
    """
    require(can_witness_signing(by, document))
    document = lock_collecting_document(document)
    record(document, "tablet_round_begun", by=by)
    return document


def _get_frozen_name(slot: Signatory, version: DocumentVersion) -> str:
    """Return the name that the text says of a place; the registers may say another by now."""
    places = version.content["signatories"]
    return next(str(place["name"]) for place in places if place["order"] == slot.order)


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) < SHORTEST_NAME:
        raise Refused(_("Write your full name."), field="name")
    return name


def _send_receipt(slot: Signatory, signature: Signature) -> None:
    address = get_signer_email(slot)
    if address:
        letter = build_receipt_email(signature)
        enqueue_email(to=address, subject=letter.subject, text=letter.text)


def _require_signable(
    slot: Signatory,
    slots: Sequence[Signatory],
    version: DocumentVersion,
    seen_sha256: str,
    consent: str,
) -> None:
    if seen_sha256 != version.content_sha256:
        raise Refused(_("This is not the text that is to be signed. Open it again."), code="other")
    if consent not in CONSENTS:
        raise Refused(_("Tick that you agree."), field="consent")
    obstacle = find_signing_obstacle(slot, slots)
    if obstacle is not None:
        raise obstacle


def find_signing_obstacle(slot: Signatory, slots: Sequence[Signatory]) -> Refused | None:
    """Return why a place of a collecting document is not signed on a screen now, or None.

    `slots` are all its places; the page asks it before, and the action again.
    """
    if not slot.is_awaited:
        return Refused(
            _("This place is “%(state)s” already.") % {"state": slot.get_state_display()},
            code="settled",
        )
    if not slot.allows_screen:
        return Refused(_("This place is not signed on a screen."), code="route")
    until = slot.document.sign_until
    if until is not None and until < timezone.localdate():
        return Refused(_("The time to sign is over. Please ask the secretariat."), code="expired")
    if list_earlier_signatories(slot, slots):
        return Refused(
            _("It is not your turn yet: those before you have not all signed."), code="not_yet"
        )
    return None


def list_earlier_signatories(slot: Signatory, slots: Sequence[Signatory]) -> list[Signatory]:
    """Return the places that sign before this one and are still awaited.

    Parties sign before witnesses, and these before those who acknowledge; within them low ranks
    first. One rank signs in any order. Who signs with a certificate alone signs last of all.
    """
    return [
        other
        for other in slots
        if other.is_awaited
        and get_print_group(other) < get_print_group(slot)
        and (other.allows_screen or other.allows_ink)
    ]


def _build_facts(
    slot: Signatory, signature: Signature, is_on_tablet: bool, by: Actor
) -> dict[str, Any]:
    return {
        "slot": slot.order,
        "name": signature.name,
        "position": signature.position,
        "organisation": slot.organisation.name,
        "route": signature.route,
        "content_sha256": signature.content_sha256,
        "shown_sha256": signature.shown_sha256,
        "mark_kind": signature.mark_kind,
        "mark_sha256": hashlib.sha256(signature.mark.encode()).hexdigest(),
        "consent": signature.consent,
        "code_by_mail": signature.was_code_asked,
        "witness": str(by) if is_on_tablet else "",
        "letter": slot.delegation_letter,
        "receipt": signature.receipt,
    }


def _make_receipt_number() -> str:
    """Return a receipt such as TT-7K3M-9QXT-2VWB (60 random bits)."""
    groups = ("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(3))
    return "-".join(("TT", *groups))
