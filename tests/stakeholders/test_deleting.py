"""Deleting an organisation or a person: only what nothing uses."""

import pytest
from django.core.exceptions import PermissionDenied

from core.models import HistoryEntry
from core.refusals import Refused
from stakeholders.actions.deleting import delete_entry, list_uses
from stakeholders.actions.merging import merge_entries
from stakeholders.actions.registers import add_organisation_name
from stakeholders.models import Mandate, Organisation, Person
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def mistyped(facilitator):
    row = factories.make_organisation("inak", name="PT INAK", by=facilitator)
    add_organisation_name(organisation=row, name="Inak", by=facilitator)
    return row


def test_an_unused_organisation_goes_with_its_names(mistyped, facilitator):
    pk = mistyped.pk
    delete_entry(row=mistyped, by=facilitator)
    assert not Organisation.objects.filter(pk=pk).exists()
    entry = HistoryEntry.objects.get(key="organisation_deleted", object_id=pk)
    assert entry.params == {"name": "PT INAK"}


def test_what_uses_an_organisation_keeps_it(mistyped, forum, meeting, facilitator):
    Mandate.objects.create(
        person=factories.make_person("satu", by=facilitator), organisation=mistyped
    )
    pledge = factories.make_submitted(forum.inka, by=facilitator)
    pledge.partners.add(mistyped)
    assert list_uses(mistyped) == {"mandates": 1, "pledges as a partner": 1}
    with pytest.raises(Refused, match="since it is used: 1 mandates, 1 pledges as a partner"):
        delete_entry(row=mistyped, by=facilitator)
    assert list(pledge.partners.all()) == [mistyped]


def test_one_into_which_another_was_merged_is_used(mistyped, forum, facilitator):
    other = factories.make_organisation("inak-2", name="PT Inak Dua", by=facilitator)
    merge_entries(merged=other, kept=mistyped, taken=(), by=facilitator)
    with pytest.raises(Refused, match="entries merged into it"):
        delete_entry(row=mistyped, by=facilitator)


def test_an_unused_person_goes_with_the_offices(forum, facilitator):
    person = factories.make_person("salah-ketik", by=facilitator)
    Mandate.objects.create(person=person, organisation=forum.inka, position="Humas")
    assert list_uses(person) == {}
    delete_entry(row=person, by=facilitator)
    assert not Person.objects.filter(slug="salah-ketik").exists()


def test_a_person_who_acted_stays(cast, meeting, facilitator):
    uses = list_uses(cast.inka.person)
    assert uses == {"accounts": 1, "participants": 1}
    with pytest.raises(Refused, match="since it is used"):
        delete_entry(row=cast.inka.person, by=facilitator)
    assert Mandate.objects.filter(person=cast.inka.person).exists()


def test_an_office_in_which_somebody_acted_keeps_its_holder(forum, meeting, facilitator):
    person = factories.make_person("pemimpin", by=facilitator)
    mandate = Mandate.objects.create(person=person, organisation=forum.inka, position="Ketua")
    type(meeting).objects.filter(pk=meeting.pk).update(leader=mandate)
    assert list_uses(person) == {"acts in an office": 1}


def test_a_deleted_entry_is_not_deleted_again(mistyped, facilitator):
    stale = Organisation.objects.get(pk=mistyped.pk)
    delete_entry(row=mistyped, by=facilitator)
    with pytest.raises(Refused, match="deleted this entry just now"):
        delete_entry(row=stale, by=facilitator)


def test_nobody_else_deletes(mistyped, cast):
    for name in ("anonymous", "citizen", "inka", "lurah"):
        with pytest.raises(PermissionDenied):
            delete_entry(row=mistyped, by=cast[name])
