"""The pages of a list, read from either end or from any row on, are cuts of the whole list."""

from itertools import chain, pairwise

import pytest
from django.db import connection
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import ChoiceFilter, FilterSet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import build_choice_order
from core.lists.search_filter import SearchedFilterSet, SearchFilter
from pilots.models import Region, RegionLevel

pytestmark = [pytest.mark.both_databases("core.subqueries"), pytest.mark.django_db]

ORDERS = ("kode", "nama", "lintang", "induk", "tingkat", "huruf")
WAYS = [way + key for key in ORDERS for way in ("", "-")]


class PlaceFilter(FilterSet):
    tingkat = ChoiceFilter(field_name="level", label=_("Level"), choices=RegionLevel.choices)


class PlaceListing(Listing):
    """Regions, three on a page, of which at most nine are counted."""

    filters = PlaceFilter
    columns = (
        Column(key="kode", label=_("Code"), value="code", order=("code",)),
        Column(key="nama", label=_("Name"), value="name", order=("name",)),
        Column(key="lintang", label=_("Latitude"), value="latitude", order=("latitude", "name")),
        Column(key="induk", label=_("In"), value="parent.name", order=("parent__name", "code")),
        Column(
            key="tingkat",
            label=_("Level"),
            value="level",
            order=(build_choice_order("level", RegionLevel.values), "latitude", "code"),
        ),
        Column(key="huruf", label=_("Letter"), value="name", order=(Lower("name"),)),
    )
    default_order = "kode"
    noun = ngettext_lazy("region", "regions", "n")
    per_page = 3
    most_counted = 9
    most_sorted_apart = 2


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def open_list(query="", *parts):
    return PlaceListing(QueryDict(query), Region.objects.all(), parts=parts)


def fill(rows):
    """Regions of some names, latitudes (or none) and parents (or none), with many ties."""
    Region.objects.filter(parent__isnull=False).delete()
    Region.objects.all().delete()
    parents = [
        Region.objects.create(code=f"9{n}", level=RegionLevel.CITY, name=name)
        for n, name in enumerate(("Ambon", "Biak"))
    ]
    Region.objects.bulk_create(
        Region(
            code=f"{number:03}",
            level=RegionLevel.KELURAHAN if latitude else RegionLevel.DISTRICT,
            name=name,
            latitude=latitude,
            parent=None if parent is None else parents[parent],
        )
        for number, (name, latitude, parent) in enumerate(rows)
    )


def walk(query, link):
    """The pages from one on, following one of its links."""
    pages = []
    while True:
        page = open_list(query)
        pages.append([row.code for row in page.rows])
        assert len(pages) < 30
        onward = getattr(page.page_links, link)
        if not onward:
            return pages
        query = onward.removeprefix("?")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("a", "B", "c")),
            st.sampled_from((None, 1, 2)),
            st.sampled_from((None, 0, 1)),
        ),
        max_size=14,
    )
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_pages_forwards_and_backwards_are_cuts_of_the_whole_list(rows):
    fill(rows)
    for order in WAYS:
        whole = [row.code for row in open_list(f"urut={order}").found]
        onwards = walk(f"urut={order}", "next")
        assert list(chain.from_iterable(onwards)) == whole
        assert all(len(page) == 3 for page in onwards[:-1])
        backwards = walk(f"urut={order}&halaman=akhir", "previous")
        # The first page is filled up, so it may repeat rows of the one that follows.
        first, *others = backwards[::-1]
        assert list(chain.from_iterable(others)) == whole[len(whole) - sum(map(len, others)) :]
        assert first == whole[: len(first)]
        assert sum(map(len, backwards)) >= len(whole)


def test_rows_without_a_value_come_last_both_ways():
    fill([("a", None, None), ("a", 2, None), ("a", 1, None)])
    for order, codes in (("lintang", ["002", "001"]), ("-lintang", ["001", "002"])):
        found = [row.code for row in open_list(f"urut={order}").rows]
        assert found[:2] == codes


def fill_many(count):
    fill([("a", number % 4 or None, None) for number in range(count - 2)])


def test_rows_that_are_sorted_by_themselves_are_named_by_one_parameter():
    fill_many(9)
    numbers = []

    def note(execute, sql, params, many, context):
        numbers.append(len(params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert len(open_list("urut=nama").page.ids) == 3
    assert numbers
    assert max(numbers) < 9


class SearchedPlaceFilter(SearchedFilterSet):
    cari = SearchFilter()
    tingkat = ChoiceFilter(field_name="level", label=_("Level"), choices=RegionLevel.choices)
    most_matches = 10


class SearchedPlaceListing(PlaceListing):
    filters = SearchedPlaceFilter


def test_a_search_is_made_once_and_its_newest_matches_are_a_list_in_any_order():
    fill_many(20)
    searches = []

    def note(execute, sql, params, many, context):
        searches.extend([sql] if "pilots_region_search" in sql else [])
        return execute(sql, params, many, context)

    def open_search(query):
        return SearchedPlaceListing(QueryDict(query), Region.objects.all())

    with connection.execute_wrapper(note):
        first = open_search("cari=a&tingkat=kelurahan&urut=kode")
        codes = [row.code for row in first.rows]
    assert len(searches) == 1
    assert (first.count, first.shows_newest_matches) == (9, True)
    # Every fourth of the eighteen has no latitude, and is a district.
    assert codes == ["005", "006", "007"]
    last = open_search("cari=a&tingkat=kelurahan&urut=kode&halaman=akhir")
    assert [row.code for row in last.rows] == ["014", "015", "017"]


def test_a_long_list_says_so_and_has_a_first_and_a_last_page():
    fill_many(20)
    page = open_list()
    assert (page.count, page.has_more) == (9, True)
    assert (page.page.number, page.page.pages) == (1, None)
    assert page.page_links.next == "?halaman=2"
    assert page.page_links.last == "?halaman=akhir"
    third = open_list("halaman=3")
    last_of_it = third.rows[-1].pk
    assert third.page_links.next == f"?sesudah={last_of_it}"
    assert third.page_links.first == "?"
    last = open_list("halaman=akhir")
    assert [row.code for row in last.rows] == ["017", "90", "91"]
    assert last.page_links.last == last.page_links.next == ""
    assert last.page_links.previous == f"?sebelum={last.rows[0].pk}"


def test_a_short_list_is_counted_and_its_last_page_has_the_rest():
    fill_many(8)
    last = open_list("halaman=akhir")
    assert (last.count, last.has_more) == (8, False)
    assert (last.page.number, last.page.pages, len(last.rows)) == (3, 3, 2)
    assert last.page_links.last == last.page_links.first == ""


@pytest.mark.parametrize(
    ("asked", "shown", "ignored"),
    [
        ("halaman=1000000000", "last", True),
        ("halaman=4", "last", True),
        ("halaman=akhir", "last", False),
        ("halaman=3", "third", False),
        ("halaman=entah", "first", True),
        ("halaman=-1", "first", True),
        ("halaman=", "first", False),
        ("sesudah=entah", "first", True),
        ("sesudah=" + "9" * 18, "first", True),
        ("sesudah=" + "9" * 5000, "first", True),
        ("sebelum=%C2%B2", "first", True),
        ("sebelum=-5", "first", True),
    ],
)
def test_a_place_that_is_not_there_is_answered_and_said(asked, shown, ignored):
    fill_many(20)
    pages = {"first": "000", "third": "006", "last": "017"}
    found = open_list(asked)
    assert found.rows[0].code == pages[shown]
    assert found.ignored == (["Page"] if ignored else [])


def test_a_row_that_the_reader_may_not_see_is_no_place():
    fill_many(20)
    hidden = Region.objects.get(code="005")
    found = PlaceListing(QueryDict(f"sesudah={hidden.pk}"), Region.objects.exclude(pk=hidden.pk))
    assert found.rows[0].code == "000"
    assert found.ignored == ["Page"]


def test_a_row_that_left_the_filter_keeps_its_place():
    fill_many(20)
    row = Region.objects.get(code="008")  # a kecamatan, since 8 % 4 is 0
    found = open_list(f"tingkat=kelurahan&sesudah={row.pk}")
    assert [each.code for each in found.rows] == ["009", "010", "011"]
    assert found.ignored == []


@pytest.mark.parametrize("count", [7, 20])
@pytest.mark.parametrize("cuts", [("005",), ("017", "018"), ("010", "014"), ("002", "012")])
def test_rows_in_parts_are_counted_and_found_as_the_whole(count, cuts):
    fill_many(count)
    bounds = ["", *cuts, "999"]
    parts = [Region.objects.filter(code__gte=a, code__lt=b) for a, b in pairwise(bounds)]
    for order in ("urut=nama", "urut=-nama", "urut=-lintang", "tingkat=kelurahan&urut=lintang"):
        pages = [f"{order}&halaman=2", f"{order}&halaman=akhir"]
        pages += [
            f"{order}&{way}={row.pk}"
            for way in ("sesudah", "sebelum")
            for row in Region.objects.all()[::4]
        ]
        for query in (order, *pages):
            for each in (parts, parts[::-1]):
                parted, whole = open_list(query, *each), open_list(query)
                assert [row.code for row in parted.rows] == [row.code for row in whole.rows]
                assert (parted.count, parted.has_more) == (whole.count, whole.has_more)
