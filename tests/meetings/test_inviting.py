"""Invitations: the desk, one organisation at a time, the answers, and taking one back."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.optimistic_lock import Conflict
from meetings.actions.attending import add_walk_in, mark_attendance
from meetings.actions.inviting import (
    Guest,
    NewOrganisation,
    invite_guests,
    note_reply,
    remove_invitation,
)
from meetings.actions.logging import log_entry
from meetings.actions.planning import cancel_meeting
from meetings.models import Participant, Reply
from stakeholders.models import Mandate, Organisation, Person
from stakeholders.naming import FullName
from tests.support.expect import refused, told
from tests.support.factories import make_guest, open_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator's browser."""
    reader.force_login(facilitator)
    return reader


@pytest.fixture
def guest(meeting, inka):
    """The company's representative on the list."""
    return meeting.participants.get(person=inka.person)


def address(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.reference, *more])


def desk(meeting, organisation=None):
    path = address("meeting_invitations", meeting)
    return f"{path}?organisasi={organisation.slug}" if organisation else path


def sent(**values):
    return {"idempotency_key": str(uuid4()), **values}


# ── Actions ──────────────────────────────────────────────────────────────────────────────


def test_guests_of_every_kind_are_invited_together(meeting, forum, cast, facilitator):
    before = meeting.participants.count()
    guests = [
        Guest(forum.outside, cast.outsider.person, "Wakil Luar"),
        Guest(forum.outside, None, "Direktur"),
        Guest(forum.taman, FullName("Siti", "Dr.", "M.Si.", "P"), "Kasi", "P"),
        Guest(NewOrganisation("PKK (contoh)", "citizen"), FullName("Ani"), ""),
        Guest(NewOrganisation("PKK (contoh)", "citizen"), None, "Ketua"),
    ]
    made = invite_guests(meeting=meeting, guests=guests, by=facilitator)
    assert [str(each) for each in made] == [
        "Wakil Luar (contoh)",
        "Direktur",
        "Dr. Siti, M.Si.",
        "Ani",
        "Ketua",
    ]
    assert [each.order for each in made] == [before + number for number in range(1, 6)]
    organisation = Organisation.objects.get(name="PKK (contoh)")
    assert (organisation.sector, organisation.is_verified, organisation.slug) == (
        "citizen",
        False,
        "pkk-contoh",
    )
    siti = Person.objects.get(name="Siti")
    assert (siti.slug, siti.title_before, siti.title_after, siti.sex) == (
        "siti",
        "Dr.",
        "M.Si.",
        "P",
    )
    mandate = Mandate.objects.get(person=siti)
    assert (mandate.organisation, mandate.position, mandate.duty) == (forum.taman, "Kasi", "none")
    assert told(meeting)[-1] == (
        "Invited: Wakil Luar (contoh) (Perusahaan Luar (contoh)), Direktur (Perusahaan Luar"
        " (contoh)), Dr. Siti, M.Si. (Kelurahan Taman), Ani (PKK (contoh)), Ketua (PKK (contoh))."
    )
    assert told(siti) == ["The person was registered."]
    assert told(organisation) == [
        "The organisation was registered.",
        "Ani was recorded as representative of PKK (contoh).",
    ]


def test_many_guests_cost_no_query_more(meeting, forum, facilitator):
    def cost(size, name):
        guests = [
            Guest(
                NewOrganisation(f"{name} {number}", "citizen") if number % 2 else forum.taman,
                FullName(f"{name} {number}"),
            )
            for number in range(size)
        ]
        with CaptureQueriesContext(connection) as queries:
            invite_guests(meeting=meeting, guests=guests, by=facilitator)
        return len(queries)

    few = cost(2, "Siti")
    assert cost(300, "Agus") <= few + 4 < 40


def test_namesakes_get_addresses_of_their_own(meeting, forum, facilitator):
    guests = [Guest(forum.taman, FullName("Siti"), str(number)) for number in range(3)]
    invite_guests(meeting=meeting, guests=guests, by=facilitator)
    slugs = Person.objects.filter(name="Siti").order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["siti", "siti-2", "siti-3"]


@pytest.mark.parametrize("twice", [True, False])
def test_who_is_on_the_list_is_not_invited_again(meeting, forum, cast, facilitator, twice):
    guests = [Guest(forum.outside, None, "Direktur")] * 2
    if not twice:
        guests = [Guest(forum.outside, None, "Direktur"), Guest(forum.inka, cast.inka.person)]
    with CaptureQueriesContext(connection), pytest.raises(Exception, match="on the list already"):
        invite_guests(meeting=meeting, guests=guests, by=facilitator)
    assert meeting.participants.count() == 2


def test_nobody_is_nobody(meeting, facilitator):
    with refused("Choose somebody to invite."):
        invite_guests(meeting=meeting, guests=[], by=facilitator)


def test_to_a_cancelled_meeting_nobody_is_invited(meeting, forum, guest, facilitator):
    cancel_meeting(meeting=meeting, reason="Banjir", by=facilitator)
    for act in (
        lambda: invite_guests(
            meeting=meeting, guests=[Guest(forum.outside, None, "Direktur")], by=facilitator
        ),
        lambda: note_reply(participant=guest, reply="declined", seen_revision=1, by=facilitator),
        lambda: remove_invitation(participant=guest, by=facilitator),
    ):
        with refused("The meeting was cancelled.", code="wrong_state"):
            act()


def test_an_answer_is_noted_once(meeting, guest, facilitator):
    for _time in range(2):
        guest = note_reply(participant=guest, reply="confirmed", seen_revision=1, by=facilitator)
    assert (guest.reply, guest.revision) == ("confirmed", 2)
    sentence = "Wakil INKA (contoh) (PT INKA) answered the invitation: Confirmed."
    assert told(meeting).count(sentence) == 1


def test_of_two_answers_the_second_is_a_conflict(guest, facilitator, secretary):
    note_reply(participant=guest, reply="confirmed", seen_revision=1, by=facilitator)
    fresh = Participant.objects.get(pk=guest.pk)
    with pytest.raises(Conflict):
        note_reply(participant=fresh, reply="declined", seen_revision=1, by=secretary)
    fresh.refresh_from_db()
    assert fresh.reply == "confirmed"


def test_an_invitation_is_taken_back_before_the_meeting(meeting, guest, facilitator):
    remove_invitation(participant=guest, by=facilitator)
    assert not meeting.participants.filter(pk=guest.pk).exists()
    assert told(meeting)[-1] == "The invitation of Wakil INKA (contoh) (PT INKA) was removed."


@pytest.mark.parametrize("how", ["marked", "spoke"])
def test_who_is_part_of_the_record_stays(meeting, guest, facilitator, how):
    meeting = open_meeting(meeting, by=facilitator, present=False)
    if how == "marked":
        mark_attendance(participant=guest, attendance="absent", by=facilitator)
    else:
        log_entry(meeting=meeting, speaker=guest, text="Setuju", by=facilitator)
    sentence = "Wakil INKA (contoh) is part of the meeting's record and cannot be removed."
    with refused(sentence):
        remove_invitation(participant=guest, by=facilitator)


# ── The desk ─────────────────────────────────────────────────────────────────────────────


def test_the_desk_counts_the_answers(staff, meeting, guest, facilitator, forum):
    note_reply(participant=guest, reply="confirmed", seen_revision=1, by=facilitator)
    add_walk_in(meeting=meeting, organisation=forum.outside, position="Tamu", by=facilitator)
    html = staff.get(desk(meeting)).content.decode()
    assert "2 invited: 1 will come, 0 will not, 1 have not answered." in html


def test_known_people_are_offered_with_their_office(staff, meeting, forum):
    html = staff.get(desk(meeting, forum.outside)).content.decode()
    assert "Wakil Luar (contoh), Wakil Luar" in html
    html = staff.get(desk(meeting, forum.inka)).content.decode()
    assert "On the list already:" in html
    assert "Known people" not in html


def test_known_people_are_ticked(staff, meeting, forum, cast):
    values = sent(people=[cast.outsider.person.pk])
    for _time in range(2):
        answer = staff.post(desk(meeting, forum.outside), values)
        assert (answer.status_code, answer.url) == (302, desk(meeting))
    made = meeting.participants.get(person=cast.outsider.person)
    assert (made.position, made.organisation) == ("Wakil Luar", forum.outside)


def test_a_new_person_is_registered_on_the_way(staff, meeting, forum):
    values = sent(name="Ibu Dr. Ir. Siti, M.Si.", position="Direktur")
    staff.post(desk(meeting, forum.outside), values)
    made = meeting.participants.get(position="Direktur")
    assert (str(made), made.sex) == ("Dr. Ir. Siti, M.Si.", "P")
    # The next time she is known.
    html = staff.get(desk(meeting, forum.outside)).content.decode()
    assert "Dr. Ir. Siti, M.Si., Direktur" in html


def test_an_office_is_invited_without_a_name(staff, meeting, forum):
    staff.post(desk(meeting, forum.outside), sent(position="Direktur"))
    made = meeting.participants.get(position="Direktur")
    assert (made.person, str(made)) == (None, "Direktur")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Choose somebody to invite."),
        ({"name": " ", "position": "\u202e"}, "Choose somebody to invite."),
        (
            {"name": "wakil luar (contoh), S.H."},
            "Wakil Luar (contoh) is already known for this organisation; choose the name above.",
        ),
        ({"people": ["9" * 30]}, "Select a valid choice."),
        ({"people": ["x"], "name": "Siti"}, "Select a valid choice. x is not one of"),
        ({"name": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        ({"name": "Siti", "sex": "X"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_invited_is_told(staff, meeting, forum, values, sentence):
    answer = staff.post(desk(meeting, forum.outside), sent(**values))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert meeting.participants.count() == 2


def test_an_organisation_that_is_not_there_is_asked_for_again(staff, meeting):
    answer = staff.get(f"{desk(meeting)}?organisasi=entah")
    assert answer.status_code == 422
    assert "What was chosen is no longer there. Please choose again." in answer.content.decode()


def press(staff, meeting, guest, reply, *, revision=None, **headers):
    value = f"{guest.pk}.{revision or guest.revision}.{reply}"
    return staff.post(address("meeting_replies", meeting), {"reply": value}, headers=headers)


def test_an_answer_is_noted_by_its_button(staff, meeting, guest):
    answer = press(staff, meeting, guest, "confirmed")
    assert (answer.status_code, answer.url) == (302, f"{desk(meeting)}#guest-{guest.pk}")
    guest.refresh_from_db()
    assert guest.reply == "confirmed"


def test_the_row_and_the_counts_come_back_as_on_a_fresh_page(staff, meeting, guest):
    answer = press(staff, meeting, guest, "declined", **{"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == f"#guest-{guest.pk}"
    part = answer.content.decode()
    row = part[part.index("<tr") : part.index("</tr>")]
    page = staff.get(desk(meeting)).content.decode()
    assert row in page
    assert "2 invited: 0 will come, 1 will not, 1 have not answered." in part


def test_a_stale_button_changes_nothing_and_says_so(staff, meeting, guest, secretary):
    note_reply(participant=guest, reply="confirmed", seen_revision=1, by=secretary)
    answer = press(staff, meeting, guest, "declined", revision=1, **{"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Someone else has recorded another answer in the meantime." in answer.content.decode()
    guest.refresh_from_db()
    assert guest.reply == "confirmed"
    page = staff.post(
        address("meeting_replies", meeting), {"reply": f"{guest.pk}.1.declined"}, follow=True
    )
    assert "Someone else has recorded another answer in the meantime." in page.content.decode()


@pytest.mark.parametrize(
    "value", ["", "x", "1", "1.1", "1.1.eaten", "-1.1.confirmed", f"{'9' * 30}.1.confirmed", "²..."]
)
def test_a_button_that_is_none_is_not_found(staff, meeting, value):
    answer = staff.post(address("meeting_replies", meeting), {"reply": value})
    assert answer.status_code == 404


def test_an_invitation_is_removed_after_a_question(staff, meeting, guest):
    path = address("meeting_uninvite", meeting, guest.pk)
    html = staff.get(path).content.decode()
    assert "Remove the invitation of Wakil INKA (contoh) (PT INKA)?" in html
    values = sent()
    for _time in range(2):
        answer = staff.post(path, values)
        assert (answer.status_code, answer.url) == (302, desk(meeting))
    assert staff.get(path).status_code == 404


def test_the_desk_asks_no_more_for_300_guests(staff, meeting, forum, facilitator):
    def cost(organisation):
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(desk(meeting, organisation)).status_code == 200
        return len(queries)

    few = cost(forum.inka)
    guests = [Guest(forum.outside, FullName(f"Siti {number}")) for number in range(300)]
    invite_guests(meeting=meeting, guests=guests, by=facilitator)
    make_guest(meeting, forum.taman, position="Staf", by=facilitator)
    assert cost(forum.inka) == cost(forum.outside) == few <= 12


def test_a_guest_can_be_given_every_reply_but_the_one_there_is(meeting, forum, facilitator):
    guest = make_guest(meeting, forum.taman, by=facilitator)
    assert guest.other_replies == [Reply.CONFIRMED, Reply.DECLINED]
    guest.reply = Reply.CONFIRMED.value
    assert [reply.is_answer for reply in guest.other_replies] == [True, False]


def test_who_came_without_an_invitation_was_never_asked(meeting, forum, facilitator):
    guest = make_guest(meeting, forum.taman, by=facilitator)
    guest.is_walk_in = True
    assert guest.other_replies == []
