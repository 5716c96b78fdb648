"""What can be done with letter templates and documents, from draft to force."""

from agreements.actions.drafting import (
    add_clause,
    add_signatory,
    draft_document,
    edit_clause,
    gather_pledges,
    move_clause,
    number_document,
    remove_clause,
)
from agreements.actions.freezing import freeze_document, store_rendition
from agreements.actions.letters import register_outside_document, save_letter
from agreements.actions.printing import (
    fail_print,
    forget_print,
    keep_print,
    record_print,
    request_document_print,
    request_meeting_print,
    retry_print,
)
from agreements.actions.signing import (
    Outcome,
    bring_into_force,
    record_ink_signatures,
    void_document,
)

__all__ = [
    "Outcome",
    "add_clause",
    "add_signatory",
    "bring_into_force",
    "draft_document",
    "edit_clause",
    "fail_print",
    "forget_print",
    "freeze_document",
    "gather_pledges",
    "keep_print",
    "move_clause",
    "number_document",
    "record_ink_signatures",
    "record_print",
    "register_outside_document",
    "remove_clause",
    "request_document_print",
    "request_meeting_print",
    "retry_print",
    "save_letter",
    "store_rendition",
    "void_document",
]
