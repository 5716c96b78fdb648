"""What the queue on the device sends: it is told an address, and the time of typing is kept."""

from datetime import timedelta
from uuid import uuid4

import pytest

from meetings.models import Meeting, MeetingState
from pledges.models import Pledge
from tests.support.contributions import WORDS, path_of

pytestmark = pytest.mark.django_db

KEY = "9f0c2a70-52a6-4c58-a4d7-0c9a8f1d6c11"


def send(client, link, **fields):
    values = {"own_words": WORDS, "idempotency_key": KEY, **fields}
    return client.post(path_of(link), values, headers={"X-Queue": "1"})


def test_a_contribution_sent_again_later_is_the_same_one(client, personal, running):
    first = send(client, personal, seconds_ago=900)
    again = send(client, personal, seconds_ago=905)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Location"] == first["Location"]
    assert first.content == b""
    line = running.log.get(pledge=Pledge.objects.get())
    waited = line.recorded_at - line.typed_at
    assert timedelta(seconds=899) < waited < timedelta(seconds=901)


@pytest.mark.parametrize("hostile", ["", "-5", "1e9", "99999999999999999999", "tadi"])
def test_a_clock_that_cannot_be_right_is_no_reason_to_refuse(client, personal, running, hostile):
    assert send(client, personal, seconds_ago=hostile).status_code == 201
    assert running.log.get(pledge=Pledge.objects.get()).typed_at is None


def test_a_walk_in_of_the_desk_is_told_on_the_page_that_comes_next(staff, running):
    path = f"/rapat/{running.reference}/kehadiran/"
    guest = {"name": "Bu Ani", "organisation": "PT INKA", "idempotency_key": KEY}
    answers = [
        staff.post(path + "tamu/", {**guest, "seconds_ago": ago}, headers={"X-Queue": "1"})
        for ago in (60, 65)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert running.participants.filter(is_walk_in=True).count() == 1
    assert "Added to the list and marked as present." in staff.get(path).content.decode()


def test_a_line_that_was_written_is_not_refused_when_it_is_sent_again(staff, running):
    def write(key):
        line = {"text": "Halo", "idempotency_key": key}
        return staff.post(
            f"/rapat/{running.reference}/ruang/", line, headers={"HX-Request": "true"}
        )

    first = write(KEY)
    Meeting.objects.update(state=MeetingState.CANCELLED)
    again = write(KEY)
    assert [(each.status_code, each["X-Queue"]) for each in (first, again)] == [(200, "done")] * 2
    other = write(str(uuid4()))
    assert (other.status_code, "X-Queue" in other.headers) == (422, False)
    assert running.log.count() == 1
