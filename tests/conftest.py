"""The cast: the same people in every test, each an invented office marked (contoh)."""

import gc
import shutil
import time
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone, translation

from core.kept_copies import list_copies
from core.kept_counts import compare_counts
from portal.management.commands.compare_counts import recount_everything
from stakeholders.models import Duty, Organisation, Sector, User
from tests.support import factories
from tests.support.replayed_rows import make_once
from tests.support.sampling import is_whole, read_sample
from tests.support.seal import made_seal

# A letterhead, a draft and a frozen document, for the tests of every package that needs one.
pytest_plugins = ["tests.support.document_fixtures", "tests.support.costs"]

SHORTLY_BEFORE_MIDNIGHT = 30  # seconds
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
# What an example does is judged, and not how long a busy machine takes to think it up and do it.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")
# As a run lists them at its end; the others begin after them.
DEAREST = (
    "journeys/test_every_page_in_a_browser.py",
    "portal/test_every_page.py",
    "journeys/test_replay_of_2021.py",
    "portal/test_attacks_lengths.py",
    "journeys/test_queue_on_the_device.py",
    "portal/test_attacks_forms.py",
    "journeys/test_live_meeting.py",
    "agreements/test_documents_berita_acara.py",
    "agreements/test_documents_letterhead.py",
    "journeys/test_queue_on_a_phone.py",
    "journeys/test_walk_of_a_new_forum.py",
    "portal/test_plans.py",
    "journeys/test_life_of_a_document.py",
)


def pytest_configure():
    """Refuse a sample that nobody knows before anything is judged."""
    try:
        read_sample()
    except ValueError as refused:
        raise pytest.UsageError(str(refused)) from None


def pytest_addoption(parser):
    """Say which options `make test` gives."""
    parser.addoption("--failures-to", help="write the names of the failed tests into this file")


def pytest_terminal_summary(terminalreporter, config):
    """Keep what failed for the end of `make test`, which has another part to run first."""
    path = config.getoption("--failures-to")
    if path:
        reports = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
        Path(path).write_text("".join(f"{report.nodeid}\n" for report in reports))


def pytest_collection_modifyitems(config, items):
    """Begin with the longest files, and leave out what only a sweep judges.

    A file is done by one of the processes: a long one that began last would keep one core busy and
    the other waiting.
    """
    if not config.getoption("random_order_enabled"):
        items.sort(key=lambda item: (_rank_cost(item), "example" not in item.fixturenames))
    if not is_whole():
        left_out = [item for item in items if item.get_closest_marker("sweep")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _rank_cost(item):
    path = item.path.relative_to(settings.BASE_DIR / "tests").as_posix()
    return DEAREST.index(path) if path in DEAREST else len(DEAREST)


def pytest_collection_finish(session):
    """Have the garbage collector leave alone what was imported, and begin less often.

    Looking through a quarter of a million objects that stay anyway took a sixth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def _uses_a_database(item):
    marked = item.get_closest_marker("django_db") is not None
    return marked or bool(DATABASE_FIXTURES.intersection(item.fixturenames))


@dataclass(frozen=True)
class Cast:
    """Everybody who may stand before the portal."""

    anonymous: AnonymousUser
    citizen: User
    outsider: User
    inka: User
    lurah: User
    facilitator: User
    secretary: User
    administrator: User

    def __getitem__(self, name):
        return getattr(self, name)

    @property
    def names(self):
        """Everybody's name, from the stranger to the administrator."""
        return [field.name for field in fields(self)]

    def who(self, may):
        """The names of those of whom `may(user)` is true."""
        return {name for name in self.names if may(self[name])}


@dataclass(frozen=True)
class Forum:
    """The organisations that the cast comes from, and the ground they stand on."""

    forpemma: Organisation
    bappelitbangda: Organisation
    inka: Organisation
    taman: Organisation
    outside: Organisation


@pytest.fixture
def administrator(db):
    """The first account, made as `start_forum` makes it."""
    return make_once("administrator", lambda: User.objects.create_superuser("admin@rembug.example"))


@pytest.fixture
def forum(administrator):
    """The organisations of the cast."""
    made = {
        "forpemma": ("Forpemma", Sector.CIVIL_SOCIETY),
        "bappelitbangda": ("Bappelitbangda", Sector.GOVERNMENT),
        "inka": ("PT INKA", Sector.COMPANY),
        "taman": ("Kelurahan Taman", Sector.GOVERNMENT),
        "outside": ("Perusahaan Luar (contoh)", Sector.COMPANY),
    }

    def make():
        return {
            slug: factories.make_organisation(slug, name=name, sector=sector, by=administrator)
            for slug, (name, sector) in made.items()
        }

    return Forum(**make_once("forum", make, administrator))


@pytest.fixture
def cast(administrator, forum):
    """Everybody, with accounts and mandates given by the administrator."""

    def account(slug, office, organisation, duty=Duty.NONE):
        return factories.make_account(
            slug,
            name=f"{office} (contoh)",
            organisation=organisation,
            position=office,
            duty=duty,
            by=administrator,
        )

    def make():
        return {
            "citizen": account("warga", "Warga", None),
            "outsider": account("luar", "Wakil Luar", forum.outside),
            "inka": account("inka", "Wakil INKA", forum.inka),
            "lurah": account("lurah.taman", "Lurah Taman", forum.taman),
            "facilitator": account("fasilitator", "Fasilitator", forum.forpemma, Duty.FACILITATOR),
            "secretary": account(
                "sekretariat", "Sekretaris", forum.bappelitbangda, Duty.SECRETARIAT
            ),
        }

    accounts = make_once("cast", make, administrator, *vars(forum).values())
    return Cast(anonymous=AnonymousUser(), administrator=administrator, **accounts)


@pytest.fixture
def facilitator(cast):
    """Plans and leads the meetings."""
    return cast.facilitator


@pytest.fixture
def secretary(cast):
    """Numbers, freezes and takes in the signed paper."""
    return cast.secretary


@pytest.fixture
def inka(cast):
    """Represents a company that is invited."""
    return cast.inka


@pytest.fixture
def lurah(cast):
    """Represents the kelurahan that is a pilot."""
    return cast.lurah


@pytest.fixture
def ground(forum, facilitator):
    """City, kelurahan, programme, problem, plan, focus and pilot."""
    city = factories.make_region("35.77", "city", "Kota Madiun", by=facilitator)
    kelurahan = factories.make_region(
        "35.77.03.1007", "kelurahan", "Taman", office=forum.taman, parent=city, by=facilitator
    )
    programme = factories.make_programme(city, forum.bappelitbangda, by=facilitator)
    problem = factories.make_problem(programme, by=facilitator)
    focus = factories.make_focus(programme, [problem], by=facilitator)
    pilot = factories.make_pilot(programme, kelurahan, by=facilitator)
    return SimpleNamespace(
        city=city,
        kelurahan=kelurahan,
        programme=programme,
        problem=problem,
        focus=focus,
        pilot=pilot,
    )


@pytest.fixture
def meeting(cast, forum):
    """A meeting in preparation, with the company and the kelurahan invited."""

    def make():
        meeting = factories.make_meeting(by=cast.facilitator, date=date(2021, 11, 8))
        factories.make_guest(meeting, forum.inka, cast.inka, by=cast.facilitator)
        factories.make_guest(meeting, forum.taman, cast.lurah, by=cast.facilitator)
        return meeting

    return make_once("meeting", make, forum.inka, forum.taman, cast.inka, cast.lurah)


@pytest.fixture(scope="session")
def seal_keys():
    """The key that seals, made once: its `ca_path` is what judges of signatures trust."""
    return made_seal()


@pytest.fixture
def english():
    """Sentences in the language of the sources, so that they can be compared whole."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_files_stay_behind():
    yield
    shutil.rmtree(settings.MEDIA_ROOT.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_test_begins_today_and_ends_tomorrow():
    """Many tests ask which day it is, as does what they test: just before midnight they wait."""
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    left = (midnight - now).total_seconds()
    if left < SHORTLY_BEFORE_MIDNIGHT:
        time.sleep(left)


@pytest.fixture(autouse=True, scope="session")
def _an_order_that_nobody_asked_for_is_reversed():
    """Rows of a query without an order come last first: whoever relies on luck is found."""
    fetch_all = QuerySet._fetch_all

    def fetch_reversed(self):
        is_fresh = self._result_cache is None
        fetch_all(self)
        if is_fresh and not self.ordered:
            self._result_cache.reverse()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetch_reversed)
        yield


@pytest.fixture(autouse=True)
def _kept_counts_equal_their_rows(request):
    """Whatever a test did, what is counted or copied beside the rows is true of them."""
    if not _uses_a_database(request.node):
        yield
        return
    request.getfixturevalue("db")
    yield
    if not connection.needs_rollback:
        assert list(compare_counts(recount_everything())) == []
        assert [line for copy in list_copies() for line in copy.find_differences()] == []


# How the locks on kept rows are opened for a moment, and closed again, on SQLite.
OPENING_LOCKS = (
    "SELECT 'DROP TRIGGER ' || name, sql FROM sqlite_master WHERE type = 'trigger'"
    # Those that keep the full text index stay, to empty it as well.
    " AND name NOT LIKE '%_content_%' AND name NOT LIKE '%_search_%'"
)
# On PostgreSQL no trigger fires for a replica, so the full text index is emptied by name too.
# Looking whether a table has rows, and deleting these, takes a tenth of the time of truncating all.
# Content types stay: recorded rows (tests/support/replayed_rows.py) name them by their numbers.
STAYING = ("django_migrations", "django_content_type", "auth_permission")
EMPTYING = """
    DO $$ DECLARE
        each text;
        has_rows boolean;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR each IN SELECT tablename FROM pg_tables
            WHERE schemaname = current_schema() AND tablename <> ALL (%s)
        LOOP
            EXECUTE format('SELECT EXISTS (SELECT FROM %I)', each) INTO has_rows;
            IF has_rows THEN EXECUTE format('DELETE FROM %I', each); END IF;
        END LOOP;
    END $$
"""


@pytest.fixture(autouse=True, scope="session")
def _test_databases_are_emptied_all_the_same():
    """Emptying a table is what the locks on kept rows refuse: they open for that."""
    operations = type(connection.ops)
    sql_flush = operations.sql_flush

    def flush_past_locks(self, style, tables, **options):
        if self.connection.vendor == "postgresql":
            staying = ", ".join(f"'{table}'" for table in STAYING)
            return [EMPTYING.replace("%s", f"ARRAY[{staying}]")]
        with self.connection.cursor() as cursor:
            cursor.execute(OPENING_LOCKS)
            locks = cursor.fetchall()
        opened = [opening for opening, _closing in locks]
        closed = [closing for _opening, closing in locks]
        emptied = [table for table in tables if table not in STAYING]
        return [*opened, *sql_flush(self, style, emptied, **options), *closed]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", flush_past_locks)
        yield
