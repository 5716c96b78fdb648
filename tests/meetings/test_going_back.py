"""Who goes back in the browser and sends other words loses nothing, and doubles nothing."""

import pytest

from meetings.models import LogEntry
from pledges.models import Pledge
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose
from tests.support import factories
from tests.support.contributions import WORDS, in_days, key_in, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(meeting, facilitator):
    return factories.open_meeting(meeting, by=facilitator)


@pytest.fixture
def in_english(client):
    client.cookies["django_language"] = "en"
    return client


SENTENCE = "This form was already sent and saved."


def test_a_contribution_changed_on_the_way_back_is_not_lost(
    in_english, running, facilitator, forum
):
    link = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=running,
        organisation=forum.inka,
        expires_at=in_days(1),
        by=facilitator,
    )
    key = key_in(in_english.get(path_of(link)))
    first = in_english.post(path_of(link), {"own_words": WORDS, "idempotency_key": key})
    assert first.status_code == 302
    assert (
        in_english.post(path_of(link), {"own_words": WORDS, "idempotency_key": key}).headers[
            "Location"
        ]
        == first.headers["Location"]
    )
    other = in_english.post(path_of(link), {"own_words": "Juga 10 lapak", "idempotency_key": key})
    html = other.content.decode()
    assert (other.status_code, SENTENCE in html, "Juga 10 lapak" in html) == (422, True, True)
    assert Pledge.objects.count() == 1
    again = {"own_words": "Juga 10 lapak", "idempotency_key": key_in(other)}
    assert in_english.post(path_of(link), again).status_code == 302
    assert Pledge.objects.count() == 2


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_line_changed_on_the_way_back_is_kept(in_english, running, facilitator, headers):
    in_english.force_login(facilitator)
    desk = f"{running.get_absolute_url()}catatan/"
    key = key_in(in_english.get(desk))
    for text, status in (("Satu", (200, 302)), ("Satu", (200, 302)), ("Dua", (422,))):
        typed = {"kind": "statement", "text": text, "idempotency_key": key}
        answer = in_english.post(desk, typed, headers=headers)
        assert answer.status_code in status
    assert SENTENCE in answer.content.decode()
    assert LogEntry.objects.count() == 1
    typed = {"kind": "statement", "text": "Dua", "idempotency_key": key_in(answer)}
    assert in_english.post(desk, typed, headers=headers).status_code in (200, 302)
    assert list(LogEntry.objects.order_by("order").values_list("text", flat=True)) == [
        "Satu",
        "Dua",
    ]
