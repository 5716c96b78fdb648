"""Collecting signatures: the deadline, the allowed routes, and delegation to another signer."""

from datetime import date, datetime, time, timedelta
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Document, Signatory, SignatoryState
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.outbox import enqueue
from core.refusals import Refused
from signing.actions.links import calculate_link_expiry, map_links_by_signatory, replace_link
from signing.actions.signatories import (
    find_signatories,
    is_closed,
    lock_awaited_signatory,
    lock_awaiting_document,
    require_no_pending_ink_review,
)
from signing.permissions import can_collect_signatures
from stakeholders.actions.links import prolong_links
from stakeholders.models import Person

# One automatic reminder is sent this long before the last day.
REMIND_BEFORE = timedelta(days=3)
REMIND_AT = time(8)
MAX_PERIOD = timedelta(days=366)


class AllowedRoutes(TypedDict):
    """By which routes a signatory may sign."""

    allows_screen: bool
    allows_ink: bool
    allows_certificate: bool


class Delegate(TypedDict, total=False):
    """Who signs instead, and the delegation letter: its kind, number and date.

    `person` is a registered person; `name` names somebody who is not registered.
    """

    letter: Required[str]
    person: Person | None
    name: str
    position: str


@transaction.atomic
def set_signing_rules(
    *,
    document: Document,
    seen_revision: int,
    sign_until: date | None,
    needs_email_code: bool,
    by: Actor,
) -> Document:
    """Set the last day to sign, and whether a code is required; links expire on the same day.

    The URLs of the links do not change. Three days before the last day, the signatories who are
    next to sign are reminded. Raises Refused for a day that is past or more than a year away, and
    when no signature is awaited any more; Conflict when somebody else saved first (optimistic
    lock).
    """
    require(can_collect_signatures(by, document))
    document = lock_awaiting_document(document)
    _require_day(sign_until)
    document = save_unless_changed(
        document,
        seen_revision=seen_revision,
        by=by,
        sign_until=sign_until,
        needs_email_code=needs_email_code,
    )
    signatories = [each for each in find_signatories(document) if each.is_awaited]
    prolong_links(
        links=map_links_by_signatory(signatories).values(),
        expires_at=calculate_link_expiry(document),
        by=by,
    )
    append_audit_entry(
        document,
        "arranged",
        by=by,
        until=sign_until.isoformat() if sign_until else "",
        code_by_mail=needs_email_code,
    )
    if sign_until is None:
        record(document, "signing_arranged_openly", by=by)
    else:
        record(document, "signing_arranged", by=by, until=sign_until.isoformat())
        day = sign_until - REMIND_BEFORE
        enqueue(
            "signing.remind_signatories",
            document.pk,
            due_at=timezone.make_aware(datetime.combine(day, REMIND_AT)),
        )
    return document


def _require_day(day: date | None) -> None:
    today = timezone.localdate()
    if day is not None and day < today:
        raise Refused(_("This day has passed. Choose today or a later day."), field="sign_until")
    if day is not None and day > today + MAX_PERIOD:
        raise Refused(_("Choose a day within a year."), field="sign_until")


@transaction.atomic
def allow_routes(
    *, signatory: Signatory, seen_revision: int, by: Actor, **routes: Unpack[AllowedRoutes]
) -> Signatory:
    """Change by which routes (screen, ink, certificate) an awaited signatory may sign.

    Raises Refused when no route is left, when the sealed file permits only the certificate, and for
    a signatory who is not awaited; Conflict when somebody else saved first (optimistic lock).
    """
    require(can_collect_signatures(by, signatory.document))
    signatory = lock_awaited_signatory(signatory)
    if not any(routes.values()):
        raise Refused(_("Leave at least one way to sign."), field="allows_screen")
    if is_closed(signatory.document) and not routes["allows_certificate"]:
        raise Refused(
            _("The document is sealed: this signatory can only sign with a certificate."),
            field="allows_certificate",
        )
    document = signatory.document
    signatory = save_unless_changed(signatory, seen_revision=seen_revision, by=by, **routes)
    append_audit_entry(
        document,
        "routes",
        by=by,
        signatory=signatory.order,
        screen=routes["allows_screen"],
        ink=routes["allows_ink"],
        certificate=routes["allows_certificate"],
    )
    record(
        document,
        "signatory_routes_changed",
        by=by,
        signatory=signatory.signing_name or signatory,
        organisation=signatory.organisation,
        routes=", ".join(list_route_names(signatory)),
    )
    return signatory


def list_route_names(signatory: Signatory) -> list[str]:
    """Return the names of the routes by which a signatory may sign."""
    ways = [
        (signatory.allows_screen, _("on screen")),
        (signatory.allows_ink, _("with ink")),
        (signatory.allows_certificate, _("with a certificate")),
    ]
    return [str(way) for is_allowed, way in ways if is_allowed]


@transaction.atomic
def delegate_signature(
    *, signatory: Signatory, by: Actor, **delegate: Unpack[Delegate]
) -> Signatory:
    """Let a delegate sign instead, by a delegation letter (surat kuasa, SK plt.).

    The frozen text is unchanged. The previous link and its code become invalid at once, and a link
    is issued to the delegate. Raises Refused without a name or letter, for a signatory who has
    signed or declined, while an ink review of the signatory is pending, and when no signature is
    awaited any more.
    """
    require(can_collect_signatures(by, signatory.document))
    signatory = lock_awaited_signatory(signatory)
    require_no_pending_ink_review(signatory)
    person = delegate.get("person")
    name = person.full_name if person else " ".join(delegate.get("name", "").split())
    letter = " ".join(delegate["letter"].split())
    if not name:
        raise Refused(_("Name who signs instead."), field="name")
    if not letter:
        raise Refused(_("Name the delegation letter: its kind, number and date."), field="letter")
    signatory.delegate, signatory.delegate_name = person, name
    signatory.delegate_position, signatory.delegation_letter = (
        delegate.get("position", "").strip(),
        letter,
    )
    signatory.state = SignatoryState.DELEGATED
    signatory.reminded_at = None
    signatory.full_clean()
    signatory.save(
        update_fields=[
            "state",
            "delegate",
            "delegate_name",
            "delegate_position",
            "delegation_letter",
            "reminded_at",
        ]
    )
    append_audit_entry(
        signatory.document,
        "delegated",
        by=by,
        signatory=signatory.order,
        name=signatory.printed_name,
        delegate=name,
        position=signatory.delegate_position,
        organisation=signatory.organisation.name,
        letter=letter,
    )
    record(
        signatory.document,
        "signatory_delegated",
        by=by,
        signatory=signatory,
        organisation=signatory.organisation,
        delegate=name,
        letter=letter,
    )
    replace_link(signatory, by=by)
    return signatory
