"""Lists answer whatever stands in the address, at the same cost for one row and for many."""

import csv
import io

import pytest
from django.db import connection
from django.db.models.functions import Lower
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import ChoiceFilter

from core.exports import CHUNK, build_file_response
from core.lists.choice_filters import LoadedChoiceFilter
from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import build_choice_order
from core.lists.search_filter import SearchedFilterSet, SearchFilter
from stakeholders.models import Organisation, OrganisationName, Sector
from tests.support.sheets import sheet_of

ORIGIN_HEADS = ("Source", "Illustrative (contoh)", "Illustrative fields", "Inferred fields")

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


class PartyFilter(SearchedFilterSet):
    cari = SearchFilter()
    unsur = ChoiceFilter(field_name="sector", label=_("Sector"), choices=Sector.choices)
    induk = LoadedChoiceFilter(
        field_name="parent__slug",
        label=_("Member of"),
        load=lambda: [(o.slug, str(o)) for o in Organisation.objects.filter(parent=None)],
    )


class PartyListing(Listing):
    filters = PartyFilter
    columns = (
        Column(key="nama", label=_("Name"), value="name", order=(Lower("name"),)),
        Column(
            key="unsur",
            label=_("Sector"),
            value="get_sector_display",
            order=(build_choice_order("sector", Sector.values),),
        ),
        Column(key="ringkas", label=_("Short name"), value="short_name"),
    )
    default_order = "nama"
    title = "Parapihak"
    url_name = "portal:organisation_list"
    export_name = "parapihak"
    noun = ngettext_lazy("organisation", "organisations", "n")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def parties():
    names = [("Bappeda", "government"), ("abadi", "company"), ("Cakra", "civil_society")]
    rows = [
        Organisation.objects.create(slug=name.lower(), name=name, sector=sector, source="Artikel")
        for name, sector in names
    ]
    OrganisationName.objects.create(organisation=rows[0], name="Badan Perencanaan")
    OrganisationName.objects.create(organisation=rows[0], name="Perencanaan Kota")
    return rows


def listing(query=""):
    return PartyListing(QueryDict(query), Organisation.objects.all())


def exported(query):
    found = listing(query)
    export = found.export
    rows = export.read_cells(export.read_keys())
    return build_file_response(found.file_format, export.file_name, export.headers, rows)


def names(query=""):
    return [row.name for row in listing(query).rows]


def table(answer):
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_search_finds_every_word_in_any_name_and_shows_a_row_once(parties):
    assert names("cari=perencanaan") == ["Bappeda"]
    assert names("cari=kota+badan") == ["Bappeda"]
    assert names("cari=kota+cakra") == []


def test_a_page_looks_for_the_words_once_and_by_themselves(parties):
    with CaptureQueriesContext(connection) as asked:
        assert names("cari=perencanaan&urut=-unsur") == ["Bappeda"]
    searches = [each["sql"] for each in asked if "_search" in each["sql"]]
    assert len(searches) == 1
    assert searches[0].startswith("SELECT found.id FROM")


def test_of_few_rows_that_another_filter_leaves_those_with_the_words_are_found(parties):
    assert names("unsur=company&cari=aba") == ["abadi"]
    assert names("unsur=company&cari=bappeda") == []
    assert names("unsur=company&cari=-") == []


def test_filters_narrow_and_can_be_dropped_one_by_one(parties):
    found = listing("unsur=company&cari=a&urut=-nama")
    assert [row.name for row in found.rows] == ["abadi"]
    assert found.is_filtered
    assert found.active == [
        {"label": "Search: a", "remove_url": "?unsur=company&urut=-nama"},
        {"label": "Sector: Company", "remove_url": "?cari=a&urut=-nama"},
    ]
    assert found.clear_url == "?urut=-nama"


def test_order_ignores_case_and_follows_the_list_of_choices(parties):
    assert names() == ["abadi", "Bappeda", "Cakra"]
    assert names("urut=-nama") == ["Cakra", "Bappeda", "abadi"]
    assert names("urut=unsur") == ["Bappeda", "Cakra", "abadi"]


def test_every_order_ends_in_a_unique_field():
    for query in ("", "urut=unsur", "urut=-unsur"):
        assert listing(query).found.query.order_by[-1].expression.name == "pk"


def test_only_declared_columns_sort_and_the_rest_is_said(parties):
    for key in ("ringkas", "sector", "pk", "-", "--nama", "parent__name", "password"):
        found = listing(f"urut={key}")
        assert found.order == "nama"
        assert found.ignored == ["Order"]


def test_heads_turn_the_order_round(parties):
    name, sector, short = listing("cari=a&urut=nama&halaman=2").headers
    assert (name.direction, name.url) == ("ascending", "?cari=a&urut=-nama")
    assert (sector.direction, sector.url) == ("", "?cari=a&urut=unsur")
    assert short.url == ""


@pytest.mark.parametrize(
    ("asked", "number"),
    [("1", 1), ("2", 2), ("99", 2), ("-3", 1), ("0", 1), ("x", 1), ("9" * 5000, 1), ("", 1)],
)
def test_a_page_beyond_the_end_is_the_last_one(asked, number):
    Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"O {n:02}", sector="media") for n in range(30)
    )
    assert listing(f"halaman={asked}").page.number == number


def test_pages_keep_the_filters():
    Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"O {n:02}", sector="media") for n in range(60)
    )
    second = listing("unsur=media&halaman=2&utm_source=x")
    assert second.page_links.previous == "?unsur=media"
    assert second.page_links.next == "?unsur=media&halaman=3"
    assert second.count == 60
    assert second.counted_noun == "organisations"


@pytest.mark.parametrize(
    "query",
    [
        "unsur=company&unsur=government",
        "unsur=nonsense",
        "unsur[]=company",
        "induk=unknown",
        "cari=" + "x" * 10_000,
        "cari=%F0%9F%8E%8B&unsur=%F0%9F%8E%8B&urut=%F0%9F%8E%8B",
        "cari=%25_%5C%27%22--",
        "cari=%ED%A0%80",
        "halaman=-1&halaman=zzz&urut=",
        "=&&&cari",
        "format=xlsx&format=",
        "cari=" + "a+" * 90,
    ],
)
def test_absurd_addresses_are_answered(parties, query):
    found = listing(query)
    assert found.rows is not None
    assert len(found.headers) == 3
    assert len(found.clear_url + found.export.page_url) < 1000


def test_unknown_values_are_left_out_and_said(parties):
    found = listing("unsur=nonsense&cari=" + "x" * 300)
    assert found.ignored == ["Search", "Sector"]
    assert len(found.rows) == 3
    assert not found.is_filtered
    assert [link.url for link in found.export_links] == ["?format=xlsx", "?format=csv"]
    assert not found.form.errors


def queries(work):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        work()
    return len(captured)


def show_all(query):
    found = listing(query)
    return found.form.as_p(), found.rows, found.active, found.headers, found.page_links


@pytest.mark.parametrize("query", ["", "cari=a&unsur=media&induk=o0", "urut=-unsur"])
def test_three_rows_cost_as_much_as_one(query):
    Organisation.objects.create(slug="o0", name="A 0", sector="media")
    one = queries(lambda: show_all(query))
    for number in (1, 2):
        Organisation.objects.create(slug=f"o{number}", name=f"A {number}", sector="media")
    assert queries(lambda: show_all(query)) == one <= 4


def test_the_export_has_all_rows_found_and_where_they_come_from(parties):
    answer = exported("format=csv&halaman=7")
    assert table(answer) == [
        ["Name", "Sector", "Short name", *ORIGIN_HEADS],
        ["abadi", "Company", "", "Artikel", "no", "", ""],
        ["Bappeda", "Government", "", "Artikel", "no", "", ""],
        ["Cakra", "Civil society", "", "Artikel", "no", "", ""],
    ]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="parapihak-')


def test_the_export_is_not_cut_into_pages():
    Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"O {n:02}", sector="media") for n in range(60)
    )
    assert len(table(exported("format=csv"))) == 61


def test_the_links_to_the_files_keep_the_filters_and_a_long_list_has_none(parties):
    assert listing("cari=a&halaman=7").export_links[0].url == "?cari=a&format=xlsx"
    Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"O {n:03}", sector="media") for n in range(300)
    )
    assert [(link.label, link.url) for link in listing().export_links] == [
        ("XLSX", ""),
        ("CSV", "?format=csv"),
    ]


def test_the_workbook_has_the_rows_of_the_csv_with_types(parties):
    rows = sheet_of(exported("format=xlsx&halaman=7")).iter_rows(values_only=True)
    assert list(rows) == [
        ("Name", "Sector", "Short name", *ORIGIN_HEADS),
        ("abadi", "Company", None, "Artikel", "no", None, None),
        ("Bappeda", "Government", None, "Artikel", "no", None, None),
        ("Cakra", "Civil society", None, "Artikel", "no", None, None),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_costs_a_query_for_each_hundred_rows(kind):
    def write():
        return exported(f"format={kind}").content

    Organisation.objects.create(slug="o", name="A", sector="media")
    one = queries(write)
    Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"O {n:03}", sector="media") for n in range(299)
    )
    assert one == 2  # the keys, and the rows
    assert queries(write) == 1 + 300 / CHUNK
