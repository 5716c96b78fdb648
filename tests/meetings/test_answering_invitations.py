"""A guest answers by the own link: coming, not coming, sending a substitute."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from core.history import find_history
from meetings.actions.answering_invitations import answer_invitation
from meetings.actions.inviting import remove_invitation
from meetings.actions.planning import cancel_meeting, edit_meeting
from meetings.actions.sending_invitations import tell_guests
from meetings.models import Reply
from meetings.reports.invitations import select_invitation_links
from stakeholders.models import Person
from tests.support.expect import refused
from tests.support.factories import make_guest, make_meeting, open_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def planned(cast, forum):
    """A meeting in ten days, with two guests who were told."""
    meeting = make_meeting(
        by=cast.facilitator,
        date=timezone.localdate() + timedelta(days=10),
        starts_at=time(9),
        venue="Balai Kota (contoh)",
    )
    make_guest(meeting, forum.inka, cast.inka, by=cast.facilitator)
    make_guest(meeting, forum.taman, cast.lurah, by=cast.facilitator)
    tell_guests(meeting=meeting, by=cast.facilitator)
    return meeting


@pytest.fixture
def guest(planned, inka):
    return planned.participants.get(person=inka.person)


@pytest.fixture
def link(guest):
    return select_invitation_links([guest]).get()


def path(link):
    return f"/undangan/{link.token}/"


def send(client, link, reply, **fields):
    sent = {"idempotency_key": str(uuid4()), "reply": reply, **fields}
    return client.post(path(link), sent)


def count_answers(meeting):
    return find_history(meeting).filter(key__in=("invitation_answered", "substitute_named")).count()


def test_the_page_says_what_when_and_where_and_only_the_own_name(reader, link):
    page = reader.get(path(link)).text
    assert "Kelurahan Mandiri" in page
    assert "9:00" in page
    assert "Balai Kota (contoh)" in page
    assert "Wakil INKA (contoh)" in page
    assert "Lurah" not in page


def test_coming_is_one_tap(reader, link, guest):
    answer = send(reader, link, "confirmed")
    assert answer.status_code == 302
    guest.refresh_from_db()
    assert guest.reply == Reply.CONFIRMED
    assert "You will come." in reader.get(answer.headers["Location"]).text


def test_a_declined_reply_that_comes_twice_is_no_error_and_makes_nothing_twice(
    reader, link, guest, planned
):
    for _number in range(2):
        assert send(reader, link, "declined", reason="Rapat lain").status_code == 302
    guest.refresh_from_db()
    assert (guest.reply, guest.invitation.reason) == (Reply.DECLINED, "Rapat lain")
    assert count_answers(planned) == 1
    assert guest.revision == 2


def test_a_substitute_joins_the_list_for_the_same_organisation(reader, link, guest, planned):
    for _number in range(2):
        answer = send(reader, link, "substituted", name="Ibu Ani", position="Staf", phone="0812")
        assert answer.status_code == 302
    guest.refresh_from_db()
    substitute = guest.invitation.substitute
    assert guest.reply == Reply.SUBSTITUTED
    assert (str(substitute), substitute.position, substitute.organisation, substitute.reply) == (
        "Ani",
        "Staf",
        guest.organisation,
        Reply.CONFIRMED,
    )
    assert substitute.person.phone == "0812"
    assert planned.participants.count() == 3
    assert Person.objects.filter(name="Ani").count() == 1
    assert "Ani comes in your place." in reader.get(path(link)).text


def test_a_known_person_of_the_organisation_is_the_substitute(reader, link, guest, planned, cast):
    send(reader, link, "substituted", name="ANI")
    known = Person.objects.get(name="ANI")
    send(reader, link, "confirmed")
    assert planned.participants.count() == 2
    other = make_meeting(by=cast.facilitator, theme="Lain")
    make_guest(other, guest.organisation, by=cast.facilitator, person=known)
    send(reader, link, "substituted", name="Ani")
    guest.refresh_from_db()
    assert guest.invitation.substitute.person == known


def test_a_namesake_of_another_organisation_is_not_taken(reader, link, guest, lurah):
    send(reader, link, "substituted", name=lurah.person.name)
    guest.refresh_from_db()
    assert guest.invitation.substitute.person != lurah.person


def test_coming_after_all_takes_the_substitute_off_the_list(reader, link, guest, planned):
    send(reader, link, "substituted", name="Ani")
    send(reader, link, "confirmed")
    guest.refresh_from_db()
    assert (guest.reply, guest.invitation.substitute) == (Reply.CONFIRMED, None)
    assert planned.participants.count() == 2


def test_somebody_on_the_list_who_stands_in_stays_on_the_list(
    reader, link, guest, planned, cast, forum
):
    colleague = make_guest(planned, forum.inka, cast.outsider, by=cast.facilitator)
    send(reader, link, "substituted", name=cast.outsider.person.name)
    guest.refresh_from_db()
    assert guest.invitation.substitute == colleague
    send(reader, link, "declined")
    assert planned.participants.filter(pk=colleague.pk).exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Write the name"), ("Wakil INKA (contoh)", "your own name"), ("🙂", "letters alone")],
)
def test_a_bad_name_is_told_beside_the_field(reader, link, guest, name, sentence):
    answer = send(reader, link, "substituted", name=name, position="Staf")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Staf"' in answer.text
    guest.refresh_from_db()
    assert guest.reply == Reply.INVITED


@pytest.mark.parametrize("reply", ["", "invited", "entah", "\x00"])
def test_another_reply_changes_nothing(reader, link, guest, reply):
    assert send(reader, link, reply).status_code == 200
    guest.refresh_from_db()
    assert guest.reply == Reply.INVITED


def test_the_answer_can_be_changed_until_the_meeting_begins(reader, link, guest, planned):
    begins = timezone.make_aware(datetime.combine(planned.date, planned.starts_at))
    with time_machine.travel(begins - timedelta(minutes=1), tick=False):
        assert send(reader, link, "confirmed").status_code == 302
    with time_machine.travel(begins, tick=False):
        answer = send(reader, link, "declined")
        assert answer.status_code == 422
        assert "The meeting has begun" in answer.text
    guest.refresh_from_db()
    assert guest.reply == Reply.CONFIRMED


def test_the_page_says_that_the_meeting_was_cancelled(reader, link, planned, facilitator):
    cancel_meeting(meeting=planned, reason="Banjir", by=facilitator)
    page = reader.get(path(link)).text
    assert "This meeting was cancelled." in page
    assert "I will come" not in page
    with refused("This meeting was cancelled. You need not come."):
        answer_invitation(token=link.token, reply="confirmed")


def test_the_page_says_that_time_or_place_have_changed(reader, link, planned, facilitator):
    send(reader, link, "confirmed")
    assert "Time or place have changed" not in reader.get(path(link)).text
    planned.refresh_from_db()
    edit_meeting(meeting=planned, seen_revision=planned.revision, by=facilitator, venue="Aula")
    assert "Time or place have changed" in reader.get(path(link)).text
    send(reader, link, "confirmed")
    tell_guests(meeting=planned, by=facilitator)


def test_who_answers_knows_of_the_change(reader, link, guest, planned, facilitator):
    edit_meeting(meeting=planned, seen_revision=planned.revision, by=facilitator, venue="Aula")
    send(reader, link, "confirmed")
    guest.refresh_from_db()
    assert (guest.invitation.told_sequence, guest.invitation.answered_sequence) == (1, 1)
    assert "Time or place have changed" not in reader.get(path(link)).text


def test_the_page_says_that_the_meeting_has_begun(reader, link, planned, facilitator):
    open_meeting(planned, by=facilitator)
    assert "The meeting has begun" in reader.get(path(link)).text


def test_an_invitation_that_was_taken_back_says_so(reader, link, guest, facilitator):
    remove_invitation(participant=guest, by=facilitator)
    answer = reader.get(path(link))
    assert answer.status_code == 410
    assert "no longer on the list" in answer.text


def test_too_many_answers_by_one_link_are_refused(link):
    for number in range(20):
        answer_invitation(token=link.token, reply=("confirmed", "declined")[number % 2])
    with refused("Too many answers came by this link just now. Try again in ten minutes."):
        answer_invitation(token=link.token, reply="confirmed")


def test_another_purpose_does_not_open_it(reader, check_in_room):
    assert reader.get(path(check_in_room)).status_code == 404


def test_the_page_is_light_and_private(reader, link):
    answer = reader.get(path(link))
    assert len(answer.content) < 10_000
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
