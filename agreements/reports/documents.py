"""A document as it is read: where it stands, who signed it, its prints, and its text on the page.

The text comes from the frozen content, by the same templates as the print; a draft's is built
from the database at that moment.
"""

from collections.abc import Sequence

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.logos import logo_hash
from agreements.preflight import Finding


def standing_of_draft(findings: Sequence[Finding]) -> str:
    """Say in a sentence how far a draft is from being frozen."""
    blockers = sum(finding.is_blocker for finding in findings)
    if not blockers:
        return _("Nothing stands in the way: the secretariat can freeze it.")
    return ngettext(
        "%(count)s thing must be settled before it can be frozen.",
        "%(count)s things must be settled before it can be frozen.",
        blockers,
    ) % {"count": blockers}


# ── The text on the page ─────────────────────────────────────────────────────────────────────


def emblem_url(emblem: str) -> str:
    """Return the address of a content's emblem on the page; empty when it has none."""
    logo = logo_hash(emblem)
    if logo:
        return reverse("agreements:letter_logo", args=[logo])
    return static(emblem) if emblem else ""
