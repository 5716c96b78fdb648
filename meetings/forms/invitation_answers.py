"""The three answers to an invitation, each a small form of its own on the guest's page."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.forms import IdempotentForm
from meetings.forms.checking_in import require_letters
from meetings.models import Reply


class ComingForm(IdempotentForm):
    """The guest will come: one tap."""


class DecliningForm(IdempotentForm):
    """The guest will not come; the reason is optional."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Only the forum's staff read it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SubstituteForm(IdempotentForm):
    """The guest sends somebody else of the same organisation."""

    name = forms.CharField(
        label=_("Name of your substitute"),
        max_length=200,
        validators=[require_letters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the name of your substitute.")},
    )
    position = forms.CharField(
        label=_("Position"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone number of your substitute"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )


FORMS: dict[str, type[IdempotentForm]] = {
    Reply.CONFIRMED: ComingForm,
    Reply.DECLINED: DecliningForm,
    Reply.SUBSTITUTED: SubstituteForm,
}


def build_answer_forms(
    data: QueryDict | None, initial: dict[str, dict[str, Any]]
) -> dict[str, IdempotentForm]:
    """Return the form of each reply; the one that `data` names by `reply` is bound to it."""
    sent = data.get("reply", "") if data is not None else ""
    return {
        reply: form(
            data if sent == reply else None,
            initial=initial.get(reply),
            auto_id=f"{reply}_%s",
        )
        for reply, form in FORMS.items()
    }
