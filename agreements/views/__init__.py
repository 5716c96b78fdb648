"""Pages of documents, and of their verification."""

from agreements.views.archives import archive_file, archive_job, archive_list
from agreements.views.batches import (
    print_batch,
    print_batch_dialog,
    print_batch_file,
    print_batch_stop,
)
from agreements.views.certificates import place_certificate, place_final
from agreements.views.clauses import (
    clause_edit,
    clause_move,
    clause_remove,
    clause_take,
    document_clauses,
)
from agreements.views.collecting import (
    signing_close,
    signing_desk,
    signing_links,
    signing_reminders,
    signing_rules,
    signing_sheet,
)
from agreements.views.collecting_places import (
    place_decline,
    place_delegate,
    place_link,
    place_link_revoke,
    place_remind,
    place_reopen,
    place_ways,
    place_withdraw,
    signing_place_desk,
)
from agreements.views.commenting import document_comment, review_link
from agreements.views.documents import document_detail, document_list, document_print
from agreements.views.drafting import (
    document_create,
    document_gather,
    document_number,
    document_particulars,
)
from agreements.views.evidence import document_evidence, document_evidence_json
from agreements.views.final import document_final
from agreements.views.following import document_amend, document_changes, document_hand_over
from agreements.views.ink import document_ink, document_scan, ink_record
from agreements.views.items import document_items, item_edit, item_remove
from agreements.views.letter_samples import letter_picture, letter_preview, letter_sample
from agreements.views.letters import (
    letter_create,
    letter_detail,
    letter_edit,
    letter_formula,
    letter_list,
    letter_logo,
    letter_logo_change,
    letter_logo_remove,
)
from agreements.views.meeting_desk import meeting_documents
from agreements.views.outside import (
    document_outside_edit,
    document_outside_scan,
    document_register,
    outside_scan,
)
from agreements.views.page_codes import page_code
from agreements.views.printing import print_dialog, print_file, print_job
from agreements.views.reviewing import (
    comment_add,
    comment_resolve,
    document_review,
    review_mail,
    review_remind,
    review_renew,
    review_revoke,
    review_share,
    review_withdraw,
)
from agreements.views.scans import (
    scan_again,
    scan_original,
    scan_pile,
    scan_piles,
    scanned_page,
    scanned_picture,
)
from agreements.views.screen import (
    signing_code_give,
    signing_code_send,
    signing_final,
    signing_link,
    signing_picture,
    signing_place,
    signing_text,
)
from agreements.views.sealing import document_seal, seal_certificate
from agreements.views.signatories import (
    document_signatories,
    signatory_add,
    signatory_edit,
    signatory_fill,
    signatory_move,
    signatory_remove,
)
from agreements.views.signer_refusals import signing_decline, signing_withdraw
from agreements.views.signing import (
    document_force,
    document_freeze,
    document_void,
)
from agreements.views.tablet import (
    tablet,
    tablet_end,
    tablet_picture,
    tablet_place,
    tablet_text,
    tablet_thanks,
)
from agreements.views.verification import (
    verification,
    verification_file,
    verification_form,
    verification_hash,
)
from agreements.views.workbench import (
    document_docx,
    document_preview,
    preview_picture,
    preview_print,
)

__all__ = [
    "archive_file",
    "archive_job",
    "archive_list",
    "clause_edit",
    "clause_move",
    "clause_remove",
    "clause_take",
    "comment_add",
    "comment_resolve",
    "document_amend",
    "document_changes",
    "document_clauses",
    "document_comment",
    "document_create",
    "document_detail",
    "document_docx",
    "document_evidence",
    "document_evidence_json",
    "document_final",
    "document_force",
    "document_freeze",
    "document_gather",
    "document_hand_over",
    "document_ink",
    "document_items",
    "document_list",
    "document_number",
    "document_outside_edit",
    "document_outside_scan",
    "document_particulars",
    "document_preview",
    "document_print",
    "document_register",
    "document_review",
    "document_scan",
    "document_seal",
    "document_signatories",
    "document_void",
    "ink_record",
    "item_edit",
    "item_remove",
    "letter_create",
    "letter_detail",
    "letter_edit",
    "letter_formula",
    "letter_list",
    "letter_logo",
    "letter_logo_change",
    "letter_logo_remove",
    "letter_picture",
    "letter_preview",
    "letter_sample",
    "meeting_documents",
    "outside_scan",
    "page_code",
    "place_certificate",
    "place_decline",
    "place_delegate",
    "place_final",
    "place_link",
    "place_link_revoke",
    "place_remind",
    "place_reopen",
    "place_ways",
    "place_withdraw",
    "preview_picture",
    "preview_print",
    "print_batch",
    "print_batch_dialog",
    "print_batch_file",
    "print_batch_stop",
    "print_dialog",
    "print_file",
    "print_job",
    "review_link",
    "review_mail",
    "review_remind",
    "review_renew",
    "review_revoke",
    "review_share",
    "review_withdraw",
    "scan_again",
    "scan_original",
    "scan_pile",
    "scan_piles",
    "scanned_page",
    "scanned_picture",
    "seal_certificate",
    "signatory_add",
    "signatory_edit",
    "signatory_fill",
    "signatory_move",
    "signatory_remove",
    "signing_close",
    "signing_code_give",
    "signing_code_send",
    "signing_decline",
    "signing_desk",
    "signing_final",
    "signing_link",
    "signing_links",
    "signing_picture",
    "signing_place",
    "signing_place_desk",
    "signing_reminders",
    "signing_rules",
    "signing_sheet",
    "signing_text",
    "signing_withdraw",
    "tablet",
    "tablet_end",
    "tablet_picture",
    "tablet_place",
    "tablet_text",
    "tablet_thanks",
    "verification",
    "verification_file",
    "verification_form",
    "verification_hash",
]
