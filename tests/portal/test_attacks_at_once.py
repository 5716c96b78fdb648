"""Two people at the same instant, where one act meets another kind of act."""

import pytest
from django.test import Client

from agreements.actions.clauses import add_clause
from agreements.actions.signatories import add_signatory
from core.refusals import Refused
from meetings.actions.agenda import add_agenda_item
from meetings.actions.contributing import contribute_by_link, edit_by_link
from meetings.actions.logging import log_entry
from meetings.actions.planning import close_meeting, publish_meeting
from meetings.models import LogEntry
from pledges.models import Pledge
from stakeholders.actions.links import issue_link, renew_link, revoke_link
from stakeholders.models import LinkPurpose, Organisation, PersonalLink
from tests.support import factories
from tests.support.contributions import WORDS, in_days, path_of
from tests.support.document_factories import make_draft, make_letterhead
from tests.support.threads import at_once

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("english"),
]


@pytest.fixture
def room(meeting, facilitator):
    purpose = LinkPurpose.CONTRIBUTE_HERE
    return issue_link(purpose=purpose, target=meeting, expires_at=in_days(1), by=facilitator)


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_one_new_organisation_named_by_two_of_its_people_is_one(room):
    sent = {
        "organisation": "Paguyuban Baru",
        "asked_for": "Paguyuban Baru",
        "meant": "baru",
        "sector": "citizen",
        "own_words": WORDS,
    }
    answers = at_once(*[lambda: Client().post(path_of(room), sent).status_code] * 2)
    # Who comes second is told that it is known by now, and sends again.
    assert sorted(answers) in ([302, 302], [302, 422])
    assert Organisation.objects.filter(name="Paguyuban Baru").count() == 1
    assert Pledge.objects.count() == answers.count(302)


def test_a_link_that_is_revoked_while_it_is_used_is_used_wholly_or_not_at_all(room, forum, cast):
    def contribute():
        return contribute_by_link(token=room.token, own_words=WORDS, organisation=forum.inka)

    answers = at_once(contribute, lambda: revoke_link(link=room, by=cast.facilitator))
    refused = refusals(answers)
    assert [answer.code for answer in refused] in ([], ["revoked"])
    assert Pledge.objects.count() == LogEntry.objects.count() == 1 - len(refused)


def test_a_link_renewed_by_two_has_one_address_that_works(room, cast):
    def renew():
        return renew_link(link=room, expires_at=in_days(2), by=cast.facilitator)

    at_once(renew, renew)
    link = PersonalLink.objects.get(pk=room.pk)
    assert link.version == 3
    assert Client().get(path_of(room)).status_code == 410
    assert Client().get(path_of(link)).status_code == 200


@pytest.mark.parametrize(("page", "count"), [("tautan/", 2), ("tautan/{}/", 1), ("qr/", 1)])
def test_links_made_by_two_are_one_for_each_bearer(meeting, cast, page, count):
    """A second one would live on unseen when the first is revoked."""
    guest = meeting.participants.get(person=cast.inka.person)
    path = f"{meeting.get_absolute_url()}kontribusi/{page.format(guest.pk)}"
    day = in_days(7).date().isoformat()

    def press(user):
        client = Client()
        client.force_login(user)
        return client.post(path, {"expires_at": day}).status_code

    answers = at_once(lambda: press(cast.facilitator), lambda: press(cast.secretary))
    assert answers == [302, 302]
    links = PersonalLink.objects.values_list("person_id", "organisation_id")
    # Whoever came a little later found the first one's link, and renewed it.
    assert len(links) == len(set(links)) == count


def test_of_two_who_edit_by_one_link_the_second_sees_the_first(room, forum):
    receipt = contribute_by_link(token=room.token, own_words=WORDS, organisation=forum.inka)
    answers = at_once(
        *[
            lambda text=text: edit_by_link(token=receipt.token, seen_revision=1, own_words=text)
            for text in ("Satu", "Dua")
        ]
    )
    [refused] = refusals(answers)
    assert refused.code == "conflict"
    assert Pledge.objects.get().own_words in ("Satu", "Dua")


def test_points_clauses_and_places_added_at_once_stand_in_a_row(meeting, forum, cast):
    letterhead = make_letterhead(forum.bappelitbangda, by=cast.secretary)
    draft = make_draft(meeting, letterhead, by=cast.facilitator, fill=False)
    for add, rows in (
        (lambda by: add_agenda_item(meeting=meeting, title="Butir", by=by), meeting.agenda),
        (lambda by: add_clause(document=draft, text="Ayat", by=by), draft.clauses),
        (
            lambda by: add_signatory(document=draft, organisation=forum.inka, by=by),
            draft.signatories,
        ),
    ):
        answers = at_once(*[lambda add=add: add(by=cast.facilitator)] * 4)
        assert refusals(answers) == []
        assert sorted(rows.values_list("order", flat=True)) == [1, 2, 3, 4]


def test_a_line_written_while_the_meeting_closes_says_on_which_side_it_fell(meeting, cast):
    meeting = factories.open_meeting(meeting, by=cast.facilitator)
    answers = at_once(
        lambda: log_entry(meeting=meeting, text="Halo", by=cast.facilitator),
        lambda: close_meeting(meeting=meeting, by=cast.secretary),
    )
    assert refusals(answers) == []
    meeting.refresh_from_db()
    entry = LogEntry.objects.get()
    assert entry.is_recorded_late is (entry.recorded_at > meeting.closed_at)


def test_a_meeting_published_by_two_is_published_once(meeting, cast):
    meeting = factories.open_meeting(meeting, by=cast.facilitator)

    def publish(by):
        return publish_meeting(meeting=meeting, by=by)

    answers = at_once(lambda: publish(cast.facilitator), lambda: publish(cast.secretary))
    assert all(isinstance(answer, Refused) for answer in refusals(answers))
    meeting.refresh_from_db()
    assert meeting.published_by in (cast.facilitator, cast.secretary)
