"""Collecting signatures: until when, by which means, and who signs instead of whom."""

from datetime import date, datetime, time, timedelta
from typing import Any

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

# Those who have not signed are reminded once by itself, this long before the last day.
REMIND_BEFORE = timedelta(days=3)
REMIND_AT = time(8)
LONGEST = timedelta(days=366)


@transaction.atomic
def set_signing_rules(
    *, document: Document, seen: int, sign_until: date | None, needs_email_code: bool, by: Actor
) -> Document:
    """Set the last day of signing, and whether a code is asked for; links live as long.

    Links keep their addresses. Three days before the last day those who are in turn are reminded.
    Raises Refused for a day that is over or more than a year away, Conflict when someone saved
    first, and Refused when nobody signs any more.
    """
    require(can_collect_signatures(by, document))
    document = lock_awaiting_document(document)
    _require_day(sign_until)
    document = save_unless_changed(
        document, seen=seen, by=by, sign_until=sign_until, needs_email_code=needs_email_code
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
        raise Refused(_("This day is over. Choose today or a later one."), field="sign_until")
    if day is not None and day > today + LONGEST:
        raise Refused(_("Choose a day within a year."), field="sign_until")


@transaction.atomic
def allow_routes(
    *,
    signatory: Signatory,
    seen: int,
    allows_screen: bool,
    allows_ink: bool,
    allows_certificate: bool,
    by: Actor,
) -> Signatory:
    """Change by which means an awaited place may be signed.

    Raises Refused when no way is left, when the sealed file leaves only the certificate, and for
    a place that is not awaited; Conflict when someone saved first.
    """
    require(can_collect_signatures(by, signatory.document))
    signatory = lock_awaited_signatory(signatory)
    changes: dict[str, Any] = {
        "allows_screen": allows_screen,
        "allows_ink": allows_ink,
        "allows_certificate": allows_certificate,
    }
    if not any(changes.values()):
        raise Refused(_("Leave at least one way to sign."), field="allows_screen")
    if is_closed(signatory.document) and not allows_certificate:
        raise Refused(
            _("The document is sealed: this place is signed with a certificate, or not at all."),
            field="allows_certificate",
        )
    document = signatory.document
    signatory = save_unless_changed(signatory, seen=seen, by=by, **changes)
    append_audit_entry(
        document,
        "routes",
        by=by,
        signatory=signatory.order,
        screen=allows_screen,
        ink=allows_ink,
        certificate=allows_certificate,
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
    """Return in words by which means a place may be signed."""
    ways = [
        (signatory.allows_screen, _("on screen")),
        (signatory.allows_ink, _("with ink")),
        (signatory.allows_certificate, _("with a certificate")),
    ]
    return [str(way) for is_allowed, way in ways if is_allowed]


@transaction.atomic
def delegate_signature(
    *,
    signatory: Signatory,
    letter: str,
    by: Actor,
    person: Person | None = None,
    name: str = "",
    position: str = "",
) -> Signatory:
    """Let somebody else sign a place, by a letter (surat kuasa, SK plt.); frozen text stays.

    `person` is who the registers know, `name` of whom they do not. The link of before dies at
    once, with a code that was sent to it, and the delegate gets one of their own.
    Raises Refused without a name or a letter, for a place that is signed or declined, while a paper
    of it waits for its second person, and when nobody signs any more.
    """
    require(can_collect_signatures(by, signatory.document))
    signatory = lock_awaited_signatory(signatory)
    require_no_pending_ink_review(signatory)
    name = person.full_name if person else " ".join(name.split())
    letter = " ".join(letter.split())
    if not name:
        raise Refused(_("Name who signs instead."), field="name")
    if not letter:
        raise Refused(_("Name the letter: its kind, number and date."), field="letter")
    signatory.delegate, signatory.delegate_name = person, name
    signatory.delegate_position, signatory.delegation_letter = position.strip(), letter
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
