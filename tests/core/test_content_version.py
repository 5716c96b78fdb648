"""The content version: every committed write gives a new one, in whatever order writers commit."""

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from core.content_version import create_triggers, list_watched_tables, read_content_version
from core.models import ContentChange, Counter, Submission

pytestmark = pytest.mark.both_databases("core.content_version")

TRIGGERS = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || %s",
    "postgresql": (
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'content_change'"
        " AND %s <> ''"
    ),
}


def run(sql, *parameters, using=connection):
    with using.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def count_up(series, using=connection):
    """A write without any of the portal's own code."""
    run(
        "INSERT INTO core_counter (series, year, last) VALUES (%s, 2021, 1)",
        series,
        using=using,
    )


WRITES = {
    "saving": lambda: Counter.objects.create(series="B", year=2021),
    "a bulk insert": lambda: Counter.objects.bulk_create([Counter(series="C", year=2021)]),
    "an update of many": lambda: Counter.objects.update(last=7),
    "a delete of many": lambda: Counter.objects.all().delete(),
    "SQL typed by hand": lambda: count_up("D"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", WRITES)
def test_every_kind_of_write_gives_a_new_version(kind):
    count_up("A")
    before = read_content_version()
    WRITES[kind]()
    assert before
    assert read_content_version() not in ("", before)


@pytest.mark.django_db(transaction=True)
def test_reading_gives_no_new_version():
    before = read_content_version()
    list(Counter.objects.all())
    with transaction.atomic():
        list(Counter.objects.select_for_update())
    assert read_content_version() == before


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_rolled_back_gives_no_new_version():
    before = read_content_version()
    with transaction.atomic():
        count_up("A")
        transaction.set_rollback(True)
    assert read_content_version() == before


@pytest.mark.django_db(transaction=True)
def test_a_write_after_a_savepoint_was_rolled_back_gives_a_new_version():
    before = read_content_version()
    with transaction.atomic():
        with transaction.atomic():
            count_up("A")
            transaction.set_rollback(True)
        count_up("B")
    assert read_content_version() != before


@pytest.mark.django_db(transaction=True)
def test_a_write_that_no_page_shows_leaves_the_version():
    before = read_content_version()
    Submission.objects.create(idempotency_key="0" * 32)
    assert read_content_version() == before


@pytest.mark.django_db(transaction=True)
def test_however_many_writes_there_were_few_marks_are_kept():
    for number in range(20):
        count_up(str(number))
    assert ContentChange.objects.count() == 1


@pytest.mark.django_db
def test_each_table_but_those_that_are_named_has_its_triggers():
    found = {table for [table] in run(TRIGGERS[connection.vendor], "_content_update")}
    assert found == list_watched_tables()
    assert {"meetings_meeting", "pledges_pledge_regions", "stakeholders_person"} <= found


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_remade_a_table_gets_its_triggers_back():
    drop = {
        "sqlite": "DROP TRIGGER core_counter_content_insert",
        "postgresql": "DROP TRIGGER content_change ON core_counter",
    }
    run(drop[connection.vendor])
    migrated = read_content_version()
    count_up("A")
    assert read_content_version() == migrated
    create_triggers(using="default", plan=[])
    before = read_content_version()
    count_up("B")
    assert len({migrated, before, read_content_version()}) == 3


@pytest.fixture
def other():
    """Another connection to the same database, which gives up rather than wait for a lock."""
    found = connections.create_connection("default")
    run("SET lock_timeout = '2s'", using=found)
    yield found
    found.rollback()
    found.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite has one writer"
)
def test_two_transactions_that_commit_out_of_order_each_give_a_new_version(request):
    other = request.getfixturevalue("other")
    versions = [read_content_version()]
    other.set_autocommit(False)
    count_up("first to write", using=other)
    # This one finds the marks that the other transaction is removing, and does not wait for it.
    with transaction.atomic():
        run("SET LOCAL lock_timeout = '2s'")
        count_up("first to commit")
        assert read_content_version() != versions[0]
    versions.append(read_content_version())
    other.commit()
    versions.append(read_content_version())
    count_up("last")
    versions.append(read_content_version())
    assert len(set(versions)) == 4
    assert ContentChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite has one writer"
)
def test_a_write_that_waits_to_be_committed_gives_no_version_ahead_of_its_rows(request):
    other = request.getfixturevalue("other")
    before = read_content_version()
    other.set_autocommit(False)
    count_up("not yet", using=other)
    assert (read_content_version(), Counter.objects.count()) == (before, 0)
    other.commit()
    assert read_content_version() != before
    assert Counter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite marks each row"
)
def test_a_transaction_is_marked_once_however_much_it_writes():
    with transaction.atomic():
        count_up("A")
        marked = read_content_version()
        count_up("B")
        assert read_content_version() == marked
    count_up("C")
    assert read_content_version() != marked
