"""Reading an audit trail: its entries in their order, and whether they are as they were written."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.audit_trail.chain import ChainLink, compute_commitment, find_first_break
from core.audit_trail.recording import Referenced
from core.models import AuditEntry, AuditTrail, AuditValue

AT_ONCE = 500  # rows that are in the memory at the same time


def find_trail(subject: Referenced) -> AuditTrail | None:
    """Return the head of an object's trail; None where nothing has been recorded."""
    return AuditTrail.objects.filter(reference=subject.reference).first()


def find_entries(subject: Referenced) -> QuerySet[AuditEntry]:
    """Return the entries of an object's trail in their order."""
    return AuditEntry.objects.filter(trail__reference=subject.reference).order_by("number")


def read_links(head: AuditTrail) -> Iterator[ChainLink]:
    """Return the entries of a trail in their order, without holding them all."""
    rows = AuditEntry.objects.filter(trail=head).order_by("number")
    columns = rows.values_list("number", "kind", "body", "sha256")
    return (ChainLink(*row) for row in columns.iterator(chunk_size=AT_ONCE))


def describe_break(head: AuditTrail, links: Iterable[ChainLink]) -> str:
    """Say which entry of a trail is the first that is broken, and how; empty when none is."""
    broken = find_first_break(
        links, reference=head.reference, length=head.length, head_sha256=head.head_sha256
    )
    if broken is None:
        return ""
    sentence = {
        "altered": _("Entry %(number)s is not as it was written."),
        "missing": _("Entry %(number)s is missing."),
        "moved": _("Entry %(number)s belongs to another place or document."),
        "cut off": _("Entry %(number)s and what follows is cut off."),
    }[broken.problem]
    return sentence % {"number": broken.number}


def list_value_problems(subject: Referenced) -> Iterator[str]:
    """Hold each personal value against its commitment; an erased one leaves the commitment."""
    values = AuditValue.objects.filter(entry__trail__reference=subject.reference, erased_at=None)
    for value in values.select_related("entry").order_by("pk").iterator(chunk_size=AT_ONCE):
        if (
            f'"{value.name}":"{compute_commitment(value.salt, value.value)}"'
            not in value.entry.body
        ):
            yield _("A value of entry %(number)s is not the one that was committed to.") % {
                "number": value.entry.number
            }
