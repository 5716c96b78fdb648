"""Forms of a contribution: the own words are required, all details are optional."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choosing.widgets import SuggestingInput
from core.forms import ConditionalChoiceField, IdempotentForm
from files.images import reencode_photo
from meetings.forms.fields import TypedEarlierForm
from pledges.forms import DETAILS, LONGEST_WORDS, PledgeDetailsForm, RevisedPledgeDetailsForm
from pledges.photos import KeptPhoto, find_kept_photo, keep_photo
from stakeholders.choosing import ORGANISATION_NAMES
from stakeholders.matching import NameMatcher
from stakeholders.models import LONGEST_FULL_NAME, Organisation, Sector

NEW = "baru"  # none of the organisations that were offered


class ContributionForm(TypedEarlierForm, PledgeDetailsForm):
    """A contribution: own words, author, and the details in a collapsible section."""

    own_words = forms.CharField(
        label=gettext_lazy("Our role/contribution"),
        help_text=gettext_lazy("In your own words, as you would say it in the meeting."),
        # No max_length: a browser would cut a long paste silently.
        validators=[MaxLengthValidator(LONGEST_WORDS)],
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please write what you contribute.")},
    )
    written_by = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=LONGEST_FULL_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, writer: str = "", **kwargs: Any) -> None:
        """Ask for the author's name, unless the link says who writes (`writer`)."""
        super().__init__(*args, **kwargs)
        self.writer = writer
        if writer:
            del self.fields["written_by"]

    @property
    def words(self) -> dict[str, Any]:
        """The values of a valid form, as arguments of the actions."""
        values = self.cleaned_data
        author = values.get("written_by", self.writer)
        return {"own_words": values["own_words"], "written_by": author, **self.details}

    @property
    def has_details(self) -> bool:
        """Whether the collapsible section has a value or an error."""
        amounts = [
            name for row in self.quantity_rows for name in (f"quantity_{row}", f"unit_{row}")
        ]
        return self.is_adding or any(
            self[name].value() or self[name].errors for name in (*DETAILS, *amounts)
        )


class RevisedContributionForm(ContributionForm, RevisedPledgeDetailsForm):
    """An existing contribution, with its revision for the optimistic lock."""


class OrganisationQuestionForm(IdempotentForm):
    """Asks for an organisation by name; an unknown name is resolved by a second question.

    A valid form has an `organisation_found`, or a `new_name` with its sector.
    """

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known", "autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("For which organisation do you write?")},
    )
    meant = forms.CharField(
        label=gettext_lazy("Do you mean …?"), required=False, widget=forms.RadioSelect
    )
    sector = ConditionalChoiceField(
        label=gettext_lazy("Sector of the new organisation"),
        required=False,
        choices=[("", gettext_lazy("not chosen")), *Sector.choices],
    )
    # The name for which the second question was asked; the answer is valid for that name only.
    asked_for = forms.CharField(required=False, widget=forms.HiddenInput)

    # Organisations that may be suggested for an uncertain name: only those that are public.
    suggested = Organisation.objects.visible_to(AnonymousUser())
    organisation_found: Organisation | None = None
    new_name = ""
    is_asking = False
    offered: list[Organisation] = []

    def clean(self) -> dict[str, Any]:
        """Find the organisation of this name, or ask which one is meant."""
        values = super().clean() or self.cleaned_data
        name = " ".join(values.get("organisation", "").split())
        if name:
            self._resolve_name(name, values)
        return values

    def _resolve_name(self, name: str, values: dict[str, Any]) -> None:
        matcher = NameMatcher()
        known = matcher.find_organisation(name)
        if known is not None:
            self.organisation_found = Organisation.objects.get(pk=known.pk)
            return
        alike = [each.pk for each in matcher.list_similar_organisations(name)]
        found = self.suggested.all().in_bulk(alike)
        self._offer_choices(name, [found[pk] for pk in alike if pk in found])
        is_answered = values.get("asked_for") == name
        meant = values.get("meant") if is_answered else ""
        self.organisation_found = next(
            (each for each in self.offered if str(each.pk) == meant), None
        )
        if self.organisation_found is not None:
            return
        if not is_answered or (self.offered and meant != NEW):
            self.add_error("organisation", self._build_question(name))
        elif not values.get("sector"):
            self.add_error("sector", _("To which sector does it belong?"))
        else:
            self.new_name = name

    def _offer_choices(self, name: str, organisations: list[Organisation]) -> None:
        """Make the page ask which organisation is meant; an earlier answer stays selected."""
        self.is_asking = True
        self.offered = organisations
        self.fields["meant"].widget.choices = [
            *((str(each.pk), _build_label(each)) for each in organisations),
            (NEW, _("None of these: a new organisation")),
        ]
        self.carry("asked_for", name)

    def _build_question(self, name: str) -> str:
        if self.offered:
            return _("“%(name)s” is not on the list. Do you mean one of these?") % {"name": name}
        return _("“%(name)s” is not on the list yet. Is it new? Then choose its sector.") % {
            "name": name
        }


def _build_label(organisation: Organisation) -> str:
    names = [organisation.short_name, organisation.name]
    known = ", ".join(dict.fromkeys(name for name in names if name))
    return f"{known} ({organisation.get_sector_display()})"


class RoomContributionForm(OrganisationQuestionForm, ContributionForm):
    """A contribution by the room's link, which is not bound to an organisation."""


class SlipForm(OrganisationQuestionForm, ContributionForm):
    """A slip of paper that the staff copies, with its photo.

    A valid photo is stored at once, so that a form shown again with errors still has it.
    """

    # The staff also sees unconfirmed organisations, which were entered by their own people.
    suggested = Organisation.objects.all()
    photo = forms.FileField(
        label=gettext_lazy("Photo of the slip"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG or WebP. It stays private."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    photo_kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Label the fields for copying the slip: its text, and its author's name."""
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget = SuggestingInput(ORGANISATION_NAMES)
        self.fields["own_words"].label = _("Text of the slip")
        self.fields["own_words"].help_text = _("Word for word, including mistakes.")
        self.fields["written_by"].label = _("Written by")
        self.fields["written_by"].widget.attrs["autocomplete"] = "off"

    @property
    def kept(self) -> KeptPhoto | None:
        """The photo that was uploaded with this form, or with an earlier submission of it."""
        return find_kept_photo(str(self.data.get("photo_kept", ""))) if self.is_bound else None

    def clean_photo(self) -> None:
        """Store a new photo; raises ValidationError for a file that is not a picture."""
        upload = self.cleaned_data.get("photo")
        if upload is None:
            return
        self.carry("photo_kept", keep_photo(reencode_photo(upload, field="photo")).token)
