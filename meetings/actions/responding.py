"""Actions on responses to the minutes: sending, answering for somebody, settling, setting aside."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.actions.planning import lock_meeting
from meetings.models import Meeting, MinutesResponse, Participant, ResponseKind, ResponseState
from meetings.permissions import can_respond_to_minutes, can_settle_responses
from meetings.sharing import build_minutes_email
from meetings.transitions import RESPONSE
from stakeholders.actions.links import issue_links, require_under_rate_limit, use_link
from stakeholders.bearers import Bearer
from stakeholders.emails import get_email_address
from stakeholders.models import LinkPurpose, PersonalLink

# Uses of one link in ten minutes, and responses of one participant altogether.
MOST_USES, MOST_RESPONSES = 20, 20


def require_open_window(meeting: Meeting) -> datetime:
    """Return until when the minutes can be responded to; raises Refused outside that time."""
    until = meeting.corrections_until
    if until is None:
        raise Refused(
            _("The minutes can be responded to once the meeting is closed."), code="not_closed"
        )
    if until <= timezone.now():
        raise Refused(
            _("The time to respond to the minutes is over. Please tell the facilitator."),
            code="over",
        )
    return until


def find_participation(link: PersonalLink) -> Participant:
    """Return the participant to whom a link to the minutes belongs.

    Raises Refused for another kind of link, and for somebody who is not marked as attending.
    """
    meeting = link.target
    if not isinstance(meeting, Meeting) or link.organisation_id is None:
        raise Refused(
            _("This link is not complete. Open it again from the message you received."),
            code="foreign",
        )
    mine = meeting.participants.attending().filter(
        person=link.person_id, organisation=link.organisation_id
    )
    found = mine.select_related("person", "organisation").order_by("pk").last()
    if found is None:
        raise Refused(
            _("Only those who attended respond to the minutes. Please tell the facilitator."),
            code="absent",
        )
    found.meeting = meeting
    return found


@transaction.atomic
def respond_by_link(*, token: str, kind: str, text: str = "") -> MinutesResponse:
    """Respond to the minutes by a personal link.

    Raises Refused for a link that does not work, over the rate limit, outside the time to respond,
    for somebody who did not attend, and without a text unless they agree.
    """
    link = use_link(token=token, purpose=LinkPurpose.CORRECT)
    require_under_rate_limit(
        link,
        most=MOST_USES,
        sentence=_("Too many responses came by this link just now. Try again in ten minutes."),
    )
    participant = find_participation(link)
    bearer = Bearer(link, participant.organisation, str(participant.person or ""))
    return _send_response(participant, kind, text, bearer, is_from_check_in=link.is_from_check_in)


@transaction.atomic
def respond_for(
    *, participant: Participant, kind: str, by: Actor, text: str = ""
) -> MinutesResponse:
    """Enter the response of a participant on their behalf; raises what respond_by_link raises."""
    require(can_settle_responses(by, participant.meeting))
    return _send_response(participant, kind, text, by, is_on_behalf=True)


def _send_response(
    participant: Participant, kind: str, text: str, by: Actor, **fields: bool
) -> MinutesResponse:
    require(can_respond_to_minutes(by, participant))
    meeting = lock_meeting(participant.meeting)
    require_open_window(meeting)
    if not meeting.participants.attending().filter(pk=participant.pk).exists():
        raise Refused(
            _("Only those who attended respond to the minutes. Please tell the facilitator."),
            code="absent",
        )
    if kind != ResponseKind.AGREES and not text.strip():
        raise Refused(_("Write what should be different."), field="text")
    if participant.responses.count() >= MOST_RESPONSES:
        raise Refused(
            _("%(count)s responses are the most. Please tell the facilitator.")
            % {"count": MOST_RESPONSES}
        )
    agrees = kind == ResponseKind.AGREES
    response = MinutesResponse(
        meeting=meeting,
        participant=participant,
        kind=kind,
        text=text.strip(),
        state=ResponseState.NOTED if agrees else ResponseState.OPEN,
        **fields,
    )
    response.clean_fields(exclude=("meeting", "participant"))
    response.save()
    record(
        meeting,
        "response_entered" if response.is_on_behalf else "response_sent",
        by=by,
        participant=participant,
        kind=ResponseKind(kind).label,
    )
    return response


@transaction.atomic
def accept_response(
    *, response: MinutesResponse, seen_revision: int, settlement: str, by: Actor
) -> MinutesResponse:
    """Accept a correction or objection, with a sentence that its sender reads.

    Raises Refused without the sentence and for what is settled, Conflict when it changed meanwhile.
    """
    return _settle(response, "accept_response", seen_revision, settlement, by)


@transaction.atomic
def reject_response(
    *, response: MinutesResponse, seen_revision: int, settlement: str, by: Actor
) -> MinutesResponse:
    """Reject a correction or objection, with a sentence; raises what accept_response raises."""
    return _settle(response, "reject_response", seen_revision, settlement, by)


@transaction.atomic
def set_response_aside(
    *, response: MinutesResponse, seen_revision: int, settlement: str, by: Actor
) -> MinutesResponse:
    """Set aside, with a reason, a response that came by a link from a self check-in.

    Raises Refused for one that came otherwise, and what accept_response raises.
    """
    if not response.is_from_check_in:
        raise Refused(
            _("Only a response by a link from a self check-in can be set aside."), code="known"
        )
    return _settle(response, "set_response_aside", seen_revision, settlement, by)


def _settle(
    response: MinutesResponse, action: str, seen_revision: int, settlement: str, by: Actor
) -> MinutesResponse:
    require(can_settle_responses(by, response.meeting))
    lock_meeting(response.meeting)
    response = MinutesResponse.objects.select_related(
        "meeting", "participant__person", "participant__organisation"
    ).get(pk=response.pk)
    RESPONSE.move(response, action, reason=settlement)
    response = save_unless_changed(
        response, seen_revision=seen_revision, by=by, state=response.state, settlement=settlement
    )
    record(
        response.meeting,
        "response_settled",
        by=by,
        participant=response.participant,
        kind=response.get_kind_display(),
        state=response.get_state_display(),
        settlement=settlement,
    )
    return response


@transaction.atomic
def issue_minutes_links(*, meeting: Meeting, by: Actor) -> int:
    """Issue a link to the minutes for all who attended, mailed where an address is known.

    Who has a valid link keeps it. Returns how many links are new. Raises Refused outside the time
    to respond.
    """
    require(can_settle_responses(by, meeting))
    meeting = lock_meeting(meeting)
    until = require_open_window(meeting)
    guests = meeting.participants.attending().select_related("person__user", "organisation")
    links = issue_links(
        purpose=LinkPurpose.CORRECT,
        target=meeting,
        bearers={(guest.person, guest.organisation) for guest in guests},
        expires_at=until,
        by=by,
    )
    mailed = 0
    for link in links:
        address = get_email_address(link.person)
        if address:
            message = build_minutes_email(link, meeting)
            enqueue_email(to=address, subject=message.subject, text=message.text)
            mailed += 1
    record(meeting, "minutes_links_issued", by=by, count=len(links), mailed=mailed)
    return len(links)
