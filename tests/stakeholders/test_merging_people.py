"""Merging people: account, offices and places follow; whoever holds a duty is not anybody's."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.refusals import Refused
from meetings.models import Participant
from stakeholders.actions.merging import undo_merge
from stakeholders.matching import NameMatcher
from stakeholders.models import Duty, Mandate, Merge, User
from stakeholders.permissions import get_grants
from tests.support import factories
from tests.support.merging import merge, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def twin(facilitator):
    return factories.make_person("wakil-inka-2", name="Wakil  Inka", phone="0812", by=facilitator)


def test_a_person_is_merged_with_account_mandates_and_places(
    twin, cast, forum, meeting, facilitator
):
    person = cast.inka.person
    before = snapshot()
    done = merge(person, twin, facilitator, taken=["name"])
    account = User.objects.get(pk=cast.inka.pk)
    assert account.person == twin
    assert get_grants(account).organisation_ids == {forum.inka.pk}
    assert Participant.objects.get(meeting=meeting, organisation=forum.inka).person == twin
    twin.refresh_from_db()
    assert (twin.name, twin.phone) == (person.name, "0812")
    assert undo_merge(merge=done, by=facilitator) == []
    assert snapshot() == before


def test_the_name_of_a_merged_person_finds_the_kept_one(cast, facilitator):
    old = factories.make_person("nama-lama", name="Nama Lama", by=facilitator)
    new = factories.make_person("nama-baru", name="Nama Baru", by=facilitator)
    merge(old, new, facilitator)
    assert [each.pk for each in NameMatcher().list_namesakes("Nama Lama")] == [new.pk]


def test_two_accounts_are_not_merged(cast, facilitator):
    with pytest.raises(Refused, match="Both have an account"):
        merge(cast.inka.person, cast.lurah.person, facilitator)


def test_an_awaited_signature_is_given_first(frozen, twin, cast, facilitator):
    with pytest.raises(Refused, match="awaits the signature of"):
        merge(cast.inka.person, twin, facilitator)


def test_a_facilitator_cannot_merge_the_secretary(twin, cast, facilitator, secretary):
    with pytest.raises(PermissionDenied):
        merge(secretary.person, twin, facilitator)
    assert Mandate.objects.filter(person=secretary.person, duty=Duty.SECRETARIAT).exists()
    merge(secretary.person, twin, secretary)


def test_dates_survive_the_record(twin, cast, facilitator):
    other = factories.make_person("orang-2", consent_date=date(2021, 11, 8), by=facilitator)
    done = merge(other, twin, facilitator, taken=["consent_date"])
    twin.refresh_from_db()
    assert twin.consent_date == date(2021, 11, 8)
    assert undo_merge(merge=Merge.objects.get(pk=done.pk), by=facilitator) == []
    twin.refresh_from_db()
    assert twin.consent_date is None
