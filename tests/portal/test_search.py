"""One search over everything: what the reader may see, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pledges.models import PledgeState
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def hits(client, text):
    """The addresses found, by list."""
    client.cookies["django_language"] = "en"
    answer = client.get("/cari/", {"cari": text})
    assert answer.status_code == 200
    return {str(part.label): [hit["url"] for hit in part.hits] for part in answer.context["found"]}


def test_every_list_is_searched(client, forum, cast, facilitator, ground):
    meeting = factories.make_meeting(theme="Sumur di Taman", by=facilitator)
    factories.make_guest(meeting, forum.inka, cast.inka, by=facilitator)
    meeting, pledge = factories.hold_meeting(meeting, forum.inka, by=facilitator)
    client.force_login(facilitator)
    assert hits(client, "taman") == {
        "Meetings": [meeting.get_absolute_url()],
        "Decisions": ["/keputusan/KEP-2021-0001/"],
        "Stakeholders": ["/parapihak/taman/"],
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
    assert (len(part.hits), part.has_more, part.all_url) == (5, True, "/parapihak/?cari=bank")
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


def test_it_costs_a_query_a_list(client, forum, facilitator):
    client.force_login(facilitator)
    client.get("/cari/?cari=taman")
    with CaptureQueriesContext(connection) as queries:
        client.get("/cari/?cari=taman")
    assert len(queries) <= 12
    client.logout()
    with CaptureQueriesContext(connection) as queries:
        client.get("/cari/")
    assert len(queries) == 2  # the validator of a public page, and whose forum it is
