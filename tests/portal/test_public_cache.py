"""Public pages in caches: who may keep them, how long, and that every write makes them new."""

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as portal_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import public_cache
from core.models import ContentChange
from meetings.models import Decision, FollowUp, Meeting
from pilots.models import Region
from pledges.models import Pledge
from portal.pages.handbook_texts.guides import GUIDES
from stakeholders.models import Organisation
from tests.architecture.test_public_views import addresses

# Every page that a visitor may keep, and no other address.
CACHED = {
    "agreements:document_changes",
    "agreements:document_list",
    "meetings:decision_detail",
    "meetings:decision_list",
    "meetings:follow_up_detail",
    "meetings:follow_up_list",
    "meetings:meeting_attachments",
    "meetings:meeting_detail",
    "meetings:meeting_list",
    "portal:accessibility",
    "portal:handbook",
    "portal:handbook_guide",
    "portal:home",
    "portal:organisation_detail",
    "portal:organisation_list",
    "portal:pledge_detail",
    "portal:pledge_list",
    "portal:privacy",
    "portal:programme",
    "portal:region_detail",
    "portal:region_list",
    "portal:search",
    "signing:document_detail",
}
KEPT = "public, max-age=5, must-revalidate"
VARIES_BY = {"Accept-Encoding", "Cookie", "HX-Request", "HX-History-Restore-Request"}


def revisit(client, path, seen, **headers):
    """Asks as a browser does that kept the answer `seen`."""
    return client.get(path, headers={"If-None-Match": seen.headers["ETag"], **headers})


def varies_by(response):
    return {name.strip() for name in response.headers["Vary"].split(",")}


# ── Which pages, and with which headers ──────────────────────────────────────────────────────


def test_exactly_these_pages_may_be_kept():
    marked = {
        name
        for name, entry in addresses()
        if getattr(entry.callback, "is_cached_for_visitors", False)
    }
    assert marked == CACHED


@pytest.fixture
def pages(example):
    """One page of the example for each address that is kept; there is no addendum in it."""
    shown = {
        "meetings:decision_detail": Decision.objects.first(),
        "meetings:follow_up_detail": FollowUp.objects.first(),
        "meetings:meeting_detail": Meeting.objects.exclude(published_at=None).first(),
        "portal:organisation_detail": Organisation.objects.get(slug="pt-inka"),
        "portal:pledge_detail": Pledge.objects.filter(state="agreed").first(),
        "portal:region_detail": Region.objects.get(code="35.77.03.1007"),
        "signing:document_detail": example[0],
    }
    return {
        **{
            name: reverse(name)
            for name in CACHED
            if not name.endswith(("_detail", "_attachments", "_changes", "_guide"))
        },
        **{name: one.get_absolute_url() for name, one in shown.items()},
        "meetings:meeting_attachments": reverse(
            "meetings:meeting_attachments", args=[shown["meetings:meeting_detail"].reference]
        ),
        "portal:handbook_guide": reverse("portal:handbook_guide", args=[GUIDES[0].slug]),
        "portal:search": "/cari/?cari=lapak",
    }


def test_every_such_page_is_kept_and_answers_304_by_a_single_query(pages):
    client = Client(headers={"Accept-Encoding": "gzip"})
    for path in pages.values():
        response = client.get(path)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, KEPT), path
        assert varies_by(response) == VARIES_BY, path
        assert not response.cookies, path
        with CaptureQueriesContext(connection) as queries:
            again = revisit(client, path, response)
        assert (again.status_code, again.content, len(queries)) == (304, b"", 1), path
    assert pages.keys() == CACHED - {"agreements:document_changes"}


def test_such_a_page_reads_no_table_whose_writes_do_not_count(pages, client):
    never = {
        apps.get_model(label)._meta.db_table for label in portal_settings.NEVER_ON_PUBLIC_PAGES
    } - {ContentChange._meta.db_table}
    for path in pages.values():
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        text = " ".join(query["sql"] for query in queries)
        assert {table for table in never if f'"{table}"' in text} == set(), path


def test_a_304_says_what_the_page_said(client, db):
    page = client.get("/privasi/")
    again = revisit(client, "/privasi/", page)
    for name in ("ETag", "Cache-Control", "Content-Language", "Content-Security-Policy"):
        assert again.headers[name] == page.headers[name]
    assert varies_by(again) == varies_by(page) == VARIES_BY
    assert "Content-Length" not in again.headers


def test_a_head_request_is_answered_like_the_page_and_revalidated_like_it(client, db):
    page, head = client.get("/privasi/"), client.head("/privasi/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == page.headers["ETag"]
    again = client.head("/privasi/", headers={"If-None-Match": head.headers["ETag"]})
    assert again.status_code == 304


def test_a_compressed_page_is_the_same_page(client, db):
    plain = client.get("/privasi/")
    packed = client.get("/privasi/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_an_etag_of_another_address_is_of_no_use(client, db):
    page = client.get("/privasi/")
    assert revisit(client, "/aksesibilitas/", page).status_code == 200
    assert revisit(client, "/rapat/RPT-9999-0001/", page).status_code == 404


def test_a_fragment_is_not_taken_for_the_page(client, db):
    page = client.get("/rapat/")
    fragment = client.get("/rapat/", headers={"HX-Request": "true"})
    assert fragment.headers["ETag"] != page.headers["ETag"]
    assert revisit(client, "/rapat/", page, **{"HX-Request": "true"}).status_code == 200
    assert revisit(client, "/rapat/", fragment, **{"HX-Request": "true"}).status_code == 304


# ── What is not kept ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    ["/verifikasi/", "/akun/masuk/", "/sehat/", "/rapat/?format=csv", "/rapat/?format=xlsx"],
)
def test_a_page_with_a_token_and_a_download_are_not_kept(client, db, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "ETag" not in response.headers
    assert "public" not in response.headers.get("Cache-Control", "")


def test_what_does_not_exist_is_not_kept(client, db):
    response = client.get("/rapat/RPT-9999-0001/")
    assert response.status_code == 404
    assert {"ETag", "Cache-Control"}.isdisjoint(response.headers)


def test_a_wildcard_does_not_hide_that_a_page_is_missing(client, db):
    anything = {"If-None-Match": "*"}
    assert client.get("/rapat/RPT-9999-0001/", headers=anything).status_code == 404
    assert client.get("/privasi/", headers=anything).status_code == 200


def test_nothing_is_kept_for_somebody_with_a_session(client, cast):
    seen = client.get("/rapat/")
    client.force_login(cast.citizen)
    own = revisit(client, "/rapat/", seen)
    assert own.status_code == 200
    assert own.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in own.headers


def test_nothing_is_kept_while_the_version_is_not_known(client, db):
    ContentChange.objects.all().delete()
    assert {"ETag", "Cache-Control"}.isdisjoint(client.get("/privasi/").headers)


def test_a_page_that_asks_for_a_csrf_token_is_not_kept(client, db, settings, tmp_path):
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "privacy.html").write_text("{% csrf_token %}")
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    response = client.get("/privasi/")
    assert b"csrfmiddlewaretoken" in response.content
    assert {"ETag", "Cache-Control"}.isdisjoint(response.headers)


def test_a_page_under_development_is_not_kept(client, db, settings):
    settings.DEBUG = True
    assert "ETag" not in client.get("/privasi/").headers


# ── When it becomes another page ─────────────────────────────────────────────────────────────


def test_another_language_is_another_page(client, db):
    page = client.get("/privasi/")
    client.post("/bahasa/", {"language": "en", "next": "/privasi/"})
    english = revisit(client, "/privasi/", page)
    assert (english.status_code, english.headers["Content-Language"]) == (200, "en")
    assert english.headers["ETag"] != page.headers["ETag"]


def test_the_language_can_be_changed_without_a_token():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/bahasa/", {"language": "en", "next": "/privasi/"})
    assert response.headers["Location"] == "/privasi/"
    assert response.cookies["django_language"].value == "en"


@pytest.mark.django_db(transaction=True)
def test_the_next_local_day_makes_a_page_new(client):
    # 23.59 and 00.01 in Madiun, on the same day of UTC.
    with time_machine.travel("2026-11-27T16:59:00+00:00", tick=False):
        page = client.get("/privasi/")
        assert revisit(client, "/privasi/", page).status_code == 304
    with time_machine.travel("2026-11-27T17:01:00+00:00", tick=False):
        assert revisit(client, "/privasi/", page).status_code == 200


def test_another_release_makes_a_page_new(client, db, settings):
    public_cache.compute_release.cache_clear()
    page = client.get("/privasi/")
    assert revisit(client, "/privasi/", page).status_code == 304
    settings.VERSION = "9.9.9"
    public_cache.compute_release.cache_clear()
    assert revisit(client, "/privasi/", page).status_code == 200
    public_cache.compute_release.cache_clear()


def test_a_release_is_known_by_its_files(settings, tmp_path):
    releases = []
    settings.BASE_DIR = tmp_path
    page, code = tmp_path / "templates" / "page.html", tmp_path / "app" / "__init__.py"
    for path, text in ((page, "A"), (page, "B"), (code, ""), (code, "x = 1")):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        releases.append(public_cache.compute_release.__wrapped__())
    assert len(set(releases[:2])) == 2
    assert releases[2] != releases[3]
