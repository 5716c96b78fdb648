"""The frame of every page, by who reads it: the places of a phone, search, tasks."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.actions.offices import give_mandate
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

STAFF = ["/tugas/", "/rapat/", "/komitmen/", "/berita-acara/"]
REPRESENTATIVE = ["/tugas/", "/rapat/", "/komitmen/", "/parapihak/saya/"]
READER = ["/rapat/", "/komitmen/", "/kelurahan/", "/verifikasi/"]


def sign_in(client, cast, who):
    client.logout()
    if who != "anonymous":
        client.force_login(cast[who])


@pytest.mark.parametrize(
    ("who", "places"),
    [
        ("anonymous", READER),
        ("citizen", READER),
        ("inka", REPRESENTATIVE),
        ("lurah", REPRESENTATIVE),
        ("facilitator", STAFF),
        ("secretary", STAFF),
        ("administrator", STAFF),
    ],
)
def test_a_phone_has_the_four_places_of_its_reader(client, cast, who, places):
    sign_in(client, cast, who)
    bar = client.get("/privasi/").content.decode().partition('<nav class="bottom-bar"')[2]
    assert re.findall(r'<a href="([^"]+)"', bar) == places


@pytest.mark.parametrize("who", ["anonymous", "inka", "facilitator"])
def test_search_is_everywhere_and_tasks_for_those_who_are_signed_in(client, cast, who):
    sign_in(client, cast, who)
    page = client.get("/privasi/").content.decode()
    assert page.count('action="/cari/"') == 1
    assert page.count('href="/cari/"') == 1  # in the menu of a phone
    assert ('class="tasks-link"' in page) == (who != "anonymous")


def test_the_frame_asks_next_to_nothing_for_a_stranger(client, forum):
    with CaptureQueriesContext(connection) as queries:
        client.get("/privasi/")
    assert len(queries) == 2  # which version it is, and whose forum


def test_one_organisation_is_led_to_and_several_are_offered(client, cast, forum, facilitator):
    client.force_login(cast.inka)
    assert client.get("/parapihak/saya/").url == "/parapihak/inka/"
    give_mandate(person=cast.inka.person, organisation=forum.outside, by=facilitator)
    page = client.get("/parapihak/saya/")
    assert [row.slug for row in page.context["organisations"]] == ["inka", "outside"]
    client.force_login(cast.citizen)
    assert client.get("/parapihak/saya/").status_code == 200


def test_its_own_people_see_what_an_organisation_is_invited_to_and_must_do(
    client, cast, forum, facilitator, meeting
):
    meeting, _pledge = factories.hold_meeting(meeting, forum.inka, by=facilitator)
    for who, sees in (
        ("inka", True),
        ("lurah", False),
        ("facilitator", False),
        ("anonymous", False),
    ):
        sign_in(client, cast, who)
        client.cookies["django_language"] = "en"
        page = client.get("/parapihak/inka/").content.decode()
        assert ("For your organisation" in page) == sees, who
        assert ("Menyiapkan lapak" in page) == sees, who
        assert ("/parapihak/inka/akun/" in page) == (who == "facilitator"), who
    sign_in(client, cast, "inka")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/parapihak/inka/").content.decode()
    assert len(queries) <= 25
    assert f"/komitmen/baru/?rapat={meeting.reference}" in page
