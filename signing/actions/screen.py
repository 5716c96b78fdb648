"""Signing on a screen: by personal link, by account, or on a tablet handed round."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict, Unpack

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

MIN_NAME_LENGTH = 3


class SignatureDetails(TypedDict, total=False):
    """A signature on a screen: what was read, and the mark, consent and name.

    `seen_sha256` is the hash of the text that was read, `shown_sha256` that of the print whose
    pictures were shown. `consent` is a key of CONSENTS. `name` is required if the frozen text names
    an office only.
    """

    mark: Required[Mark]
    seen_sha256: Required[str]
    shown_sha256: str
    consent: str
    name: str


@transaction.atomic
def sign_on_screen(
    *,
    signatory: Signatory,
    route: str,
    by: Actor,
    personal: Mapping[str, str] | None = None,
    **details: Unpack[SignatureDetails],
) -> Signature:
    """Sign over exactly the content that was read; return the signature with its receipt.

    The state of the document advances (partly signed, in force), its audit trail gains an entry,
    the receipt is sent by e-mail, and the last signature closes the collection. Idempotent: signing
    again by the same route returns the existing signature. On a tablet, `by` is the operator, who
    is the witness.

    Raises Refused if the content that was read is not the frozen one, if a required name or code is
    missing, for a signatory who may not sign on screen, is not next to sign, has declined or has
    signed by another route, after the last day to sign, and once the collection is closed.
    """
    is_on_tablet = route == Route.TABLET
    document = signatory.document
    require(
        can_witness_signing(by, document) if is_on_tablet else can_sign_as(by, signatory, route)
    )
    signed = Signature.objects.filter(signatory=signatory, route=route)
    existing = signed.first()
    if existing is not None:
        return existing
    try:
        document = lock_collecting_document(document, "sign_on_screen")
    except Refused:
        existing = signed.first()  # stored before the lock, by the last to sign
        if existing is None:
            raise
        return existing
    signatories = {each.pk: each for each in find_signatories(document)}
    signatory = signatories[signatory.pk]
    if not is_on_tablet:
        require_still_signer(signatory, by, route)
    existing = signed.first()
    if existing is not None:  # stored before the lock
        return existing
    version = document.versions.latest("number")
    consent = details.get("consent", CONSENT)
    mark = details["mark"]
    _require_signable(
        signatory, list(signatories.values()), version, details["seen_sha256"], consent
    )
    signed_name = (
        signatory.delegate_name
        or _get_frozen_name(signatory, version)
        or _clean_name(details.get("name", ""))
    )
    now = timezone.now().replace(microsecond=0)
    signature = Signature.objects.create(
        signatory=signatory,
        version=version,
        content_sha256=version.content_sha256,
        shown_sha256=details.get("shown_sha256", ""),
        route=route,
        name=signed_name,
        position=signatory.delegate_position or signatory.position,
        mark_kind=mark.kind,
        mark=mark.value,
        mark_width=mark.width,
        mark_height=mark.height,
        consent=consent,
        was_code_asked=require_code(signatory, route),
        witness_id=by.pk if is_on_tablet else None,
        receipt=_make_receipt_number(),
        signed_at=now,
    )
    signatory.state, signatory.route, signatory.reason = SignatoryState.SIGNED, route, ""
    signatory.signed_date = timezone.localdate(now)
    signatory.save(update_fields=["state", "route", "reason", "signed_date"])
    append_audit_entry(
        document,
        "signed",
        by=by,
        personal=personal,
        **_build_facts(signatory, signature, is_on_tablet, by),
    )
    record(
        document,
        "signatory_signed_on_screen",
        by=by,
        signatory=signature.name or signatory,
        organisation=signatory.organisation,
        route=Route(route).label,
    )
    advance_after_signing(document, signatories.values(), action="sign_on_screen", by=by)
    close_when_signed(document, by=None)
    _send_receipt(signatory, signature)
    return signature


@transaction.atomic
def start_tablet_round(*, document: Document, by: Actor) -> Document:
    """Record that a tablet is handed round, and who is the witness.

    Raises Refused when signatures are no longer collected.
    """
    require(can_witness_signing(by, document))
    document = lock_collecting_document(document)
    record(document, "tablet_round_begun", by=by)
    return document


def _get_frozen_name(signatory: Signatory, version: DocumentVersion) -> str:
    """Return the signatory's name in the frozen text, since the register may have changed."""
    blocks = version.content["signatories"]
    return next(str(block["name"]) for block in blocks if block["order"] == signatory.order)


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) < MIN_NAME_LENGTH:
        raise Refused(_("Write your full name."), field="name")
    return name


def _send_receipt(signatory: Signatory, signature: Signature) -> None:
    address = get_signer_email(signatory)
    if address:
        email = build_receipt_email(signature)
        enqueue_email(to=address, subject=email.subject, text=email.text)


def _require_signable(
    signatory: Signatory,
    signatories: Sequence[Signatory],
    version: DocumentVersion,
    seen_sha256: str,
    consent: str,
) -> None:
    if seen_sha256 != version.content_sha256:
        raise Refused(
            _("This is not the current text to be signed. Open the page again."), code="other"
        )
    if consent not in CONSENTS:
        raise Refused(_("Tick that you agree."), field="consent")
    obstacle = find_signing_obstacle(signatory, signatories)
    if obstacle is not None:
        raise obstacle


def find_signing_obstacle(signatory: Signatory, signatories: Sequence[Signatory]) -> Refused | None:
    """Return why a signatory cannot sign on a screen now, or None.

    `signatories` are all signatories of the document. Called when the page is shown, and again by
    the action.
    """
    if not signatory.is_awaited:
        return Refused(
            _("The signatory is already “%(state)s”.") % {"state": signatory.get_state_display()},
            code="settled",
        )
    if not signatory.allows_screen:
        return Refused(_("This signatory does not sign on a screen."), code="route")
    until = signatory.document.sign_until
    if until is not None and until < timezone.localdate():
        return Refused(
            _("The deadline to sign has passed. Please ask the secretariat."), code="expired"
        )
    if list_earlier_signatories(signatory, signatories):
        return Refused(
            _("It is not your turn yet: not everybody before you has signed."), code="not_yet"
        )
    return None


def list_earlier_signatories(
    signatory: Signatory, signatories: Sequence[Signatory]
) -> list[Signatory]:
    """Return the awaited signatories who sign before this one.

    Parties sign before witnesses, and these before those who acknowledge; within a capacity lower
    ranks first, and within a rank in any order. Those who can only use a certificate sign last.
    """
    return [
        other
        for other in signatories
        if other.is_awaited
        and get_print_group(other) < get_print_group(signatory)
        and (other.allows_screen or other.allows_ink)
    ]


def _build_facts(
    signatory: Signatory, signature: Signature, is_on_tablet: bool, by: Actor
) -> dict[str, Any]:
    return {
        "signatory": signatory.order,
        "name": signature.name,
        "position": signature.position,
        "organisation": signatory.organisation.name,
        "route": signature.route,
        "content_sha256": signature.content_sha256,
        "shown_sha256": signature.shown_sha256,
        "mark_kind": signature.mark_kind,
        "mark_sha256": hashlib.sha256(signature.mark.encode()).hexdigest(),
        "consent": signature.consent,
        "code_by_mail": signature.was_code_asked,
        "witness": str(by) if is_on_tablet else "",
        "letter": signatory.delegation_letter,
        "receipt": signature.receipt,
    }


def _make_receipt_number() -> str:
    """Return a receipt number such as TT-7K3M-9QXT-2VWB (60 random bits)."""
    groups = ("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(3))
    return "-".join(("TT", *groups))
