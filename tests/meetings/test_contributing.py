"""Contributions by a link: written, come back to, changed; dead links; nothing on looking."""

import gzip
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.history import entries_of
from core.links import make_token
from meetings.actions import cancel_meeting, contribute_by_link, contributing, edit_by_link
from meetings.models import LogEntry
from meetings.reports.contributing import written_values
from pledges.actions import (
    accommodate_pledge,
    decline_pledge,
    defer_pledge,
    edit_pledge,
    lock_pledges,
    merge_pledge,
)
from pledges.models import Pledge
from stakeholders.actions import issue_link, name_organisation, renew_link, revoke_link
from stakeholders.models import LinkPurpose, Organisation, PersonalLink
from tests import factories
from tests.expect import refused, told
from tests.reading import Reading, files_of, static_file
from tests.threads import at_once

pytestmark = pytest.mark.django_db

WORDS = "Kami melatih 40 pelapak memotret dagangannya 📷"


def in_days(days):
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def personal(meeting, cast, forum, facilitator):
    """The company's own link."""
    return issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=meeting,
        person=cast.inka.person,
        organisation=forum.inka,
        expires_at=in_days(14),
        by=facilitator,
    )


@pytest.fixture
def room(meeting, facilitator):
    """The link on the wall."""
    return issue_link(
        purpose=LinkPurpose.CONTRIBUTE_HERE, target=meeting, expires_at=in_days(1), by=facilitator
    )


@pytest.fixture
def own(personal):
    """The link by which the company comes back to what it wrote."""
    return contribute_by_link(token=personal.token, own_words=WORDS, written_by="Bu Rini")


def path_of(link):
    return f"/kontribusi/{link.token}/"


def tables():
    """Every row of every table."""
    return {
        model._meta.label: sorted(map(str, model._default_manager.order_by("pk").values_list()))
        for model in apps.get_models()
    }


def key_in(answer):
    return re.search(r'name="kiriman" value="([\w-]+)"', answer.content.decode())[1]


def written(html):
    """The text of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


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
    assert {each.actor_name for each in entries_of(pledge)} == {"Bu Rini, PT INKA"}


@pytest.mark.usefixtures("english")
def test_every_use_of_a_link_is_logged(personal, own):
    assert told(personal)[-1] == "The link was opened."
    assert told(own) == ["A link was made: write a contribution."]


@pytest.mark.usefixtures("english")
def test_a_rooms_link_writes_for_whoever_says_who_they_are(room, forum):
    own = contribute_by_link(token=room.token, own_words=WORDS, organisation=forum.taman)
    assert (own.target.lead, own.organisation, own.person) == (forum.taman, forum.taman, None)
    assert told(own.target)[-1] == "It was written through the QR code of the meeting."


def test_a_rooms_link_takes_an_organisation_that_is_not_known(room, facilitator):
    own = contribute_by_link(
        token=room.token, own_words=WORDS, new_name="Sanggar (contoh)", new_sector="citizen"
    )
    lead = own.target.lead
    assert (lead.name, lead.sector, lead.is_introduced) == ("Sanggar (contoh)", "citizen", True)
    accommodate_pledge(pledge=own.target, by=facilitator)
    assert lead in Organisation.objects.visible_to(None)


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
    with refused("This link leads to a contribution that is already written."):
        contribute_by_link(token=own.token, own_words=WORDS)
    with refused("This link does not lead to a contribution."):
        edit_by_link(token=personal.token, seen=1, own_words="Lain")
    assert Pledge.objects.get().own_words == WORDS


@pytest.mark.usefixtures("english")
def test_a_link_is_not_a_machine_gun(room, forum, monkeypatch):
    monkeypatch.setitem(contributing.MOST_AT_ONCE, LinkPurpose.CONTRIBUTE_HERE, 2)
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
    sent = {"kiriman": key_in(answer), "own_words": WORDS}
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


BAD = {
    "own_words": ("", "Please write what you contribute."),
    "value_rupiah": ("lumayan", "Write the value as a number, such as Rp 15.000.000 or 15 juta."),
    "end_date": ("2021-01-01", "The end lies before the beginning."),
    "unit_1": ("", "Of what? Write the unit, such as people or stalls."),
    "regions": ("35.77.9", "Select a valid choice. 35.77.9 is not one of the available choices."),
    "written_by": ("x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
}


@pytest.mark.parametrize("field", BAD)
def test_bad_input_gets_a_sentence_and_everything_typed_stays(reader, personal, ground, field):
    typed, sentence = BAD[field]
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
        reader.post(path_of(personal), {"kiriman": key, "own_words": WORDS}) for _time in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Pledge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_instant_is_one_contribution(personal):
    key = key_in(Client().get(path_of(personal)))

    def send():
        return Client().post(path_of(personal), {"kiriman": key, "own_words": WORDS})["Location"]

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
    assert set(entries_of(Pledge.objects.get()).values_list("actor", flat=True)) == {None}


def test_the_address_is_told_to_nobody(client, personal, own):
    for link in (personal, own):
        headers = client.get(path_of(link)).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store, private"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_what_was_written_before_is_found_again_by_ones_own_link_only(
    reader, personal, room, own, forum
):
    assert own.target.reference in reader.get(path_of(personal)).content.decode()
    assert own.target.reference not in reader.get(path_of(room)).content.decode()


def test_looking_changes_no_row(client, personal, room, own):
    """A messenger's preview, a virus scanner, a curious friend."""
    before = tables()
    for link in (personal, room, own):
        for method in ("get", "head"):
            answer = getattr(client, method)(path_of(link), HTTP_USER_AGENT="WhatsApp/2.23")
            assert answer.status_code == 200
    assert tables() == before
    assert client.put(path_of(personal)).status_code == 405


# ── Which organisation ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", ["PT INKA", "  pt  inka ", "PT. INKA", "INKA", "Industri Kereta"])
def test_an_organisation_is_known_by_any_of_its_names(reader, room, forum, facilitator, typed):
    for name, kind in (("INKA", "alias"), ("Industri Kereta", "former")):
        name_organisation(organisation=forum.inka, name=name, kind=kind, by=facilitator)
    answer = reader.post(path_of(room), {"organisation": typed, "own_words": WORDS})
    assert answer.status_code == 302
    assert Pledge.objects.get().lead == forum.inka


def test_a_name_that_is_nearly_right_is_asked_about(reader, room, forum):
    sent = {"organisation": "PT Inkka", "own_words": WORDS, "value_rupiah": "15 juta"}
    answer = reader.post(path_of(room), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "“PT Inkka” is not on the list. Do you mean one of these?" in html
    assert WORDS in html
    assert 'value="15 juta"' in html
    sent |= {"asked_for": "PT Inkka", "meant": str(forum.inka.pk)}
    assert reader.post(path_of(room), sent).status_code == 302
    assert Pledge.objects.get().lead == forum.inka


def test_a_new_organisation_says_its_sector(reader, room, forum):
    sent = {"organisation": "PT Inkka", "own_words": WORDS, "asked_for": "PT Inkka"}
    answer = reader.post(path_of(room), {**sent, "meant": "baru"})
    assert "To which sector does it belong?" in answer.content.decode()
    answer = reader.post(path_of(room), {**sent, "meant": "baru", "sector": "company"})
    assert answer.status_code == 302
    lead = Pledge.objects.get().lead
    assert (lead.name, lead.sector, lead.is_introduced) == ("PT Inkka", "company", True)


def test_a_name_like_no_other_is_asked_for_its_sector_only(reader, room, forum):
    sent = {"organisation": "Sanggar Seni (contoh)", "own_words": WORDS}
    html = reader.post(path_of(room), sent).content.decode()
    assert "is not on the list yet. Is it new? Then choose its sector." in html
    assert 'name="meant"' not in html
    sent |= {"asked_for": sent["organisation"], "sector": "citizen"}
    assert reader.post(path_of(room), sent).status_code == 302


def test_an_answer_counts_for_the_name_that_was_asked_about(reader, room, forum):
    """Whoever corrects the name after the question is asked anew."""
    sent = {
        "organisation": "Kel. Tamann",
        "own_words": WORDS,
        "asked_for": "PT Inkka",
        "meant": str(forum.inka.pk),
        "sector": "company",
    }
    assert reader.post(path_of(room), sent).status_code == 422
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("meant", ["", "x", "999999", "9" * 40, "-1"])
def test_an_organisation_that_was_not_offered_is_not_taken(reader, room, forum, meant):
    sent = {"organisation": "PT Inkka", "own_words": WORDS, "asked_for": "PT Inkka"}
    answer = reader.post(path_of(room), {**sent, "meant": meant, "sector": "company"})
    assert answer.status_code == 422
    assert not Pledge.objects.exists()


# ── The contribution's own page ──────────────────────────────────────────────────────────────


def test_the_own_link_shows_and_changes_the_contribution(reader, own):
    answer = reader.get(path_of(own))
    assert "The forum reads it." in answer.content.decode()
    answer = reader.get(f"{path_of(own)}?ubah=ya")
    sent = {"kiriman": key_in(answer), "revision": "1", "own_words": "Kami melatih 50 pelapak"}
    answer = reader.post(path_of(own), sent, follow=True)
    assert answer.redirect_chain == [(f"{path_of(own)}?tersimpan=ya", 302)]
    html = answer.content.decode()
    assert "Your change is saved." in html
    assert "Kami melatih 50 pelapak" in html
    assert Pledge.objects.get().own_words == "Kami melatih 50 pelapak"


def decided(how, pledge, forum, by):
    survivor = factories.make_submitted(forum.taman, by=by, form="")
    return {
        "deferred": lambda: defer_pledge(pledge=pledge, reason="Menunggu APBD", by=by),
        "declined": lambda: decline_pledge(pledge=pledge, reason="Di luar program", by=by),
        "merged": lambda: merge_pledge(
            pledge=pledge, survivor=survivor, reason="Sama sasarannya", by=by
        ),
    }[how]()


@pytest.mark.parametrize(
    ("how", "sentences"),
    [
        ("deferred", ["The forum has laid it aside for later.", "Menunggu APBD"]),
        ("declined", ["The forum has not taken it up.", "Di luar program"]),
        ("merged", ["It lives on in KOM-2021-0002 of Kelurahan Taman.", "Sama sasarannya"]),
    ],
)
def test_a_decision_is_told_with_its_reason_and_ends_the_editing(
    reader, own, forum, facilitator, how, sentences
):
    decided(how, own.target, forum, facilitator)
    html = reader.get(f"{path_of(own)}?ubah=ya").content.decode()
    for sentence in sentences:
        assert sentence in html
    assert 'name="own_words"' not in html
    answer = reader.post(path_of(own), {"revision": "1", "own_words": "Lain"})
    assert answer.status_code == 422
    assert "is already" in answer.content.decode()
    assert Pledge.objects.get(pk=own.target.pk).own_words == WORDS


def test_what_was_accommodated_may_be_changed_and_waits_again(reader, own, facilitator):
    accommodate_pledge(pledge=own.target, by=facilitator)
    for query in ("", "?ubah=ya"):
        html = reader.get(path_of(own) + query).content.decode()
        assert "it is another text, and waits for the forum" in html
    revision = Pledge.objects.get().revision
    reader.post(path_of(own), {"revision": str(revision), "own_words": "Lain"})
    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.own_words) == ("submitted", "Lain")


def test_a_frozen_text_no_longer_changes(reader, own, facilitator):
    pledge = accommodate_pledge(pledge=own.target, by=facilitator)
    lock_pledges(pledges=[pledge], document="BA-2021-0001", by=facilitator)
    html = reader.get(f"{path_of(own)}?ubah=ya").content.decode()
    assert "It stands in BA-2021-0001, which is frozen" in html
    assert 'name="own_words"' not in html
    answer = reader.post(path_of(own), {"revision": "1", "own_words": "Lain"})
    assert "KOM-2021-0001 stands in BA-2021-0001, which is frozen." in answer.content.decode()


def test_the_form_holds_what_was_written(reader, personal, ground):
    sent = {
        "own_words": WORDS,
        "form": "training",
        "quantity_1": "40",
        "unit_1": "pelapak",
        "quantity_2": "2,5",
        "unit_2": "ton",
        "value_rupiah": "15 juta",
        "start_date": "2022-02-01",
        "regions": [ground.kelurahan.code, ground.city.code],
        "focuses": [str(ground.focus.pk)],
    }
    reader.cookies["django_language"] = "id"
    address = reader.post(path_of(personal), sent)["Location"]
    pledge = Pledge.objects.get()
    values = written_values(pledge)
    assert sorted(values.pop("regions")) == sorted(sent["regions"])
    assert values == {
        "own_words": WORDS,
        "written_by": "",
        "revision": 1,
        "form": "training",
        "value_rupiah": 15_000_000,
        "start_date": date(2022, 2, 1),
        "end_date": None,
        "focuses": [str(ground.focus.pk)],
        "quantity_1": Decimal(40),
        "unit_1": "pelapak",
        "quantity_2": Decimal("2.5"),
        "unit_2": "ton",
    }
    html = reader.get(f"{address}?ubah=ya").content.decode()
    for shown in ('value="15.000.000"', 'value="2,5"', 'value="40"', 'value="2022-02-01"'):
        assert shown in html


def test_the_second_of_two_editors_sees_both_texts_and_chooses(reader, own, forum, cast):
    edit_pledge(
        pledge=own.target,
        seen=1,
        own_words="Kami melatih 45",
        quantities=[(Decimal(45), "orang")],
        by=cast.inka,
    )
    sent = {
        "revision": "1",
        "own_words": "Kami melatih 60",
        "quantity_1": "60",
        "unit_1": "orang",
    }
    answer = reader.post(path_of(own), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    for text in ("Kami melatih 45", "Kami melatih 60", "45 orang", "60 orang"):
        assert text in html
    assert "Wakil INKA" in html
    assert Pledge.objects.get().own_words == "Kami melatih 45"
    sent["revision"] = re.search(r'name="revision" value="(\d+)"', html)[1]
    assert reader.post(path_of(own), sent).status_code == 302
    assert Pledge.objects.get().own_words == "Kami melatih 60"


# ── Links that open nothing ──────────────────────────────────────────────────────────────────

NOT_COMPLETE = "This link is not complete. Open it again from the message you received."
DEATHS = {
    "renewed": (
        lambda link, by: renew_link(link=link, expires_at=in_days(3), by=by),
        "This link was replaced by a newer one. Please use the newest message.",
    ),
    "revoked": (
        lambda link, by: revoke_link(link=link, by=by),
        "This link was revoked. Please ask the facilitator.",
    ),
    "expired": (
        lambda link, by: PersonalLink.objects.filter(pk=link.pk).update(expires_at=in_days(-1)),
        "This link has expired. Please ask the facilitator for a new one.",
    ),
}


@pytest.mark.parametrize("death", DEATHS)
@pytest.mark.parametrize("kind", ["personal", "room", "own"])
def test_a_dead_link_says_so_and_nothing_else(reader, request, facilitator, death, kind):
    link = request.getfixturevalue(kind)
    address = path_of(link)
    kill, sentence = DEATHS[death]
    kill(link, facilitator)
    answer = reader.get(address)
    html = answer.content.decode()
    assert answer.status_code == 410
    assert sentence in html
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    for secret in ("PT INKA", "Kelurahan Mandiri", WORDS, "KOM-2021"):
        assert secret not in html
    answer = reader.post(address, {"own_words": "Sudah panjang saya tulis", "revision": "1"})
    assert answer.status_code == 410
    assert "Sudah panjang saya tulis" in answer.content.decode()


@pytest.mark.parametrize(
    "token", ["x", "1.1.x", "..", "%F0%9F%8E%8B", "9" * 300, make_token(10**9, 1)]
)
def test_a_link_that_is_not_ours_is_told_so(reader, token):
    answer = reader.get(f"/kontribusi/{token}/")
    assert answer.status_code == 404
    assert NOT_COMPLETE in answer.content.decode()


def test_a_link_for_another_task_or_thing_opens_nothing(reader, meeting, forum, facilitator):
    for purpose, target in (("check_in", meeting), ("contribute", forum.inka)):
        link = issue_link(
            purpose=purpose,
            target=target,
            organisation=forum.inka,
            expires_at=in_days(1),
            by=facilitator,
        )
        answer = reader.get(path_of(link))
        assert answer.status_code == 404
        assert NOT_COMPLETE in answer.content.decode()


# ── What it costs ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "query"), [("personal", ""), ("room", ""), ("own", ""), ("own", "?ubah=ya")]
)
def test_the_page_is_light_for_a_phone(client, request, ground, facilitator, kind, query):
    for number in range(60):
        factories.make_organisation(
            f"o-{number}", name=f"Organisasi ke-{number} (contoh)", by=facilitator
        )
    for number in range(1, 28):
        factories.make_region(
            f"35.77.01.{1000 + number}", "kelurahan", f"Kelurahan {number}", by=facilitator
        )
    path = path_of(request.getfixturevalue(kind)) + query
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert len(queries) <= 8, [each["sql"][:90] for each in queries]
    html = answer.content.decode()
    assert "<script" not in html
    files = sum(len(gzip.compress(static_file(file))) for file in files_of(Reading(path, html)))
    assert len(gzip.compress(answer.content)) + files < 30_000
