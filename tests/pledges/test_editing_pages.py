"""Changing a contribution on its page: the author the words, the staff the clean text."""

from decimal import Decimal

import pytest

from pledges.actions.agreeing import freeze_pledges
from pledges.actions.writing import edit_pledge
from pledges.models import Pledge
from tests.support.factories import make_pledge, make_pledge_in, make_submitted
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def pledge(forum, inka):
    """A contribution that waits."""
    return make_submitted(forum.inka, own_words="Kami bantu 10 lapak", by=inka)


@pytest.fixture
def author(enter, inka):
    """The client of the organisation's representative."""
    return enter(inka)


def page(pledge):
    return f"{pledge.get_absolute_url()}ubah/"


def now(pledge):
    return Pledge.objects.get(pk=pledge.pk)


def texts(answer):
    return [
        name
        for name in ("own_words", "title", "description")
        if name in answer.context["form"].fields
    ]


def test_each_changes_what_is_theirs(author, staff, pledge, forum, facilitator, enter):
    assert texts(author.get(page(pledge))) == ["own_words"]
    assert texts(staff.get(page(pledge))) == ["title", "description"]
    slip = make_submitted(forum.inka, is_on_behalf=True, by=facilitator)
    assert texts(staff.get(page(slip))) == ["own_words", "title", "description"]
    own = make_submitted(forum.forpemma, by=facilitator)
    assert texts(staff.get(page(own))) == ["own_words", "title", "description"]


def test_the_author_changes_words_and_details(author, typed, pledge):
    sent = typed(author.get(page(pledge)), own_words="Kami bantu 12 lapak", quantity_1="12")
    answer = author.post(page(pledge), sent)
    assert (answer.status_code, answer["Location"]) == (302, pledge.get_absolute_url())
    assert now(pledge).own_words == "Kami bantu 12 lapak"
    assert [str(each) for each in pledge.quantities.all()] == ["12 lapak"]


def test_what_the_author_may_not_change_is_not_changed(author, typed, pledge):
    sent = typed(author.get(page(pledge)), title="Judul", description="Uraian", state="agreed")
    author.post(page(pledge), sent)
    assert (now(pledge).title, now(pledge).description, now(pledge).state) == ("", "", "submitted")


def test_saving_without_a_change_changes_nothing(author, typed, forum, facilitator):
    taken = make_pledge_in(
        "accommodated",
        forum.inka,
        own_words="Satu\ndua",
        quantities=[(Decimal(number), f"satuan {number}") for number in (1, 2, 3, 4, 5)],
        by=facilitator,
    )
    before = now(taken)
    author.post(page(taken), typed(author.get(page(taken)), own_words="Satu\r\ndua"))
    assert (now(taken).state, now(taken).revision) == (before.state, before.revision)
    assert taken.quantities.count() == 5


def test_an_accommodated_one_warns_that_it_will_wait_again(author, typed, read, forum, facilitator):
    taken = make_pledge_in("accommodated", forum.inka, by=facilitator)
    first = author.get(page(taken))
    assert "If you change it, the forum must decide about it again." in read(first)
    author.post(page(taken), typed(first, own_words="Lain"))
    assert now(taken).state == "submitted"


def test_the_second_sees_both_texts_and_chooses(author, staff, typed, read, pledge, facilitator):
    sent = typed(author.get(page(pledge)), quantity_1="12", own_words="Kami bantu 12 lapak")
    edit_pledge(pledge=pledge, seen_revision=1, quantities=[(Decimal(11), "lapak")], by=facilitator)
    answer = author.post(page(pledge), sent)
    text = read(answer)
    assert answer.status_code == 422
    assert "Saved meanwhile by Fasilitator (contoh)" in text
    assert "Quantities: saved now 11 lapak" in text
    assert "Quantities: yours, not saved yet 12 lapak" in text
    assert [str(each) for each in pledge.quantities.all()] == ["11 lapak"]
    assert author.post(page(pledge), typed(answer)).status_code == 302
    assert [str(each) for each in pledge.quantities.all()] == ["12 lapak"]
    assert now(pledge).own_words == "Kami bantu 12 lapak"


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"own_words": ""}, "own_words"),
        ({"own_words": "x" * 4001}, "own_words"),
        ({"own_words": "a\0b"}, "own_words"),
        ({"quantity_1": "9" * 40}, "quantity_1"),
        ({"value_rupiah": "-1"}, "value_rupiah"),
        ({"regions": ["99.99"]}, "regions"),
        ({"focuses": ["9" * 30]}, "focuses"),
        ({"form": "money"}, "form"),
    ],
    ids=str,
)
def test_bad_input_gets_a_sentence_and_keeps_the_rest(author, typed, pledge, over, field):
    sent = {"unit_2": "meja", "quantity_2": "3", **typed(author.get(page(pledge))), **over}
    answer = author.post(page(pledge), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert now(pledge).revision == 1


def test_hostile_words_are_kept_and_shown_as_text(author, typed, pledge):
    words = "<script>alert(1)</script> \u202e 🎋 ' OR 1=1; --"
    author.post(page(pledge), typed(author.get(page(pledge)), own_words=words))
    assert now(pledge).own_words == words
    body = author.get(pledge.get_absolute_url()).content.decode()
    assert "<script>alert" not in body


@pytest.mark.parametrize("state", ["merged", "deferred", "declined", "agreed"])
def test_a_decided_one_is_not_opened_for_change(staff, read, forum, facilitator, state):
    decided = make_pledge_in(state, forum.inka, partner=forum.taman, by=facilitator)
    answer = staff.get(page(decided), follow=True)
    assert f"“Edit” is not possible while {decided} is" in read(answer)
    refused = staff.post(page(decided), {"title": "Baru", "revision": "1"})
    assert (refused.status_code, now(decided).title) == (422, "")
    assert 'value="Baru"' in refused.content.decode()


def test_a_frozen_one_says_where_it_stands(staff, read, forum, facilitator):
    taken = make_pledge_in("accommodated", forum.inka, by=facilitator)
    freeze_pledges(pledges=[taken], document="BA-2021-0001", by=facilitator)
    sentence = f"{taken} is part of BA-2021-0001, which is frozen."
    assert sentence in read(staff.get(page(taken), follow=True))
    answer = staff.post(page(taken), {"title": "Baru", "revision": "1"})
    assert answer.status_code == 422
    assert sentence in read(answer)


def test_only_the_organisation_and_the_staff_change_it(enter, cast, pledge):
    statuses = {name: enter(cast[name]).get(page(pledge)).status_code for name in cast.names}
    assert statuses == {
        "anonymous": 302,
        "citizen": 404,
        "outsider": 404,
        "lurah": 404,
        "inka": 200,
        "facilitator": 200,
        "secretary": 200,
        "administrator": 403,
    }


def test_a_partner_reads_and_does_not_change_it(enter, cast, forum):
    shared = make_submitted(forum.inka, partners=[forum.taman], by=cast.inka)
    assert enter(cast.lurah).get(shared.get_absolute_url()).status_code == 200
    assert enter(cast.lurah).get(page(shared)).status_code == 403


def test_a_draft_is_its_organisations_own(enter, cast, forum):
    draft = make_pledge(forum.inka, by=cast.inka)
    assert enter(cast.facilitator).get(page(draft)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_shown_both_texts(enter, typed, forum, inka, facilitator):
    pledge = make_submitted(forum.inka, is_on_behalf=True, by=facilitator)
    one, two = enter(inka), enter(facilitator)
    sent = [
        typed(client.get(page(pledge)), own_words=words)
        for client, words in ((one, "Dari INKA"), (two, "Dari slip"))
    ]
    answers = at_once(
        lambda: one.post(page(pledge), sent[0]), lambda: two.post(page(pledge), sent[1])
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert now(pledge).revision == 2
