"""The pages that tell the chain: what they show, to whom, and at what cost."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.duties import enqueue_due_duties
from core.outbox import enqueue, run_due
from meetings.actions.planning import close_meeting, publish_meeting
from pledges.models import Pledge, PledgeState
from stakeholders.models import User
from tests.support import factories
from tests.support.first_view import weigh_page
from tests.support.tools import htmlcheck

MOST_QUERIES = 25
# Of compressed HTML; the styles, icons and htmx of a first view are about 30 kB.
MOST_BYTES = 12_000

LISTS = ["/parapihak/", "/kelurahan/", "/komitmen/"]
PAGES = [
    "/",
    *LISTS,
    "/komitmen/?cari=lapak&fokus=F1&kelurahan=35.77.03.1009&tahun=2021&unsur=company",
    "/komitmen/?cari=nothing-like-it",
    "/kelurahan/?kecamatan=35.77.03&percontohan=ya",
    "/parapihak/forpemma/",
    "/parapihak/pt-inka/",
    "/kelurahan/35.77.03.1009/",
    "/kelurahan/35.77.03/",
    "/kelurahan/35.77/",
    "/komitmen/KOM-2021-0009/",
    "/komitmen/KOM-2021-0012/",
    "/komitmen/KOM-2021-0015/",
    "/program/",
    "/privasi/",
    "/aksesibilitas/",
]
ROLES = ["", "inka", "lurah.taman", "fasilitator", "sekretariat", "admin"]
HOSTILE = [
    "?cari=" + "x" * 10_000,
    "?unsur=nonsense&status=nonsense&fokus=%F0%9F%8E%8B&tahun=-1&kelurahan=35",
    "?unsur=company&unsur=media&halaman=-1&halaman=x&urut=__class__",
    "?urut=-&format=zip&cari=%25%27%3B--&percontohan=1&kecamatan=x&=",
    "?halaman=" + "9" * 6000,
]


def sign_in(client, role):
    client.logout()
    if role:
        client.force_login(User.objects.get(email=f"{role}@rembug.example"))


def read(client, path, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_page_answers_every_role_within_its_limits(example, client):
    seen = {}
    for role in ROLES:
        sign_in(client, role)
        for path in PAGES:
            with CaptureQueriesContext(connection) as queries:
                html = read(client, path)
            seen[f"{role or 'visitor'} {path}"] = (len(queries), weigh_page(html.encode()))
    assert {page: cost for page, cost in seen.items() if cost[0] > MOST_QUERIES} == {}
    assert {page: cost for page, cost in seen.items() if cost[1] > MOST_BYTES} == {}


@pytest.mark.documents
def test_every_page_is_valid_html(example, client):
    pages = {}
    for role in ("", "fasilitator", "inka"):
        sign_in(client, role)
        pages |= {f"{role} {path}": read(client, path) for path in PAGES}
    assert {name: found for name, found in htmlcheck.judge(pages).items() if found} == {}


def test_absurd_addresses_are_answered(example, client):
    for path in LISTS:
        for query in HOSTILE:
            assert client.get(path + query).status_code == 200, query
        assert client.get(f"{path}?cari=%00").status_code == 400


def test_what_does_not_exist_is_404(example, client):
    for path in ("/parapihak/x/", "/kelurahan/35.77.99/", "/kelurahan/x y/", "/komitmen/KOM-1/"):
        assert client.get(path).status_code == 404


def test_the_fragment_is_the_part_of_the_page(example, client):
    for path in LISTS:
        query = f"{path}?cari=taman&unsur=&kecamatan=&urut=zzz"
        page = read(client, query)
        part = read(client, query, hx_request="true")
        pushed = client.get(query, headers={"hx-request": "true"})["HX-Push-Url"]
        assert pushed == f"{path}?cari=taman"
        assert part.strip().startswith('<div id="results">')
        assert part.strip() in page
        whole_again = read(client, query, hx_request="true", hx_history_restore_request="true")
        assert "<!doctype html>" in whole_again.lower()
        assert "HX-Request" in client.get(query)["Vary"]


def test_the_export_of_pledges_says_everything(example, client):
    answer = client.get("/komitmen/?format=csv&status=merged&cari=warga")
    assert "komitmen-" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    merged = dict(zip(head, row, strict=True))
    assert row[0] == "KOM-2021-0015"
    assert "KOM-2021-0012" in row
    assert "WKR" in merged.values()
    assert len(head) == 26


def test_a_pledge_tells_the_chain_from_problem_to_proof(example, client, english):
    client.cookies["django_language"] = "en"
    answer = client.get("/komitmen/KOM-2021-0009/")
    steps = answer.context["steps"]
    assert [step["state"] for step in steps] == ["done"] * 6 + ["current", "empty"]
    assert [str(step["label"]) for step in steps] == [
        "Problem M4",
        "Focus F1",
        "Statement",
        "Decisions",
        "Pledge",
        "Accommodation",
        "Berita acara",
        "Delivery",
    ]
    document, meeting = example
    html = answer.content.decode()
    assert document.get_absolute_url() in html
    assert meeting.get_absolute_url() in html
    assert reverse("signing:verification", args=[document.verification_code]) in html


@pytest.mark.parametrize("reference", ["KOM-2021-0005", "KOM-2021-0015"])
def test_a_deferred_or_merged_pledge_stops_at_that_decision(example, client, reference):
    answer = client.get(f"/komitmen/{reference}/")
    states = [step["state"] for step in answer.context["steps"]]
    assert states == ["done"] * 5 + ["current", "empty", "empty"]
    assert example[0].get_absolute_url() in answer.content.decode()


def test_a_merge_is_told_on_both_sides(example, client):
    merged = client.get("/komitmen/KOM-2021-0015/").context
    assert merged["survivor"].reference == "KOM-2021-0012"
    survivor = client.get("/komitmen/KOM-2021-0012/").context
    assert [row.reference for row in survivor["merged"]] == ["KOM-2021-0015"]


def test_history_is_for_staff_and_the_own_organisation(example, client):
    shown = {}
    for role in ROLES:
        sign_in(client, role)
        shown[role] = client.get("/komitmen/KOM-2021-0009/?riwayat=semua").context["timeline"]
    assert shown["inka"].entries
    assert [role for role, told in shown.items() if told is None] == ["", "lurah.taman"]


def test_a_draft_is_seen_by_its_organisation_alone(forum, ground, inka, client):
    draft = factories.make_pledge(forum.inka, by=inka)
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(inka)
    steps = client.get(draft.get_absolute_url()).context["steps"]
    assert [step["state"] for step in steps] == ["empty"] * 4 + ["current"] + ["empty"] * 3
    assert client.get("/").context["task_count"].number == 1


def test_a_person_is_named_only_for_what_is_published(
    cast, forum, ground, meeting, inka, facilitator, client
):
    path = forum.inka.get_absolute_url()
    name = inka.person.name
    outsider = Client()
    outsider.force_login(cast.outsider)
    assert name not in read(client, path)
    opened = factories.open_meeting(meeting, by=facilitator)
    assert name not in read(outsider, path)
    publish_meeting(meeting=close_meeting(meeting=opened, by=facilitator), by=facilitator)
    assert name in read(client, path)
    assert name in read(outsider, path)


def test_a_pledge_that_is_not_public_counts_for_nobody_outside(
    forum, ground, inka, facilitator, client
):
    pledge = factories.make_pledge_in(PledgeState.ACCOMMODATED, forum.inka, by=facilitator)
    Pledge.objects.filter(pk=pledge.pk).update(is_public=False)
    rows = client.get("/parapihak/?cari=inka").context["listing"].rows
    assert [row.pledge_count for row in rows] == [0]
    client.force_login(inka)
    rows = client.get("/parapihak/?cari=inka").context["listing"].rows
    assert [row.pledge_count for row in rows] == [1]


def test_an_empty_portal_says_what_to_do(db, client):
    assert "start_forum" in read(client, "/")
    assert "start_forum" in read(client, "/program/")
    for path in LISTS:
        assert 'class="empty"' in read(client, path)


def test_health_is_bad_while_the_database_is_away(db, client, monkeypatch):
    assert client.get("/sehat/").status_code == 200

    def away():
        raise OperationalError("away")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        assert client.get("/sehat/").status_code == 503


def test_health_names_the_work_that_no_worker_takes_up(db, client, settings):
    settings.OUTBOX_IMMEDIATE = False
    # Those of once a night are not due within three hours of noon.
    noon = timezone.localtime().replace(hour=12)
    with time_machine.travel(noon):
        enqueue_due_duties()
        run_due()
        assert client.get("/sehat/").content == b"ok"
        enqueue("core.send_email", 1)
    later = noon + timedelta(minutes=6)
    with time_machine.travel(later):
        lines = client.get("/sehat/").content.decode().splitlines()
    assert [line.partition(" since")[0] for line in lines] == ["ok", "outbox: mail waits"]
    with time_machine.travel(later + timedelta(hours=3)):
        lines = client.get("/sehat/").content.decode().splitlines()
    assert lines[2:] == [
        f"duty overdue: {name}; is the worker running?"
        for name in ("fold-counts", "delete-cache-entries", "delete-exports", "delete-kept-forms")
    ]


def test_health_says_nothing_of_workers_where_none_is_needed(db, client, settings):
    settings.OUTBOX_IMMEDIATE = True
    assert client.get("/sehat/").content == b"ok"
