"""What is asked about the review of a draft: why there was none, until when it lasts, comments."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.forms import OnceForm

OTHER = "other"
# Usual reasons to freeze without asking the parties; the chosen one is kept in the city's language.
REASONS = {
    "room": _("All sit in one room and read the text together."),
    "agreed": _("The parties agreed to the text in writing before."),
}


class SkipReviewForm(OnceForm):
    """Asks why the parties are not asked to comment before their draft is frozen."""

    review_skipped = forms.ChoiceField(
        label=_("Why is there no review?"),
        choices=[*REASONS.items(), (OTHER, _("Another reason:"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("The other reason"),
        help_text=_("Everybody who checks the document can read it."),
        max_length=300,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Demand the words of another reason."""
        values = super().clean() or {}
        if values.get("review_skipped") == OTHER and not values.get("reason"):
            self.add_error("reason", _("Say what the reason is."))
        return values

    @property
    def values(self) -> dict[str, Any]:
        """The reason in words, as the document keeps it."""
        chosen, typed = self.cleaned_data["review_skipped"], self.cleaned_data["reason"]
        with override(settings.LANGUAGE_CODE):
            return {"review_skipped": typed if chosen == OTHER else str(REASONS[chosen])}
