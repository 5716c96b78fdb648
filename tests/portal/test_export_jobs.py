"""A list with many rows is prepared by the worker, from what its asker may see, and handed out."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from core.exports import FORMATS, build_file_response
from core.lists.listing import Listing
from core.models import HistoryEntry, OutboxMessage
from core.outbox import run_due
from core.refusals import Refused
from meetings.filters import AttendanceListing
from pledges.models import Pledge
from portal.export_jobs import KEPT_FOR, delete_old_exports, keep_export, request_export
from portal.models import FOLDER, ExportJob
from portal.pages.export_lists import LISTINGS, NAMES, open_export
from stakeholders.actions.offices import end_mandate
from stakeholders.models import Mandate, Organisation
from tests.support import factories

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
MANY = FORMATS["csv"].direct_rows + 20
PARTIES = "/unduhan/parapihak/siapkan/"


@pytest.fixture
def client(client):
    """Reads the sentences of the sources."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def many():
    """More organisations than a web worker writes at once, the last with a formula for a name."""
    names = [f"Paguyuban {number:04}" for number in range(MANY - 1)]
    Organisation.objects.bulk_create(
        Organisation(slug=f"o{number}", name=name, sector="media")
        for number, name in enumerate([*names, '=HYPERLINK("http://x")'])
    )


@pytest.fixture
def hidden(forum, cast):
    """A pledge that the staff and its own organisation see, and visitors do not."""
    return factories.make_submitted(forum.inka, by=cast.inka)


def ask(client, address=PARTIES, file_format="csv"):
    answer = client.post(address, {"format": file_format})
    assert answer.status_code == 302, answer.content.decode()
    return ExportJob.objects.get(token=answer["Location"].split("/")[2])


def ask_as(reader, name="komitmen", file_format="csv", query=""):
    export = open_export(name, query, file_format, reader)
    return request_export(export=export, file_format=file_format, by=reader)


def make(job):
    run_due()
    job.refresh_from_db()
    assert job.made_at, job.error
    return job


def file_of(client, job):
    return client.get(f"/unduhan/{job.token}/berkas/")


def body_of(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows_of(job):
    with job.file.open("rb") as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))


def references_of(job):
    return {row[0] for row in rows_of(job)[1:]}


# ── The list page ────────────────────────────────────────────────────────────────────────────


def test_a_long_list_says_that_its_file_is_prepared(client, many, english):
    page = client.get("/parapihak/?cari=paguyuban").content.decode()
    assert "prepared in the background" in page
    assert 'action="/unduhan/parapihak/siapkan/?cari=paguyuban"' in page
    assert "format=csv" not in page


def test_a_short_list_is_downloaded_at_once(client, many, english):
    page = client.get("/parapihak/?cari=0012").content.decode()
    assert "prepared in the background" not in page
    assert client.get("/parapihak/?cari=0012&format=csv")["Content-Type"].startswith("text/csv")


def test_a_workbook_is_prepared_from_fewer_rows_on_than_csv(client, english):
    Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"O {n:03}", sector="media")
        for n in range(FORMATS["xlsx"].direct_rows + 1)
    )
    page = client.get("/parapihak/").content.decode()
    assert "Download CSV" in page
    assert "Prepare XLSX" in page


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_address_of_a_long_file_offers_to_prepare_it(client, many, english, file_format):
    answer = client.get(f"/parapihak/?cari=paguyuban&format={file_format}")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "more than" in page
    assert 'action="/unduhan/parapihak/siapkan/?cari=paguyuban"' in page
    assert not ExportJob.objects.exists()


def test_every_list_can_be_prepared():
    lists = {each for each in Listing.__subclasses__() if each.__module__.split(".")[0] != "tests"}
    assert set(LISTINGS.values()) == lists - {AttendanceListing}
    for name in LISTINGS:
        assert open_export(name, "", "csv", VISITOR).name == name


# ── The file ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_file_is_the_direct_download_row_by_row(client, many, language):
    client.cookies["django_language"] = language
    job = make(ask(client, f"{PARTIES}?urut=-nama"))
    got = body_of(file_of(client, job))
    with override(language):
        export = open_export("parapihak", "?urut=-nama", "csv", VISITOR)
        rows = list(export.read_cells(export.read_keys()))
        assert got == build_file_response("csv", "x", export.headers, rows).content
    assert got.decode("utf-8-sig").startswith("Organis" if language == "en" else "Organisasi")
    assert b"'=HYPERLINK" in got
    assert (job.total, job.size) == (MANY, len(got))


def test_the_workbook_has_the_same_rows_and_no_formula(client, many, english):
    job = make(ask(client, file_format="xlsx"))
    sheet = load_workbook(io.BytesIO(body_of(file_of(client, job)))).active
    names = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert names == [row[0] for row in _direct_rows()]
    [formula] = [row[0] for row in sheet.iter_rows(min_row=2) if row[0].value.startswith("=")]
    assert (formula.data_type, formula.quotePrefix) == ("s", True)


def _direct_rows():
    export = open_export("parapihak", "", "xlsx", VISITOR)
    return list(export.read_cells(export.read_keys()))


def test_a_sheet_that_cannot_hold_the_rows_is_refused_with_a_sentence(english):
    FORMATS["xlsx"].require_room(2**20 - 1)
    FORMATS["csv"].require_room(10**9)
    with pytest.raises(Refused, match="at most 1,048,575 rows, and this list has 1,048,576"):
        FORMATS["xlsx"].require_room(2**20)


def test_a_row_that_is_hidden_while_the_file_is_written_is_left_out(many):
    export = open_export("parapihak", "", "csv", VISITOR)
    keys = export.read_keys()
    Organisation.objects.filter(pk=keys[3]).delete()
    assert len(list(export.read_cells(keys))) == MANY - 1


# ── Who gets what ────────────────────────────────────────────────────────────────────────────


def test_whoever_has_the_address_opens_the_file_of_a_visitor(client, cast, many):
    job = make(ask(client))
    client.force_login(cast.inka)
    assert len(body_of(file_of(client, job))) == job.size
    assert client.get(f"/unduhan/{uuid4()}/").status_code == 404


def test_the_file_of_a_user_is_there_for_nobody_else(client, cast, hidden):
    job = make(ask_as(cast.secretary))
    assert hidden.reference in references_of(job)
    for somebody in (None, cast.inka, cast.facilitator, cast.administrator):
        client.logout()
        if somebody:
            client.force_login(somebody)
        assert client.get(job.get_absolute_url()).status_code == 404
        assert file_of(client, job).status_code == 404
    client.force_login(cast.secretary)
    assert hidden.reference in body_of(file_of(client, job)).decode()


def test_each_file_shows_what_its_asker_may_see(cast, hidden):
    shown = {
        name: hidden.reference in references_of(make(ask_as(cast[name]))) for name in cast.names
    }
    for name, is_shown in shown.items():
        assert is_shown == Pledge.objects.visible_to(cast[name]).filter(pk=hidden.pk).exists()
    assert set(shown.values()) == {True, False}


def end_duty_of(user, by):
    mandate = Mandate.objects.get(person=user.person)
    end_mandate(mandate=mandate, on=timezone.localdate() - timedelta(days=1), by=by)


def test_a_file_made_before_a_mandate_ended_is_not_handed_out(client, cast, hidden, english):
    job = make(ask_as(cast.secretary))
    client.force_login(cast.secretary)
    end_duty_of(cast.secretary, cast.administrator)
    answer = file_of(client, job)
    assert answer.status_code == 403
    assert "Your duties or offices have changed" in answer.content.decode()


def test_a_file_made_after_a_mandate_ended_shows_what_is_left(cast, hidden):
    job = ask_as(cast.secretary)
    end_duty_of(cast.secretary, cast.administrator)
    assert hidden.reference not in references_of(make(job))


def test_the_participants_go_to_the_staff_alone_and_history_notes_it(client, cast, meeting):
    address = f"/unduhan/peserta/siapkan/?rapat={meeting.reference}"
    for somebody, status in ((None, 404), (cast.inka, 403)):
        if somebody:
            client.force_login(somebody)
        assert client.post(address, {"format": "csv"}).status_code == status
    client.force_login(cast.facilitator)
    job = make(ask(client, address))
    assert len(rows_of(job)) == 3
    ask(client, address)
    noted = HistoryEntry.objects.filter(key="participants_exported")
    assert [entry.params["kind"] for entry in noted] == ["CSV"]


@pytest.mark.parametrize("address", ["/unduhan/entah/siapkan/", PARTIES])
def test_an_unknown_list_or_format_is_refused(client, address):
    assert client.post(address, {"format": "exe"}).status_code in (400, 404)


# ── The same question ────────────────────────────────────────────────────────────────────────


def test_the_same_question_shares_its_file_until_something_is_written(client, many):
    first = ask(client)
    assert ask(client) == first  # not made yet
    make(first)
    assert ask(client) == first
    assert ask(client, f"{PARTIES}?cari=paguyuban") != first
    assert ask(client, file_format="xlsx") != first
    Organisation.objects.filter(slug="o1").update(name="Paguyuban baru")
    if connection.vendor == "postgresql":
        connection.cursor().execute("RESET rembug.content_change")
    Organisation.objects.filter(slug="o2").update(name="Paguyuban lain")
    assert ask(client) != first


def test_the_same_question_of_two_people_has_two_files(cast):
    assert ask_as(cast.secretary) != ask_as(cast.facilitator) != ask_as(VISITOR)


def test_a_visitor_asks_for_twenty_files_an_hour(client, english):
    for number in range(20):
        job = ask(client, f"{PARTIES}?cari={number}")
        ExportJob.objects.filter(pk=job.pk).update(made_at=timezone.now())
    answer = client.post(f"{PARTIES}?cari=x", {"format": "csv"})
    assert answer.status_code == 429
    assert "many files within an hour" in answer.content.decode()
    assert ExportJob.objects.count() == 20


def test_five_files_of_one_user_wait_at_once(client, cast, english):
    client.force_login(cast.inka)
    for number in range(5):
        ask(client, f"{PARTIES}?cari={number}")
    answer = client.post(f"{PARTIES}?cari=x", {"format": "csv"})
    assert answer.status_code == 422
    assert "5 of your files are still being prepared" in answer.content.decode()


# ── Its page ─────────────────────────────────────────────────────────────────────────────────


def test_the_page_counts_rows_and_then_hands_out_the_file(client, many, english):
    job = ask(client)
    assert "The file is being prepared" in client.get(job.get_absolute_url()).content.decode()
    ExportJob.objects.filter(pk=job.pk).update(written=500, total=416_237)
    assert "500 of 416,237 rows" in client.get(job.get_absolute_url()).content.decode()
    page = client.get(make(job).get_absolute_url())
    assert f"/unduhan/{job.token}/berkas/" in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"


def test_a_file_that_cannot_be_read_is_prepared_again(client, many, english):
    job = make(ask(client))
    default_storage.delete(job.file.name)
    answer = file_of(client, job)
    assert answer.status_code == 503
    assert "The file cannot be read at the moment" in answer.content.decode()
    client.post(job.get_absolute_url())
    assert len(body_of(file_of(client, make(job)))) == job.size


def test_a_failed_file_says_why_and_is_tried_again(client, cast, english):
    job = ask_as(cast.inka)
    ExportJob.objects.filter(pk=job.pk).update(error="OperationalError")
    client.force_login(cast.inka)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "could not be prepared" in page
    assert "OperationalError" in page
    client.post(job.get_absolute_url())
    make(job)


def test_a_late_file_is_tried_again(client, cast, english):
    job = ask_as(cast.inka)
    ExportJob.objects.update(moved_at=timezone.now() - timedelta(minutes=5))
    client.force_login(cast.inka)
    assert "takes longer than usual" in client.get(job.get_absolute_url()).content.decode()
    client.post(job.get_absolute_url())
    assert OutboxMessage.objects.filter(kind="portal.export").count() == 1
    make(job)


@pytest.mark.django_db(transaction=True)
def test_the_demo_prepares_a_file_at_once(client, settings, administrator):
    settings.OUTBOX_IMMEDIATE = True
    job = ask(client)
    assert job.made_at
    assert len(body_of(file_of(client, job))) == job.size


# ── Afterwards ───────────────────────────────────────────────────────────────────────────────


def test_a_file_is_deleted_after_three_days_and_its_page_says_so(client, many, english):
    job = make(ask(client))
    assert delete_old_exports(timezone.now()) == 0
    assert delete_old_exports(timezone.now() + KEPT_FOR + timedelta(minutes=1)) == 1
    assert not default_storage.exists(job.file.name)
    assert "The file is deleted" in client.get(job.get_absolute_url()).content.decode()
    assert file_of(client, job).status_code == 404
    delete_old_exports(timezone.now() + timedelta(days=31))
    assert client.get(job.get_absolute_url()).status_code == 404


def test_visitors_never_fill_the_disk(cast):
    jobs = [make(ask_as(VISITOR, query=f"?cari={number}")) for number in range(3)]
    own = make(ask_as(cast.inka))
    ExportJob.objects.update(size=10**9)
    delete_old_exports(timezone.now())
    kept = [ExportJob.objects.get(pk=job.pk).file != "" for job in (*jobs, own)]
    assert kept == [False, True, True, True]


def test_what_a_killed_worker_stored_is_deleted_a_day_later(client):
    left = f"{FOLDER}/20260101000000000000-left.csv"
    default_storage.save(left, io.BytesIO(b"half"))
    job = make(ask(client))
    delete_old_exports(timezone.now())
    assert not default_storage.exists(left)
    assert default_storage.exists(job.file.name)


def test_a_worker_that_was_taken_for_dead_changes_nothing(client):
    job = make(ask(client))
    before = (job.file.name, job.size)
    again = keep_export(
        job=job,
        file=io.BytesIO(b"late"),
        file_name="late",
        size=4,
        content_version="",
        grants_sha256="",
    )
    assert (again.file.name, again.size) == before
    assert set(NAMES) >= set(LISTINGS)
