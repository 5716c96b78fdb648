"""What names an organisation or a person at meetings, and what follows a merge."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models import Decision, FollowUp, Meeting, Participant
from stakeholders.references import Membership, Reference

REFERENCES = [
    # Of one person with two places on a list both stay, each under the name that it has.
    Reference(model=Participant, field="person", unique=("meeting_id",)),
    Reference(
        model=Participant,
        field="organisation",
        unique=("meeting_id", "position"),
        compared=Q(person=None),
    ),
    Reference(model=Meeting, field="host", label=_("meetings as a host")),
    Membership(
        through=Meeting.organisers.through,
        owner="meeting",
        label=_("meetings as an organiser"),
    ),
    Reference(model=Decision, field="owner"),
    Reference(model=FollowUp, field="owner"),
    Membership(
        through=FollowUp.supporters.through,
        owner="followup",
        label=_("follow-ups as a supporter"),
        lead="owner",
    ),
]
