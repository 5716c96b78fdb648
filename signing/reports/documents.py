"""A document as its pages show it: state, signatories, prints and the text.

The text is rendered from the frozen content by the templates of the print.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.content import wording
from agreements.content.reading import Ink, build_reading_context
from agreements.logos import get_emblem_url
from agreements.models import (
    AWAITED_STATES,
    BINDING_STATES,
    Capacity,
    Document,
    DocumentState,
    DocumentVersion,
    Rendition,
    Signatory,
    SignatoryState,
)
from agreements.preflight import Finding
from agreements.reports.drafts import describe_state_of_draft
from core.canonical import format_fingerprint
from core.indonesian_formats import format_date
from files.qr import build_qr_svg
from signing.actions.locking import COLLECTING_STATES
from signing.actions.reminding import list_next_signatories

# The most names that a sentence lists; if there are more, it says their number instead.
MAX_NAMES = 3


@dataclass(frozen=True, slots=True)
class SignatoryRow:
    """A signatory on a document's page: name and capacity as frozen, with the present state."""

    number: int
    capacity: str
    capacity_label: Any
    name: str
    position: str
    organisation: str
    state: str
    state_label: Any
    signed_date: date | None
    reason: str
    is_example: bool
    is_inferred: bool
    pk: int
    organisation_id: int
    signer_id: int | None  # the registered person who signs, if any
    allows_screen: bool
    allows_certificate: bool
    is_next_to_sign: bool
    route_label: Any  # name of the route; "" before signing
    delegate: str  # name of the delegate; `letter` is the delegation letter
    letter: str
    withdrawal_reason: str  # reason of a withdrawn signature

    @property
    def is_party(self) -> bool:
        """Whether it signs as a party, and not as a witness or to acknowledge."""
        return self.capacity == Capacity.PARTY

    @property
    def is_signed(self) -> bool:
        """Whether the signature is recorded."""
        return self.state == SignatoryState.SIGNED

    @property
    def is_awaited(self) -> bool:
        """Whether the signatory can still sign."""
        return self.state in AWAITED_STATES


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """A document's content, signatories and prints as its pages show them."""

    content: Mapping[str, Any] | None
    version: DocumentVersion | None
    signatories: list[SignatoryRow]
    renditions: list[Rendition]

    @property
    def signed(self) -> list[SignatoryRow]:
        """The signatories who have signed."""
        return [each for each in self.signatories if each.is_signed]

    @property
    def unsigned(self) -> list[SignatoryRow]:
        """The signatories who have not signed, including those who declined."""
        return [each for each in self.signatories if not each.is_signed]

    @property
    def next_to_sign(self) -> list[SignatoryRow]:
        """The signatories who can sign now."""
        return [each for each in self.signatories if each.is_next_to_sign]

    @property
    def fingerprint(self) -> str:
        """The hash of the frozen content, as it is printed; "" for a draft."""
        return format_fingerprint(self.version.content_sha256) if self.version else ""


def read_document(document: Document) -> DocumentReading:
    """Return a document's content and signatories; three queries once it is frozen.

    A draft has no frozen content, and a document from outside never has any.
    """
    version = document.versions.last() if document.is_frozen else None
    if version is None:
        return DocumentReading(
            content=None, version=None, signatories=_list_draft_signatories(document), renditions=[]
        )
    return DocumentReading(
        content=version.content,
        version=version,
        signatories=_list_signatories(document, version.content),
        renditions=list(version.renditions.all()),
    )


def _list_draft_signatories(document: Document) -> list[SignatoryRow]:
    return [
        _build_row(
            {
                "capacity": block.capacity,
                "name": block.printed_name,
                "position": block.position,
                "organisation": block.organisation.name,
            },
            block,
        )
        for block in document.signatories.select_related("signature")
    ]


def _list_signatories(document: Document, content: Mapping[str, Any]) -> list[SignatoryRow]:
    rows = {row.order: row for row in document.signatories.select_related("signature")}
    if document.state not in COLLECTING_STATES:
        return [_build_row(block, rows[block["order"]]) for block in content["signatories"]]
    next_to_sign = {row.order for row in list_next_signatories(list(rows.values()))}
    return [
        _build_row(block, rows[block["order"]], is_next_to_sign=block["order"] in next_to_sign)
        for block in content["signatories"]
    ]


def _build_row(
    block: Mapping[str, Any], row: Signatory, *, is_next_to_sign: bool | None = None
) -> SignatoryRow:
    """Build a signatory's row; `is_next_to_sign` is None when no signatures are collected."""
    state_label = row.get_state_display()
    if row.state == SignatoryState.PENDING and is_next_to_sign is not None:
        state_label = _("awaited now") if is_next_to_sign else _("awaited later")
    return SignatoryRow(
        number=row.order,
        capacity=block["capacity"],
        capacity_label=Capacity(block["capacity"]).label,
        name=block["name"] or get_signed_name(row),
        position=block["position"],
        organisation=block["organisation"],
        state=row.state,
        state_label=state_label,
        signed_date=row.signed_date,
        reason=row.reason,
        is_example=row.is_example,
        is_inferred=row.is_inferred,
        pk=row.pk,
        organisation_id=row.organisation_id,
        signer_id=row.delegate_id if row.delegate_name else row.person_id,
        allows_screen=row.allows_screen,
        allows_certificate=row.allows_certificate,
        is_next_to_sign=bool(is_next_to_sign),
        route_label=row.get_route_display() if row.route else "",
        delegate=row.delegate_name,
        letter=row.delegation_letter,
        withdrawal_reason=row.withdrawal_reason,
    )


def get_signed_name(row: Signatory) -> str:
    """Return the name under a signature on a screen; "" for a delegate or another route."""
    signature = getattr(row, "signature", None)
    return signature.name if signature is not None and not row.delegate_name else ""


def describe_state(
    document: Document, reading: DocumentReading, findings: Sequence[Finding] = ()
) -> str:
    """Return a sentence that says in which state a document is and what happens next."""
    if document.is_outside:
        return _("Made outside this portal; only its known facts are registered here.")
    if document.state == DocumentState.VOID:
        return _("Void, and no longer to be used: %(reason)s") % {"reason": document.reason}
    if document.is_open:
        return describe_state_of_draft(findings)
    if document.state in BINDING_STATES:
        return _describe_in_force(document, reading)
    return _describe_awaited(reading)


def _describe_in_force(document: Document, reading: DocumentReading) -> str:
    total, still = len(reading.signatories), len(reading.unsigned)
    if not still:
        return _("Signed by all %(total)s, and in force since %(day)s.") % {
            "total": total,
            "day": date_format(document.in_force_date or document.date, "j F Y"),
        }
    sentence = ngettext(
        "In force; %(still)s of %(total)s signatures is missing.",
        "In force; %(still)s of %(total)s signatures are missing.",
        still,
    ) % {"still": still, "total": total}
    return f"{sentence} {document.reason}".strip()


def _describe_awaited(reading: DocumentReading) -> str:
    total, still = len(reading.signatories), len(reading.unsigned)
    sentence = ngettext(
        "%(still)s of %(total)s has not signed yet.",
        "%(still)s of %(total)s have not signed yet.",
        still,
    ) % {"still": still, "total": total}
    awaited = [each.organisation for each in reading.next_to_sign]
    if not 0 < len(awaited) <= MAX_NAMES:
        return sentence
    return f"{sentence} {_('Awaited: %(names)s.') % {'names': ', '.join(awaited)}}"


def render_reading_copy(reading: DocumentReading, *, level: int = 3) -> SafeString:
    """Render the document's text as HTML, with the outcome in each signature block.

    `level` is the heading level of its title within the page.
    """
    content = reading.content
    if content is None:
        return SafeString()
    verification = content["verification"]
    site = verification["url"].rstrip("/").rpartition("/")[0] if verification else ""
    context = build_reading_context(
        content,
        emblem_url=get_emblem_url(content["letterhead"]["emblem"]),
        level=level,
        layout=content["page_setup"]["signature_layout"],
        ink=_map_ink_by_order(reading) if reading.version else None,
    )
    context |= {
        "is_draft": reading.version is None,
        "qr": build_qr_svg(verification["url"]) if verification else "",
        "verification_site": f"{site}/".partition("://")[2],
        "fingerprint": reading.fingerprint,
    }
    return render_to_string("signing/_reading_copy.html", context)


def _map_ink_by_order(reading: DocumentReading) -> dict[int, Ink]:
    # Until a first outcome is recorded, the signature blocks are shown empty, as on paper.
    if all(each.state == SignatoryState.PENDING for each in reading.signatories):
        return {}
    return {
        each.number: Ink(
            state=each.state,
            text=_describe_ink(each),
            reason=each.reason,
            name=each.name,
        )
        for each in reading.signatories
    }


def _describe_ink(signatory: SignatoryRow) -> str:
    text = wording.INK[signatory.state]
    return f"{text} {format_date(signatory.signed_date)}" if signatory.signed_date else text
