"""What a signatory reads on the screen before signing: own contributions, and all pages.

All text comes from the frozen content and its print, never from the registers, which may have
changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.frozen_pages import find_print_for_screen
from agreements.models import (
    Document,
    DocumentState,
    DocumentVersion,
    FrozenPage,
    Rendition,
    Signatory,
)
from pledges.models import Pledge
from signing.actions.locking import COLLECTING_STATES
from signing.actions.screen import find_signing_obstacle, list_earlier_signatories
from signing.actions.signatories import find_signatories, is_closed
from stakeholders.models import Organisation


@dataclass(frozen=True, slots=True)
class ScreenReading:
    """A signatory and the document to be signed, as the signing page shows them."""

    signatory: Signatory
    version: DocumentVersion
    content: Mapping[str, Any]
    block: Mapping[str, Any]  # the signature block in the frozen content
    mine: list[Mapping[str, Any]]  # rows of the contribution matrix
    pages: list[FrozenPage]
    shown: Rendition | None
    obstacle: str  # why it cannot be signed on a screen now
    earlier: list[Signatory]  # earlier signatories who are still awaited
    total: int
    open: int  # number of signatories still awaited

    @property
    def shown_sha256(self) -> str:
        """The hash of the print whose page pictures are shown; "" while there are none."""
        return self.shown.sha256 if self.shown is not None and self.pages else ""


def read_for_signing(signatory: Signatory) -> ScreenReading:
    """Return the data of the signing page of a signatory; takes about six queries."""
    document = signatory.document
    version = document.versions.latest("number")
    content = version.content
    block = next(each for each in content["signatories"] if each["order"] == signatory.order)
    signatories = list(find_signatories(document))
    return ScreenReading(
        signatory=signatory,
        version=version,
        content=content,
        block=block,
        mine=_list_contributions(signatory.organisation, content),
        pages=list(version.pages.all()),
        shown=find_print_for_screen(version),
        obstacle=_describe_obstacle(document, signatory, signatories),
        earlier=list_earlier_signatories(signatory, signatories) if signatory.is_awaited else [],
        total=len(signatories),
        open=sum(each.is_awaited for each in signatories),
    )


def _list_contributions(
    organisation: Organisation, content: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Return the rows of the frozen contribution matrix that the organisation leads or joins."""
    rows = content.get("contributions", ())
    known = Pledge.objects.filter(reference__in=[row["reference"] for row in rows])
    theirs = Q(lead=organisation) | Q(partners=organisation)
    mine = set(known.filter(theirs).values_list("reference", flat=True))
    return [row for row in rows if row["reference"] in mine]


def _describe_obstacle(
    document: Document, signatory: Signatory, signatories: Sequence[Signatory]
) -> str:
    if document.state == DocumentState.VOID:
        return _("This document was declared void: %(reason)s") % {"reason": document.reason}
    if document.state not in COLLECTING_STATES:
        return _("%(document)s is “%(state)s” and cannot be signed now.") % {
            "document": document,
            "state": document.get_state_display(),
        }
    if is_closed(document):
        return _("The collection of signatures of %(document)s is closed.") % {"document": document}
    refusal = find_signing_obstacle(signatory, signatories)
    return str(refusal) if refusal is not None else ""
