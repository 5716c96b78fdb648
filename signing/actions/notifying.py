"""Who gets a letter about a document: those who sign it, where their address is known."""

from agreements.models import Document, Signatory
from core.emails import Email, post_mail
from signing.actions.signatories import places_of
from stakeholders.emails import get_email_address
from stakeholders.models import Person


def tell_parties(document: Document, news: Email) -> int:
    """Post a letter to everybody who signs, once to each address; return to how many."""
    addresses = {address_of(place).lower() for place in places_of(document)} - {""}
    for address in sorted(addresses):
        post_mail(to=address, subject=news.subject, text=news.text)
    return len(addresses)


def signer_of(place: Signatory) -> Person | None:
    """Return who signs here, if the registers know them; the delegate, where there is one."""
    return place.delegate if place.delegate_name else place.person


def address_of(place: Signatory) -> str:
    """Return the e-mail address of who signs here; empty when none is known."""
    return get_email_address(signer_of(place))
