"""Contribution links: looking changes nothing, dead ones say so, the page is light."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.link_tokens import make_token
from stakeholders.actions.links import issue_link, renew_link, revoke_link
from stakeholders.models import PersonalLink
from tests.support import factories
from tests.support.contributions import WORDS, in_days, path_of, tables
from tests.support.first_view import weigh_first_view

pytestmark = pytest.mark.django_db


def test_the_address_is_told_to_nobody(client, personal, own):
    for link in (personal, own):
        headers = client.get(path_of(link)).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store, private"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_looking_changes_no_row(client, personal, room, own):
    """A messenger's preview, a virus scanner, a curious friend."""
    before = tables()
    for link in (personal, room, own):
        for method in ("get", "head"):
            answer = getattr(client, method)(path_of(link), HTTP_USER_AGENT="WhatsApp/2.23")
            assert answer.status_code == 200
    assert tables() == before
    assert client.put(path_of(personal)).status_code == 405


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
    # Those that keep what is typed, and no htmx.
    known = sum(html.count(f"js/{name}.js") for name in ("unsent", "queue", "queue_guest"))
    assert html.count("<script") == known <= 3
    assert weigh_first_view(path, answer.content) < 30_000
