"""Those who attended respond to the minutes by personal link; the facilitator settles each."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agreements.actions.freezing import freeze_document
from agreements.content.minutes import build_content
from core.models import OutgoingEmail
from core.optimistic_lock import Conflict
from core.refusals import Refused
from meetings.actions.planning import close_meeting
from meetings.actions.responding import (
    accept_response,
    find_participation,
    issue_minutes_links,
    reject_response,
    respond_by_link,
    respond_for,
    set_response_aside,
)
from meetings.actions.settling import record_decision
from meetings.models import Meeting, MinutesResponse, ResponseState
from meetings.reports.responses import select_minutes_links
from meetings.todo import select_open_responses
from meetings.transitions import RESPONSE
from tests.support.contributions import key_in
from tests.support.document_factories import IN_ROOM
from tests.support.expect import told
from tests.support.first_view import weigh_page

pytestmark = pytest.mark.django_db
WORDS = "Lokasi bazar bukan di Taman"


@pytest.fixture
def closed(held, facilitator):
    """The meeting, closed just now; everybody invited attended."""
    return close_meeting(meeting=held, by=facilitator)


@pytest.fixture
def link(closed, facilitator):
    """The company's own link to the minutes."""
    issue_minutes_links(meeting=closed, by=facilitator)
    return select_minutes_links(closed).get(organisation__slug="inka")


def settle(action):
    return lambda r, by: action(
        response=r, seen_revision=r.revision, settlement="Sudah dibaca", by=by
    )


CALLS = {
    "accept_response": settle(accept_response),
    "reject_response": settle(reject_response),
    "set_response_aside": settle(set_response_aside),
}
WAY = {
    "accepted": "accept_response",
    "rejected": "reject_response",
    "set_aside": "set_response_aside",
}


@pytest.mark.parametrize("state", ResponseState)
@pytest.mark.parametrize("row", list(RESPONSE), ids=lambda row: row.action)
def test_an_action_works_from_its_states_only(closed, link, facilitator, english, row, state):
    kind = "agrees" if state == ResponseState.NOTED else "objects"
    response = respond_by_link(token=link.token, kind=kind, text="Tidak")
    MinutesResponse.objects.update(is_from_check_in=True)
    response.refresh_from_db()
    if state in WAY:
        response = CALLS[WAY[state]](response, facilitator)
    if state in row.sources:
        assert CALLS[row.action](response, facilitator).state in row.targets
        return
    with pytest.raises(Refused, match="is not possible while"):
        CALLS[row.action](response, facilitator)
    response.refresh_from_db()
    assert response.state == state


def path_of(link):
    return f"/koreksi/{link.token}/"


def end_window(meeting):
    ago = timezone.now() - timedelta(days=meeting.correction_days, minutes=1)
    Meeting.objects.filter(pk=meeting.pk).update(closed_at=ago)


def test_who_attended_objects_by_link_and_reads_the_answer(reader, link, facilitator):
    answer = reader.get(path_of(link))
    html = answer.content.decode()
    assert "Lokasi percontohan: Taman." in html
    assert "htmx" not in html
    sent = {"kind": "objects", "text": WORDS, "idempotency_key": key_in(answer)}
    for _twice in range(2):
        done = reader.post(path_of(link), sent)
        assert done["Location"] == f"{path_of(link)}?terkirim=ya"
    response = MinutesResponse.objects.get()
    assert (response.kind, response.state, response.text) == ("objects", "open", WORDS)
    assert [*select_open_responses()] == [response]
    reject_response(
        response=response, seen_revision=1, settlement="Rapat memutuskan Taman", by=facilitator
    )
    assert not select_open_responses()
    html = reader.get(path_of(link)).content.decode()
    assert "Rapat memutuskan Taman" in html
    assert "Not accepted" in html


def test_the_phone_page_is_light(reader, link):
    answer = reader.get(path_of(link))
    assert weigh_page(answer.content) < 10_000
    assert "htmx" not in answer.content.decode()
    assert answer["Cache-Control"].startswith("no-store") or "private" in answer["Cache-Control"]


def test_a_correction_without_words_is_refused_and_keeps_the_choice(reader, link):
    answer = reader.post(path_of(link), {"kind": "corrects", "text": " "})
    assert answer.status_code == 422
    assert "Write what should be different." in answer.content.decode()
    assert not MinutesResponse.objects.exists()


def test_nobody_responds_before_closing_nor_after_the_time(reader, link, closed, facilitator):
    end_window(closed)
    html = reader.get(path_of(link)).content.decode()
    assert "The time to respond to the minutes is over." in html
    assert 'name="kind"' not in html
    answer = reader.post(path_of(link), {"kind": "objects", "text": WORDS})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode() or "is over" in answer.content.decode()
    guest = closed.participants.attending().first()
    with pytest.raises(Refused):
        respond_for(participant=guest, kind="agrees", by=facilitator)
    assert not MinutesResponse.objects.exists()


def test_who_was_absent_cannot_respond(reader, link):
    guest = find_participation(link)
    type(guest).objects.filter(pk=guest.pk).update(attendance="absent")
    answer = reader.post(path_of(link), {"kind": "objects", "text": WORDS})
    html = answer.content.decode()
    assert answer.status_code == 410
    assert "Only those who attended" in html
    assert WORDS in html


def test_a_link_to_contribute_opens_no_minutes(reader, personal, closed):
    assert reader.get(f"/koreksi/{personal.token}/").status_code == 404


def test_links_go_to_those_who_attended_by_e_mail_where_known(closed, facilitator, cast):
    cast.inka.person.email = "rini@inka.example"
    cast.inka.person.save()
    count = issue_minutes_links(meeting=closed, by=facilitator)
    assert count == closed.participants.attending().count()
    assert issue_minutes_links(meeting=closed, by=facilitator) == 0
    message = OutgoingEmail.objects.filter(to="rini@inka.example").get()
    assert "/koreksi/" in message.text
    assert not mail.outbox


def test_an_open_objection_is_printed_in_the_minutes(closed, link, facilitator, letterhead):
    response = respond_by_link(token=link.token, kind="objects", text=WORDS)
    content = build_content(closed, letterhead)
    assert [each["text"] for each in content["objections"]] == [WORDS]
    accept_response(response=response, seen_revision=1, settlement="Benar", by=facilitator)
    assert build_content(closed, letterhead)["objections"] == []


def test_the_staff_answers_for_somebody_marked_so(staff, closed, facilitator, english):
    guest = closed.participants.attending().first()
    page = reverse("meetings:response_enter", args=[closed.reference, guest.pk])
    assert staff.post(page, {"kind": "corrects", "text": WORDS}).status_code == 302
    assert MinutesResponse.objects.get().is_on_behalf
    assert "The staff entered the response" in told(closed)[-1]
    desk = reverse("meetings:meeting_responses", args=[closed.reference])
    assert "entered by the staff" in staff.get(desk).content.decode()


def test_each_is_settled_once_with_a_sentence(staff, closed, link, facilitator):
    response = respond_by_link(token=link.token, kind="corrects", text=WORDS)
    page = reverse("meetings:response_settle", args=[closed.reference, response.pk])
    assert WORDS in staff.get(page).content.decode()
    assert staff.post(page, {"verdict": "accept", "revision": 1}).status_code == 422
    sent = {"verdict": "accept", "settlement": "Diperbaiki", "revision": 1}
    assert staff.post(page, sent).status_code == 302
    response.refresh_from_db()
    assert (response.state, response.settlement) == ("accepted", "Diperbaiki")
    with pytest.raises(Refused):
        reject_response(response=response, seen_revision=2, settlement="Lain", by=facilitator)


def test_two_facilitators_do_not_settle_over_each_other(closed, link, facilitator, secretary):
    response = respond_by_link(token=link.token, kind="corrects", text=WORDS)
    late = MinutesResponse.objects.get()
    accept_response(response=response, seen_revision=1, settlement="Benar", by=facilitator)
    with pytest.raises((Refused, Conflict)):
        reject_response(response=late, seen_revision=1, settlement="Salah", by=secretary)
    late.refresh_from_db()
    assert late.state == "accepted"


def test_only_what_came_by_a_self_check_in_is_set_aside(closed, link, facilitator):
    response = respond_by_link(token=link.token, kind="objects", text=WORDS)
    with pytest.raises(Refused):
        set_response_aside(response=response, seen_revision=1, settlement="X", by=facilitator)
    MinutesResponse.objects.update(is_from_check_in=True)
    response.refresh_from_db()
    set_response_aside(
        response=response, seen_revision=1, settlement="Bukan orangnya", by=facilitator
    )
    response.refresh_from_db()
    assert response.state == "set_aside"


def test_reopening_changes_nothing_in_a_frozen_document(
    staff, draft, secretary, facilitator, english
):
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    before = draft.versions.values("content_sha256", "canonical").get()
    meeting = close_meeting(meeting=draft.meeting, by=facilitator)
    page = reverse("meetings:meeting_reopen", args=[meeting.reference])
    assert staff.post(page, {"reason": ""}).status_code == 422
    assert staff.post(page, {"reason": "Salah tutup"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.closed_at) == ("in_progress", None)
    assert "The meeting was reopened: Salah tutup" in told(meeting)
    record_decision(meeting=meeting, text="Baru", by=facilitator)
    assert draft.versions.values("content_sha256", "canonical").get() == before


def test_a_frozen_document_stays_and_says_that_an_objection_is_open(
    staff, draft, secretary, facilitator
):
    document = draft
    freeze_document(document=document, review_skipped=IN_ROOM, by=secretary)
    document.refresh_from_db()
    frozen = document.versions.get().content_sha256
    meeting = close_meeting(meeting=document.meeting, by=facilitator)
    guest = meeting.participants.attending().first()
    respond_for(participant=guest, kind="objects", text=WORDS, by=facilitator)
    html = staff.get(document.get_absolute_url()).content.decode()
    assert "An objection to the minutes of its meeting is open" in html
    assert document.versions.get().content_sha256 == frozen
