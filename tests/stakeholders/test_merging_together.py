"""Two people merge the same two entries at the same instant; a row is deleted while it is used."""

import pytest
from django.db import connection

from core.refusals import Refused
from stakeholders.actions.deleting import delete_entry
from stakeholders.actions.merging import merge_entries
from stakeholders.models import Merge, Organisation
from tests.support import factories
from tests.support.threads import at_once

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("english"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time"),
]


@pytest.fixture
def double(facilitator):
    return factories.make_organisation("inka-2", name="PT Inka Madiun", by=facilitator)


def test_each_into_the_other_is_done_once(double, forum, facilitator, secretary):
    one, other = forum.inka, double
    answers = at_once(
        lambda: merge_entries(merged=one, kept=other, taken=(), by=facilitator),
        lambda: merge_entries(merged=other, kept=one, taken=(), by=secretary),
    )
    assert {type(each) for each in answers} == {Merge, Refused}
    assert Merge.objects.count() == 1
    assert Organisation.objects.living().filter(pk__in=[one.pk, other.pk]).count() == 1


def test_a_pledge_and_the_deletion_of_its_lead_do_not_cross(double, facilitator):
    def pledge():
        return factories.make_pledge(double, by=facilitator)

    written, deleted = at_once(pledge, lambda: delete_entry(row=double, by=facilitator))
    is_there = Organisation.objects.filter(pk=double.pk).exists()
    assert is_there is isinstance(deleted, Refused)
    assert is_there is not isinstance(written, Exception)
