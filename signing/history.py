"""Sentences of the timeline of a document about its signatures, by history key."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ink_proposed": _("A record was proposed: the paper of %(date)s shows %(signed)s signatures."),
    "ink_returned": _("The record of the paper was sent back: %(reason)s"),
    "ink_recorded": _("Ink signatures of %(date)s were recorded: %(signed)s signed."),
    "signatory_signed": _("%(signatory)s (%(organisation)s) signed on %(date)s."),
    "signatory_to_follow": _("%(signatory)s (%(organisation)s) will sign later."),
    "signatory_declined": _("%(signatory)s (%(organisation)s) did not sign: %(reason)s"),
    "document_in_force": _("The document is in force."),
    "document_forced": _("The document was put into force with signatures missing: %(reason)s"),
    "document_amended": _("The document was amended by %(addendum)s."),
    "signatory_signed_on_screen": _("%(signatory)s (%(organisation)s) signed: %(route)s."),
    "signatory_delegated": _(
        "Instead of %(signatory)s (%(organisation)s) %(delegate)s signs: %(letter)s."
    ),
    "signatory_delegation_ended": _(
        "%(signatory)s (%(organisation)s) signs in person after all: %(reason)s"
    ),
    "signatory_reopened": _(
        "The signature of %(signatory)s (%(organisation)s) is awaited again: %(reason)s"
    ),
    "signature_withdrawn": _("%(signatory)s (%(organisation)s) withdrew the signature: %(reason)s"),
    "signatory_routes_changed": _("%(signatory)s (%(organisation)s) may now sign: %(routes)s."),
    "signing_arranged": _("Signatures are collected until %(until)s."),
    "signing_arranged_openly": _("Signatures are collected without a last day."),
    "signing_links_made": _("%(count)s links to sign were made."),
    "signing_link_renewed": _("The link to sign of %(signatory)s (%(organisation)s) was renewed."),
    "signing_link_revoked": _("The link to sign of %(signatory)s (%(organisation)s) was revoked."),
    "signatories_reminded": _("%(count)s e-mails about signing were sent."),
    "tablet_round_begun": _("A tablet was handed round to sign."),
    "signing_code_sent": _("A code was sent by e-mail to the signatory of %(organisation)s."),
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
        "%(count)s personal values of the audit trail were erased; its hash chain stays intact."
    ),
    "document_void": _("The document was voided: %(reason)s"),
}
