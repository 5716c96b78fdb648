"""Sentences of the history of letterheads and documents, for the events of this package."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "letterhead_created": _("The letterhead was created."),
    "letterhead_edited": _("Letterhead and page were changed."),
    "letterhead_formula_saved": _("The wording of “%(paper)s” was changed."),
    "letterhead_logo_kept": _("The logo was changed, fingerprint %(fingerprint)s."),
    "letterhead_logo_removed": _("The logo was removed."),
    "document_drafted": _("The draft was created."),
    "document_registered": _("The document was registered from outside."),
    "outside_document_edited": _("What is known of the document was corrected."),
    "outside_scan_kept": _("A scan was kept, fingerprint %(fingerprint)s."),
    "clause_added": _("Clause %(order)s was added."),
    "clause_edited": _("Clause %(order)s was changed."),
    "clause_moved": _("Clause %(order)s became number %(to)s."),
    "clause_removed": _("Clause %(order)s was removed."),
    "document_edited": _("The particulars were changed."),
    "review_started": _("%(asked)s were asked for comments until %(until)s."),
    "review_prolonged": _("Comments are taken until %(until)s."),
    "review_withdrawn": _("The review was withdrawn: %(reason)s"),
    "review_reminded": _("%(count)s were reminded of the review."),
    "review_link_sent": _("The link to comment was sent by e-mail."),
    "draft_read": _("%(organisation)s has read the draft."),
    "draft_commented": _("%(organisation)s commented: %(section)s."),
    "comment_withdrawn": _("%(organisation)s withdrew a comment."),
    "comment_resolved": _("A comment of %(organisation)s was answered: %(became)s."),
    "signatory_added": _("%(signatory)s (%(organisation)s) was added as a signatory."),
    "signatory_edited": _("The signatory %(signatory)s (%(organisation)s) was changed."),
    "signatory_moved": _("The signatory %(signatory)s (%(organisation)s) became number %(to)s."),
    "signatory_removed": _("The signatory %(signatory)s (%(organisation)s) was removed."),
    "pledges_gathered": _("%(count)s contributions were gathered."),
    "item_added": _("The item “%(item)s” was added."),
    "item_edited": _("The item “%(item)s” was changed."),
    "item_removed": _("The item “%(item)s” was removed."),
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
}
