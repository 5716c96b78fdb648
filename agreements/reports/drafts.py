"""How far a draft is from being frozen, as its pages say it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.preflight import Finding


def describe_state_of_draft(findings: Sequence[Finding]) -> str:
    """Say in a sentence how far a draft is from being frozen."""
    blockers = sum(finding.is_blocker for finding in findings)
    if not blockers:
        return _("Nothing stands in the way: the secretariat can freeze it.")
    return ngettext(
        "%(count)s thing must be settled before it can be frozen.",
        "%(count)s things must be settled before it can be frozen.",
        blockers,
    ) % {"count": blockers}
