"""A decision has somebody responsible: named in the meeting, or after closing and so marked."""

import pytest
from django.urls import reverse

from agreements.content.rows import build_decision_rows
from meetings.actions.planning import close_meeting, publish_meeting
from meetings.actions.settling import assign_decision, record_decision
from meetings.actions.withdrawing import withdraw_entry
from tests.support.expect import told
from tests.support.log_desk import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(running, facilitator):
    return record_decision(meeting=running, text="Lokasi: Taman", by=facilitator)


def page_of(decision):
    return reverse("meetings:decision_owner", args=[decision.reference])


def test_it_is_named_with_the_decision(staff, running, forum):
    write(staff, running, kind="decision", text="Lapak dibuka", owner=forum.taman.pk)
    decision = running.decisions.get()
    assert decision.owner == forum.taman
    assert decision.owner_named_late_at is None


def test_after_closing_it_is_named_and_marked(staff, decision, running, forum, facilitator):
    close_meeting(meeting=running, by=facilitator)
    asked = staff.get(page_of(decision)).content.decode()
    assert "it will be marked as recorded later" in asked
    answer = staff.post(
        page_of(decision), {"owner": forum.taman.pk, "owner_note": "Lurah", "revision": 1}
    )
    assert answer["Location"] == decision.get_absolute_url()
    decision.refresh_from_db()
    assert (decision.owner, decision.owner_note) == (forum.taman, "Lurah")
    assert decision.text == "Lokasi: Taman"
    html = staff.get(decision.get_absolute_url()).content.decode()
    assert "Lurah" in html
    assert "recorded later" in html
    assert told(decision)[-1] == f"Responsible, recorded later: {forum.taman}."


def test_the_meeting_and_its_minutes_say_who(client, decision, running, forum, facilitator):
    assign_decision(decision=decision, owner=forum.taman, seen_revision=1, by=facilitator)
    publish_meeting(meeting=close_meeting(meeting=running, by=facilitator), by=facilitator)
    page = client.get(running.get_absolute_url()).content.decode()
    assert f'href="{reverse("portal:organisation_detail", args=[forum.taman.slug])}"' in page
    (printed,) = build_decision_rows(running.decisions.select_related("owner"))
    assert printed["owner"] == str(forum.taman)


def test_the_second_writer_sees_both(staff, decision, forum, secretary):
    assign_decision(decision=decision, owner=forum.taman, seen_revision=1, by=secretary)
    answer = staff.post(page_of(decision), {"owner": forum.inka.pk, "revision": 1})
    assert answer.status_code == 422
    assert str(forum.taman) in answer.content.decode()
    decision.refresh_from_db()
    assert decision.owner == forum.taman


def test_a_person_alone_is_not_enough(staff, decision):
    answer = staff.post(page_of(decision), {"owner_note": "Pak Lurah", "revision": 1})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["owner"]
    assert "Pak Lurah" in answer.content.decode()


def test_a_withdrawn_decision_is_left_alone(staff, decision, forum, facilitator):
    withdraw_entry(entry=decision.entry, reason="Keliru", by=facilitator)
    answer = staff.post(page_of(decision), {"owner": forum.taman.pk, "revision": 1})
    assert answer.status_code == 422
    assert page_of(decision) not in staff.get(decision.get_absolute_url()).content.decode()
