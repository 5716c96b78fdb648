"""The pages that write and submit a pledge, for one's own organisation or, by staff, for any.

They are in the portal because a pledge can be submitted to a meeting, and `pledges` must not import
`meetings`.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import find_visible, require
from core.actors import Actor
from core.choosing.fields import RowField
from core.forms import IdempotentForm, answer_form, confirm
from core.refusals import Refused
from meetings.actions.logging import log_pledge, submit_pledge_to_meeting
from meetings.models import Meeting, MeetingState
from pledges.actions.writing import draft_pledge, submit_pledge
from pledges.forms import PledgeDetailsForm, build_text_field
from pledges.models import Pledge
from pledges.permissions import can_edit_pledge, can_write_pledge
from pledges.transitions import PLEDGE
from stakeholders.choosing import ORGANISATIONS
from stakeholders.models import Mandate, Organisation
from stakeholders.permissions import get_grants, get_person_id, is_forum_staff, represents

MEETING = "rapat"
MOST_MEETINGS = 20


class MeetingChoiceForm(forms.Form):
    """A form that asks to which meeting a pledge is submitted, if to any."""

    meeting = forms.ChoiceField(
        label=gettext_lazy("For which meeting?"),
        required=False,
        help_text=gettext_lazy("It then appears in the log and the berita acara of that meeting."),
    )

    def offer(self, meetings: dict[str, Meeting]) -> None:
        """Offer these meetings, by their references."""
        self._meetings = meetings
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]
            ("", _("for none in particular")),
            *((reference, _describe_meeting(each)) for reference, each in meetings.items()),
        ]

    def clean_meeting(self) -> Meeting | None:
        """Return the meeting that was chosen."""
        return self._meetings.get(self.cleaned_data["meeting"])


class PledgeWritingForm(PledgeDetailsForm, MeetingChoiceForm):
    """The form of a new pledge: organisation, own words, meeting, optional details."""

    field_order = ("lead", "written_by", "own_words", "meeting")

    lead: Any = RowField(ORGANISATIONS, key="slug", label=gettext_lazy("Organisation"))
    written_by = forms.CharField(
        label=gettext_lazy("Written by"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Who said or wrote it, when you enter it for somebody else."),
    )
    own_words = build_text_field(
        label=gettext_lazy("Our role/contribution"),
        help_text=gettext_lazy("In your own words, as you would say it in the meeting."),
        error_messages={"required": gettext_lazy("Please write what you contribute.")},
    )

    def __init__(
        self, *args: Any, own: Sequence[Organisation] | None = None, **kwargs: Any
    ) -> None:
        """Offer one's own organisations, which are few, if they are given; else all to search."""
        super().__init__(*args, **kwargs)
        self._own = {each.slug: each for each in own or ()}
        if own is None:
            return
        choices = [(slug, str(each)) for slug, each in self._own.items()]
        if len(choices) == 1:
            self.initial["lead"] = choices[0][0]
        else:
            choices.insert(0, ("", _("Please choose")))
        self.fields["lead"] = forms.ChoiceField(label=_("Organisation"), choices=choices)

    def clean_lead(self) -> Organisation:
        """Return the organisation that was chosen."""
        lead = self.cleaned_data["lead"]
        return self._own[lead] if isinstance(lead, str) else lead


class SubmitForm(IdempotentForm, MeetingChoiceForm):
    """The form that submits a draft; it asks for the meeting."""


def pledge_create(request: HttpRequest) -> HttpResponse:
    """Write a pledge, and submit it or keep it as a draft."""
    user = request.user
    require(
        can_write_pledge(user),
        _("Contributions are written by people who hold an office in an organisation."),
    )
    form = PledgeWritingForm(
        request.POST or None,
        initial={"meeting": request.GET.get(MEETING, "")},
        own=None if is_forum_staff(user) else _list_own_organisations(user),
    )
    form.offer(_map_meetings_by_reference(user, asked=request.GET.get(MEETING, "")))
    if not is_forum_staff(user):
        del form.fields["written_by"]
    keeps_draft = "as_draft" in request.POST

    def perform() -> str:
        return _write(form, user, keeps_draft=keeps_draft).get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="portal/pledge_create.html",
        context={
            "heading": _("Enter a contribution")
            if is_forum_staff(user)
            else _("What does your organisation contribute?"),
            "submit_label": _("Submit"),
            "back_url": "/komitmen/",
            "back_label": _("Pledges"),
            "can_keep_draft": bool(get_grants(user).organisation_ids),
        },
        message=_("The draft is kept. Only your organisation sees it until you submit it.")
        if keeps_draft
        else _(
            "The contribution is submitted. The forum decides next; its decision will be shown"
            " here."
        ),
    )


def _write(form: PledgeWritingForm, user: Actor, *, keeps_draft: bool) -> Pledge:
    lead, meeting = form.cleaned_data["lead"], form.cleaned_data["meeting"]
    is_own = represents(user, lead.pk)
    written = {
        "lead": lead,
        "own_words": form.cleaned_data["own_words"],
        "written_by": form.cleaned_data.get("written_by", ""),
        "is_on_behalf": not is_own,
        "submitter": _find_office(user, lead) if is_own else None,
        **form.details,
    }
    if keeps_draft:
        if not is_own:
            raise Refused(
                _("Only the organisation's own people can see a draft. Submit it instead."),
                field="lead",
            )
        return draft_pledge(by=user, **written)
    if meeting is not None:
        return log_pledge(meeting=meeting, by=user, **written)
    return submit_pledge(pledge=draft_pledge(by=user, **written), by=user)


def _list_own_organisations(user: Actor) -> list[Organisation]:
    mine = get_grants(user).organisation_ids
    return list(Organisation.objects.living().filter(pk__in=mine).order_by("name", "pk"))


def _find_office(user: Actor, organisation: Organisation) -> Mandate | None:
    offices = Mandate.objects.current().filter(
        person=get_person_id(user), organisation=organisation
    )
    return offices.order_by("pk").first()


def _map_meetings_by_reference(user: Actor, *, asked: str = "") -> dict[str, Meeting]:
    """Return the latest meetings that the user can contribute to, and the one named in the URL.

    The staff is offered all meetings, others those to which their organisation is invited.
    """
    meetings = Meeting.objects.visible_to(user).exclude(state=MeetingState.CANCELLED)
    offered = meetings
    if not is_forum_staff(user):
        mine = get_grants(user).organisation_ids
        invited = Meeting.objects.filter(participants__organisation_id__in=mine)
        offered = meetings.filter(pk__in=invited.values("pk"))
    found = {
        each.reference: each for each in offered.order_by("-date", "-reference")[:MOST_MEETINGS]
    }
    if asked and asked not in found:
        found |= {each.reference: each for each in meetings.filter(reference=asked)}
    return found


def _describe_meeting(meeting: Meeting) -> str:
    return f"{date_format(meeting.date, 'j F Y')}: {meeting.theme[:80]}"


def pledge_submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Submit a draft, to a meeting or to none."""
    user = request.user
    pledge = find_visible(
        Pledge.objects.visible_to(user).select_related("lead"), reference=reference
    )
    require(can_edit_pledge(user, pledge))
    if request.method != "POST" and not PLEDGE.allows(pledge, "submit_pledge"):
        messages.info(request, _("%(pledge)s is submitted already.") % {"pledge": pledge})
        return redirect(pledge)
    form = SubmitForm(request.POST if request.method == "POST" else None)
    form.offer(_map_meetings_by_reference(user))

    def perform() -> str:
        meeting = form.cleaned_data["meeting"]
        if meeting is None:
            submit_pledge(pledge=pledge, by=user)
        else:
            submit_pledge_to_meeting(meeting=meeting, pledge=pledge, by=user)
        return pledge.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Submit this contribution to the forum?"),
        consequences=[
            _("The forum's staff reads it and decides whether it is taken up."),
            _("You can still change it until then; a later change needs a new decision."),
            _("Once it is taken up it is public, in your own words."),
        ],
        label=_("Submit"),
        back=pledge.get_absolute_url(),
        back_label=str(pledge),
        form=form,
        reference=pledge.reference,
        message=_(
            "The contribution is submitted. The forum decides next; its decision will be shown"
            " here."
        ),
    )
