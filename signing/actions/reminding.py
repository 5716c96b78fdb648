"""E-mails to those who are next to sign: first their link, later a reminder."""

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
    """The result of sending reminders, counted in signatories."""

    sent: int
    without_address: int
    sent_today: int


@transaction.atomic
def remind_signatories(*, document: Document, by: Actor) -> ReminderResult:
    """Send an e-mail to each signatory who is next to sign: first the link, later a reminder.

    Nobody gets two e-mails on one day. Missing links are created; a revoked link stays revoked, and
    its signatory gets no e-mail. Raises Refused after the last day to sign, and when no signature
    is awaited any more.
    """
    require(can_collect_signatures(by, document))
    return _send_reminders(lock_awaiting_document(document), by)


@transaction.atomic
def remind_signatory(*, signatory: Signatory, by: Actor) -> None:
    """Send an e-mail to one signatory who can sign now; see `remind_signatories`.

    Raises Refused when no address is known, when an e-mail was sent today, when the signatory is
    not next to sign, and when the link was revoked.
    """
    require(can_collect_signatures(by, signatory.document))
    signatory = lock_awaited_signatory(signatory)
    document = signatory.document
    if not get_signer_email(signatory):
        raise Refused(
            _("No e-mail address of this signatory is known. Send the link by WhatsApp."),
            code="no_address",
        )
    if was_emailed_today(signatory):
        raise Refused(_("An e-mail was sent today. One a day is enough."), code="too_soon")
    if not is_closed(document) and list_earlier_signatories(
        signatory, list(find_signatories(document))
    ):
        raise Refused(
            _("It is not their turn yet: not everybody before them has signed."), code="not_yet"
        )
    if not _send_emails(document, [signatory], by):
        raise Refused(_("The link was revoked. Renew it first."), code="revoked")


@transaction.atomic
def remind_before_deadline(*, document: Document) -> None:
    """Remind those who are next to sign in the last days before the deadline; idempotent.

    Does nothing if the last day is further away, since the staff may have postponed it, or if no
    signature is awaited any more.
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
    next_to_sign = list_next_signatories(
        list(find_signatories(document)), closed=is_closed(document)
    )
    fresh = [each for each in next_to_sign if not was_emailed_today(each)]
    reached = [each for each in fresh if get_signer_email(each)]
    sent = _send_emails(document, reached, by)
    return ReminderResult(sent, len(fresh) - len(reached), len(next_to_sign) - len(fresh))


def _send_emails(document: Document, signatories: Sequence[Signatory], by: Actor | None) -> int:
    """Send an e-mail to each signatory, and return how many were sent.

    Missing links are created on request of a user (`by`), not by the automatic reminder. A
    signatory whose link is revoked or expired gets no e-mail.
    """
    closed = is_closed(document)
    by_link = [each for each in signatories if can_use_link(each, after_closing=closed)]
    if by is not None:
        issue_missing_links(document, by_link, by=by)
    links = map_links_by_signatory(by_link)
    dead = {each.pk for each in by_link if not is_link_active(links.get(each.pk))}
    sent = [each for each in signatories if each.pk not in dead]
    for signatory in sent:
        signatory.document = document
        email = build_signing_email(signatory, links.get(signatory.pk))
        enqueue_email(to=get_signer_email(signatory), subject=email.subject, text=email.text)
    if sent:
        orders = sorted(each.order for each in sent)
        now = timezone.now()
        Signatory.objects.filter(pk__in=[each.pk for each in sent]).update(reminded_at=now)
        append_audit_entry(document, "reminded", by=by, signatories=orders)
        record(document, "signatories_reminded", by=by, count=len(sent))
    return len(sent)


def list_next_signatories(
    signatories: Sequence[Signatory], *, closed: bool = False
) -> list[Signatory]:
    """Return the signatories of a document who are next to sign.

    The order is that of `list_earlier_signatories`. After the closing, all awaited signatories who
    may use a certificate are next.
    """
    awaited = [each for each in signatories if each.is_awaited]
    groups = [get_print_group(each) for each in awaited if each.allows_screen or each.allows_ink]
    first = min(groups, default=None)
    if closed:
        return [each for each in awaited if each.allows_certificate]
    return [each for each in awaited if first is None or get_print_group(each) <= first]


def was_emailed_today(signatory: Signatory) -> bool:
    """Tell whether the signatory was sent an e-mail today."""
    at = signatory.reminded_at
    return at is not None and timezone.localdate(at) == timezone.localdate()
