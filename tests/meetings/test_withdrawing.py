"""What was logged by mistake is withdrawn with a reason, and the withdrawal undone."""

import pytest
from django.urls import reverse

from agreements.content.minutes import build_content
from core.refusals import Refused
from meetings.actions.logging import edit_entry, log_entry
from meetings.actions.planning import close_meeting, publish_meeting
from meetings.actions.settling import record_follow_up
from meetings.actions.withdrawing import restore_entry, withdraw_entry
from meetings.models import LogEntry, LogKind, RoomVersion
from pledges.actions.deciding import accommodate_pledge
from tests.support.expect import told
from tests.support.log_desk import desk_of

pytestmark = pytest.mark.django_db
REASON = "Salah dengar"


def entry_of(meeting, kind):
    return LogEntry.objects.get(meeting=meeting, kind=kind)


def page_of(entry, name="entry_withdraw"):
    return reverse(f"meetings:{name}", args=[entry.meeting.reference, entry.pk])


@pytest.mark.parametrize("kind", [LogKind.DECISION, LogKind.FOLLOW_UP, LogKind.PLEDGE])
def test_what_was_logged_by_mistake_is_struck_through_and_printed_nowhere(
    staff, held, facilitator, english, letterhead, kind
):
    entry = entry_of(held, kind)
    assert page_of(entry) in staff.get(desk_of(held)).content.decode()
    assert staff.post(page_of(entry), {"reason": ""}).status_code == 422
    answer = staff.post(page_of(entry), {"reason": REASON})
    assert answer["Location"] == f"{desk_of(held)}#catatan-{entry.pk}"
    html = staff.get(desk_of(held)).content.decode()
    assert "line-withdrawn" in html
    assert f"withdrawn: {REASON}" in html
    assert f"Reason: {REASON}" in told(held)[-1]
    content = build_content(held, letterhead)
    lists = {
        LogKind.DECISION: "decisions",
        LogKind.FOLLOW_UP: "follow_ups",
        LogKind.PLEDGE: "contributions",
    }
    for each, name in lists.items():
        assert bool(content[name]) == (each != kind)


@pytest.mark.parametrize("kind", [LogKind.DECISION, LogKind.FOLLOW_UP, LogKind.PLEDGE])
def test_in_the_room_it_is_struck_through_and_told_to_the_others(staff, held, facilitator, kind):
    entry = entry_of(held, kind)
    room = reverse("meetings:meeting_room", args=[held.reference])
    news = reverse("meetings:room_news", args=[held.reference])
    seen = RoomVersion.objects.get(meeting=held).number
    withdraw_entry(entry=entry, reason=REASON, by=facilitator)
    for page in (
        staff.get(f"{news}?versi={seen}", headers={"HX-Request": "true"}),
        staff.get(room),
    ):
        html = page.content.decode()
        line = html[: html.index(f'id="catatan-{entry.pk}"')].rpartition("<li")[2]
        assert "line-withdrawn" in line
        assert html.count("line-withdrawn") == 1
        assert f"withdrawn: {REASON}" in html


def test_a_withdrawn_contribution_is_not_counted_on_the_projector(staff, held, facilitator):
    entry = entry_of(held, LogKind.PLEDGE)
    room = reverse("meetings:meeting_room", args=[held.reference]) + "?tampil=proyektor"
    html = staff.get(room).content.decode()
    assert "Contributions so far: 1" in html
    assert entry.text[:60] in html
    withdraw_entry(entry=entry, reason=REASON, by=facilitator)
    html = staff.get(room).content.decode()
    assert "Contributions so far: 0" in html
    assert entry.text[:60] not in html
    restore_entry(entry=entry, by=facilitator)
    assert "Contributions so far: 1" in staff.get(room).content.decode()


@pytest.mark.parametrize("kind", [LogKind.DECISION, LogKind.FOLLOW_UP, LogKind.PLEDGE])
def test_the_withdrawal_is_undone_while_the_meeting_is_open(staff, held, facilitator, kind):
    entry = entry_of(held, kind)
    registered = entry.pledge or getattr(entry, "follow_up", None)
    before = registered and (registered.state, registered.reason)
    withdraw_entry(entry=entry, reason=REASON, by=facilitator)
    if registered:
        registered.refresh_from_db()
        assert (registered.state, registered.reason) != before
    assert page_of(entry, "entry_restore") in staff.get(desk_of(held)).content.decode()
    assert staff.post(page_of(entry, "entry_restore")).status_code == 302
    entry.refresh_from_db()
    assert (entry.withdrawn_at, entry.withdrawal_reason) == (None, "")
    if registered:
        registered.refresh_from_db()
        assert (registered.state, registered.reason) == before


def test_readers_no_longer_see_it(client, held, facilitator):
    entry = entry_of(held, LogKind.DECISION)
    withdraw_entry(entry=entry, reason=REASON, by=facilitator)
    meeting = publish_meeting(meeting=close_meeting(meeting=held, by=facilitator), by=facilitator)
    assert entry.decision.reference not in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(entry.decision.get_absolute_url()).status_code == 404
    assert entry.decision.reference not in client.get("/keputusan/").content.decode()


def test_after_closing_nothing_is_withdrawn_or_undone(held, facilitator):
    decision, task = (entry_of(held, kind) for kind in (LogKind.DECISION, LogKind.FOLLOW_UP))
    withdraw_entry(entry=task, reason=REASON, by=facilitator)
    close_meeting(meeting=held, by=facilitator)
    with pytest.raises(Refused, match=r"is closed|ditutup"):
        withdraw_entry(entry=decision, reason=REASON, by=facilitator)
    with pytest.raises(Refused, match=r"is closed|ditutup"):
        restore_entry(entry=task, by=facilitator)


def test_what_is_withdrawn_is_not_changed_nor_withdrawn_again(held, facilitator):
    entry = withdraw_entry(entry=entry_of(held, LogKind.DECISION), reason=REASON, by=facilitator)
    with pytest.raises(Refused):
        edit_entry(entry=entry, seen_revision=entry.revision, speaker_note="Semua", by=facilitator)
    with pytest.raises(Refused):
        withdraw_entry(entry=entry, reason=REASON, by=facilitator)
    restore_entry(entry=entry, by=facilitator)
    with pytest.raises(Refused):
        restore_entry(entry=entry, by=facilitator)


def test_a_statement_and_a_counted_contribution_are_not_withdrawn(held, facilitator):
    statement = log_entry(meeting=held, text="Halo", by=facilitator)
    with pytest.raises(Refused):
        withdraw_entry(entry=statement, reason=REASON, by=facilitator)
    entry = entry_of(held, LogKind.PLEDGE)
    accommodate_pledge(pledge=entry.pledge, by=facilitator)
    with pytest.raises(Refused):
        withdraw_entry(entry=entry, reason=REASON, by=facilitator)
    entry.refresh_from_db()
    assert entry.withdrawn_at is None


def test_before_closing_the_gaps_of_the_log_are_told(staff, held, facilitator):
    log_entry(meeting=held, text="Halo", by=facilitator)
    record_follow_up(meeting=held, activity="Spanduk", by=facilitator)
    html = staff.get(f"{held.get_absolute_url()}tutup/").content.decode()
    for sentence in (
        "Statements without a speaker: 1.",
        "Follow-ups that nobody is responsible for: 1.",
        "Follow-ups without a deadline: 1.",
        "Contributions that wait for a decision: 1.",
    ):
        assert sentence in html
    entry = held.log.get(kind=LogKind.PLEDGE)
    withdraw_entry(entry=entry, reason=REASON, by=facilitator)
    html = staff.get(f"{held.get_absolute_url()}tutup/").content.decode()
    assert "Contributions that wait" not in html
