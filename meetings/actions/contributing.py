"""Actions on contributions that come by personal link, by the room's QR code or on paper slips."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record
from core.refusals import Refused
from meetings.actions.logging import log_pledge
from meetings.models import Meeting
from meetings.permissions import can_collect_contributions
from meetings.sharing import build_invitation_email
from pledges.actions.slips import attach_slip
from pledges.actions.writing import edit_pledge
from pledges.models import Pledge
from pledges.photos import KeptPhoto
from stakeholders.actions.links import issue_link_to_bearer, require_under_rate_limit, use_link
from stakeholders.actions.registers import introduce_organisation, register_organisations
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, Organisation, PersonalLink

# Links by which one contributes to a meeting: a personal one, and the QR code shown in the room.
PURPOSES = (LinkPurpose.CONTRIBUTE, LinkPurpose.CONTRIBUTE_HERE)
# How long contributors can change their contribution by its link; the forum decides within weeks.
RECEIPT_LASTS = timedelta(days=180)
# Rate limits: uses of a link in ten minutes. Everybody in the room uses the room's link at once.
MOST_USES: dict[str, int] = {LinkPurpose.CONTRIBUTE: 20, LinkPurpose.CONTRIBUTE_HERE: 200}


@transaction.atomic
def contribute_by_link(
    *,
    token: str,
    own_words: str,
    written_by: str = "",
    organisation: Organisation | None = None,
    new_name: str = "",
    new_sector: str = "",
    typed_at: datetime | None = None,
    **details: Any,
) -> PersonalLink:
    """Submit a contribution by a link; returns a personal link to the new contribution.

    A personal link determines the contributing organisation. By the room's link, the contributor
    chooses `organisation`, or enters a new one with `new_name` and `new_sector`. `typed_at` is
    known of a contribution that waited on its device. Raises Refused for an expired or revoked
    link, over the rate limit, and when the meeting was cancelled.
    """
    link = use_link(token=token, purpose=PURPOSES)
    require_under_rate_limit(
        link,
        most=MOST_USES[link.purpose],
        sentence=_("Too many contributions came by this link just now. Try again in ten minutes."),
    )
    meeting = link.target
    if not isinstance(meeting, Meeting):
        raise Refused(_("This link is for changing a contribution that was already submitted."))
    lead = link.organisation or organisation
    if lead is None:
        lead = introduce_organisation(link=link, name=new_name, sector=new_sector)
    bearer = Bearer(link, lead, written_by)
    pledge = log_pledge(
        meeting=meeting,
        lead=lead,
        own_words=own_words,
        written_by=written_by,
        by=bearer,
        entry_fields={"typed_at": typed_at},
        **details,
    )
    is_by_room = link.purpose == LinkPurpose.CONTRIBUTE_HERE
    record(pledge, "contribution_by_room" if is_by_room else "contribution_by_link", by=bearer)
    return issue_link_to_bearer(
        bearer=bearer,
        purpose=LinkPurpose.CONTRIBUTE,
        target=pledge,
        expires_at=timezone.now() + RECEIPT_LASTS,
    )


@transaction.atomic
def edit_by_link(*, token: str, seen_revision: int, **changes: Any) -> Pledge:
    """Change a contribution by its personal link; raises what use_link and edit_pledge raise."""
    link = use_link(token=token, purpose=LinkPurpose.CONTRIBUTE)
    pledge = link.target
    if not isinstance(pledge, Pledge) or link.organisation is None:
        raise Refused(_("This link does not lead to a contribution."))
    bearer = Bearer(link, link.organisation, changes.get("written_by", ""))
    return edit_pledge(pledge=pledge, seen_revision=seen_revision, by=bearer, **changes)


@transaction.atomic
def enter_slip(
    *,
    meeting: Meeting,
    own_words: str,
    by: Actor,
    organisation: Organisation | None = None,
    new_name: str = "",
    new_sector: str = "",
    photo: KeptPhoto | None = None,
    typed_at: datetime | None = None,
    **details: Any,
) -> Pledge:
    """Enter a contribution from a slip of paper, marked as entered on behalf of its organisation.

    Without `organisation`, a new one is registered with `new_name` and `new_sector`. Raises Refused
    when the meeting was cancelled.
    """
    require(can_collect_contributions(by, meeting))
    if organisation is None:
        organisation = register_organisations(sectors={new_name: new_sector}, by=by)[new_name]
    pledge = log_pledge(
        meeting=meeting,
        lead=organisation,
        own_words=own_words,
        is_on_behalf=True,
        by=by,
        entry_fields={"typed_at": typed_at},
        **details,
    )
    record(pledge, "contribution_on_slip", by=by)
    if photo is not None:
        attach_slip(pledge=pledge, photo=photo, by=by)
    return pledge


@transaction.atomic
def send_link_by_email(*, link: PersonalLink, meeting: Meeting, by: Actor) -> None:
    """Send a contribution link to its person by e-mail; raises Refused if no address is known."""
    require(can_collect_contributions(by, meeting))
    if link.person is None or not link.person.email:
        raise Refused(_("No e-mail address of this person is known."))
    message = build_invitation_email(link, meeting)
    enqueue_email(to=link.person.email, subject=message.subject, text=message.text)
    record(link, "contribution_link_mailed", by=by)


@transaction.atomic
def record_contributions_export(*, meeting: Meeting, kind: str, by: Actor) -> None:
    """Record in the history that the contributions were exported as a file of this kind."""
    require(can_collect_contributions(by, meeting))
    record(meeting, "contributions_exported", by=by, kind=kind)
