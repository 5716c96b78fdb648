"""Kept copies: a value of another table is copied by any writer of either side."""

import time
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core.kept_copies import list_copies
from pilots.models import Region
from pledges.models import Pledge, PledgeRegion
from stakeholders.models import Organisation, Sector
from tests.support.threads import at_once

pytestmark = [pytest.mark.both_databases("core.kept_copies"), pytest.mark.django_db]


@pytest.fixture
def pledge(forum, ground):
    """A pledge of PT INKA for a kelurahan."""
    pledge = Pledge.objects.create(reference="KOM-2026-0001", lead=forum.inka, own_words="Bibit")
    pledge.regions.add(ground.kelurahan)
    return pledge


def get_sector(pledge):
    return Pledge.objects.values_list("lead_sector", flat=True).get(pk=pledge.pk)


def test_a_new_row_and_a_link_have_the_value_that_they_refer_to(pledge):
    assert get_sector(pledge) == Sector.COMPANY
    assert PledgeRegion.objects.get().reference == "KOM-2026-0001"


def test_rows_written_at_once_are_copied_too(forum):
    leads = (forum.inka, forum.taman)
    rows = [
        Pledge(reference=f"KOM-2026-100{number}", lead=lead, own_words="Bibit")
        for number, lead in enumerate(leads)
    ]
    Pledge.objects.bulk_create(rows)
    assert [get_sector(row) for row in rows] == [lead.sector for lead in leads]


def test_what_an_older_object_saves_does_not_stay(pledge):
    pledge.title = "Bibit"
    pledge.save()
    assert get_sector(pledge) == Sector.COMPANY


def test_the_copy_follows_another_row_that_is_referred_to(forum, pledge):
    Pledge.objects.update(lead=forum.taman)
    assert get_sector(pledge) == forum.taman.sector != Sector.COMPANY


def test_a_region_without_a_parent_has_no_copy_of_its_name(ground):
    def read_name():
        return Region.objects.values_list("parent_name", flat=True).get(pk=ground.kelurahan.pk)

    assert read_name() == "Kota Madiun"
    Region.objects.filter(pk=ground.city.pk).update(name="Madiun")
    assert read_name() == "Madiun"
    Region.objects.filter(pk=ground.kelurahan.pk).update(parent=None)
    assert read_name() is None


def test_the_copy_follows_a_change_of_the_original(forum, pledge):
    Organisation.objects.filter(pk=forum.inka.pk).update(sector=Sector.MEDIA)
    assert get_sector(pledge) == Sector.MEDIA


def test_a_wrong_copy_is_found_and_mended(pledge, capsys):
    # PostgreSQL alters no table while checks of its rows wait for the end of the transaction.
    connection.check_constraints()
    with connection.cursor() as cursor:
        for copy in list_copies():
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {copy.table} DISABLE TRIGGER USER")
            else:
                cursor.execute(f"DROP TRIGGER {copy.table}_{copy.column}_copy_update")
        Pledge.objects.update(lead_sector=Sector.CITIZEN)
        PledgeRegion.objects.update(reference="")
    with pytest.raises(CommandError):
        call_command("compare_counts")
    link = PledgeRegion.objects.get()
    assert capsys.readouterr().out.splitlines() == [
        f"pledges_pledge {pledge.pk}: lead_sector is not that of its lead",
        f"pledges_pledge_regions {link.pk}: reference is not that of its pledge",
    ]
    call_command("compare_counts", mend=True)
    assert [line for copy in list_copies() for line in copy.find_differences()] == []


@pytest.mark.django_db(transaction=True)
def test_a_row_written_while_its_original_changes_has_the_new_value(forum):
    is_written = Event()

    def write():
        with transaction.atomic():
            Pledge.objects.create(reference="KOM-2026-0002", lead=forum.inka, own_words="Bibit")
            is_written.set()
            # Without a lock on the organisation it would be changed and committed meanwhile.
            time.sleep(0.3)

    def change():
        is_written.wait(60)
        Organisation.objects.filter(pk=forum.inka.pk).update(sector=Sector.MEDIA)

    assert at_once(write, change) == [None, None]
    assert get_sector(Pledge.objects.get()) == Sector.MEDIA
