"""Letters to those who are in turn to sign: the link the first time, a reminder after that."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Document, Signatory, get_print_group
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.emails import enqueue_email
from core.history import record
from core.refusals import Refused
from signing.actions.collecting import REMIND_BEFORE
from signing.actions.links import (
    can_use_link,
    is_link_active,
    issue_missing_links,
    map_links_by_signatory,
)
from signing.actions.notifying import get_signer_email
from signing.actions.screen import list_earlier_signatories
from signing.actions.signatories import (
    find_signatories,
    is_closed,
    lock_awaited_signatory,
    lock_awaiting_document,
)
from signing.emails.signing import build_signing_email
from signing.permissions import can_collect_signatures


@dataclass(frozen=True, slots=True)
class ReminderResult:
    """What became of a round of letters, in places to sign."""

    written: int
    without_address: int
    written_today: int


@transaction.atomic
def remind_signatories(*, document: Document, by: Actor) -> ReminderResult:
    """Write to everybody who can sign now: the link the first time, later a reminder.

    Nobody gets two letters on one day. Links are made where they are missing; a revoked one
    is left alone, and its place gets no letter. Raises Refused when the time to sign is over,
    and when nobody signs any more.
    """
    require(can_collect_signatures(by, document))
    return _send_reminders(lock_awaiting_document(document), by)


@transaction.atomic
def remind_signatory(*, signatory: Signatory, by: Actor) -> None:
    """Write to one who can sign now; see `remind_signatories`.

    Raises Refused when no address is known, when a letter went out today, before their turn,
    and when the link was revoked.
    """
    require(can_collect_signatures(by, signatory.document))
    place = lock_awaited_signatory(signatory)
    document = place.document
    if not get_signer_email(place):
        raise Refused(
            _("No e-mail address of who signs here is known. Send the link by WhatsApp."),
            code="no_address",
        )
    if was_emailed_today(place):
        raise Refused(_("A letter went out today. One a day is enough."), code="too_soon")
    if not is_closed(document) and list_earlier_signatories(
        place, list(find_signatories(document))
    ):
        raise Refused(
            _("It is not their turn yet: those before them have not all signed."), code="not_yet"
        )
    if not _send_emails(document, [place], by):
        raise Refused(_("The link was revoked. Renew it first."), code="revoked")


@transaction.atomic
def remind_before_deadline(*, document: Document) -> None:
    """Remind, unasked, those in turn in the last days of signing; safe to run again.

    Nothing is done while the last day is further away, for it was set later meanwhile, nor once
    nobody signs any more.
    """
    until, today = document.sign_until, timezone.localdate()
    if until is None or not until - REMIND_BEFORE <= today <= until:
        return
    try:
        document = lock_awaiting_document(document)
    except Refused:
        return
    _send_reminders(document, None)


def _send_reminders(document: Document, by: Actor | None) -> ReminderResult:
    in_turn = list_next_signatories(list(find_signatories(document)), closed=is_closed(document))
    fresh = [place for place in in_turn if not was_emailed_today(place)]
    reached = [place for place in fresh if get_signer_email(place)]
    written = _send_emails(document, reached, by)
    return ReminderResult(written, len(fresh) - len(reached), len(in_turn) - len(fresh))


def _send_emails(document: Document, places: Sequence[Signatory], by: Actor | None) -> int:
    """Post a letter for each place, and return how many were posted.

    Links are made where `by` somebody asked; no letter goes to a place whose link is dead.
    """
    closed = is_closed(document)
    by_link = [place for place in places if can_use_link(place, after_closing=closed)]
    if by is not None:
        issue_missing_links(document, by_link, by=by)
    links = map_links_by_signatory(by_link)
    dead = {place.pk for place in by_link if not is_link_active(links.get(place.pk))}
    written = [place for place in places if place.pk not in dead]
    for place in written:
        place.document = document
        letter = build_signing_email(place, links.get(place.pk))
        enqueue_email(to=get_signer_email(place), subject=letter.subject, text=letter.text)
    if written:
        orders = sorted(place.order for place in written)
        now = timezone.now()
        Signatory.objects.filter(pk__in=[place.pk for place in written]).update(reminded_at=now)
        append_audit_entry(document, "reminded", by=by, slots=orders)
        record(document, "signatories_reminded", by=by, count=len(written))
    return len(written)


def list_next_signatories(places: Sequence[Signatory], *, closed: bool = False) -> list[Signatory]:
    """Return which of all places of a document can be signed now.

    The same rule as `list_earlier_signatories`; after the closing only certificates count.
    """
    awaited = [place for place in places if place.is_awaited]
    groups = [get_print_group(each) for each in awaited if each.allows_screen or each.allows_ink]
    first = min(groups, default=None)
    if closed:
        return [place for place in awaited if place.allows_certificate]
    return [place for place in awaited if first is None or get_print_group(place) <= first]


def was_emailed_today(place: Signatory) -> bool:
    """Tell whether who signs here got a letter today."""
    at = place.reminded_at
    return at is not None and timezone.localdate(at) == timezone.localdate()
