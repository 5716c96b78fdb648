"""What can be done with letter templates and documents, from draft to force."""

from agreements.actions.batches import (
    fail_batch,
    fail_batch_item,
    forget_batch,
    keep_batch,
    keep_batch_item,
    request_print_batch,
    retry_print_batch,
    stop_print_batch,
)
from agreements.actions.clauses import (
    add_clause,
    edit_clause,
    move_clause,
    remove_clause,
    take_over_decision,
)
from agreements.actions.closing import close_signing
from agreements.actions.drafting import (
    draft_document,
    edit_document,
    gather_pledges,
    number_document,
)
from agreements.actions.freezing import freeze_document, store_rendition
from agreements.actions.letters import (
    edit_letter,
    keep_logo,
    remove_logo,
    save_formula,
    save_letter,
)
from agreements.actions.outside import (
    edit_outside_document,
    keep_outside_scan,
    register_outside_document,
)
from agreements.actions.previewing import (
    Picture,
    ask_for_preview,
    ask_for_sample,
    fail_preview,
    forget_previews,
    keep_preview,
)
from agreements.actions.printing import (
    fail_print,
    forget_print,
    keep_print,
    record_print,
    request_document_print,
    request_meeting_print,
    retry_print,
)
from agreements.actions.scans import drop_scan, hold_scan
from agreements.actions.screen import sign_on_screen
from agreements.actions.signatories import (
    add_signatory,
    edit_signatory,
    fill_signatories,
    move_signatory,
    remove_signatory,
)
from agreements.actions.signing import (
    Outcome,
    bring_into_force,
    record_ink_signatures,
    void_document,
)

__all__ = [
    "Outcome",
    "Picture",
    "add_clause",
    "add_signatory",
    "ask_for_preview",
    "ask_for_sample",
    "bring_into_force",
    "close_signing",
    "draft_document",
    "drop_scan",
    "edit_clause",
    "edit_document",
    "edit_letter",
    "edit_outside_document",
    "edit_signatory",
    "fail_batch",
    "fail_batch_item",
    "fail_preview",
    "fail_print",
    "fill_signatories",
    "forget_batch",
    "forget_previews",
    "forget_print",
    "freeze_document",
    "gather_pledges",
    "hold_scan",
    "keep_batch",
    "keep_batch_item",
    "keep_logo",
    "keep_outside_scan",
    "keep_preview",
    "keep_print",
    "move_clause",
    "move_signatory",
    "number_document",
    "record_ink_signatures",
    "record_print",
    "register_outside_document",
    "remove_clause",
    "remove_logo",
    "remove_signatory",
    "request_document_print",
    "request_meeting_print",
    "request_print_batch",
    "retry_print",
    "retry_print_batch",
    "save_formula",
    "save_letter",
    "sign_on_screen",
    "stop_print_batch",
    "store_rendition",
    "take_over_decision",
    "void_document",
]
