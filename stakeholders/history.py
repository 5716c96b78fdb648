"""The history sentences of organisations, people, accounts and links."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "organisation_registered": _("The organisation was registered."),
    "organisation_introduced": _("The organisation was entered through a link: %(link)s."),
    "organisation_confirmed": _("The organisation was checked and put on the register."),
    "organisation_named": _("“%(name)s” was added as another name."),
    "organisation_edited": _("The entry was changed."),
    "organisation_unnamed": _("“%(name)s” was removed from the other names."),
    "person_introduced": _("The person gave this name through a link: %(link)s."),
    "person_registered": _("The person was registered."),
    "person_edited": _("The person's entry was changed."),
    "mandate_given": _("%(person)s was recorded as %(position)s of %(organisation)s."),
    "mandate_ended": _("The last day of %(person)s in this office is %(date)s."),
    "account_opened": _("An account was opened for %(email)s."),
    "account_readdressed": _("The address of the account was changed from %(old)s to %(email)s."),
    "administered": _("Changed in the administration: %(what)s."),
    "account_invited": _("%(person)s was invited by e-mail to sign in."),
    "link_issued": _("A link was made: %(purpose)s."),
    "link_opened": _("The link was opened."),
    "link_prolonged": _("The expiry of the link was changed."),
    "link_renewed": _("The link was renewed; the earlier one no longer works."),
    "link_revoked": _("The link was revoked."),
    "support_programme_registered": _("The support programme “%(name)s” was added."),
}
