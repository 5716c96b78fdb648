"""Access to telling guests of a meeting, and to their links."""

from meetings.actions.excusing_absentees import excuse_absentees
from meetings.actions.sending_invitations import (
    note_handed_on,
    remind_guests,
    renew_invitation_link,
    revoke_invitation_link,
    tell_guests,
)

STAFF = {"facilitator", "secretary"}


def on_told(call):
    """A call on a guest who was told."""

    def prepare(w):
        tell_guests(meeting=w.meeting, by=w.facilitator)
        return lambda by: call(participant=w.invited, by=by)

    return prepare


INVITATIONS = {
    "excuse_absentees": (STAFF, lambda w: lambda by: excuse_absentees(meeting=w.meeting, by=by)),
    "tell_guests": (STAFF, lambda w: lambda by: tell_guests(meeting=w.meeting, by=by)),
    "remind_guests": (STAFF, lambda w: lambda by: remind_guests(meeting=w.meeting, by=by)),
    "note_handed_on": (STAFF, on_told(note_handed_on)),
    "renew_invitation_link": (STAFF, on_told(renew_invitation_link)),
    "revoke_invitation_link": (STAFF, on_told(revoke_invitation_link)),
}
