"""The session of a tablet round: the tablet opens only the signatories of one document.

The operator who starts it is signed out on the tablet, and is the witness of who signs.
`portal.middleware` restricts the tablet to these pages until somebody with the permission signs in.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from agreements.models import Document
from signing.permissions import can_witness_signing
from stakeholders.models import User

SESSION = "tablet"
# Longer than any meeting; afterwards the session of a forgotten tablet has expired.
ROUND_LIFETIME = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class TabletRound:
    """The session data of a round: the document, the operator, and its expiry (epoch seconds)."""

    document: str
    operator: int
    until: float


def start_round(request: HttpRequest, document: Document, operator: User) -> None:
    """Sign the operator out, and start a session for the signatories of one document."""
    until = (timezone.now() + ROUND_LIFETIME).timestamp()
    _store_round(request, TabletRound(document.reference, operator.pk, until))


def find_round(request: HttpRequest) -> TabletRound | None:
    """Return the round of this session; None before it starts and after it has expired."""
    kept = request.session.get(SESSION)
    if kept is None or kept["until"] < timezone.now().timestamp():
        return None
    return TabletRound(**kept)


def find_operator(begun: TabletRound) -> User | None:
    """Return the operator of a round; None if the account was deactivated meanwhile."""
    users = User.objects.filter(pk=begun.operator, is_active=True)
    return users.select_related("person").first()


def end_round(request: HttpRequest, begun: TabletRound) -> bool:
    """End the round if the user who just signed in may witness; otherwise sign them out again.

    Returns whether it ended.
    """
    document = Document.objects.filter(reference=begun.document).first()
    if document is None or can_witness_signing(request.user, document):
        del request.session[SESSION]
        return True
    _store_round(request, begun)
    return False


def _store_round(request: HttpRequest, begun: TabletRound) -> None:
    logout(request)
    request.session[SESSION] = {
        "document": begun.document,
        "operator": begun.operator,
        "until": begun.until,
    }
