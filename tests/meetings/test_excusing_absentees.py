"""Those who answered that they will not come are recorded as excused with one button."""

import pytest
from django.urls import reverse

from meetings.actions.attending import mark_attendance, mark_rest_present
from meetings.actions.excusing_absentees import excuse_absentees, suggest_excuse
from meetings.actions.planning import cancel_meeting
from meetings.models import Attendance, Invitation, Reply
from tests.support.expect import refused
from tests.support.factories import make_guest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def answered(meeting, forum, facilitator):
    """One declined with a reason, one sends a substitute, who is on the list."""
    declined, represented = meeting.participants.all()
    substitute = make_guest(meeting, forum.taman, position="Sekretaris", by=facilitator)
    meeting.participants.filter(pk=declined.pk).update(reply=Reply.DECLINED)
    meeting.participants.filter(pk=represented.pk).update(reply=Reply.SUBSTITUTED)
    Invitation.objects.create(participant=declined, reason="Rapat lain")
    Invitation.objects.create(participant=represented, substitute=substitute)
    return meeting


def marks(meeting):
    return list(meeting.participants.values_list("attendance", "excuse"))


def test_they_are_excused_for_the_reason_that_they_gave(answered, facilitator):
    assert excuse_absentees(meeting=answered, by=facilitator) == 2
    assert marks(answered) == [
        ("excused", "Rapat lain"),
        ("excused", "Diwakili Sekretaris"),
        ("unmarked", ""),
    ]
    assert excuse_absentees(meeting=answered, by=facilitator) == 0


def test_who_came_after_all_stays_present(answered, facilitator):
    mark_attendance(
        participant=answered.participants.first(), attendance=Attendance.PRESENT, by=facilitator
    )
    assert excuse_absentees(meeting=answered, by=facilitator) == 1
    assert marks(answered)[0] == ("present", "")


def test_the_rest_is_present_without_those_who_declined(answered, facilitator):
    assert mark_rest_present(meeting=answered, by=facilitator) == 1
    assert [mark for mark, _excuse in marks(answered)] == ["unmarked", "unmarked", "present"]


def test_an_answer_noted_by_telephone_has_a_reason_too(meeting):
    guest = meeting.participants.first()
    assert suggest_excuse(guest) == ""
    guest.reply = Reply.DECLINED
    assert suggest_excuse(guest) == "Berhalangan, sesuai jawaban undangan"


def test_nobody_is_excused_from_a_cancelled_meeting(answered, facilitator):
    cancel_meeting(meeting=answered, reason="Banjir", by=facilitator)
    with refused("The meeting was cancelled."):
        excuse_absentees(meeting=answered, by=facilitator)


def test_the_desk_offers_it_and_the_form_is_filled(reader, answered, facilitator):
    reader.force_login(facilitator)
    desk = reverse("meetings:meeting_attendance", args=[answered.reference])
    page = reader.get(desk).text
    assert "Record 2 as excused, as answered" in page
    assert "The rest is present (1)" in page
    guest = answered.participants.first()
    row = reverse("meetings:attendance_mark", args=[answered.reference, guest.pk])
    assert 'value="Rapat lain"' in reader.get(f"{row}?tanda=excused").text
    answer = reader.post(
        reverse("meetings:attendance_excused", args=[answered.reference]), follow=True
    )
    assert "2 are recorded as excused." in answer.text
    assert "as answered" not in answer.text
