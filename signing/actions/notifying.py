"""Notifications to the signatories of a document, by e-mail."""

from agreements.models import Document, Signatory
from core.emails import Email, enqueue_email
from signing.actions.signatories import find_signatories
from stakeholders.emails import get_email_address
from stakeholders.models import Person


def notify_signatories(document: Document, news: Email) -> int:
    """Send a notification to all signatories; return the number of different addresses."""
    addresses = {get_signer_email(each).lower() for each in find_signatories(document)} - {""}
    for address in sorted(addresses):
        enqueue_email(to=address, subject=news.subject, text=news.text)
    return len(addresses)


def find_signer(signatory: Signatory) -> Person | None:
    """Return the registered person who signs (the delegate, where there is one), or None."""
    return signatory.delegate if signatory.delegate_name else signatory.person


def get_signer_email(signatory: Signatory) -> str:
    """Return the e-mail address of the person who signs; "" when none is known."""
    return get_email_address(find_signer(signatory))
