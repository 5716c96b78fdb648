"""A round: one tablet goes from hand to hand, and its session opens one document's places.

Whoever begins it is signed out on the tablet, and attests who signs. `portal.middleware` keeps the
tablet at these pages until somebody who may lead the round signs in.
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
# A long meeting; afterwards the tablet that lies about opens nothing.
LASTS = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class TabletRound:
    """What a session keeps of a round: which document, who attests, and until when (epoch, s)."""

    document: str
    operator: int
    until: float


def start_round(request: HttpRequest, document: Document, operator: User) -> None:
    """Sign the operator out, and leave a session that opens the places of one document."""
    until = (timezone.now() + LASTS).timestamp()
    _store_round(request, TabletRound(document.reference, operator.pk, until))


def find_round(request: HttpRequest) -> TabletRound | None:
    """Return the round that this browser is kept at; None before it began and once it is over."""
    kept = request.session.get(SESSION)
    if kept is None or kept["until"] < timezone.now().timestamp():
        return None
    return TabletRound(**kept)


def find_operator(begun: TabletRound) -> User | None:
    """Return who hands the tablet round; None once that account is closed."""
    users = User.objects.filter(pk=begun.operator, is_active=True)
    return users.select_related("person").first()


def end_round(request: HttpRequest, begun: TabletRound) -> bool:
    """End the round if whoever just signed in may lead it; sign anybody else out again.

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
