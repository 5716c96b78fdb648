"""Follow-ups after the meeting: the list of all, the page of one, and what became of it."""

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions.planning import publish_meeting
from meetings.actions.pursuing import drop_follow_up, finish_follow_up
from meetings.actions.settling import record_follow_up
from meetings.models import FollowUp
from tests.support import factories
from tests.support.expect import told
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

LIST = "/tindak-lanjut/"


@pytest.fixture
def follow_up(held):
    return FollowUp.objects.get()


def act(client, follow_up, name, **fields):
    address = reverse(f"meetings:follow_up_{name}", args=[follow_up.reference])
    return client.post(address, {"idempotency_key": str(uuid4()), **fields})


# ── Who sees it ──────────────────────────────────────────────────────────────────────────


def test_it_is_public_with_its_meeting_and_always_its_owners(
    reader, held, follow_up, cast, facilitator
):
    def seen():
        found = set()
        for name in cast.names:
            reader.logout()
            if cast[name].pk:
                reader.force_login(cast[name])
            in_list = follow_up.reference in reader.get(LIST).content.decode()
            has_page = reader.get(follow_up.get_absolute_url()).status_code == 200
            assert in_list is has_page, name
            if has_page:
                found.add(name)
        return found

    assert seen() == {"inka", "facilitator", "secretary", "administrator"}
    publish_meeting(meeting=held, by=facilitator)
    assert seen() == set(cast.names)


def test_the_page_says_who_by_when_and_where_it_comes_from(reader, published, follow_up):
    html = reader.get(follow_up.get_absolute_url()).content.decode()
    for words in ("Menyiapkan lapak", "PT INKA", "1 December 2021", "Overdue"):
        assert words in html
    assert published.get_absolute_url() in html
    assert "Mark as done" not in html


def test_its_owner_sees_the_task_without_the_way_to_a_meeting_not_open_to_them(
    reader, held, forum, facilitator, cast
):
    task = record_follow_up(meeting=held, activity="Lain", owner=forum.outside, by=facilitator)
    reader.force_login(cast.outsider)
    html = reader.get(task.get_absolute_url()).content.decode()
    assert "Mark as done" in html
    assert held.get_absolute_url() not in html


def test_history_is_for_the_staff(reader, published, follow_up, cast):
    for name, sees in (("inka", False), ("facilitator", True)):
        reader.force_login(cast[name])
        html = reader.get(follow_up.get_absolute_url() + "?riwayat=semua").content.decode()
        assert ("RTL-2021-0001 was recorded." in html) is sees


# ── The list ─────────────────────────────────────────────────────────────────────────────


@time_machine.travel("2021-12-01T02:00:00Z", tick=False)
def test_the_list_is_searched_and_filtered(reader, published, forum, facilitator):
    for activity, fields in (
        ("Menata kios", {"owner": forum.taman, "deadline": date(2021, 11, 30)}),
        ("Menyusun laporan", {"deadline": None}),
    ):
        record_follow_up(meeting=published, activity=activity, by=facilitator, **fields)
    dropped = FollowUp.objects.get(activity="Menyusun laporan")
    drop_follow_up(follow_up=dropped, reason="Sudah ada", by=facilitator)

    def found(query):
        html = reader.get(f"{LIST}?{query}").content.decode()
        every = ("Menyiapkan lapak", "Menata kios", "Menyusun laporan")
        return [words for words in every if words in html]

    assert found("cari=kios") == ["Menata kios"]
    assert found("organisasi=inka") == ["Menyiapkan lapak"]
    assert found("status=dropped") == ["Menyusun laporan"]
    assert found("lewat=ya") == ["Menata kios"]
    assert len(found(f"rapat={published.reference.lower()}")) == 3
    assert found("rapat=RPT-9999-0001") == []


def test_the_list_is_a_file_too(reader, published):
    answer = reader.get(LIST + "?format=csv")
    text = answer.content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["Reference"], row["Responsible"], row["Deadline"]) == (
        "RTL-2021-0001",
        "PT INKA",
        "2021-12-01",
    )


def test_the_list_costs_no_query_more_with_many(reader, published, forum, facilitator):
    counts = []
    for number in (0, 20):
        for each in range(number):
            record_follow_up(
                meeting=published, activity=f"Kerja {each}", owner=forum.taman, by=facilitator
            )
        with CaptureQueriesContext(connection) as queries:
            reader.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# ── What became of it ────────────────────────────────────────────────────────────────────


def test_its_owner_marks_it_done_and_opens_it_again(reader, follow_up, cast, english):
    reader.force_login(cast.inka)
    address = reverse("meetings:follow_up_finish", args=[follow_up.reference])
    assert "Is this done?" in reader.get(address).content.decode()
    follow_up.refresh_from_db()
    assert follow_up.state == "open"
    assert act(reader, follow_up, "finish")["Location"] == follow_up.get_absolute_url()
    page = reader.get(follow_up.get_absolute_url()).content.decode()
    assert "RTL-2021-0001 is done." in page
    assert "Reopen" in page
    act(reader, follow_up, "reopen")
    assert told(follow_up)[-2:] == ["The follow-up is done.", "The follow-up is open again."]


def test_dropping_asks_for_a_reason_that_stands_on_the_page(reader, follow_up, cast):
    reader.force_login(cast.facilitator)
    answer = act(reader, follow_up, "drop", reason=" ")
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    act(reader, follow_up, "drop", reason="Lapak pindah")
    page = reader.get(follow_up.get_absolute_url()).content.decode()
    assert "Dropped, because:" in page
    assert "Lapak pindah" in page


def test_what_is_done_already_is_told(reader, follow_up, cast):
    reader.force_login(cast.facilitator)
    act(reader, follow_up, "finish")
    answer = act(reader, follow_up, "drop", reason="Batal")
    assert answer.status_code == 422
    assert "“Drop” is not possible while RTL-2021-0001 is “Done”." in (answer.content.decode())


def test_sent_twice_it_is_done_once(reader, follow_up, cast, english):
    reader.force_login(cast.facilitator)
    key = str(uuid4())
    for _time in range(2):
        assert act(reader, follow_up, "finish", idempotency_key=key).status_code == 302
    assert told(follow_up).count("The follow-up is done.") == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_the_same_instant_it_is_done_once(follow_up, facilitator, english):
    key = str(uuid4())

    def send():
        client = Client()
        client.force_login(facilitator)
        return act(client, follow_up, "finish", idempotency_key=key).status_code

    assert at_once(send, send) == [302, 302]
    assert told(follow_up).count("The follow-up is done.") == 1


@pytest.mark.parametrize("name", ["finish", "drop", "reopen"])
def test_only_the_owner_and_the_staff_say_what_became_of_it(
    reader, published, follow_up, cast, name
):
    for who in ("citizen", "outsider", "lurah", "administrator"):
        reader.force_login(cast[who])
        assert act(reader, follow_up, name, reason="x").status_code == 403, who
    reader.logout()
    assert act(reader, follow_up, name, reason="x").status_code == 302
    follow_up.refresh_from_db()
    assert follow_up.state == "open"


@pytest.mark.parametrize("named", ["", "RPT-9999-9999", "//evil.example", "x" * 999, "🎋"])
def test_the_way_back_leads_to_our_own_pages(reader, follow_up, cast, named):
    reader.force_login(cast.facilitator)
    address = reverse("meetings:follow_up_finish", args=[follow_up.reference])
    answer = reader.post(f"{address}?rapat={named}", {"idempotency_key": str(uuid4())})
    assert answer["Location"] == follow_up.get_absolute_url()


# ── What the next meeting inherits ───────────────────────────────────────────────────────


def log_of(meeting):
    return reverse("meetings:meeting_log", args=[meeting.reference])


def test_the_next_meeting_inherits_what_is_open_also_from_further_back(
    reader, held, forum, facilitator
):
    reader.force_login(facilitator)

    def follow(before, **fields):
        later = factories.make_meeting(follows=before, date=date(2022, 2, 1), by=facilitator)
        factories.make_guest(later, forum.inka, by=facilitator)
        return factories.open_meeting(later, by=facilitator)

    second = follow(held)
    record_follow_up(meeting=second, activity="Kerja kedua", by=facilitator)
    third = follow(second)
    assert "Still" not in reader.get(log_of(held)).content.decode()
    html = reader.get(log_of(third)).content.decode()
    assert "2 follow-ups are still open from before" in html
    assert "Menyiapkan lapak" in html
    assert "Kerja kedua" in html
    first = FollowUp.objects.get(meeting=held)
    address = reverse("meetings:follow_up_finish", args=[first.reference])
    answer = reader.post(f"{address}?rapat={third.reference}", {"idempotency_key": str(uuid4())})
    assert answer["Location"] == log_of(third)
    html = reader.get(log_of(third)).content.decode()
    assert "1 follow-up is still open from before" in html
    assert "Menyiapkan lapak" not in html


def test_the_inheritance_is_read_in_one_query(held, forum, facilitator):
    later = factories.make_meeting(follows=held, by=facilitator)
    finish = FollowUp.objects.inherited_by(later)
    assert [str(task) for task in finish] == ["RTL-2021-0001"]
    finish_follow_up(follow_up=finish.get(), by=facilitator)
    assert not FollowUp.objects.inherited_by(later).exists()
