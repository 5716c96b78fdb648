"""Who gets a letter about a document: those who sign it, where their address is known."""

from agreements.models import Document, Signatory
from core.emails import Email, enqueue_email
from signing.actions.signatories import find_signatories
from stakeholders.emails import get_email_address
from stakeholders.models import Person


def notify_signatories(document: Document, news: Email) -> int:
    """Post a letter to everybody who signs, once to each address; return to how many."""
    addresses = {get_signer_email(each).lower() for each in find_signatories(document)} - {""}
    for address in sorted(addresses):
        enqueue_email(to=address, subject=news.subject, text=news.text)
    return len(addresses)


def find_signer(signatory: Signatory) -> Person | None:
    """Return who signs here, if the registers know them; the delegate, where there is one."""
    return signatory.delegate if signatory.delegate_name else signatory.person


def get_signer_email(signatory: Signatory) -> str:
    """Return the e-mail address of who signs here; empty when none is known."""
    return get_email_address(find_signer(signatory))
