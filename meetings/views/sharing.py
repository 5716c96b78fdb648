"""Contribution links: the room's QR code, invited participants, and authors of contributions.

Each link has a page, which creates it, shows it again for sharing, and renews it.
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
from files.qr import build_qr_svg
from meetings.actions.contributing import send_link_by_email
from meetings.forms.sharing import ExpiryForm, get_default_last_day
from meetings.models import Meeting, Participant
from meetings.reports.contributing import (
    find_author_link,
    find_guest_link,
    find_room_link,
    get_link_state,
    list_invited,
    select_links_to_pledges,
    select_meeting_links,
    select_meeting_pledges,
)
from meetings.sharing import build_invitation_email, build_link_url, build_receipt_email
from meetings.views.collecting import find_contribution_meeting
from pledges.models import Pledge
from stakeholders.actions.links import issue_links, renew_link, revoke_link
from stakeholders.models import LinkPurpose, Organisation, Person, PersonalLink

PROJECTOR = "proyektor"  # ?tampil=proyektor: the QR code alone, for the projector


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The page of a contribution link: its purpose, target and bearer, and the present link."""

    purpose: LinkPurpose
    target: Meeting | Pledge
    link: PersonalLink | None
    person: Person | None = None
    organisation: Organisation | None = None

    def build_message(self, link: PersonalLink) -> Email:
        """Return the e-mail that carries the link."""
        if isinstance(self.target, Pledge):
            return build_receipt_email(link, self.target)
        return build_invitation_email(link, self.target)

    @property
    def phone(self) -> str:
        """The bearer's telephone number for WhatsApp, "" when it is unknown."""
        return self.person.phone if self.person else ""


def _render_link_page(
    request: HttpRequest, meeting: Meeting, shared: LinkPage, template: str, **context: Any
) -> HttpResponse:
    """Show a link's page; by POST create the link, or renew the present one."""
    last_day = get_default_last_day(meeting)
    form = ExpiryForm(request.POST or None, initial={"expires_at": last_day})

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
        "link_state": get_link_state(shared.link),
        "is_open": get_link_state(shared.link) == "living",
        "person": shared.person,
        **context,
    }
    if shared.link is not None and get_link_state(shared.link) == "living":
        message = shared.build_message(shared.link)
        page["url"] = build_link_url(shared.link)
        page["qr"] = build_qr_svg(page["url"])
        page["message"] = message
        page["whatsapp"] = message.build_whatsapp_url(shared.phone)
        if shared.person and shared.person.email and shared.link.target == meeting:
            args = [meeting.reference, shared.link.pk]
            page["email_url"] = reverse("meetings:contribution_mail", args=args)
    return answer_form(request, form, perform, template=template, context=page)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_qr(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the QR code of the room, large enough for the wall, the projector and paper."""
    meeting = find_contribution_meeting(request, reference)
    shared = LinkPage(LinkPurpose.CONTRIBUTE_HERE, meeting, find_room_link(meeting))
    is_wall = request.GET.get("tampil") == PROJECTOR and get_link_state(shared.link) == "living"
    template = "meetings/contribution_wall.html" if is_wall else "meetings/contribution_qr.html"
    return _render_link_page(request, meeting, shared, template)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_link(request: HttpRequest, reference: str, guest: int) -> HttpResponse:
    """Show the personal link of an invited participant."""
    meeting = find_contribution_meeting(request, reference)
    guests = Participant.objects.filter(meeting=meeting)
    found = find_visible(guests.select_related("meeting", "person", "organisation"), pk=guest)
    shared = LinkPage(
        LinkPurpose.CONTRIBUTE, meeting, find_guest_link(found), found.person, found.organisation
    )
    return _render_link_page(
        request,
        meeting,
        shared,
        "meetings/contribution_link.html",
        organisation=found.organisation,
        guest=found,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_author(request: HttpRequest, reference: str, pledge: str) -> HttpResponse:
    """Show the personal link to a contribution."""
    meeting = find_contribution_meeting(request, reference)
    found = find_visible(select_meeting_pledges(meeting), reference=pledge)
    link = find_author_link(found)
    shared = LinkPage(
        LinkPurpose.CONTRIBUTE, found, link, link.person if link else None, found.lead
    )
    return _render_link_page(
        request, meeting, shared, "meetings/contribution_author.html", pledge=found
    )


# ── All who are invited ──────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_links(request: HttpRequest, reference: str) -> HttpResponse:
    """List the invited participants with their links; by POST create the missing ones."""
    meeting = find_contribution_meeting(request, reference)
    invited = list_invited(meeting)
    without = {
        (row.guest.person_id, row.guest.organisation_id): row.guest
        for row in invited
        if row.state in ("none", "expired")
    }
    form = ExpiryForm(request.POST or None, initial={"expires_at": get_default_last_day(meeting)})

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
            build_invitation_email(row.link, meeting).build_whatsapp_url(
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


def _find_link(meeting: Meeting, pk: int) -> PersonalLink:
    """Return a link of the meeting, or of one of its contributions; raises Http404 for another."""
    pledges = select_meeting_pledges(meeting).order_by().values("pk")
    mine = Q(pk__in=select_meeting_links(meeting).order_by().values("pk")) | Q(
        pk__in=select_links_to_pledges().filter(object_id__in=pledges).order_by().values("pk")
    )
    links = PersonalLink.objects.select_related("person", "organisation")
    return find_visible(links.filter(mine), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_revoke(request: HttpRequest, reference: str, link: int) -> HttpResponse:
    """Ask before a link is revoked."""
    meeting = find_contribution_meeting(request, reference)
    found = _find_link(meeting, link)
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
            _("Everybody who opens it or scans its QR code sees that it was revoked."),
            _("What was written with it is kept."),
            _("You can renew it at any time, which creates a new link."),
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
    """Ask before a personal link is sent by e-mail."""
    meeting = find_contribution_meeting(request, reference)
    found = _find_link(meeting, link)
    if found.person is None or not found.person.email or found.target != meeting:
        raise Http404(_("No e-mail address of this person is known."))
    back = reverse("meetings:contribution_links", args=[meeting.reference])

    def perform() -> str:
        send_link_by_email(link=found, meeting=meeting, by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Send the link to %(name)s by e-mail?") % {"name": found.person},
        consequences=[
            _("The e-mail goes to %(email)s.") % {"email": found.person.email},
            _("It contains the link; everybody who reads the e-mail can use it."),
        ],
        label=_("Send the e-mail"),
        back=back,
        back_label=_("Links"),
        reference=meeting.reference,
        message=_("The e-mail is being sent."),
    )
