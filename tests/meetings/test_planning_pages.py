"""The pages on which a meeting is created, copied, changed, opened, closed and published."""

import re
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import add_walk_in
from meetings.actions.copying import copy_meeting
from meetings.actions.inviting import note_reply
from meetings.actions.logging import log_entry
from meetings.actions.planning import cancel_meeting, edit_meeting
from meetings.models import Meeting
from stakeholders.actions.offices import end_mandate
from stakeholders.models import Mandate
from tests.support.expect import told
from tests.support.factories import make_account, make_meeting, open_meeting, take_meeting_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NEW = "/rapat/baru/"
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator's browser."""
    reader.force_login(facilitator)
    return reader


def sent(**values):
    base = {
        "idempotency_key": str(uuid4()),
        "kind": "workshop",
        "theme": "Evaluasi",
        "date": TOMORROW,
    }
    return {**base, **values}


def address(name, meeting):
    return reverse(f"meetings:meeting_{name}", args=[meeting.reference])


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# ── Creating ─────────────────────────────────────────────────────────────────────────────


def test_a_meeting_is_created_with_all_its_particulars(staff, forum, ground, meeting, inka):
    leader = Mandate.objects.get(person=inka.person)
    values = sent(
        purpose="Menindaklanjuti",
        starts_at="09:00",
        ends_at="12.00",
        venue="Balai kota",
        host=forum.bappelitbangda.pk,
        organisers=[forum.forpemma.pk, forum.inka.pk],
        leader=leader.pk,
        follows=meeting.pk,
        pilots=[ground.pilot.pk],
        invitation_note="Bawa data",
    )
    answer = staff.post(NEW, values)
    made = Meeting.objects.exclude(pk=meeting.pk).get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (made.state, made.date, made.starts_at, made.ends_at) == (
        "preparing",
        TOMORROW,
        time(9),
        time(12),
    )
    assert (made.host, made.leader, made.moderator, made.follows) == (
        forum.bappelitbangda,
        leader,
        None,
        meeting,
    )
    assert set(made.organisers.all()) == {forum.forpemma, forum.inka}
    assert list(made.pilots.all()) == [ground.pilot]
    staff.post(NEW, values)
    assert Meeting.objects.count() == 2


def test_offices_are_named_by_organisation_person_and_position(staff, cast, forum):
    offices = reverse("portal:suggestions", args=["jabatan"]) + "?cari=wakil+inka"
    assert 'value="PT INKA – Wakil INKA (contoh), Wakil INKA"' in page(staff, offices)
    mandate = Mandate.objects.get(person=cast.inka.person)
    end_mandate(mandate=mandate, on=date(2022, 1, 31), by=cast.secretary)
    label = "PT INKA – Wakil INKA (contoh), Wakil INKA (until 31 Jan 2022)"
    assert f'value="{label}"' in page(staff, offices)


def test_a_day_that_has_passed_is_asked_about(staff):
    assert 'name="past"' not in page(staff, NEW)
    answer = staff.post(NEW, sent(date="2021-11-08", theme="Lokakarya"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "8 November 2021 has passed. Please choose." in html
    assert "Lokakarya</textarea>" in html
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(("past", "state"), [("work_through", "preparing"), ("register", "closed")])
def test_a_meeting_of_the_past_is_worked_through_or_just_registered(staff, past, state):
    staff.post(NEW, sent(date="2021-11-08", past=past))
    made = Meeting.objects.get()
    assert (made.reference, made.state) == ("RPT-2021-0001", state)


def test_for_a_day_to_come_the_answer_means_nothing(staff):
    staff.post(NEW, sent(past="register"))
    assert Meeting.objects.get().state == "preparing"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"theme": " "}, "This field is required."),
        ({"theme": "x" * 401}, "Ensure this value has at most 400 characters (it has 401)."),
        ({"theme": "a\0b"}, "Null characters are not allowed."),
        ({"kind": "k" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"date": "31-31-2021"}, "Enter a valid date."),
        ({"date": "0021-11-08"}, "Give a day between the years 2000 and"),
        ({"date": "9999-12-31"}, "Give a day between the years 2000 and"),
        ({"starts_at": "12:00", "ends_at": "09:00"}, "The meeting ends before it begins."),
        ({"starts_at": "nine"}, "Enter a valid time."),
        ({"leader": "9" * 40}, "What was chosen is no longer there. Please choose again."),
        ({"leader_text": "Entah siapa"}, "Nothing matches “Entah siapa”."),
        ({"organisers": ["-1"]}, "What was chosen is no longer there. Please choose again."),
        ({"date": "2021-11-08", "past": "maybe"}, "Select a valid choice."),
        ({"venue": "v" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(staff, values, sentence):
    answer = staff.post(NEW, sent(invitation_note="Bawa 🎋 data", **values))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert "Bawa 🎋 data</textarea>" in html
    assert not Meeting.objects.exists()


def test_others_do_not_create_meetings(reader, cast):
    for name in ("citizen", "inka", "administrator"):
        reader.force_login(cast[name])
        assert reader.get(NEW).status_code == reader.post(NEW, sent()).status_code == 403


# ── Copying ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def earlier(meeting, forum, facilitator, inka):
    """A meeting that was held, with agenda, answers, attendance and somebody uninvited."""
    edit_meeting(
        meeting=meeting, seen_revision=1, venue="Aula", organisers=[forum.forpemma], by=facilitator
    )
    for title in ("Buka", "Tutup"):
        add_agenda_item(meeting=meeting, title=title, minutes=30, by=facilitator)
    for participant in meeting.participants.all():
        note_reply(participant=participant, reply="confirmed", seen_revision=1, by=facilitator)
    meeting = open_meeting(meeting, by=facilitator)
    add_walk_in(meeting=meeting, organisation=forum.outside, position="Tamu", by=facilitator)
    log_entry(meeting=meeting, text="Halo", by=facilitator)
    return meeting


def test_a_copy_takes_plan_and_invitations_but_not_what_happened(earlier, facilitator):
    copy = copy_meeting(meeting=earlier, date=TOMORROW, theme="Lanjutan", by=facilitator)
    assert (copy.theme, copy.venue, copy.date, copy.state) == (
        "Lanjutan",
        "Aula",
        TOMORROW,
        "preparing",
    )
    assert list(copy.organisers.all()) == list(earlier.organisers.all())
    assert [(item.title, item.minutes) for item in copy.agenda.all()] == [
        ("Buka", 30),
        ("Tutup", 30),
    ]
    marks = {(each.reply, each.attendance) for each in copy.participants.all()}
    assert marks == {("invited", "unmarked")}
    assert [str(each) for each in copy.participants.all()] == [
        "Wakil INKA (contoh)",
        "Lurah Taman (contoh)",
    ]
    assert not copy.log.exists()
    assert told(copy) == [
        "The meeting was created.",
        "Agenda and invitations were copied from RPT-2021-0001.",
    ]


def test_the_form_of_a_copy_is_filled_but_for_the_day(staff, earlier):
    html = page(staff, f"{NEW}?salin={earlier.reference}")
    assert "Like RPT-2021-0001, on another day" in html
    assert 'value="Aula"' in html
    assert 'value="2021-11-08"' not in html
    answer = staff.post(f"{NEW}?salin={earlier.reference}", sent(venue="Balai"))
    made = Meeting.objects.get(venue="Balai")
    assert answer.url == made.get_absolute_url()
    assert (made.agenda.count(), made.participants.count()) == (2, 2)


def test_a_copy_of_the_past_can_be_just_registered(staff, earlier):
    staff.post(
        f"{NEW}?salin={earlier.reference}", sent(date="2021-12-06", past="register", venue="X")
    )
    made = Meeting.objects.get(venue="X")
    assert (made.state, made.agenda.count()) == ("closed", 2)


def test_a_meeting_that_is_not_there_is_not_copied(staff):
    assert staff.get(f"{NEW}?salin=RPT-9999-0001").status_code == 404


# ── Changing ─────────────────────────────────────────────────────────────────────────────


def test_particulars_are_changed_organisers_too(staff, meeting, forum, facilitator):
    path = address("edit", meeting)
    assert "Kelurahan Mandiri</textarea>" in page(staff, path)
    values = sent(revision=1, date="2021-11-09", organisers=[forum.taman.pk], venue="Aula")
    assert staff.post(path, values).url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert (meeting.date, meeting.venue, list(meeting.organisers.all())) == (
        date(2021, 11, 9),
        "Aula",
        [forum.taman],
    )
    assert meeting.reference == "RPT-2021-0001"


def test_two_editors_of_the_particulars_see_both(staff, meeting, forum, secretary):
    edit_meeting(
        meeting=meeting, seen_revision=1, venue="Aula", organisers=[forum.inka], by=secretary
    )
    path = address("edit", meeting)
    values = sent(revision=1, date="2021-11-08", venue="Balai", organisers=[forum.taman.pk])
    answer = staff.post(path, values)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f"Saved meanwhile by {secretary}" in html
    for text in ("Aula", "Balai", "PT INKA", "Kelurahan Taman"):
        assert f'<p class="conflict-text">{text}</p>' in html
    meeting.refresh_from_db()
    assert (meeting.venue, list(meeting.organisers.all())) == ("Aula", [forum.inka])
    assert staff.post(path, {**values, "revision": 2}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.venue, list(meeting.organisers.all())) == ("Balai", [forum.taman])


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_particulars_of_the_past_lead_back_to_the_meeting(staff, meeting, facilitator, state):
    take_meeting_to(state, meeting, by=facilitator)
    html = staff.get(address("edit", meeting), follow=True).content.decode()
    assert "its particulars can no longer be changed." in html
    answer = staff.post(address("edit", meeting), sent(revision=1))
    assert answer.status_code == 422


def test_forms_cost_the_same_for_many_people(staff, forum, administrator, meeting, facilitator):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(staff, f"{NEW}?salin={meeting.reference}")
        return len(queries)

    few = cost()
    for number in range(10):
        make_account(
            f"wakil{number}",
            name=f"Wakil {number} (contoh)",
            organisation=forum.inka,
            position=f"Wakil {number}",
            by=administrator,
        )
        make_meeting(by=facilitator)
    assert cost() == few <= 12


def test_a_corrected_date_takes_the_question_about_the_past_back(staff):
    asked = staff.post(NEW, sent(date="2021-11-08")).content.decode()
    [question] = re.findall(r'<input type="radio" name="past" value="register"[^>]*>', asked)
    # The browser would not let the corrected form go.
    assert "required" not in question
    assert staff.post(NEW, sent()).status_code == 302


# ── The kind of a meeting ────────────────────────────────────────────────────────────────


def test_a_meeting_may_be_of_a_kind_of_its_own(staff):
    answer = staff.post(NEW, sent(kind="  Temu   warga "))
    meeting = Meeting.objects.get()
    assert answer["Location"] == meeting.get_absolute_url()
    assert meeting.kind == "Temu warga"
    assert "Temu warga" in page(staff, meeting.get_absolute_url())
    assert '<option value="Temu warga">' in page(staff, NEW)


@pytest.mark.parametrize("typed", ["lokakarya", "WORKSHOP", "Workshop"])
def test_a_usual_kind_is_known_by_its_name_in_both_languages(staff, typed):
    staff.post(NEW, sent(kind=typed))
    meeting = Meeting.objects.get()
    assert (meeting.kind, str(meeting.kind_label)) == ("Lokakarya", "Workshop")
    assert 'value="Workshop"' in page(staff, address("edit", meeting))


def test_a_meeting_without_a_kind_is_not_made(staff):
    answer = staff.post(NEW, sent(kind=" "))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["kind"])
    assert not Meeting.objects.exists()


def test_the_list_is_filtered_by_a_kind_of_its_own(staff):
    for kind in ("Temu warga", "Lokakarya"):
        staff.post(NEW, sent(kind=kind, theme=f"Tentang {kind}"))
    Meeting.objects.update(published_at=timezone.now())
    html = page(staff, "/rapat/?jenis=Temu+warga")
    assert "Tentang Temu warga" in html
    assert "Tentang Lokakarya" not in html


# ── Two meetings of one theme on one day ─────────────────────────────────────────────────


def test_a_second_meeting_of_one_theme_on_one_day_is_asked_about(staff):
    staff.post(NEW, sent(venue="Balai"))
    first = Meeting.objects.get()
    answer = staff.post(NEW, sent(theme="EVALUASI", venue="Aula besar"))
    html = answer.content.decode()
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["again"])
    assert f'href="{first.get_absolute_url()}"' in html
    assert "Aula besar" in html
    assert Meeting.objects.count() == 1
    staff.post(NEW, sent(theme="EVALUASI", venue="Aula besar", again="on"))
    assert Meeting.objects.filter(venue="Aula besar").count() == 1


def test_another_day_or_a_cancelled_meeting_is_not_asked_about(staff, facilitator):
    staff.post(NEW, sent())
    first = Meeting.objects.get()
    assert staff.post(NEW, sent(date=TOMORROW + timedelta(days=1))).status_code == 302
    cancel_meeting(meeting=first, reason="Banjir", by=facilitator)
    assert staff.post(NEW, sent()).status_code == 302


def test_the_same_form_sent_again_is_one_meeting_and_no_question(staff):
    form = sent()
    answers = [staff.post(NEW, form) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Meeting.objects.count() == 1
