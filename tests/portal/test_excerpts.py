"""Long lists on the pages of an organisation and of a region: the newest 25, then older ones."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Document, DocumentKind, DocumentState, Signatory
from core.history import record_for_each
from meetings.models import Attendance, LogEntry, Meeting, MeetingKind, Participant
from pilots.models import Region
from pledges.models import Pledge, PledgeState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def add_pledges(number, lead, state=PledgeState.ACCOMMODATED, *, first=0):
    return Pledge.objects.bulk_create(
        Pledge(
            reference=f"KOM-2021-{first + each:04}",
            lead=lead,
            own_words=f"Sumur {first + each}",
            state=state,
        )
        for each in range(number)
    )


def link(model, **columns):
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    model.objects.bulk_create(model(**dict(zip(names, row, strict=True))) for row in rows)


def show(client, path):
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path).content.decode()
    return page, len(queries)


def list_shown(page):
    return sorted(int(found) for found in set(re.findall(r"/komitmen/KOM-2021-(\d+)/", page)))


def follow(client, path, page, words):
    [query] = re.findall(rf'href="(\?[^"]*)">{words}</a>', page)
    return show(client, path + query.partition("#")[0])[0]


def test_an_organisation_shows_its_newest_pledges_and_leads_to_older_ones(client, forum):
    path = forum.inka.get_absolute_url()
    add_pledges(1, forum.inka)
    page, few = show(client, path)
    assert list_shown(page) == [0]
    assert "Older ones" not in page
    add_pledges(59, forum.inka, first=1)
    page, many = show(client, path)
    assert many == few
    assert list_shown(page) == list(range(35, 60))
    assert "The newest 25 are shown." in page
    page = follow(client, path, page, "Older ones")
    assert list_shown(page) == list(range(10, 35))
    oldest = follow(client, path, page, "Older ones")
    assert list_shown(oldest) == list(range(10))
    assert "Older ones" not in oldest
    assert list_shown(follow(client, path, oldest, "The newest")) == list(range(35, 60))


def test_what_is_not_visible_takes_no_place_among_the_newest(client, forum):
    add_pledges(60, forum.inka)
    add_pledges(60, forum.inka, PledgeState.SUBMITTED, first=60)
    page, _queries = show(client, forum.inka.get_absolute_url())
    assert list_shown(page) == list(range(35, 60))


def test_a_partner_sees_the_pledges_of_others_apart(client, forum):
    others, own = add_pledges(60, forum.taman), add_pledges(1, forum.inka, first=60)
    through = Pledge.partners.through
    link(through, pledge=[*others, *own], organisation=[forum.inka] * 61)
    page, _queries = show(client, forum.inka.get_absolute_url())
    led, _heading, partnered = page.partition("As a partner of others")
    assert list_shown(led) == [60]
    assert list_shown(partnered) == list(range(35, 60))
    older = follow(client, forum.inka.get_absolute_url(), page, "Older ones")
    assert list_shown(older.partition("As a partner of others")[2]) == list(range(10, 35))


def test_a_region_shows_the_newest_of_its_own_and_of_the_wider_areas(client, forum, ground):
    path = ground.kelurahan.get_absolute_url()
    here, wider = add_pledges(60, forum.inka), add_pledges(60, forum.inka, first=60)
    through = Pledge.regions.through
    link(through, pledge=here, region=[ground.kelurahan] * 60)
    # Named for both, a pledge is shown with those of the kelurahan itself.
    link(through, pledge=[*wider, *here], region=[ground.city] * 120)
    page, _queries = show(client, path)
    own, _heading, others = page.partition("For a wider area that contains it")
    assert list_shown(own) == list(range(35, 60))
    assert list_shown(others) == list(range(95, 120))
    older, _queries = show(client, f"{path}?lebih_luas={wider[10].pk}")
    own, _heading, others = older.partition("For a wider area that contains it")
    assert list_shown(own) == list(range(35, 60))
    assert list_shown(others) == list(range(60, 70))


def test_meetings_and_documents_of_an_organisation_are_bounded(client, forum):
    today, now = timezone.localdate(), timezone.now()
    meetings = Meeting.objects.bulk_create(
        Meeting(
            reference=f"RPT-2021-{each:04}",
            kind=MeetingKind.FORUM,
            theme="Rapat",
            date=today,
            state="closed",
            published_at=now,
        )
        for each in range(55)
    )
    for meeting in meetings:
        Participant.objects.create(
            meeting=meeting,
            organisation=forum.inka,
            position=f"Utusan {meeting.reference}",
            attendance=Attendance.PRESENT,
        )
    documents = Document.objects.bulk_create(
        Document(
            reference=f"BA-2021-{each:04}",
            kind=DocumentKind.BERITA_ACARA,
            title="Naskah",
            date=today,
            state=DocumentState.FINAL,
            number=f"{each}",
            verification_code=f"K{each}",
        )
        for each in range(55)
    )
    link(Signatory, document=documents, order=[1] * 55, organisation=[forum.inka] * 55)
    page, _queries = show(client, forum.inka.get_absolute_url())
    assert len(set(re.findall(r"/rapat/RPT-2021-\d+/", page))) == 25
    assert len(set(re.findall(r"/berita-acara/BA-2021-\d+/", page))) == 25
    assert page.count("The newest 25 are shown.") == 2


def test_a_region_with_many_regions_within_shows_the_first_and_leads_to_the_list(client, ground):
    Region.objects.bulk_create(
        Region(code=f"35.77.{each:02}", level="district", name=f"Kec {each}", parent=ground.city)
        for each in range(1, 61)
    )
    page, _queries = show(client, ground.city.get_absolute_url())
    assert page.count('">Kecamatan Kec ') + page.count('">Kelurahan Taman<') == 25
    assert "Only the first of them are shown." in page


@pytest.mark.parametrize("typed", ["", "abc", "-1", "9" * 30, "²", "1.5"])
def test_what_is_no_row_in_the_url_shows_the_newest_or_nothing(client, forum, typed):
    add_pledges(1, forum.inka)
    answer = client.get(forum.inka.get_absolute_url(), {"komitmen": typed})
    assert answer.status_code == 200
    assert list_shown(answer.content.decode()) == [0]


def count_entries(page):
    return page.partition('id="history"')[2].partition("</ol>")[0].count("<li>")


def test_a_long_history_is_shown_a_hundred_entries_at_a_time(client, forum, cast, facilitator):
    [pledge] = add_pledges(1, forum.inka)
    record_for_each("pledge_submitted", [(pledge, {})] * 150, by=cast.inka)
    client.force_login(facilitator)
    path = pledge.get_absolute_url()
    page, _queries = show(client, f"{path}?riwayat=semua")
    assert count_entries(page) == 100
    older = follow(client, path, page, "Older ones")
    assert count_entries(older) == 50
    assert "Older ones" not in older


def test_views_that_differ_are_bounded_on_the_page_of_the_programme(client, ground, facilitator):
    meeting = Meeting.objects.create(
        reference="RPT-2021-0001",
        kind=MeetingKind.FORUM,
        theme="Rapat",
        date=timezone.localdate(),
        state="closed",
        published_at=timezone.now(),
    )
    LogEntry.objects.bulk_create(
        LogEntry(meeting=meeting, order=each, text=f"Pandangan {each}.", is_differing_view=True)
        for each in range(60)
    )
    page, _queries = show(client, "/program/")
    assert "Pandangan 59." in page
    assert "Pandangan 34." not in page
    assert "Pandangan 34." in follow(client, "/program/", page, "Older ones")
