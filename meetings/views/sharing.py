"""Links to contribute: the room's QR code, those invited, and the author of a contribution.

Each has a page of its own: it makes the link, shows it again, lets it be shared, renews it.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import find_visible
from core.emails import Email
from core.forms import answer_form, confirm
from files.qr import qr_svg
from meetings.actions.contributing import mail_link
from meetings.forms.sharing import UntilForm, usual_last_day
from meetings.models import Meeting, Participant
from meetings.reports.contributing import (
    author_link,
    guest_link,
    invited_to,
    links_to,
    links_to_pledges,
    pledges_of,
    room_link,
    state_of,
)
from meetings.sharing import invitation_to_contribute, link_url, receipt_message
from meetings.views.collecting import desk_of
from pledges.models import Pledge
from stakeholders.actions.links import issue_links, renew_link, revoke_link
from stakeholders.models import LinkPurpose, Organisation, Person, PersonalLink

PROJECTOR = "proyektor"  # ?tampil=proyektor: nothing but what the room should see


@dataclass(frozen=True, slots=True)
class Shared:
    """What a page of a link is about: who gets it, for what, and the link there is."""

    purpose: LinkPurpose
    target: Meeting | Pledge
    link: PersonalLink | None
    person: Person | None = None
    organisation: Organisation | None = None

    def message(self, link: PersonalLink) -> Email:
        """Return the words that go with the link."""
        if isinstance(self.target, Pledge):
            return receipt_message(link, self.target)
        return invitation_to_contribute(link, self.target)

    @property
    def phone(self) -> str:
        """The number that WhatsApp opens, "" where none is known."""
        return self.person.phone if self.person else ""


def _share(
    request: HttpRequest, meeting: Meeting, shared: Shared, template: str, **context: Any
) -> HttpResponse:
    """Show a link's page; by POST make the link, or renew the one there is."""
    last_day = usual_last_day(meeting)
    form = UntilForm(request.POST or None, initial={"expires_at": last_day})

    def perform() -> str:
        until = form.values["expires_at"]
        if shared.link is not None:
            renew_link(link=shared.link, expires_at=until, by=request.user)
        else:
            issue_links(
                purpose=shared.purpose,
                target=shared.target,
                bearers=[(shared.person, shared.organisation)],
                expires_at=until,
                by=request.user,
            )
        return request.path

    page: dict[str, Any] = {
        "meeting": meeting,
        "desk": "kontribusi",
        "link": shared.link,
        "link_state": state_of(shared.link),
        "person": shared.person,
        **context,
    }
    if shared.link is not None and state_of(shared.link) == "living":
        message = shared.message(shared.link)
        page["url"] = link_url(shared.link)
        page["qr"] = qr_svg(page["url"])
        page["message"] = message
        page["whatsapp"] = message.build_whatsapp_url(shared.phone)
    return answer_form(request, form, perform, template=template, context=page)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_qr(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the QR code of the room, large enough for the wall, the projector and paper."""
    meeting = desk_of(request, reference)
    shared = Shared(LinkPurpose.CONTRIBUTE_HERE, meeting, room_link(meeting))
    is_wall = request.GET.get("tampil") == PROJECTOR and state_of(shared.link) == "living"
    template = "meetings/contribution_wall.html" if is_wall else "meetings/contribution_qr.html"
    return _share(request, meeting, shared, template)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_link(request: HttpRequest, reference: str, guest: int) -> HttpResponse:
    """Show the personal link of somebody invited."""
    meeting = desk_of(request, reference)
    guests = Participant.objects.filter(meeting=meeting)
    found = find_visible(guests.select_related("meeting", "person", "organisation"), pk=guest)
    shared = Shared(
        LinkPurpose.CONTRIBUTE, meeting, guest_link(found), found.person, found.organisation
    )
    return _share(
        request,
        meeting,
        shared,
        "meetings/contribution_link.html",
        organisation=found.organisation,
        guest=found,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_author(request: HttpRequest, reference: str, pledge: str) -> HttpResponse:
    """Show the link by which a contributor comes back to a contribution."""
    meeting = desk_of(request, reference)
    found = find_visible(pledges_of(meeting), reference=pledge)
    link = author_link(found)
    shared = Shared(LinkPurpose.CONTRIBUTE, found, link, link.person if link else None, found.lead)
    return _share(request, meeting, shared, "meetings/contribution_author.html", pledge=found)


# ── All who are invited ──────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_links(request: HttpRequest, reference: str) -> HttpResponse:
    """List everybody invited with their links; by POST make one for each who has none."""
    meeting = desk_of(request, reference)
    invited = invited_to(meeting)
    without = {
        (row.guest.person_id, row.guest.organisation_id): row.guest
        for row in invited
        if row.state in ("none", "expired")
    }
    form = UntilForm(request.POST or None, initial={"expires_at": usual_last_day(meeting)})

    def perform() -> str:
        issue_links(
            purpose=LinkPurpose.CONTRIBUTE,
            target=meeting,
            bearers=[(guest.person, guest.organisation) for guest in without.values()],
            expires_at=form.values["expires_at"],
            by=request.user,
        )
        return request.path

    rows = [
        (
            row,
            invitation_to_contribute(row.link, meeting).build_whatsapp_url(
                row.guest.person.phone if row.guest.person else ""
            )
            if row.link is not None and row.is_living
            else "",
        )
        for row in invited
    ]
    return answer_form(
        request,
        form,
        perform,
        template="meetings/contribution_links.html",
        context={
            "meeting": meeting,
            "desk": "kontribusi",
            "rows": rows,
            "without": len(without),
            "silent": sum(row.written == 0 for row in invited),
        },
    )


# ── What is done with one link ───────────────────────────────────────────────────────────────


def _link(meeting: Meeting, pk: int) -> PersonalLink:
    """Return a link of the meeting, or of one of its contributions; raises Http404 for another."""
    pledges = pledges_of(meeting).order_by().values("pk")
    mine = Q(pk__in=links_to(meeting).order_by().values("pk")) | Q(
        pk__in=links_to_pledges().filter(object_id__in=pledges).order_by().values("pk")
    )
    links = PersonalLink.objects.select_related("person", "organisation")
    return find_visible(links.filter(mine), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_revoke(request: HttpRequest, reference: str, link: int) -> HttpResponse:
    """Ask, and kill a link at once."""
    meeting = desk_of(request, reference)
    found = _link(meeting, link)
    back = reverse("meetings:meeting_contributions", args=[meeting.reference])

    def perform() -> str:
        revoke_link(link=found, by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Revoke the link of the room?")
        if found.purpose == LinkPurpose.CONTRIBUTE_HERE
        else _("Revoke the link of %(bearer)s?") % {"bearer": found.person or found.organisation},
        consequences=[
            _("Whoever opens it or scans its QR code reads that it was revoked."),
            _("What was written with it stays."),
            _("You can renew it at any time; that makes a new address."),
        ],
        label=_("Revoke the link"),
        back=back,
        back_label=_("Contributions"),
        danger=True,
        reference=meeting.reference,
        message=_("The link is revoked."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_mail(request: HttpRequest, reference: str, link: int) -> HttpResponse:
    """Ask, and send a personal link by e-mail to the address that is known."""
    meeting = desk_of(request, reference)
    found = _link(meeting, link)
    if found.person is None or not found.person.email or found.target != meeting:
        raise Http404(_("No e-mail address of this person is known."))
    back = reverse("meetings:contribution_links", args=[meeting.reference])

    def perform() -> str:
        mail_link(link=found, meeting=meeting, by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Send the link to %(name)s by e-mail?") % {"name": found.person},
        consequences=[
            _("The letter goes to %(email)s.") % {"email": found.person.email},
            _("It holds the link; whoever reads the letter can use it."),
        ],
        label=_("Send the e-mail"),
        back=back,
        back_label=_("Links"),
        reference=meeting.reference,
        message=_("The letter is on its way."),
    )
