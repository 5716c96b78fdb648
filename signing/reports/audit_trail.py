"""The audit trail of a document as lines for its page.

An entry stores facts and no sentence, so it is shown in the language of the reader. An unknown kind
of entry is shown by its name.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Route
from core.audit_trail.chain import ChainLink
from core.canonical import format_fingerprint
from signing.models import FileStage

SENTENCES: Mapping[str, str | Promise] = {
    "amended": _("Amended by %(addendum)s."),
    "arranged": _("The rules for collecting signatures were set. Last day: %(until)s."),
    "closed": _("The collection of signatures was closed. %(reason)s"),
    "declined": _("%(who)s does not sign: %(reason)s"),
    "delegated": _("Instead of %(who)s %(delegate)s signs: %(letter)s."),
    "delegation_ended": _("%(who)s signs in person after all: %(reason)s"),
    "frozen": _("The text was frozen as %(number)s."),
    "in_force": _("In force since %(since)s. %(reason)s"),
    "ink_paper": _(
        "The signed paper of %(date)s was recorded by %(proposed_by)s and confirmed by a second"
        " person."
    ),
    "ink_declined": _("%(who)s did not sign the paper: %(reason)s"),
    "ink_signed": _("The paper of %(date)s is signed by %(who)s."),
    "ink_to_follow": _("%(who)s will sign the paper later."),
    "issued": _("Final file %(file)s: %(stage)s. %(subject)s %(level)s"),
    "link_renewed": _(
        "The personal link of signatory %(signatory)s was renewed; the old link no longer works."
    ),
    "link_revoked": _("The personal link of signatory %(signatory)s was revoked."),
    "links_made": _(
        "Personal links were made for signatories %(signatories)s, valid until %(until)s."
    ),
    "reminded": _("E-mails about signing were sent to signatories %(signatories)s."),
    "reopened": _("The signature of %(who)s is awaited again: %(reason)s"),
    "routes": _("How signatory %(signatory)s may sign was changed."),
    "signed": _("%(who)s signed: %(route)s."),
    "void": _("Declared void: %(reason)s"),
    "withdrawn": _("%(who)s withdrew the signature: %(reason)s"),
}
DAYS = ("date", "since", "until")
LABELS: Mapping[str, Any] = {"route": Route, "stage": FileStage}
# Facts that are hashes; shown below the sentence for comparison.
HASHES: Mapping[str, str | Promise] = {
    "content_sha256": _("text"),
    "shown_sha256": _("pages that were shown"),
    "mark_sha256": _("signature"),
    "originals": _("original scan"),
    "wrapped": _("scan as PDF/A"),
    "sha256": _("file"),
}
COMMITTED: Mapping[str, str | Promise] = {
    "ip": _("internet address"),
    "user_agent": _("browser"),
}


@dataclass(frozen=True, slots=True)
class TrailLine:
    """An audit trail entry for the page: when, what, who, and its hashes and commitments."""

    number: int
    at: datetime
    sentence: str
    by: str
    notes: list[str]
    hashes: list[tuple[str, str]]
    committed: list[str]
    sha256: str


def list_trail_lines(links: Iterable[ChainLink]) -> list[TrailLine]:
    """Return the entries of an audit trail as lines, in their order."""
    return [_build_line(link) for link in links]


def _build_line(link: ChainLink) -> TrailLine:
    body = json.loads(link.body)
    facts: dict[str, Any] = body["facts"]
    return TrailLine(
        number=link.number,
        at=datetime.fromisoformat(body["at"]),
        sentence=describe_entry(link.kind, facts),
        by=body["by"],
        notes=_list_notes(facts),
        hashes=list(_list_hashes(facts)),
        committed=[str(COMMITTED.get(name, name)) for name in sorted(body["commitments"])],
        sha256=link.sha256,
    )


def describe_entry(kind: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence that describes an audit trail entry; a missing fact is left out."""
    shown = defaultdict(str, {name: _format_fact(name, value) for name, value in facts.items()})
    # If the signatory is an office without a name, only the organisation is shown.
    name, organisation = shown["name"], shown["organisation"]
    shown["who"] = f"{name} ({organisation})" if name and organisation else name or organisation
    return " ".join((str(SENTENCES.get(kind, kind)) % shown).split())


def _list_hashes(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, label in HASHES.items():
        found = facts.get(name) or []
        for sha256 in [found] if isinstance(found, str) else found:
            yield str(label), format_fingerprint(sha256)


def _list_notes(facts: Mapping[str, Any]) -> list[str]:
    notes = {
        "witness": _("Witness of the identity: %(it)s."),
        "consent": _("Wording of the consent: %(it)s."),
        "receipt": _("Receipt %(it)s."),
        "review_skipped": _("Frozen without comments of the parties: %(it)s"),
    }
    return [str(text) % {"it": facts[name]} for name, text in notes.items() if facts.get(name)]


def _format_fact(name: str, value: object) -> str:
    if value is None:
        return ""
    if name in LABELS and value in LABELS[name].values:
        return str(LABELS[name](value).label)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    text = str(value)
    if name in DAYS:
        return date_format(date.fromisoformat(text[:10]), "j F Y") if text else str(_("none"))
    return text
