"""A meeting's steps on its pages: opened, closed, cancelled, published; what its page offers."""

from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.actions.agenda import add_agenda_item, begin_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.actions.logging import log_entry, log_pledge
from meetings.actions.settling import record_decision, record_follow_up
from tests.support.expect import told
from tests.support.factories import make_meeting, open_meeting, take_meeting_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NEW = "/rapat/baru/"


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator's browser."""
    reader.force_login(facilitator)
    return reader


def address(name, meeting):
    return reverse(f"meetings:meeting_{name}", args=[meeting.reference])


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# ── Opening, closing, cancelling, publishing ─────────────────────────────────────────────


def test_opening_says_what_is_missing(staff, facilitator):
    empty = make_meeting(by=facilitator)
    html = page(staff, address("start", empty))
    for sentence in (
        "The meeting is dated Monday, 8 November 2021; today is",
        "Nobody is invited yet; whoever comes can be added at the door.",
        "There is no agenda yet; it can still be built while the meeting runs.",
    ):
        assert sentence in html
    answer = staff.post(address("start", empty), {"idempotency_key": str(uuid4())})
    assert answer.status_code == 302


def test_a_meeting_goes_its_way_by_its_buttons(staff, meeting, facilitator):
    way = (("start", "in_progress", "ruang/"), ("close", "closed", ""))
    for name, state, place in way:
        values = {"idempotency_key": str(uuid4())}
        for _time in range(2):
            answer = staff.post(address(name, meeting), values)
            assert (answer.status_code, answer.url) == (302, meeting.get_absolute_url() + place)
        meeting.refresh_from_db()
        assert meeting.state == state
        for participant in meeting.participants.all():
            if state == "in_progress":
                mark_attendance(participant=participant, attendance="present", by=facilitator)
    staff.post(address("publish", meeting), {"idempotency_key": str(uuid4())})
    meeting.refresh_from_db()
    assert (meeting.is_published, meeting.published_by) == (True, facilitator)
    assert f"by {facilitator}" in page(staff, meeting.get_absolute_url())


def test_closing_names_what_the_record_lacks(staff, meeting, facilitator):
    points = [
        add_agenda_item(meeting=meeting, title=title, by=facilitator)
        for title in ("Buka", "Bicara")
    ]
    meeting = open_meeting(meeting, by=facilitator, present=False)
    html = page(staff, address("close", meeting))
    assert "Nobody is marked as present. Mark the attendance first." in html
    assert "2 participants are not marked yet." in html
    assert "2 agenda items have no notes:" in html
    desk = meeting.get_absolute_url()
    for address_of in (
        "kehadiran/",
        "kehadiran/?status=unmarked",
        *(f"catatan/?butir={point.pk}#catat" for point in points),
    ):
        assert f'href="{desk}{address_of}"' in html
    # With a blocker there is nothing to confirm yet.
    assert "Must be completed" in html
    assert ">Close the meeting</button>" not in html
    log_entry(meeting=meeting, agenda_item=points[0], text="Dibuka", by=facilitator)
    html = page(staff, address("close", meeting))
    assert "1 agenda item has no notes:" in html


def test_closing_leads_to_every_gap_of_the_log(staff, running, forum, facilitator):
    by = facilitator
    decision = record_decision(meeting=running, text="Taman", by=by)
    task = record_follow_up(meeting=running, activity="Lapak", by=by)
    pledge = log_pledge(meeting=running, lead=forum.inka, own_words="Kami membantu", by=by)
    said = log_entry(meeting=running, text="Halo", by=by)
    item = add_agenda_item(meeting=running, title="Diskusi", by=by)
    begin_agenda_item(item=item, by=by)
    html = page(staff, address("close", running))
    desk = running.get_absolute_url()
    for sentence, target in (
        (
            "Decisions that nobody is responsible for: 1.",
            f"{decision.get_absolute_url()}penanggung-jawab/",
        ),
        ("Follow-ups that nobody is responsible for: 1.", f"{desk}catatan/{task.entry.pk}/"),
        ("Contributions that wait for a decision: 1.", pledge.get_absolute_url()),
        ("Statements without a speaker: 1.", f"{desk}catatan/{said.pk}/"),
        ("Agenda item “Diskusi” is still open.", f"{desk}ruang/#agenda"),
    ):
        assert sentence in html
        assert f'href="{target}"' in html
    assert ">Close the meeting</button>" in html


def test_a_complete_record_is_closed_without_a_warning(staff, running):
    html = page(staff, address("close", running))
    assert "Please check" not in html
    assert "Must be completed" not in html


def test_publishing_says_what_becomes_public(staff, held):
    html = page(staff, address("publish", held))
    for sentence in (
        "The name and office of everybody on the list, 2 of whom attended.",
        "The log: 0 statements and notes, 1 decisions, 1 follow-ups,",
        "Only the forum&#x27;s staff can see contact data and reasons for absence.",
    ):
        assert sentence in html


def test_a_meeting_is_cancelled_with_a_reason(staff, meeting):
    path = address("cancel", meeting)
    answer = staff.post(path, {"idempotency_key": str(uuid4()), "reason": " "})
    assert answer.status_code == 422
    answer = staff.post(path, {"idempotency_key": str(uuid4()), "reason": "Banjir"})
    assert answer.url == meeting.get_absolute_url()
    assert told(meeting)[-1] == "The meeting was cancelled: Banjir"


@pytest.mark.parametrize(
    ("name", "state", "sentence"),
    [
        ("start", "closed", "“Open the meeting” is not possible while RPT-2021-0001 is"),
        ("close", "preparing", "“Close the meeting” is not possible while RPT-2021-0001 is"),
        ("cancel", "in_progress", "“Cancel the meeting” is not possible while RPT-2021-0001 is"),
        ("publish", "preparing", "Only a meeting that has begun can be published."),
    ],
)
def test_a_step_that_is_not_possible_leads_back(staff, meeting, facilitator, name, state, sentence):
    take_meeting_to(state, meeting, by=facilitator)
    answer = staff.get(address(name, meeting), follow=True)
    assert answer.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert sentence in answer.content.decode()
    answer = staff.post(
        address(name, meeting), {"idempotency_key": str(uuid4()), "reason": "Banjir"}
    )
    assert answer.status_code == 422


# ── The meeting's page ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "next_step", "names"),
    [
        ("preparing", "Next: build the agenda.", ["start", "edit", "cancel"]),
        ("in_progress", "Next: write the log, then close", ["close", "publish", "edit"]),
        ("closed", "Next: publish the meeting, so that", ["publish"]),
        ("cancelled", "", []),
    ],
)
def test_the_page_offers_what_is_possible(staff, meeting, facilitator, state, next_step, names):
    take_meeting_to(state, meeting, by=facilitator)
    html = page(staff, meeting.get_absolute_url())
    assert next_step in html
    offered = {
        name
        for name in ("start", "close", "cancel", "publish", "edit")
        if f'href="{address(name, meeting)}"' in html
    }
    assert offered == set(names)
    assert f"{NEW}?salin={meeting.reference}" in html
    assert html.count('class="button primary"') == (state != "cancelled")


def test_whoever_does_not_run_the_meeting_is_offered_nothing(published, cast, reader):
    for name in ("anonymous", "citizen", "inka", "administrator"):
        reader.logout()
        if name != "anonymous":
            reader.force_login(cast[name])
        html = page(reader, published.get_absolute_url())
        assert "Work on this meeting" not in html
        assert NEW not in html
        assert NEW not in page(reader, "/rapat/")


def test_the_buttons_cost_no_query(published, cast, reader, django_assert_num_queries):
    # The validator of a public page, the meeting, nine for its record, and the forum's name.
    with django_assert_num_queries(12):
        page(reader, published.get_absolute_url())
    reader.force_login(cast.facilitator)
    # Besides: session, account and mandates.
    with django_assert_num_queries(14):
        page(reader, published.get_absolute_url())


def test_the_list_leads_to_a_new_meeting(staff):
    assert f'href="{NEW}"' in page(staff, "/rapat/")
