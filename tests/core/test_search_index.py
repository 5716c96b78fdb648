"""The full text index has the words of every row, whoever writes it."""

import pytest
from django.core.management import call_command
from django.db import connection

from core.search.index import (
    complete_after_migrations,
    list_searched_models,
    list_stale_rows,
    prepare_for_migrations,
    rebuild_index,
)
from core.search.matches import match_words
from meetings.models import LogEntry
from pledges.models import Pledge
from stakeholders.models import Organisation, OrganisationName
from tests.support import factories

pytestmark = [
    pytest.mark.both_databases("core.search.index", "core.search.sources"),
    pytest.mark.django_db,
]


def find(model, text):
    return list(match_words(model._default_manager.all(), text))


def assert_index_is_true():
    assert {model: list_stale_rows(model) for model in list_searched_models()} == {
        model: [] for model in list_searched_models()
    }


def test_words_of_different_fields_and_names_find_a_pledge(forum, cast, facilitator):
    pledge = factories.make_submitted(forum.inka, own_words="Sumur resapan", by=cast.inka)
    assert find(Pledge, "resap INKA") == [pledge]
    assert find(Pledge, "inka sumurnya") == []
    number = pledge.reference.rpartition("-")[2]
    assert find(Pledge, number) == find(Pledge, pledge.reference.lower()) == [pledge]
    assert_index_is_true()


def test_a_new_name_of_an_organisation_finds_its_rows(forum, cast):
    pledge = factories.make_submitted(forum.inka, own_words="Sumur", by=cast.inka)
    Organisation.objects.filter(pk=forum.inka.pk).update(name="Kereta Zebra", short_name="")
    assert find(Pledge, "zebra") == [pledge]
    assert find(Pledge, "inka") == []
    alias = OrganisationName.objects.create(organisation=forum.inka, name="Kuda Belang")
    assert find(Organisation, "belang") == [forum.inka]
    alias.delete()
    assert find(Organisation, "belang") == []
    assert_index_is_true()


def test_partners_bulk_writes_sql_and_deletions_keep_it_true(forum, cast):
    pledge = factories.make_submitted(forum.inka, own_words="Sumur", by=cast.inka)
    other = Organisation.objects.exclude(pk=forum.inka.pk).first()
    Pledge.partners.through.objects.create(pledge=pledge, organisation=other)
    assert_index_is_true()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pledges_pledge SET own_words = 'Jembatan bambu'")
    assert find(Pledge, "bambu") == [pledge]
    made = Organisation.objects.bulk_create(
        [Organisation(slug=f"b{n}", name=f"Bambu {n}", sector="media") for n in range(3)]
    )
    assert len(find(Organisation, "bambu")) == 3
    Organisation.objects.filter(pk=made[0].pk).delete()
    assert len(find(Organisation, "bambu")) == 2
    Pledge.partners.through.objects.all().delete()
    assert_index_is_true()


def test_of_a_log_only_the_minutes_are_indexed(forum, facilitator):
    meeting = factories.make_meeting(by=facilitator)
    entry = LogEntry.objects.create(meeting=meeting, order=1, kind="decision", text="Pompa baru")
    assert find(LogEntry, "pompa") == []
    LogEntry.objects.update(kind="note")
    assert find(LogEntry, "pompa") == [entry]
    assert_index_is_true()


def test_a_rebuilt_index_is_the_same(forum, cast):
    factories.make_submitted(forum.inka, own_words="Sumur", by=cast.inka)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pledges_pledge_search")
    assert list_stale_rows(Pledge) != []
    rebuild_index()
    assert_index_is_true()


def test_the_command_tells_what_differs_and_mends_it(forum, capsys):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM stakeholders_organisation_search")
    call_command("rebuild_search", "--check")
    number = Organisation.objects.count()
    assert f"stakeholders_organisation: {number} differ" in capsys.readouterr().out
    call_command("rebuild_search")
    assert find(Organisation, "inka") == [forum.inka]
    assert_index_is_true()


def test_rows_changed_by_a_migration_are_indexed_after_it(forum):
    prepare_for_migrations(using="default", plan=["a migration"])
    Organisation.objects.filter(pk=forum.inka.pk).update(name="Kereta Zebra", short_name="")
    complete_after_migrations(using="default", plan=["a migration"])
    assert find(Organisation, "zebra") == [forum.inka]
    Organisation.objects.filter(pk=forum.inka.pk).update(name="Kuda Belang")
    assert find(Organisation, "belang") == [forum.inka]
    assert_index_is_true()
