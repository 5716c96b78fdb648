"""Every page finds its rows by an index and stays light, on a fiftieth of a country.

Lists with each filter and sort, tasks, and the other pages that the staff opens.
"""

import re

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.large.addresses import LISTS, list_busy_pages, list_list_addresses
from bench.large.build import add_rows
from bench.stage import MEETING, RECORD, roll_back
from bench.walk import list_start_urls
from core.lists.parameters import ORDER, PAGE, SEARCH
from pledges.models import Pledge
from portal.demo.accounts import DOMAIN
from portal.sample.load import load_sample
from stakeholders.models import User
from tests.support.first_view import weigh_page
from tests.support.plans import (
    MOST_ROWS,
    MOST_ROWS_OF_A_FILTER,
    captured_statements,
    count_returned_rows,
    find_whole_readings,
)
from tests.support.reading import read
from tests.support.seal import made_seal

pytestmark = pytest.mark.both_databases

SCALE = 0.02
# Who sees what differs between these; the other accounts see as much as one of them.
READERS = ("", "inka", "fasilitator")
WORKERS = (*READERS, "lurah.taman", "sekretariat", "admin")
TASKS = ("/", "/tugas/")
DESKS = ("", "ubah/", "agenda/", "undangan/", "catatan/", "kontribusi/", "dokumen/", "ruang/")
# Whatever they read: of a page, and of its compressed HTML.
MOST_QUERIES = 25
MOST_BYTES = 60_000
# That one statement hands to a page; a list counts so many.
MOST_RETURNED = 100
MOST_RETURNED_TO_A_LIST = 1_001
# Addresses and parameters that read or sort many rows, on one of the two databases; each name goes
# when they no longer do. A list counts up to a thousand rows, for which SQLite reads the table in
# its own order; a common word matches more rows than a search ranks. Prints are deleted after a
# week, so there are never many; doubles are looked for among all names.
KNOWN: dict[str, tuple[str, ...]] = {
    "/": ("",),
    "/berita-acara/": ("cari",),
    "/cetak/": ("",),
    "/keputusan/": ("",),
    "/komitmen/": ("",),
    "/parapihak/": ("", "terverifikasi"),
    "/parapihak/ganda/": ("",),
    "/parapihak/pt-inka/": ("",),
    "/rapat/": ("",),
    f"/rapat/{MEETING}/dokumen/": ("",),
    "/saran/organisasi/": ("cari",),
    "/tindak-lanjut/": ("",),
    "/tugas/": ("",),
}


INDEXES = {
    "sqlite": (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name = %s"
    ),
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s",
}
BY_LEAD = re.compile(r'\("?lead_id\b')


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """The example and the rows of a fiftieth of a country; names the tables that were filled."""
    with django_db_blocker.unblock(), transaction.atomic():
        made_seal()
        load_sample(settings.BASE_DIR / "sample" / "madiun-2021")
        tables = set(add_rows(SCALE, keeps_indexes=True))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL statement_timeout = '5s'")
        yield tables
        transaction.set_rollback(True)


def sign_in(account):
    client = Client()
    # An answer that is an error is told among the others.
    client.raise_request_exception = False
    if account:
        client.force_login(User.objects.get(email=f"{account}@{DOMAIN}"))
    return client


def find_in_pages(tables, account, addresses, most_returned=MOST_RETURNED):
    """What is read whole or is too much, by address and parameter, and where it was seen."""
    client = sign_in(account)
    found = {}
    explained = set()
    for address in addresses:
        name = address.partition("?")[2].partition("=")[0]
        # A statement that was given up leaves nothing behind.
        with (
            captured_statements() as statements,
            roll_back(),
            CaptureQueriesContext(connection) as queries,
        ):
            answer, body = read(client, address)
        for what in find_excesses(answer.status_code, len(queries), body):
            found[name_place(address), "", what] = address
        if answer.status_code >= 500:
            continue
        is_filter = name not in ("", ORDER, PAGE, SEARCH)
        most_rows = MOST_ROWS_OF_A_FILTER if is_filter else MOST_ROWS
        for statement in statements:
            if statement[0] in explained:
                continue
            explained.add(statement[0])
            if (rows := count_returned_rows(statement)) > most_returned:
                found[name_place(address), "a statement", f"returns {rows} rows"] = address
            for table, what in find_whole_readings(statement, tables, most_rows):
                found[name_place(address), table, what] = address
    return found


def find_excesses(status, queries, body):
    """What is wrong with an answer, whichever rows it stands on."""
    if status >= 500:
        yield f"answers {status}"
    if queries > MOST_QUERIES:
        yield f"makes {queries} queries"
    # Compressed it is no longer than before.
    if len(body) > MOST_BYTES and weigh_page(body) > MOST_BYTES:
        yield f"is {weigh_page(body):,} bytes long"


def name_place(address):
    """The path of an address and its parameter, without the value."""
    path, _, query = address.partition("?")
    return path, query.partition("=")[0]


def list_unknown(tables, accounts, addresses, **limits):
    """What is not among the known places, each with an account and an address that shows it."""
    found = {}
    for account in accounts:
        for finding, address in find_in_pages(tables, account, addresses, **limits).items():
            (path, name), table, what = finding
            if not table or name not in KNOWN.get(path, ()):
                said = f"{table} {what}".strip()
                found.setdefault(finding, f"{address} ({account or 'a visitor'}): {said}")
    return sorted(found.values())


def test_no_list_filter_or_sort_reads_a_table_whole(stage, db):
    limits = {"most_returned": MOST_RETURNED_TO_A_LIST}
    assert list_unknown(stage, READERS, list_list_addresses(), **limits) == []


def test_no_task_is_found_by_reading_a_table_whole(stage, db):
    assert list_unknown(stage, WORKERS, [*TASKS, *list_busy_pages()]) == []


def test_no_other_page_reads_a_table_whole(stage, db):
    starts = [path for path in list_start_urls() if path not in (*LISTS, *TASKS)]
    desks = [f"/rapat/{MEETING}/{desk}" for desk in DESKS]
    pages = [*starts, *desks, f"/berita-acara/{RECORD}/", "/komitmen/KOM-2021-0009/"]
    assert list_unknown(stage, ("inka", "fasilitator"), pages) == []


def test_a_dropped_index_is_found(stage, db):
    [page, _kelurahan] = list_busy_pages()
    before = find_in_pages(stage, "", [page])
    table = Pledge._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(INDEXES[connection.vendor], [table])
        by_lead = [name for name, definition in cursor.fetchall() if BY_LEAD.search(definition)]
        assert by_lead
        for name in by_lead:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    after = find_in_pages(stage, "", [page])
    # PostgreSQL goes through another index then, row by row.
    new = {(place, found) for place, found, _what in after.keys() - before.keys()}
    assert new == {((page, ""), table)}


def test_every_list_of_the_portal_is_asked(stage, db):
    asked = {address.partition("?")[0] for address in list_list_addresses()}
    assert LISTS.keys() <= asked
