"""Who may run a meeting and who sees it; person by action, person by object."""

from datetime import time, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from meetings import permissions
from meetings.actions.agenda import (
    add_agenda_item,
    begin_agenda_item,
    edit_agenda_item,
    end_agenda_item,
    move_agenda_item,
    remove_agenda_item,
)
from meetings.actions.attending import (
    add_walk_in,
    admit_walk_in,
    invite,
    mark_attendance,
    mark_rest_present,
    note_departure,
    record_participants_export,
    unmark_rest,
)
from meetings.actions.checking_in import set_check_ins_aside
from meetings.actions.contributing import (
    enter_slip,
    record_contributions_export,
    send_link_by_email,
)
from meetings.actions.copying import copy_meeting
from meetings.actions.inviting import Guest, invite_guests, note_reply, remove_invitation
from meetings.actions.logging import (
    edit_entry,
    log_entry,
    log_pledge,
    remove_entry,
    submit_pledge_to_meeting,
)
from meetings.actions.planning import (
    close_meeting,
    create_meeting,
    edit_meeting,
    publish_meeting,
    register_past_meeting,
    start_meeting,
)
from meetings.actions.pursuing import drop_follow_up, finish_follow_up, reopen_follow_up
from meetings.actions.settling import (
    edit_decision,
    edit_follow_up,
    record_decision,
    record_follow_up,
)
from meetings.actions.writing_entries import write_entry
from meetings.models import LogKind, MeetingKind
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose
from tests.meetings.access_afterwards import AFTERWARDS
from tests.meetings.access_invitations import INVITATIONS
from tests.support.expect import allow_only
from tests.support.factories import (
    make_meeting,
    make_person,
    make_pledge,
    open_meeting,
)

pytestmark = pytest.mark.django_db

STAFF = {"facilitator", "secretary"}


@pytest.fixture
def world(cast, forum, meeting):
    """A meeting in preparation, and one that is open with a line and a follow-up of the lurah's."""
    by = cast.facilitator
    running = make_meeting(by=by)
    participant = invite(meeting=running, organisation=forum.inka, position="Wakil", by=by)
    points = [add_agenda_item(meeting=meeting, title=title, by=by) for title in ("Buka", "Tutup")]
    add_agenda_item(meeting=running, title="Diskusi", by=by)
    running = open_meeting(running, by=by)
    return SimpleNamespace(
        facilitator=by,
        forum=forum,
        meeting=meeting,
        running=running,
        participant=participant,
        invited=meeting.participants.order_by("pk").first(),
        points=points,
        entry=log_entry(meeting=running, text="Halo", by=by),
        decision=record_decision(meeting=running, text="Lokasi: Taman", by=by),
        follow_up=record_follow_up(meeting=running, activity="Lapak", owner=forum.taman, by=by),
        draft=make_pledge(forum.inka, by=cast.inka),
        link=issue_link(
            purpose=LinkPurpose.CONTRIBUTE,
            target=meeting,
            person=make_person("rini", email="rini@inka.example", by=by),
            expires_at=timezone.now() + timedelta(days=1),
            by=by,
        ),
    )


def plan(action):
    def prepare(w):
        return lambda by: action(kind=MeetingKind.FORUM, theme="Lain", date=w.meeting.date, by=by)

    return prepare


ACTIONS = {
    **AFTERWARDS,
    **INVITATIONS,
    "create_meeting": (STAFF, plan(create_meeting)),
    "register_past_meeting": (STAFF, plan(register_past_meeting)),
    "edit_meeting": (
        STAFF,
        lambda w: lambda by: edit_meeting(meeting=w.meeting, seen_revision=1, venue="Balai", by=by),
    ),
    "add_agenda_item": (
        STAFF,
        lambda w: lambda by: add_agenda_item(meeting=w.meeting, title="Pembukaan", by=by),
    ),
    "copy_meeting": (
        STAFF,
        lambda w: lambda by: copy_meeting(meeting=w.meeting, date=w.meeting.date, by=by),
    ),
    "edit_agenda_item": (
        STAFF,
        lambda w: (
            lambda by: edit_agenda_item(item=w.points[0], seen_revision=1, title="Lain", by=by)
        ),
    ),
    "begin_agenda_item": (
        STAFF,
        lambda w: lambda by: begin_agenda_item(item=w.running.agenda.get(), by=by),
    ),
    "end_agenda_item": (
        STAFF,
        lambda w: lambda by: end_agenda_item(item=w.running.agenda.get(), by=by),
    ),
    "move_agenda_item": (
        STAFF,
        lambda w: lambda by: move_agenda_item(item=w.points[0], up=False, by=by),
    ),
    "remove_agenda_item": (
        STAFF,
        lambda w: lambda by: remove_agenda_item(item=w.points[0], by=by),
    ),
    "invite_guests": (
        STAFF,
        lambda w: (
            lambda by: invite_guests(
                meeting=w.meeting, guests=[Guest(w.forum.outside, None, "Wakil")], by=by
            )
        ),
    ),
    "note_reply": (
        STAFF,
        lambda w: (
            lambda by: note_reply(participant=w.invited, reply="confirmed", seen_revision=1, by=by)
        ),
    ),
    "remove_invitation": (
        STAFF,
        lambda w: lambda by: remove_invitation(participant=w.invited, by=by),
    ),
    "invite": (
        STAFF,
        lambda w: (
            lambda by: invite(
                meeting=w.meeting, organisation=w.forum.outside, position="Wakil", by=by
            )
        ),
    ),
    "start_meeting": (STAFF, lambda w: lambda by: start_meeting(meeting=w.meeting, by=by)),
    "add_walk_in": (
        STAFF,
        lambda w: (
            lambda by: add_walk_in(
                meeting=w.running, organisation=w.forum.outside, position="Wakil", by=by
            )
        ),
    ),
    "mark_attendance": (
        STAFF,
        lambda w: (
            lambda by: mark_attendance(
                participant=w.running.participants.get(), attendance="absent", by=by
            )
        ),
    ),
    "mark_rest_present": (
        STAFF,
        lambda w: lambda by: mark_rest_present(meeting=w.running, by=by),
    ),
    "unmark_rest": (STAFF, lambda w: lambda by: unmark_rest(meeting=w.running, by=by)),
    "set_check_ins_aside": (
        STAFF,
        lambda w: (
            lambda by: set_check_ins_aside(
                meeting=w.running, participants=[w.participant], reason="Iseng", by=by
            )
        ),
    ),
    "admit_walk_in": (
        STAFF,
        lambda w: (
            lambda by: admit_walk_in(
                meeting=w.running, name="Wakil (contoh)", organisation="PT INKA", by=by
            )
        ),
    ),
    "note_departure": (
        STAFF,
        lambda w: (
            lambda by: note_departure(
                participant=w.running.participants.get(), left_at=time(11), seen_revision=2, by=by
            )
        ),
    ),
    "record_participants_export": (
        STAFF,
        lambda w: lambda by: record_participants_export(meeting=w.running, kind="CSV", by=by),
    ),
    "write_entry": (
        STAFF,
        lambda w: (
            lambda by: write_entry(
                meeting=w.running, kind=LogKind.STATEMENT, text="x", entry_fields={}, by=by
            )
        ),
    ),
    "log_entry": (STAFF, lambda w: lambda by: log_entry(meeting=w.running, text="x", by=by)),
    "edit_entry": (
        STAFF,
        lambda w: lambda by: edit_entry(entry=w.entry, seen_revision=1, text="Hai", by=by),
    ),
    "remove_entry": (STAFF, lambda w: lambda by: remove_entry(entry=w.entry, by=by)),
    "edit_decision": (
        STAFF,
        lambda w: (
            lambda by: edit_decision(decision=w.decision, seen_revision=1, text="Lain", by=by)
        ),
    ),
    "edit_follow_up": (
        STAFF,
        lambda w: (
            lambda by: edit_follow_up(
                follow_up=w.follow_up, seen_revision=1, activity="Lain", by=by
            )
        ),
    ),
    "record_decision": (
        STAFF,
        lambda w: lambda by: record_decision(meeting=w.running, text="Taman", by=by),
    ),
    "record_follow_up": (
        STAFF,
        lambda w: lambda by: record_follow_up(meeting=w.running, activity="x", by=by),
    ),
    "enter_slip": (
        STAFF,
        lambda w: (
            lambda by: enter_slip(
                meeting=w.running, organisation=w.forum.inka, own_words="Kami", by=by
            )
        ),
    ),
    "send_link_by_email": (
        STAFF,
        lambda w: lambda by: send_link_by_email(link=w.link, meeting=w.meeting, by=by),
    ),
    "record_contributions_export": (
        STAFF,
        lambda w: lambda by: record_contributions_export(meeting=w.meeting, kind="CSV", by=by),
    ),
    "log_pledge": (
        {*STAFF, "inka"},
        lambda w: (
            lambda by: log_pledge(meeting=w.running, lead=w.forum.inka, own_words="Kami", by=by)
        ),
    ),
    "submit_pledge_to_meeting": (
        {*STAFF, "inka"},
        lambda w: lambda by: submit_pledge_to_meeting(meeting=w.running, pledge=w.draft, by=by),
    ),
    "close_meeting": (STAFF, lambda w: lambda by: close_meeting(meeting=w.running, by=by)),
    "publish_meeting": (STAFF, lambda w: lambda by: publish_meeting(meeting=w.running, by=by)),
    "finish_follow_up": (
        {*STAFF, "lurah"},
        lambda w: lambda by: finish_follow_up(follow_up=w.follow_up, by=by),
    ),
    "drop_follow_up": (
        {*STAFF, "lurah"},
        lambda w: lambda by: drop_follow_up(follow_up=w.follow_up, reason="Batal", by=by),
    ),
    "reopen_follow_up": (
        {*STAFF, "lurah"},
        lambda w: lambda by: reopen_follow_up(follow_up=w.finished, by=by),
    ),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_open_to_just_those_whose_it_is(cast, world, action):
    if action == "reopen_follow_up":
        world.finished = finish_follow_up(follow_up=world.follow_up, by=cast.facilitator)
    allowed, prepare = ACTIONS[action]
    allow_only(cast, allowed, prepare(world))


def test_a_follow_up_without_an_owner_is_the_staffs(cast, world):
    orphan = record_follow_up(meeting=world.running, activity="Lapak", by=cast.facilitator)
    allow_only(cast, STAFF, lambda by: finish_follow_up(follow_up=orphan, by=by))


def test_a_follow_up_is_pursued_by_its_owner_and_the_staff(cast, world):
    who = cast.who(lambda user: permissions.can_pursue_follow_up(user, world.follow_up))
    assert who == {*STAFF, "lurah"}


def test_permissions_follow_from_the_office(cast, meeting):
    assert cast.who(permissions.can_create_meeting) == STAFF
    for may in (
        permissions.can_edit_meeting,
        permissions.can_attach_files,
        permissions.can_mark_attendance,
        permissions.can_export_participants,
        permissions.can_collect_contributions,
        permissions.can_log_meeting,
        permissions.can_publish_meeting,
        permissions.can_settle_responses,
        permissions.can_see_history,
    ):
        assert cast.who(lambda user, may=may: may(user, meeting)) == STAFF


def test_nobody_checks_in_by_an_account(cast, meeting):
    assert cast.who(lambda user: permissions.can_check_in(user, meeting)) == set()


def test_nobody_answers_an_invitation_by_an_account(cast, world):
    guest = world.participant
    assert cast.who(lambda user: permissions.can_answer_invitation(user, guest)) == set()


def test_the_minutes_are_answered_by_the_own_link_or_the_staff(cast, world):
    guest = world.participant
    assert cast.who(lambda user: permissions.can_respond_to_minutes(user, guest)) == STAFF


def test_a_contribution_is_brought_by_the_organisation_itself_or_by_the_staff(cast, forum, meeting):
    brought = cast.who(lambda user: permissions.can_contribute(user, meeting, forum.inka.pk))
    assert brought == {*STAFF, "inka"}
