"""A contribution written with an account: kept as a draft, handed in, for a meeting or for none."""

import pytest

from meetings.actions.logging import submit_pledge_to_meeting
from meetings.actions.planning import cancel_meeting, close_meeting
from meetings.models import LogEntry
from pledges.models import Pledge
from tests.support.expect import refused, told
from tests.support.factories import make_guest, make_meeting, make_pledge, open_meeting
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NEW = "/komitmen/baru/"


@pytest.fixture
def author(enter, inka):
    """The client of the company's representative."""
    return enter(inka)


def only():
    return Pledge.objects.get()


def test_one_box_is_enough(author, typed, read, forum, inka):
    sent = typed(author.get(NEW), own_words="Kami melatih 20 orang")
    answer = author.post(NEW, sent, follow=True)
    pledge = only()
    assert (pledge.state, pledge.lead, pledge.own_words) == (
        "submitted",
        forum.inka,
        "Kami melatih 20 orang",
    )
    assert (pledge.submitter.person, pledge.is_on_behalf) == (inka.person, False)
    assert "The contribution is submitted. The forum decides next" in read(answer)
    assert pledge.reference in read(answer)


def test_a_draft_is_kept_and_handed_in_later(author, enter, typed, read, facilitator):
    author.post(NEW, typed(author.get(NEW), own_words="Nanti dulu", as_draft="1"))
    draft = only()
    assert draft.state == "draft"
    assert enter(facilitator).get(draft.get_absolute_url()).status_code == 404
    question = read(author.get(f"{draft.get_absolute_url()}kirim/"))
    assert "Submit this contribution to the forum?" in question
    author.post(f"{draft.get_absolute_url()}kirim/", {"meeting": ""})
    assert only().state == "submitted"
    assert enter(facilitator).get(draft.get_absolute_url()).status_code == 200


def test_for_a_meeting_it_stands_in_its_log(author, typed, meeting, ground):
    first = author.get(f"{NEW}?rapat={meeting}")
    sent = typed(first, own_words="Kami bantu lapak", regions=[ground.kelurahan.code])
    assert sent["meeting"] == str(meeting)
    author.post(f"{NEW}?rapat={meeting}", sent)
    entry = LogEntry.objects.get()
    assert (entry.meeting, entry.pledge, entry.original_words) == (
        meeting,
        only(),
        "Kami bantu lapak",
    )
    assert list(only().regions.all()) == [ground.kelurahan]


def test_a_draft_can_be_handed_in_for_a_meeting(author, forum, inka, meeting):
    draft = make_pledge(forum.inka, by=inka)
    answer = author.post(f"{draft.get_absolute_url()}kirim/", {"meeting": str(meeting)})
    assert answer.status_code == 302
    assert LogEntry.objects.get().pledge == draft
    assert told(draft) == ["A draft was begun for PT INKA.", "The contribution was submitted."]


def test_nothing_is_handed_in_for_a_meeting_that_was_cancelled(forum, inka, meeting, facilitator):
    draft = make_pledge(forum.inka, by=inka)
    cancel_meeting(meeting=meeting, reason="Banjir", by=facilitator)
    with refused("The meeting was cancelled.", code="wrong_state"):
        submit_pledge_to_meeting(meeting=meeting, pledge=draft, by=inka)
    assert (only().state, LogEntry.objects.count()) == ("draft", 0)


def test_after_the_meeting_it_is_marked_as_recorded_later(forum, inka, meeting, facilitator):
    close_meeting(meeting=open_meeting(meeting, by=facilitator), by=facilitator)
    submit_pledge_to_meeting(meeting=meeting, pledge=make_pledge(forum.inka, by=inka), by=inka)
    assert LogEntry.objects.get().is_recorded_late


def test_those_meetings_are_offered_to_which_one_is_invited(author, staff, meeting, facilitator):
    other = make_meeting(theme="Bukan untuk INKA", by=facilitator)
    cancelled = make_meeting(theme="Batal", by=facilitator)
    cancel_meeting(meeting=cancelled, reason="Banjir", by=facilitator)

    def offered(client):
        choices = client.get(NEW).context["form"].fields["meeting"].choices
        return {reference for reference, _label in choices if reference}

    assert offered(author) == {str(meeting)}
    assert offered(staff) == {str(meeting), str(other)}


def test_a_meeting_that_is_not_offered_is_refused(author, typed, facilitator):
    other = make_meeting(theme="Bukan untuk INKA", by=facilitator)
    sent = typed(author.get(f"{NEW}?rapat={other}"), own_words="Kami", meeting=str(other))
    assert author.post(NEW, sent).status_code == 422
    assert Pledge.objects.count() == 0


def test_the_staff_writes_for_anybody_and_it_is_marked(staff, typed, read, forum):
    sent = typed(
        staff.get(NEW), own_words="Kami", lead=forum.taman.slug, written_by="Pak Lurah (contoh)"
    )
    answer = staff.post(NEW, sent, follow=True)
    pledge = only()
    assert (pledge.is_on_behalf, pledge.written_by, pledge.submitter) == (
        True,
        "Pak Lurah (contoh)",
        None,
    )
    assert "Entered by the staff on behalf of Kelurahan Taman" in read(answer)


def test_a_draft_of_another_organisation_would_be_lost_to_the_staff(staff, typed, forum):
    sent = typed(staff.get(NEW), own_words="Kami", lead=forum.taman.slug, as_draft="1")
    answer = staff.post(NEW, sent)
    assert answer.context["form"].errors == {
        "lead": ["Only the organisation's own people can see a draft. Submit it instead."]
    }
    assert Pledge.objects.count() == 0


def test_nobody_writes_for_another_organisation(author, typed, forum):
    sent = typed(author.get(NEW), own_words="Kami", lead=forum.taman.slug)
    assert author.post(NEW, sent).status_code == 422
    assert Pledge.objects.count() == 0


def test_who_holds_no_office_is_told_why(enter, read, cast):
    statuses = {name: enter(cast[name]).get(NEW).status_code for name in cast.names}
    assert statuses == {
        "anonymous": 302,
        "citizen": 403,
        "outsider": 200,
        "lurah": 200,
        "inka": 200,
        "facilitator": 200,
        "secretary": 200,
        "administrator": 403,
    }
    assert "written by people who hold an office" in read(enter(cast.citizen).get(NEW))


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"own_words": " "}, "own_words"),
        ({"own_words": "x" * 4001}, "own_words"),
        ({"own_words": "a\0b"}, "own_words"),
        ({"lead": ""}, "lead"),
        ({"meeting": "9" * 30}, "meeting"),
        ({"unit_1": "lapak"}, "quantity_1"),
    ],
    ids=str,
)
def test_bad_input_gets_a_sentence_and_leaves_nothing(author, typed, over, field):
    answer = author.post(NEW, typed(author.get(NEW), own_words="Kami") | over)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Pledge.objects.count() == 0


def test_a_form_that_is_sent_twice_makes_one_contribution(author, typed):
    sent = typed(author.get(NEW), own_words="Kami")
    answers = [author.post(NEW, sent) for _time in range(2)]
    assert len({answer["Location"] for answer in answers}) == Pledge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_once_makes_one_contribution(enter, typed, inka):
    one, two = enter(inka), enter(inka)
    sent = typed(one.get(NEW), own_words="Kami")
    answers = at_once(lambda: one.post(NEW, sent), lambda: two.post(NEW, sent))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Pledge.objects.count() == 1


def test_what_is_submitted_is_not_submitted_again(author, read, forum, inka):
    draft = make_pledge(forum.inka, by=inka)
    address = f"{draft.get_absolute_url()}kirim/"
    assert author.post(address).status_code == 302
    assert f"{draft} is submitted already." in read(author.get(address, follow=True))
    answer = author.post(address)
    assert answer.status_code == 422
    assert f"“Submit” is not possible while {draft} is “Submitted”." in read(answer)


def test_the_list_leads_to_a_new_contribution(enter, cast):
    pages = {name: enter(cast[name]).get("/komitmen/").content.decode() for name in cast.names}
    writes = {name for name, body in pages.items() if f'href="{NEW}"' in body}
    decides = {name for name, body in pages.items() if 'href="/komitmen/menunggu/"' in body}
    assert writes == {"outsider", "lurah", "inka", "facilitator", "secretary"}
    assert {"facilitator", "secretary", "administrator"} <= decides


@pytest.mark.parametrize("count", [1, 25])
def test_more_meetings_cost_no_more(
    author, inka, forum, facilitator, count, django_assert_max_num_queries
):
    for _number in range(count):
        make_guest(make_meeting(by=facilitator), forum.inka, by=facilitator)
    with django_assert_max_num_queries(9):
        author.get(NEW)
