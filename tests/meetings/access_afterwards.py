"""Access to what ends or corrects a meeting, its log and its minutes."""

from meetings.actions.attaching import attach_files, edit_attachment, remove_attachment
from meetings.actions.planning import cancel_meeting, close_meeting, reopen_meeting
from meetings.actions.responding import (
    accept_response,
    issue_minutes_links,
    reject_response,
    respond_for,
    set_response_aside,
)
from meetings.actions.settling import assign_decision
from meetings.actions.withdrawing import restore_entry, withdraw_entry
from tests.support.attachments import attach_photo, check_photo

STAFF = {"facilitator", "secretary"}


def with_withdrawn_entry(w):
    staff = w.facilitator
    entry = withdraw_entry(entry=w.decision.entry, reason="Keliru dicatat", by=staff)
    return lambda by: restore_entry(entry=entry, by=by)


def on_photo(call, **words):
    """A call on a photo of the meeting."""

    def prepare(w):
        attachment = attach_photo(w.meeting, by=w.facilitator)
        return lambda by: call(attachment=attachment, by=by, **words)

    return prepare


def attach(w):
    photo = check_photo()
    return lambda by: attach_files(meeting=w.meeting, files=[photo], caption="Papan", by=by)


def close(w):
    """Close the meeting, and return one who attended."""
    close_meeting(meeting=w.running, by=w.facilitator)
    return w.running.participants.attending().first()


def on_response(call):
    """A call on an objection that the staff entered for one who attended."""

    def prepare(w):
        guest = close(w)
        response = respond_for(participant=guest, kind="objects", text="Tidak", by=w.facilitator)
        response.is_from_check_in = True
        response.save()
        words = {"seen_revision": 1, "settlement": "Baik"}
        return lambda by: call(response=response, by=by, **words)

    return prepare


def on_closed(call):
    """A call on one who attended a closed meeting."""

    def prepare(w):
        guest = close(w)
        return lambda by: call(guest, by)

    return prepare


AFTERWARDS = {
    "cancel_meeting": (
        STAFF,
        lambda w: lambda by: cancel_meeting(meeting=w.meeting, reason="Banjir", by=by),
    ),
    "withdraw_entry": (
        STAFF,
        lambda w: lambda by: withdraw_entry(entry=w.decision.entry, reason="Keliru dicatat", by=by),
    ),
    "assign_decision": (
        STAFF,
        on_closed(
            lambda guest, by: assign_decision(
                decision=guest.meeting.decisions.get(), owner=None, seen_revision=1, by=by
            )
        ),
    ),
    "reopen_meeting": (
        STAFF,
        on_closed(
            lambda guest, by: reopen_meeting(meeting=guest.meeting, reason="Salah tutup", by=by)
        ),
    ),
    "restore_entry": (STAFF, with_withdrawn_entry),
    "respond_for": (
        STAFF,
        on_closed(lambda guest, by: respond_for(participant=guest, kind="agrees", by=by)),
    ),
    "issue_minutes_links": (
        STAFF,
        on_closed(lambda guest, by: issue_minutes_links(meeting=guest.meeting, by=by)),
    ),
    "accept_response": (STAFF, on_response(accept_response)),
    "reject_response": (STAFF, on_response(reject_response)),
    "attach_files": (STAFF, attach),
    "edit_attachment": (STAFF, on_photo(edit_attachment, seen_revision=1, caption="Papan tulis")),
    "remove_attachment": (STAFF, on_photo(remove_attachment, reason="Bukan rapat ini")),
    "set_response_aside": (STAFF, on_response(set_response_aside)),
}
