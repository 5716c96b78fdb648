"""A contribution behind its own link: what the forum decided, and changing it."""

import re
from datetime import date
from decimal import Decimal

import pytest

from pledges.actions.agreeing import freeze_pledges
from pledges.actions.deciding import accommodate_pledge, decline_pledge, defer_pledge, merge_pledge
from pledges.actions.writing import edit_pledge
from pledges.forms import PledgeDetailsForm, build_initial_details
from pledges.models import Pledge
from tests.support import factories
from tests.support.contributions import WORDS, key_in, path_of

pytestmark = pytest.mark.django_db


def test_the_own_link_shows_and_changes_the_contribution(reader, own):
    answer = reader.get(path_of(own))
    assert "The forum is reading it." in answer.content.decode()
    answer = reader.get(f"{path_of(own)}?ubah=ya")
    sent = {
        "idempotency_key": key_in(answer),
        "revision": "1",
        "own_words": "Kami melatih 50 pelapak",
    }
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
        ("deferred", ["The forum has deferred it.", "Menunggu APBD"]),
        ("declined", ["The forum has declined it.", "Di luar program"]),
        ("merged", ["It was merged into KOM-2021-0002 of Kelurahan Taman.", "Sama sasarannya"]),
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
    assert "is not possible while" in answer.content.decode()
    assert Pledge.objects.get(pk=own.target.pk).own_words == WORDS


def test_what_was_accommodated_may_be_changed_and_waits_again(reader, own, facilitator):
    accommodate_pledge(pledge=own.target, by=facilitator)
    for query in ("", "?ubah=ya"):
        html = reader.get(path_of(own) + query).content.decode()
        assert "the forum must decide about it again" in html
    revision = Pledge.objects.get().revision
    reader.post(path_of(own), {"revision": str(revision), "own_words": "Lain"})
    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.own_words) == ("submitted", "Lain")


def test_a_frozen_text_no_longer_changes(reader, own, facilitator):
    pledge = accommodate_pledge(pledge=own.target, by=facilitator)
    freeze_pledges(pledges=[pledge], document="BA-2021-0001", by=facilitator)
    html = reader.get(f"{path_of(own)}?ubah=ya").content.decode()
    assert "It is included in BA-2021-0001, which is frozen" in html
    assert 'name="own_words"' not in html
    answer = reader.post(path_of(own), {"revision": "1", "own_words": "Lain"})
    assert "KOM-2021-0001 is part of BA-2021-0001, which is frozen." in answer.content.decode()


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
    values = PledgeDetailsForm(pledge=pledge, initial=build_initial_details(pledge)).initial
    assert sorted(place.code for place in values.pop("regions")) == sorted(sent["regions"])
    assert values == {
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
        seen_revision=1,
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
