"""The log desk of a meeting with more people than a select holds: the speaker is typed."""

import pytest
from django.urls import reverse

from meetings.models import Attendance, LogEntry, Participant
from stakeholders.models import Person
from tests.support.log_desk import desk_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def crowd(running, forum):
    """A hundred more people in the room."""
    people = Person.objects.bulk_create(
        Person(name=f"Tamu {number:03} (contoh)", slug=f"tamu-{number}") for number in range(100)
    )
    Participant.objects.bulk_create(
        Participant(
            meeting=running,
            person=person,
            organisation=forum.outside,
            attendance=Attendance.PRESENT,
        )
        for person in people
    )


def test_no_list_has_them_all(staff, running):
    html = staff.get(desk_of(running)).content.decode()
    assert 'name="speaker_text"' in html
    assert f"/saran/peserta/?dalam={running.reference}" in html
    assert "Tamu 042" not in html


@pytest.mark.parametrize("htmx", [True, False])
def test_of_several_who_are_meant_one_is_chosen(staff, running, htmx):
    typed = {"text": "Setuju", "speaker_text": "tamu 04"}
    answer = write(staff, running, htmx=htmx, **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "11 match. Choose one." in html
    assert html.count('type="radio" name="speaker"') == 11
    assert 'value="tamu 04"' in html
    assert ('id="who" data-hx-swap-oob="true"' in html) is htmx

    chosen = running.participants.get(person__name="Tamu 042 (contoh)")
    typed |= {"speaker": chosen.pk, "speaker_asked": "tamu 04"}
    answer = write(staff, running, htmx=htmx, **typed)
    assert answer.status_code == (200 if htmx else 302)
    assert LogEntry.objects.get().speaker == chosen
    # The question is answered: the one who is meant is shown, and speaks on.
    html = (answer if htmx else staff.get(answer.url)).content.decode()
    assert "match. Choose one." not in html
    assert f'name="speaker" value="{chosen.pk}"' in " ".join(html.split())
    assert f'value="{chosen.as_speaker}"' in html


def test_one_alone_is_meant_by_their_name_or_the_suggested_label(staff, running):
    guest = running.participants.get(person__name="Tamu 099 (contoh)")
    for typed in ("tamu 099", "Tamu 099 (contoh)", guest.as_speaker):
        assert write(staff, running, text="Setuju", speaker_text=typed).status_code == 200
        assert LogEntry.objects.latest("pk").speaker == guest
    refused = write(staff, running, text="Lagi", speaker_text="entah siapa")
    assert refused.status_code == 422
    assert "Nothing matches “entah siapa”." in refused.content.decode()
    assert LogEntry.objects.count() == 3


def test_the_staff_alone_are_suggested_the_people_of_one_meeting(
    staff, reader, cast, running, facilitator
):
    address = reverse("portal:suggestions", args=["peserta"])
    inside = {"cari": "tamu 042", "dalam": running.reference}
    assert "Tamu 042 (contoh)" in staff.get(address, inside).content.decode()
    for elsewhere in ({}, {"dalam": "RPT-2021-9999"}):
        answer = staff.get(address, {"cari": "tamu 042", **elsewhere})
        assert (answer.status_code, "Tamu" in answer.content.decode()) == (200, False)
    reader.force_login(cast.inka)
    assert reader.get(address, inside).status_code == 403
