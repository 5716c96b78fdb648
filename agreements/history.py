"""What the history of a document says."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "letter_template_saved": _("The letter template was saved."),
    "letter_template_edited": _("Letterhead and page were changed."),
    "letter_formula_saved": _("The wording of “%(paper)s” was changed."),
    "letter_logo_kept": _("The logo was changed, fingerprint %(fingerprint)s."),
    "letter_logo_removed": _("The logo was taken off."),
    "document_drafted": _("The draft was begun."),
    "document_registered": _("The document was registered from outside."),
    "outside_document_edited": _("What is known of the document was corrected."),
    "outside_scan_kept": _("A scan was kept, fingerprint %(fingerprint)s."),
    "clause_added": _("Clause %(order)s was added."),
    "clause_edited": _("Clause %(order)s was changed."),
    "clause_moved": _("Clause %(order)s was moved to place %(to)s."),
    "clause_removed": _("Clause %(order)s was removed."),
    "document_edited": _("The particulars were changed."),
    "review_started": _("%(asked)s were asked for comments until %(until)s."),
    "review_prolonged": _("Comments are taken until %(until)s."),
    "review_withdrawn": _("The review was taken back: %(reason)s"),
    "review_reminded": _("%(count)s were reminded of the review."),
    "review_link_mailed": _("The link to comment was sent by mail."),
    "draft_read": _("%(organisation)s has read the draft."),
    "draft_commented": _("%(organisation)s commented: %(place)s."),
    "comment_withdrawn": _("%(organisation)s took a comment back."),
    "comment_resolved": _("A comment of %(organisation)s was answered: %(became)s."),
    "signatory_added": _("%(signatory)s (%(organisation)s) will sign."),
    "signatory_edited": _("The place to sign of %(signatory)s (%(organisation)s) was changed."),
    "signatory_moved": _(
        "The place to sign of %(signatory)s (%(organisation)s) was moved to place %(to)s."
    ),
    "signatory_removed": _("The place to sign of %(signatory)s (%(organisation)s) was removed."),
    "pledges_gathered": _("%(count)s contributions were gathered."),
    "item_added": _("“%(item)s” was added to what is handed over."),
    "item_edited": _("“%(item)s” was changed."),
    "item_removed": _("“%(item)s” was taken out of what is handed over."),
    "document_numbered": _("The number %(number)s was set."),
    "document_frozen": _("The text was frozen as %(number)s, fingerprint %(fingerprint)s."),
    "document_rendered": _("The print in %(paper)s was made, fingerprint %(fingerprint)s."),
    "document_printed": _("The document was printed (%(paper)s)."),
    "document_printed_copies": _("The document was printed (%(paper)s, %(copies)s copies)."),
    "document_printed_unsigned": _(
        "The document was printed without signatures (%(paper)s, %(layout)s, copies: %(copies)s)."
    ),
    "document_printed_signed": _(
        "The document was printed with its signatures (%(paper)s, %(layout)s, copies: %(copies)s)."
    ),
    "ink_proposed": _("The paper of %(date)s is said to show %(signed)s signatures."),
    "ink_returned": _("What was said of the paper was sent back: %(reason)s"),
    "ink_recorded": _("Ink signatures of %(date)s were recorded: %(signed)s signed."),
    "slot_signed": _("%(signatory)s (%(organisation)s) signed on %(date)s."),
    "slot_to_follow": _("%(signatory)s (%(organisation)s) will sign later."),
    "slot_declined": _("%(signatory)s (%(organisation)s) did not sign: %(reason)s"),
    "document_in_force": _("The document is in force."),
    "document_forced": _("The document was put into force with open signatures: %(reason)s"),
    "document_amended": _("The document was amended by %(addendum)s."),
    "slot_signed_on_screen": _("%(signatory)s (%(organisation)s) signed: %(route)s."),
    "slot_delegated": _(
        "Instead of %(signatory)s (%(organisation)s) %(delegate)s signs: %(letter)s."
    ),
    "slot_delegation_ended": _(
        "%(signatory)s (%(organisation)s) signs in person after all: %(reason)s"
    ),
    "slot_reopened": _("The place of %(signatory)s (%(organisation)s) is open again: %(reason)s"),
    "consent_withdrawn": _(
        "%(signatory)s (%(organisation)s) signed, and stands by it no more: %(reason)s"
    ),
    "slot_routes_changed": _("%(signatory)s (%(organisation)s) may now sign: %(routes)s."),
    "signing_arranged": _("Signatures are collected until %(until)s."),
    "signing_arranged_openly": _("Signatures are collected without a last day."),
    "signing_links_made": _("%(count)s links to sign were made."),
    "signing_link_renewed": _("The link to sign of %(signatory)s (%(organisation)s) was renewed."),
    "signing_link_revoked": _("The link to sign of %(signatory)s (%(organisation)s) was revoked."),
    "signatories_reminded": _("%(count)s letters about signing were sent."),
    "tablet_round_begun": _("A tablet was handed round to sign."),
    "signing_code_sent": _("A code was sent by e-mail to who signs for %(organisation)s."),
    "signing_closed": _("The collection of signatures was closed."),
    "signing_closed_early": _("The collection of signatures was closed: %(reason)s"),
    "file_sealed": _("The final file was sealed (%(level)s), fingerprint %(fingerprint)s."),
    "file_certificate": _(
        "The final file was signed with the certificate of %(subject)s, fingerprint"
        " %(fingerprint)s."
    ),
    "file_closing_seal": _(
        "The final file was sealed again after the certificates (%(level)s), fingerprint"
        " %(fingerprint)s."
    ),
    "file_timestamp": _("A timestamp was added to the final file, fingerprint %(fingerprint)s."),
    "document_archived": _("The document was packed for the archive."),
    "personal_values_erased": _(
        "%(count)s personal values behind the evidence were erased; the chain holds."
    ),
    "document_void": _("The document was voided: %(reason)s"),
}
