"""The history sentences of a pledge."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "pledge_drafted": _("A draft was begun for %(organisation)s."),
    "pledge_edited": _("The text was changed."),
    "pledge_slip_kept": _("The photo of the slip was saved."),
    "pledge_submitted": _("The contribution was submitted."),
    "pledge_accommodated": _("The contribution was accommodated."),
    "pledge_merged": _("The contribution was merged into %(survivor)s: %(reason)s"),
    "pledge_received": _("%(merged)s of %(organisation)s was merged into this pledge."),
    "pledge_deferred": _("The contribution was deferred: %(reason)s"),
    "pledge_declined": _("The contribution was declined: %(reason)s"),
    "pledge_reopened": _("The decision was reversed; the contribution waits for a new one."),
    "pledge_agreed": _("The pledge is agreed: %(document)s is in force."),
    "pledge_locked": _("The text is part of %(document)s and can no longer be changed."),
    "pledge_unlocked": _("%(document)s was voided; another document can contain the pledge."),
}
