"""Forms of the review: its last day, comments, answers, and the reason to skip it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from agreements.draft_sections import DraftSection
from agreements.forms.fields import BoundedDateField
from agreements.models import ANSWERED_STATES
from core.choosing.fields import FewRowsField
from core.forms import ConditionalCharField, IdempotentForm
from stakeholders.choosing import ORGANISATIONS
from stakeholders.models import LONGEST_FULL_NAME, Organisation

LONGEST_COMMENT = 5_000
OTHER = "other"
# Usual reasons to skip the review; the chosen one is stored in the city's language.
REASONS = {
    "room": _("All sit in one room and read the text together."),
    "agreed": _("The parties agreed to the text in writing before."),
}


class SkipReviewForm(IdempotentForm):
    """Asks why a draft is frozen without a review."""

    review_skipped = forms.ChoiceField(
        label=_("Why is there no review?"),
        choices=[*REASONS.items(), (OTHER, _("Another reason:"))],
        widget=forms.RadioSelect,
    )
    reason = ConditionalCharField(
        label=_("The other reason"),
        help_text=_("Everybody who checks the document can read it."),
        max_length=300,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Require a text if another reason is chosen."""
        values = super().clean() or {}
        if values.get("review_skipped") == OTHER and not values.get("reason"):
            self.add_error("reason", _("Say what the reason is."))
        return values

    @property
    def values(self) -> dict[str, Any]:
        """The reason in words, as the document stores it."""
        chosen, typed = self.cleaned_data["review_skipped"], self.cleaned_data["reason"]
        with override(settings.LANGUAGE_CODE):
            return {"review_skipped": typed if chosen == OTHER else str(REASONS[chosen])}


class ReviewUntilForm(IdempotentForm):
    """Asks for the last day for comments."""

    review_until = BoundedDateField(
        label=_("Comments until the end of"),
        help_text=_("Until then the links work; the secretariat can prolong it."),
    )


class CommentForm(IdempotentForm):
    """A comment on one section of a draft; the page has one such form for each section."""

    about = forms.ChoiceField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What should be different?"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    written_by = forms.CharField(label=_("Your name"), max_length=LONGEST_FULL_NAME, required=False)

    def __init__(self, *args: Any, sections: Sequence[DraftSection], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._parts = {section.key: section for section in sections}
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            (section.key, f"{section.heading} {section.title}".strip()) for section in sections
        ]
        field.error_messages["invalid_choice"] = _("This section is no longer in the draft.")

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, with the section as its kind and clause."""
        values = super().values
        section = self._parts[values.pop("about")]
        return values | {"section": section.kind, "clause": section.clause}


class CommentOnBehalfForm(CommentForm):
    """Enters a comment on behalf of an organisation."""

    organisation = FewRowsField(ORGANISATIONS, label=_("Whose comment is it?"))

    field_order = ("organisation", "written_by", "about", "text")

    def __init__(self, *args: Any, asked: QuerySet[Organisation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        organisations, about = self.fields["organisation"], self.fields["about"]
        assert isinstance(organisations, FewRowsField)  # noqa: S101
        organisations.allow(asked)
        about.widget = forms.Select(choices=about.choices)  # type: ignore[attr-defined]
        about.label = _("About which section?")
        self.fields["text"].label = _("What should be different, in their words?")
        self.fields["written_by"].label = _("Who said so")


class ResolveForm(IdempotentForm):
    """Answers a comment."""

    state = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[(state, state.label) for state in ANSWERED_STATES],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("Whoever wrote it reads this: what was changed, or why not."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
