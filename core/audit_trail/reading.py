"""Reading and verifying an audit trail."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.audit_trail.chain import ChainLink, compute_commitment, find_first_break
from core.audit_trail.recording import Referenced
from core.models import AuditEntry, AuditTrail, AuditValue

CHUNK = 500  # rows in memory at the same time


def find_trail(subject: Referenced) -> AuditTrail | None:
    """Return the head of an object's trail; None when nothing was recorded."""
    return AuditTrail.objects.filter(reference=subject.reference).first()


def find_entries(subject: Referenced) -> QuerySet[AuditEntry]:
    """Return the entries of an object's trail in order."""
    return AuditEntry.objects.filter(trail__reference=subject.reference).order_by("number")


def read_links(head: AuditTrail) -> Iterator[ChainLink]:
    """Return an iterator over the entries of a trail in order, read in chunks."""
    rows = AuditEntry.objects.filter(trail=head).order_by("number")
    columns = rows.values_list("number", "kind", "body", "sha256")
    return (ChainLink(*row) for row in columns.iterator(chunk_size=CHUNK))


def describe_break(head: AuditTrail, links: Iterable[ChainLink]) -> str:
    """Return a sentence about the first break of a trail; empty when the trail is intact."""
    broken = find_first_break(
        links, reference=head.reference, length=head.length, head_sha256=head.head_sha256
    )
    if broken is None:
        return ""
    sentence = {
        "altered": _("Entry %(number)s was changed after it was written."),
        "missing": _("Entry %(number)s is missing."),
        "moved": _("Entry %(number)s is out of order or belongs to another document."),
        "cut off": _("Entry %(number)s and all later entries are missing."),
    }[broken.problem]
    return sentence % {"number": broken.number}


def list_value_problems(subject: Referenced) -> Iterator[str]:
    """Yield a sentence for each personal value that differs from its commitment."""
    values = AuditValue.objects.filter(entry__trail__reference=subject.reference, erased_at=None)
    for value in values.select_related("entry").order_by("pk").iterator(chunk_size=CHUNK):
        if (
            f'"{value.name}":"{compute_commitment(value.salt, value.value)}"'
            not in value.entry.body
        ):
            yield _("A personal value of entry %(number)s does not match its hash.") % {
                "number": value.entry.number
            }
