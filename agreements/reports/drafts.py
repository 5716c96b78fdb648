"""The sentence that says what is missing before a draft can be frozen."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.preflight import Finding


def describe_state_of_draft(findings: Sequence[Finding]) -> str:
    """Return a sentence with the number of findings that block the freezing."""
    blockers = sum(finding.is_blocker for finding in findings)
    if not blockers:
        return _("Nothing is missing: the secretariat can freeze it.")
    return ngettext(
        "%(count)s thing must be settled before it can be frozen.",
        "%(count)s things must be settled before it can be frozen.",
        blockers,
    ) % {"count": blockers}
