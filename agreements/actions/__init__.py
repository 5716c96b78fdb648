"""What can be done with letter templates and documents, from draft to force."""

from agreements.actions.amending import (
    change_clause,
    draft_addendum,
    edit_change,
)
from agreements.actions.archiving import (
    fail_archive,
    forget_archive,
    keep_archive,
    request_archive,
    retry_archive,
)
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
from agreements.actions.certificates import file_to_certify, sign_by_certificate
from agreements.actions.clauses import (
    add_clause,
    edit_clause,
    move_clause,
    remove_clause,
    take_over_decision,
)
from agreements.actions.closing import close_signing
from agreements.actions.collecting import allow_routes, arrange_signing, delegate_place
from agreements.actions.commenting import (
    comment_by_link,
    comment_on_draft,
    read_by_link,
    resolve_comment,
    withdraw_comment,
)
from agreements.actions.drafting import (
    draft_document,
    edit_document,
    gather_pledges,
    number_document,
)
from agreements.actions.erasing import erase_overdue_values, erase_values_of
from agreements.actions.freezing import freeze_document, store_rendition
from agreements.actions.frozen_pages import keep_frozen_pages
from agreements.actions.handing_over import (
    add_item,
    draft_bast,
    edit_item,
    remove_item,
)
from agreements.actions.ink import (
    Outcome,
    keep_wrapped_scan,
    propose_ink_signatures,
    record_ink_signatures,
    return_ink_signatures,
)
from agreements.actions.issuing import (
    fail_seal,
    keep_closing_seal,
    keep_seal,
    retry_seal,
    store_issued_file,
)
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
from agreements.actions.refusing import decline_signature, reopen_place, withdraw_consent
from agreements.actions.reminding import (
    Reminded,
    remind_before_the_end,
    remind_signatories,
    remind_signatory,
)
from agreements.actions.reviewing import (
    mail_review_link,
    note_reading,
    prolong_review,
    remind_reviewers,
    start_review,
    withdraw_review,
)
from agreements.actions.scans import (
    Brought,
    keep_pages,
    place_page,
    read_scan_again,
    refuse_scan,
    take_in_scans,
)
from agreements.actions.screen import begin_round, sign_on_screen
from agreements.actions.signatories import (
    add_signatory,
    edit_signatory,
    fill_signatories,
    move_signatory,
    remove_signatory,
)
from agreements.actions.signing import bring_into_force, void_document
from agreements.actions.signing_codes import CodeAnswer, give_signing_code, send_signing_code
from agreements.actions.signing_links import (
    make_signing_links,
    renew_signing_link,
    revoke_signing_link,
)

__all__ = [
    "Brought",
    "CodeAnswer",
    "Outcome",
    "Reminded",
    "add_clause",
    "add_item",
    "add_signatory",
    "allow_routes",
    "arrange_signing",
    "ask_for_preview",
    "ask_for_sample",
    "begin_round",
    "bring_into_force",
    "change_clause",
    "close_signing",
    "comment_by_link",
    "comment_on_draft",
    "decline_signature",
    "delegate_place",
    "draft_addendum",
    "draft_bast",
    "draft_document",
    "edit_change",
    "edit_clause",
    "edit_document",
    "edit_item",
    "edit_letter",
    "edit_outside_document",
    "edit_signatory",
    "erase_overdue_values",
    "erase_values_of",
    "fail_archive",
    "fail_batch",
    "fail_batch_item",
    "fail_preview",
    "fail_print",
    "fail_seal",
    "file_to_certify",
    "fill_signatories",
    "forget_archive",
    "forget_batch",
    "forget_previews",
    "forget_print",
    "freeze_document",
    "gather_pledges",
    "give_signing_code",
    "keep_archive",
    "keep_batch",
    "keep_batch_item",
    "keep_closing_seal",
    "keep_frozen_pages",
    "keep_logo",
    "keep_outside_scan",
    "keep_pages",
    "keep_preview",
    "keep_print",
    "keep_seal",
    "keep_wrapped_scan",
    "mail_review_link",
    "make_signing_links",
    "move_clause",
    "move_signatory",
    "note_reading",
    "number_document",
    "place_page",
    "prolong_review",
    "propose_ink_signatures",
    "read_by_link",
    "read_scan_again",
    "record_ink_signatures",
    "record_print",
    "refuse_scan",
    "register_outside_document",
    "remind_before_the_end",
    "remind_reviewers",
    "remind_signatories",
    "remind_signatory",
    "remove_clause",
    "remove_item",
    "remove_logo",
    "remove_signatory",
    "renew_signing_link",
    "reopen_place",
    "request_archive",
    "request_document_print",
    "request_meeting_print",
    "request_print_batch",
    "resolve_comment",
    "retry_archive",
    "retry_print",
    "retry_print_batch",
    "retry_seal",
    "return_ink_signatures",
    "revoke_signing_link",
    "save_formula",
    "save_letter",
    "send_signing_code",
    "sign_by_certificate",
    "sign_on_screen",
    "start_review",
    "stop_print_batch",
    "store_issued_file",
    "store_rendition",
    "take_in_scans",
    "take_over_decision",
    "void_document",
    "withdraw_comment",
    "withdraw_consent",
    "withdraw_review",
]
