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
    "signatory_added": _("%(signatory)s (%(organisation)s) will sign."),
    "signatory_edited": _("The place to sign of %(signatory)s (%(organisation)s) was changed."),
    "signatory_moved": _(
        "The place to sign of %(signatory)s (%(organisation)s) was moved to place %(to)s."
    ),
    "signatory_removed": _("The place to sign of %(signatory)s (%(organisation)s) was removed."),
    "pledges_gathered": _("%(count)s contributions were gathered."),
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
    "document_void": _("The document was voided: %(reason)s"),
}
