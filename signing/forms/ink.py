"""Forms about papers signed with ink: what a paper shows, and the second reviewer's answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import BoundedDateField
from agreements.models import Signatory, SignatoryState
from core.forms import IdempotentForm
from signing.actions.ink import Outcome

STATES = [
    ("", _("not known yet")),
    (SignatoryState.SIGNED, _("signed")),
    (SignatoryState.TO_FOLLOW, _("signs later")),
    (SignatoryState.DECLINED, _("not signed, because:")),
]


class InkForm(IdempotentForm):
    """What the signed paper shows for each signatory, and its date."""

    rest_signed = forms.BooleanField(
        label=_("Everybody not marked below has signed"), required=False
    )
    signed_date = BoundedDateField(label=_("Signed on"))
    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the staff: who brought the paper, where it is kept."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, signatories: Sequence[Signatory], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.open_signatories = [
            each for each in signatories if each.state != SignatoryState.SIGNED and each.allows_ink
        ]
        for signatory in self.open_signatories:
            known = signatory.state if signatory.state in dict(STATES) else ""
            self.fields[f"signatory_{signatory.pk}"] = forms.ChoiceField(
                label=str(signatory.signing_name or signatory),
                choices=STATES,
                initial=known,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{signatory.pk}"] = forms.CharField(
                label=_("Reason"), max_length=300, initial=signatory.reason, required=False
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each signatory who can still sign with ink, with the fields for outcome and reason."""
        return [
            {
                "signatory": each,
                "outcome": self[f"signatory_{each.pk}"],
                "reason": self[f"reason_{each.pk}"],
            }
            for each in self.open_signatories
        ]

    def clean(self) -> dict[str, Any]:
        """Require a reason where somebody did not sign."""
        values = super().clean() or {}
        for signatory in self.open_signatories:
            is_declined = values.get(f"signatory_{signatory.pk}") == SignatoryState.DECLINED
            reason = f"reason_{signatory.pk}"
            if is_declined and not values.get(reason) and reason not in self.errors:
                sentence = _("Give the reason why %(signatory)s did not sign.")
                self.add_error(reason, sentence % {"signatory": signatory})
        return values

    @property
    def outcomes(self) -> dict[int, Outcome]:
        """The outcomes by the signatory's id; signatories without a known outcome are left out."""
        rest = SignatoryState.SIGNED if self.cleaned_data["rest_signed"] else ""
        chosen = {
            each.pk: self.cleaned_data[f"signatory_{each.pk}"] or rest
            for each in self.open_signatories
        }
        return {
            pk: Outcome(state, self.cleaned_data[f"reason_{pk}"])
            for pk, state in chosen.items()
            if state
        }


class InkReviewForm(IdempotentForm):
    """The second reviewer's form: confirms an ink record, or returns it with a reason."""

    reason = forms.CharField(
        label=_("What does the paper show instead?"),
        help_text=_("Only needed to send it back; your colleague reads it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
