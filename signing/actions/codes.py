"""The one-time code sent by e-mail before signing by link: sending and checking it."""

import secrets
from datetime import timedelta
from enum import Enum

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from agreements.models import Route, Signatory
from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record
from core.refusals import Refused
from signing.actions.notifying import get_signer_email
from signing.actions.signatories import lock_awaited_signatory
from signing.emails.screen import build_code_email
from signing.models import SigningCode
from signing.permissions import can_sign_as

CODE_LIFETIME = timedelta(minutes=15)
# How long a confirmed code permits signing: long enough to read the text again and redraw.
CONFIRMATION_LIFETIME = timedelta(hours=1)
MAX_ATTEMPTS = 5
# A code sent sooner could arrive before the previous one, which is invalid by then.
RESEND_INTERVAL = timedelta(minutes=1)
DIGITS = 6


class CodeResult(Enum):
    """The result of checking a one-time code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"  # expired, or never sent
    USED_UP = "used_up"  # too many wrong attempts


@transaction.atomic
def send_signing_code(*, signatory: Signatory, by: Actor) -> SigningCode:
    """Send a six-digit code to the signatory's address; codes sent before become invalid.

    Raises Refused if the address is unknown, if a code was sent less than a minute ago, and if the
    signatory cannot sign any more.
    """
    require(can_sign_as(by, signatory, Route.LINK))
    signatory = lock_awaited_signatory(signatory)
    address = get_signer_email(signatory)
    if not address:
        raise Refused(
            _("We do not know your e-mail address. Please ask the secretariat."), code="no_mail"
        )
    now = timezone.now()
    earlier = SigningCode.objects.filter(signatory=signatory).first()
    if earlier is not None and earlier.sent_at > now - RESEND_INTERVAL:
        raise Refused(
            _("The code was sent. Wait a minute before you ask for another one."), code="too_soon"
        )
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    kept, _is_new = SigningCode.objects.update_or_create(
        signatory=signatory,
        defaults={
            "code_hash": _hash(signatory, code),
            "sent_at": now,
            "attempts": 0,
            "confirmed_at": None,
        },
    )
    email = build_code_email(signatory.document, code)
    enqueue_email(to=address, subject=email.subject, text=email.text)
    record(signatory.document, "signing_code_sent", by=by, organisation=signatory.organisation)
    return kept


@transaction.atomic
def check_signing_code(*, signatory: Signatory, code: str, by: Actor) -> CodeResult:
    """Check a code. Each wrong attempt is counted, so the result is returned and not raised."""
    require(can_sign_as(by, signatory, Route.LINK))
    kept = SigningCode.objects.select_for_update().filter(signatory=signatory).first()
    now = timezone.now()
    if kept is None or kept.sent_at <= now - CODE_LIFETIME:
        return CodeResult.EXPIRED
    if kept.attempts >= MAX_ATTEMPTS:
        return CodeResult.USED_UP
    figures = "".join(code.split())
    if not constant_time_compare(kept.code_hash, _hash(signatory, figures)):
        kept.attempts += 1
        kept.save(update_fields=["attempts"])
        return CodeResult.USED_UP if kept.attempts >= MAX_ATTEMPTS else CodeResult.WRONG
    kept.confirmed_at = now
    kept.save(update_fields=["confirmed_at"])
    return CodeResult.RIGHT


def has_valid_code(signatory: Signatory) -> bool:
    """Tell whether the signatory has a code that is neither expired nor used up."""
    sent = SigningCode.objects.filter(
        signatory=signatory, sent_at__gt=timezone.now() - CODE_LIFETIME, attempts__lt=MAX_ATTEMPTS
    )
    return bool(sent.exists())


def require_code(signatory: Signatory, route: str) -> bool:
    """Require a confirmed code for a signature by link; return whether one was needed.

    Raises Refused if no code was confirmed within the last hour. Other routes need none: an account
    has signed in, and on a tablet the operator witnesses who signs.
    """
    if route != Route.LINK or not signatory.document.needs_email_code:
        return False
    given = SigningCode.objects.filter(
        signatory=signatory, confirmed_at__gt=timezone.now() - CONFIRMATION_LIFETIME
    )
    if not given.exists():
        raise Refused(_("First enter the code that we send you by e-mail."), code="code")
    return True


def _hash(signatory: Signatory, code: str) -> str:
    key = f"{signatory.pk}:{code}"
    return salted_hmac("signing.code", key, algorithm="sha256").hexdigest()
