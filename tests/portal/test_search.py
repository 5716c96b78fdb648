"""One search over everything: what the reader may see, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from meetings.actions.logging import log_entry
from meetings.models import Meeting
from pledges.models import Pledge, PledgeState
from stakeholders.models import OrganisationName, Person
from tests.support import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("english")]


def hits(client, text):
    """The addresses found, by list."""
    client.cookies["django_language"] = "en"
    answer = client.get("/cari/", {"cari": text})
    assert answer.status_code == 200
    return {str(part.label): [hit.url for hit in part.hits] for part in answer.context["found"]}


def test_every_list_is_searched(client, forum, cast, facilitator, ground):
    meeting = factories.make_meeting(theme="Sumur di Taman", by=facilitator)
    factories.make_guest(meeting, forum.inka, cast.inka, by=facilitator)
    meeting, pledge = factories.hold_meeting(meeting, forum.inka, by=facilitator)
    client.force_login(facilitator)
    assert hits(client, "taman") == {
        "Meetings": [meeting.get_absolute_url()],
        "Decisions": ["/keputusan/KEP-2021-0001/"],
        "Stakeholders": ["/parapihak/taman/"],
        "People": ["/parapihak/taman/"],
        "Kelurahan": ["/kelurahan/35.77.03.1007/"],
        "Follow-ups": ["/tindak-lanjut/RTL-2021-0001/"],
    }
    assert hits(client, "KOM-2021") == {"Pledges": [pledge.get_absolute_url()]}


def test_what_is_not_published_is_found_by_those_whom_it_concerns(client, forum, cast, facilitator):
    pledge = factories.make_submitted(forum.inka, own_words="Sumur resapan", by=cast.inka)
    found = {"Pledges": [pledge.get_absolute_url()]}
    assert hits(client, "resapan") == {}
    for user, seen in ((cast.outsider, {}), (cast.inka, found), (facilitator, found)):
        client.force_login(user)
        assert hits(client, "resapan") == seen
    factories.take_pledge_to(PledgeState.ACCOMMODATED, pledge, by=facilitator)
    client.logout()
    assert hits(client, "resapan") == found


def test_more_than_five_are_in_the_list(client, forum, facilitator):
    for number in range(7):
        factories.make_organisation(f"bank-{number}", name=f"Bank {number}", by=facilitator)
    answer = client.get("/cari/?cari=bank")
    [part] = answer.context["found"]
    assert (len(part.hits), part.count, part.has_more) == (5, 7, False)
    assert part.all_url == "/parapihak/?cari=bank"
    assert len(client.get(part.all_url).context["listing"].rows) == 7


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?cari=",
        "?cari=%20%20",
        "?cari=" + "x" * 10_000,
        "?cari=%25_%5C%27%22--<script>",
        "?cari=%F0%9F%8E%8B%E2%80%AE%ED%A0%80",
        "?cari=a&cari=b",
        "?kosong[]=1",
        "?cari=" + "a+" * 99,
    ],
)
def test_absurd_words_are_answered(client, forum, query):
    answer = client.get(f"/cari/{query}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_it_costs_a_query_a_list_and_one_for_the_hits_of_each(client, forum, facilitator):
    client.force_login(facilitator)
    client.get("/cari/?cari=taman")
    with CaptureQueriesContext(connection) as queries:
        client.get("/cari/?cari=taman")
    assert len(queries) <= 18
    client.logout()
    with CaptureQueriesContext(connection) as queries:
        client.get("/cari/")
    assert len(queries) == 2  # the validator of a public page, and whose forum it is


@pytest.fixture
def meeting(forum, cast, facilitator):
    """A meeting with a statement in its log, not published yet."""
    planned = factories.make_meeting(theme="Air bersih", by=facilitator)
    guest = factories.make_guest(planned, forum.inka, cast.inka, by=facilitator)
    running = factories.open_meeting(planned, by=facilitator)
    log_entry(
        meeting=running,
        speaker=guest,
        text="Pompa air tidak menyala.\nIbu-ibu membawa <ember> dari sumur Mbah Karto setiap pagi.",
        by=facilitator,
    )
    return running


def publish(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(state="closed", published_at=timezone.now())


def test_minutes_are_found_by_everybody_once_they_are_published(client, meeting, cast, facilitator):
    found = {"Minutes": [f"{meeting.get_absolute_url()}#log"]}
    assert hits(client, "karto") == {}
    client.force_login(cast.inka)
    assert hits(client, "karto") == {}
    client.force_login(facilitator)
    assert hits(client, "karto") == found
    publish(meeting)
    client.logout()
    assert hits(client, "karto") == found


def test_the_line_is_quoted_with_the_words_marked_and_all_else_escaped(client, meeting):
    publish(meeting)
    html = client.get("/cari/?cari=emb+KARTO").content.decode()
    assert (
        "<p>Ibu-ibu membawa &lt;<mark>ember</mark>&gt; dari sumur Mbah <mark>Karto</mark>" in html
    )
    assert "Pompa" not in html


def test_words_of_hidden_rows_are_neither_found_nor_counted(client, forum, cast, facilitator):
    kept = {"by": facilitator}
    factories.make_pledge_in(PledgeState.DECLINED, forum.inka, **kept)
    factories.make_pledge_in(PledgeState.DRAFT, forum.inka, **kept)
    shown = factories.make_pledge_in(PledgeState.ACCOMMODATED, forum.inka, **kept)
    hidden = factories.make_pledge_in(PledgeState.ACCOMMODATED, forum.inka, **kept)
    Pledge.objects.filter(pk=hidden.pk).update(is_public=False)
    [part] = client.get("/cari/?cari=lapak").context["found"]
    assert (part.count, [hit.url for hit in part.hits]) == (1, [shown.get_absolute_url()])
    client.force_login(facilitator)
    [part] = client.get("/cari/?cari=lapak").context["found"]
    assert part.count == 3  # all but the draft of another organisation


def test_people_are_found_where_their_names_are_read(client, meeting, forum, cast, facilitator):
    person = cast.inka.person
    Person.objects.filter(pk=person.pk).update(name="Sukarjo Wibowo")
    found = {"People": [forum.inka.get_absolute_url()]}
    assert hits(client, "sukarjo") == {}
    client.force_login(cast.outsider)
    assert hits(client, "sukarjo") == {}
    for user in (facilitator, cast.inka):
        client.force_login(user)
        assert hits(client, "wibowo sukarjo") == found
    publish(meeting)
    client.logout()
    assert hits(client, "sukarjo") == found


def test_the_exact_name_comes_first_then_names_then_other_texts(client, forum, facilitator):
    def name(slug, text, other=""):
        row = factories.make_organisation(slug, name=text, by=facilitator)
        if other:
            OrganisationName.objects.create(organisation=row, name=other)
        return row.get_absolute_url()

    exact = name("a", "Kencana")
    alias = name("b", "Yayasan Satu", other="Kencana Dua")
    inside = name("c", "Yayasan Kencana")
    begins = name("d", "Kencana Tiga")
    assert hits(client, "kencana")["Stakeholders"] == [exact, begins, inside, alias]


@pytest.mark.parametrize("text", ["&", "!!! ()", "***", "\N{TANABATA TREE}", '"" : ^'])
def test_what_has_no_word_is_told_what_a_search_needs(client, forum, text):
    client.cookies["django_language"] = "en"
    answer = client.get("/cari/", {"cari": text})
    assert b"A search needs letters or digits" in answer.content
    assert escape(text).encode() in answer.content


@pytest.mark.parametrize(
    "text", ["taman & !bank", "NEAR(taman)", "taman*", "^taman", "taman:*", "NOT taman", "'taman''"]
)
def test_operators_of_full_text_queries_are_plain_text(client, forum, ground, text):
    assert client.get("/cari/", {"cari": text}).status_code == 200
    assert "Kelurahan" in hits(
        client, text.replace("bank", "").replace("NEAR", "").replace("NOT", "")
    )
