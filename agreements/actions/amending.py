"""Drafting an addendum to a document in force, and its changes clause by clause.

A document registered from outside can have an addendum too.
"""

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.actions.clauses import ClauseChanges, add_clause, edit_clause, number_additions
from agreements.actions.drafting import DocumentFields, begin_document
from agreements.actions.locking import lock_draft
from agreements.actions.signatories import copy_signatories
from agreements.content.addendum import ClauseInForce, count_ordinals, get_clauses_in_force
from agreements.content.agreement import cite_document
from agreements.models import (
    BINDING_STATES,
    ChangeKind,
    Clause,
    ClauseChange,
    Document,
    DocumentKind,
    DocumentState,
    Letterhead,
)
from agreements.permissions import can_draft_document, can_edit_document
from core.access import require
from core.actors import Actor
from core.indonesian_formats import format_clause_heading
from core.refusals import Refused

# States of documents that can be amended: in force, or registered from outside.
AMENDABLE_STATES = (*BINDING_STATES, DocumentState.REGISTERED)


def is_amendable(document: Document) -> bool:
    """Tell whether a document can be amended: an addendum itself cannot."""
    return document.state in AMENDABLE_STATES and document.kind != DocumentKind.ADDENDUM


@transaction.atomic
def draft_addendum(
    *, amended: Document, letterhead: Letterhead, by: Actor, **fields: Unpack[DocumentFields]
) -> Document:
    """Draft an addendum; its signatories are copied from the document that it amends.

    Raises Refused for a document that cannot be amended (see `is_amendable`); an addendum is
    changed by a further addendum to the same document.
    """
    require(can_draft_document(by))
    if not is_amendable(amended):
        raise Refused(
            _("%(document)s is “%(state)s”: only what is in force is amended.")
            % {"document": amended, "state": amended.get_state_display()},
            code="wrong_state",
        )
    fields.setdefault("subject", f"Perubahan atas {cite_document(amended)}"[:500])
    document = begin_document(
        kind=DocumentKind.ADDENDUM, letterhead=letterhead, amends=amended, by=by, **fields
    )
    copy_signatories(signatories=amended.signatories.all(), document=document, by=by)
    return document


@transaction.atomic
def change_clause(
    *,
    document: Document,
    kind: str,
    by: Actor,
    heading: str = "",
    old_text: str = "",
    title: str = "",
    text: str = "",
) -> Clause:
    """Add a clause to an addendum that replaces, adds or removes one of the amended document.

    The present text of the amended clause is quoted automatically; for a document from outside,
    heading and old text are typed. Raises Refused for an amended clause that does not exist, or
    that this addendum already changes.
    """
    require(can_edit_document(by, document))
    document = lock_draft(document)
    amended = document.amends
    if amended is None:
        raise Refused(_("Only an addendum changes clauses."), code="wrong_kind")
    if kind not in ChangeKind.values:
        raise Refused(_("Say what happens to the clause."), field="kind")
    changes = ClauseChange.objects.filter(clause__document=document)
    if kind != ChangeKind.ADDS and changes.filter(heading=heading).exists():
        raise Refused(
            _("This addendum changes clause %(heading)s already: edit that.")
            % {"heading": heading},
            field="heading",
        )
    if amended.is_outside:
        present = ClauseInForce(heading, "", "" if kind == ChangeKind.ADDS else old_text, "")
    elif kind == ChangeKind.ADDS:
        present = ClauseInForce(format_clause_heading(count_ordinals(amended) + 1), "", "", "")
    else:
        present = _get_clause_in_force(amended, heading)
    clause = add_clause(document=document, title=title, text=text, by=by)
    change = ClauseChange(
        clause=clause,
        kind=kind,
        heading=present.heading,
        old_title=present.title,
        old_text=present.text,
    )
    change.full_clean()
    change.save()
    number_additions(document)
    return clause


@transaction.atomic
def edit_change(
    *, clause: Clause, seen_revision: int, by: Actor, **changes: Unpack[ClauseChanges]
) -> Clause:
    """Edit a clause of an addendum, and quote the present text of the amended clause again.

    Raises Conflict and Refused as listed at `edit_clause`, and Refused if the amended clause is no
    longer in force.
    """
    clause = edit_clause(clause=clause, seen_revision=seen_revision, by=by, **changes)
    change = ClauseChange.objects.filter(clause=clause).first()
    amended = clause.document.amends
    if change and amended and not amended.is_outside and change.kind != ChangeKind.ADDS:
        present = _get_clause_in_force(amended, change.heading)
        change.old_title, change.old_text = present.title, present.text
        change.save(update_fields=["old_title", "old_text"])
    return clause


def _get_clause_in_force(amended: Document, heading: str) -> ClauseInForce:
    for clause in get_clauses_in_force(amended):
        if clause.heading == heading:
            return clause
    raise Refused(
        _("%(document)s has no clause %(heading)s now.")
        % {"document": amended, "heading": heading or "…"},
        field="heading",
    )
