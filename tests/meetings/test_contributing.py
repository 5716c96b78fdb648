"""A contribution is written by a link: what the action does, and the page that asks for it."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.history import find_history
from meetings.actions import contributing
from meetings.actions.contributing import contribute_by_link, edit_by_link
from meetings.actions.planning import cancel_meeting
from meetings.models import LogEntry
from pledges.actions.deciding import accommodate_pledge, decline_pledge, defer_pledge, merge_pledge
from pledges.models import Pledge
from stakeholders.models import LinkPurpose, Organisation, PersonalLink
from tests.support import factories
from tests.support.contributions import WORDS, key_in, path_of, written
from tests.support.expect import refused, told
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


# ── The action ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("english")
def test_a_personal_link_makes_a_submitted_pledge_and_a_link_of_its_own(meeting, forum, own):
    pledge = own.target
    assert (pledge.reference, pledge.state, pledge.lead) == (
        "KOM-2021-0001",
        "submitted",
        forum.inka,
    )
    assert (pledge.own_words, pledge.written_by, pledge.is_on_behalf) == (WORDS, "Bu Rini", False)
    assert (own.purpose, own.organisation) == ("contribute", forum.inka)
    entry = LogEntry.objects.get()
    assert (entry.meeting, entry.pledge, entry.original_words) == (meeting, pledge, WORDS)
    assert entry.recorded_by is None
    assert told(pledge) == [
        "A draft was begun for PT INKA.",
        "The contribution was submitted.",
        "It was written through a personal link.",
    ]
    assert {each.actor_name for each in find_history(pledge)} == {"Bu Rini, PT INKA"}


@pytest.mark.usefixtures("english")
def test_every_use_of_a_link_is_logged(personal, own):
    assert told(personal)[-1] == "The link was opened."
    assert told(own) == ["A link was made: write a contribution."]


@pytest.mark.usefixtures("english")
def test_a_rooms_link_writes_for_whoever_says_who_they_are(room, forum):
    own = contribute_by_link(token=room.token, own_words=WORDS, organisation=forum.taman)
    assert (own.target.lead, own.organisation, own.person) == (forum.taman, forum.taman, None)
    assert told(own.target)[-1] == "It was written through the QR code of the meeting."


@pytest.mark.parametrize(
    ("decide", "is_public"),
    [
        (lambda p, survivor, by: accommodate_pledge(pledge=p, by=by), True),
        (lambda p, survivor, by: defer_pledge(pledge=p, reason="Nanti", by=by), True),
        (
            lambda p, survivor, by: merge_pledge(pledge=p, survivor=survivor, reason="Sama", by=by),
            True,
        ),
        (lambda p, survivor, by: decline_pledge(pledge=p, reason="Tidak", by=by), False),
    ],
    ids=["accommodated", "deferred", "merged", "declined"],
)
def test_an_organisation_that_is_not_known_becomes_public_with_its_contribution(
    room, forum, facilitator, decide, is_public
):
    own = contribute_by_link(
        token=room.token, own_words=WORDS, new_name="Sanggar (contoh)", new_sector="citizen"
    )
    lead = own.target.lead
    assert (lead.name, lead.sector, lead.is_introduced) == ("Sanggar (contoh)", "citizen", True)
    decide(own.target, factories.make_submitted(forum.inka, by=facilitator), facilitator)
    assert Organisation.objects.visible_to(None).filter(pk=lead.pk).exists() is is_public


def test_a_personal_link_writes_for_nobody_else(personal, forum):
    own = contribute_by_link(token=personal.token, own_words=WORDS, organisation=forum.taman)
    assert own.target.lead == forum.inka


@pytest.mark.usefixtures("english")
def test_a_cancelled_meeting_takes_nothing(personal, meeting, facilitator):
    cancel_meeting(meeting=meeting, reason="Banjir", by=facilitator)
    with refused("The meeting was cancelled.", code="wrong_state"):
        contribute_by_link(token=personal.token, own_words=WORDS)
    assert not Pledge.objects.exists()


@pytest.mark.usefixtures("english")
def test_a_link_to_a_pledge_writes_no_other_and_one_to_a_meeting_changes_none(personal, own):
    with refused("This link is for changing a contribution that was already submitted."):
        contribute_by_link(token=own.token, own_words=WORDS)
    with refused("This link does not lead to a contribution."):
        edit_by_link(token=personal.token, seen_revision=1, own_words="Lain")
    assert Pledge.objects.get().own_words == WORDS


@pytest.mark.usefixtures("english")
def test_a_link_is_not_a_machine_gun(room, forum, monkeypatch):
    monkeypatch.setitem(contributing.MOST_USES, LinkPurpose.CONTRIBUTE_HERE, 2)
    for _time in range(2):
        contribute_by_link(token=room.token, own_words=WORDS, organisation=forum.inka)
    with refused("Too many contributions came by this link just now. Try again in ten minutes."):
        contribute_by_link(token=room.token, own_words=WORDS, organisation=forum.inka)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        contribute_by_link(token=room.token, own_words=WORDS, organisation=forum.inka)
    assert Pledge.objects.count() == 3


# ── The phone page ───────────────────────────────────────────────────────────────────────────


def test_one_box_is_enough(reader, personal, forum):
    answer = reader.get(path_of(personal))
    assert "You write for PT INKA , with the link of Wakil INKA (contoh)." in written(
        answer.content.decode()
    )
    sent = {"idempotency_key": key_in(answer), "own_words": WORDS}
    answer = reader.post(path_of(personal), sent, follow=True)
    [(receipt, status)] = answer.redirect_chain
    pledge = Pledge.objects.get()
    own = PersonalLink.objects.get(content_type__model="pledge", object_id=pledge.pk)
    assert own.organisation == forum.inka
    assert (receipt, status) == (path_of(own), 302)
    html = answer.content.decode()
    assert '<p class="receipt-number">KOM-2021-0001</p>' in html
    assert "https://wa.me/?text=" in html
    assert f"http://rembug.example{receipt}" in html
    assert "mailto:?subject=" in html


def test_the_details_are_kept_with_the_words(reader, personal, ground):
    sent = {
        "own_words": WORDS,
        "written_by": "Rini",
        "form": "training",
        "quantity_1": "40",
        "unit_1": "pelapak",
        "quantity_2": "2",
        "unit_2": "angkatan",
        "value_rupiah": "Rp 15.000.000",
        "start_date": "2022-02-01",
        "end_date": "2022-03-31",
        "regions": [ground.kelurahan.code],
        "focuses": [ground.focus.pk],
    }
    assert reader.post(path_of(personal), sent).status_code == 302
    pledge = Pledge.objects.get()
    assert (pledge.form, pledge.value_rupiah) == ("training", 15_000_000)
    assert [(each.amount, each.unit) for each in pledge.quantities.all()] == [
        (Decimal(40), "pelapak"),
        (Decimal(2), "angkatan"),
    ]
    assert (str(pledge.start_date), str(pledge.end_date)) == ("2022-02-01", "2022-03-31")
    assert (pledge.regions.get(), pledge.focuses.get()) == (ground.kelurahan, ground.focus)


def test_a_link_that_knows_its_bearer_asks_no_name(reader, personal):
    assert 'name="written_by"' not in reader.get(path_of(personal)).content.decode()
    reader.post(path_of(personal), {"own_words": WORDS, "written_by": "Orang Lain"})
    assert Pledge.objects.get().written_by == "Wakil INKA (contoh)"


BAD = {
    "own_words": ("", "Please write what you contribute."),
    "value_rupiah": ("lumayan", "Write the value as a number, such as Rp 15.000.000 or 15 juta."),
    "end_date": ("2021-01-01", "The end lies before the beginning."),
    "unit_1": ("", "Of what? Write the unit, such as people or stalls."),
    "regions": ("35.77.9", "What was chosen is no longer there. Please choose again."),
    "written_by": ("x" * 304, "Ensure this value has at most 303 characters (it has 304)."),
}


@pytest.mark.parametrize("field", BAD)
def test_bad_input_gets_a_sentence_and_everything_typed_stays(reader, personal, ground, field):
    typed, sentence = BAD[field]
    # Of an organisation alone; a link that knows its bearer asks no name.
    PersonalLink.objects.filter(pk=personal.pk).update(person=None)
    sent = {
        "own_words": WORDS,
        "written_by": "Rini",
        "quantity_1": "40",
        "unit_1": "orang",
        "start_date": "2022-01-01",
        "value_rupiah": "15 juta",
        field: typed,
    }
    answer = reader.post(path_of(personal), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    for name, value in sent.items():
        if name not in ("regions", field):
            assert value in html, name
    assert not Pledge.objects.exists()
    assert told(personal) == ["A link was made: write a contribution."]


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE pledges_pledge;--",
        "\u202egnip\u202c 🎋🙏 {{ 7*7 }} {% now %}",
        "x\r\n" * 1000,
    ],
)
def test_odd_words_are_kept_as_they_are_and_harm_nothing(reader, personal, words):
    answer = reader.post(path_of(personal), {"own_words": words}, follow=True)
    assert answer.status_code == 200
    assert Pledge.objects.get().own_words.splitlines() == words.strip().splitlines()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("words", ["a\0b", "x" * 4001, " \n\t "])
def test_impossible_words_are_refused(reader, personal, words):
    assert reader.post(path_of(personal), {"own_words": words}).status_code == 422
    assert not Pledge.objects.exists()


def test_a_huge_body_is_turned_away(reader, personal):
    reader.raise_request_exception = False
    answer = reader.post(path_of(personal), {"own_words": "x" * 2_600_000})
    assert answer.status_code in (400, 413)


def test_a_form_sent_twice_is_one_contribution(reader, personal):
    key = key_in(reader.get(path_of(personal)))
    answers = [
        reader.post(path_of(personal), {"idempotency_key": key, "own_words": WORDS})
        for _time in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Pledge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_instant_is_one_contribution(personal):
    key = key_in(Client().get(path_of(personal)))

    def send():
        return Client().post(path_of(personal), {"idempotency_key": key, "own_words": WORDS})[
            "Location"
        ]

    first, second = at_once(send, send)
    assert first == second
    assert Pledge.objects.count() == 1


def test_no_cookie_is_needed_and_none_is_set(personal):
    client = Client(enforce_csrf_checks=True)
    assert not client.get(path_of(personal)).cookies
    answer = client.post(path_of(personal), {"own_words": WORDS}, HTTP_ORIGIN="null")
    assert answer.status_code == 302
    assert not answer.cookies


def test_a_signed_in_reader_acts_for_the_link_and_not_for_themselves(client, personal, facilitator):
    client.force_login(facilitator)
    client.post(path_of(personal), {"own_words": WORDS})
    assert set(find_history(Pledge.objects.get()).values_list("actor", flat=True)) == {None}


def test_what_was_written_before_is_found_again_by_ones_own_link_only(
    reader, personal, room, own, forum
):
    assert own.target.reference in reader.get(path_of(personal)).content.decode()
    assert own.target.reference not in reader.get(path_of(room)).content.decode()
