"""The history sentences of regions, the programme and its pilots."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "region_registered": _("The region was registered."),
    "programme_registered": _("The programme was registered."),
    "survey_recorded": _("The survey “%(title)s” was recorded."),
    "problem_recorded": _("Priority problem “%(title)s” was recorded."),
    "plan_recorded": _("The action plan “%(title)s” was recorded."),
    "focus_recorded": _("Focus “%(title)s” was recorded."),
    "pilot_proposed": _("The kelurahan was proposed as a pilot: %(reason)s"),
    "pilot_selected": _("The kelurahan was selected as a pilot, agreed by %(agreed_by)s."),
    "pilot_dropped": _("The kelurahan is no longer a pilot: %(reason)s"),
}
