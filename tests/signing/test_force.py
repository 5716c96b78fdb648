"""A document put into force by the secretariat while places stay open."""

from datetime import date

import pytest
from django.utils import timezone

from signing.actions.deciding import bring_into_force
from tests.support.document_factories import force, sign, state_of, states
from tests.support.expect import refused, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_the_secretariat_decides_with_open_places(frozen, signatories, pledge, secretary):
    sign(frozen, signatories[:1], by=secretary)
    sign(frozen, signatories[1:], state="to_follow", by=secretary)
    force(frozen, reason="Disepakati lisan", by=secretary)
    assert state_of(frozen) == ("in_force", timezone.localdate(), "Disepakati lisan")
    assert [state for state, _day, _reason in states(frozen)] == ["signed", "to_follow"]
    pledge.refresh_from_db()
    assert pledge.state == "agreed"
    assert told(frozen)[-1] == (
        "The document was put into force with signatures missing: Disepakati lisan"
    )


def test_an_open_place_is_signed_after_the_document_came_into_force(frozen, signatories, secretary):
    sign(frozen, signatories[:1], by=secretary)
    sign(frozen, signatories[1:], state="to_follow", by=secretary)
    force(frozen, reason="Disepakati lisan", by=secretary)
    before = state_of(frozen)
    sign(frozen, signatories[1:], day=date(2021, 11, 20), by=secretary)
    assert state_of(frozen) == before
    assert states(frozen)[1] == ("signed", date(2021, 11, 20), "")
    assert told(frozen).count("The document is in force.") == 0


def test_nothing_is_put_into_force_while_a_partys_place_is_unknown(
    frozen, signatories, pledge, secretary
):
    sign(frozen, signatories[:1], by=secretary)
    sentence = "First record what is known of every party: signed, to follow, or not."
    with refused(sentence, code="open_slots"):
        force(frozen, by=secretary)
    pledge.refresh_from_db()
    assert (state_of(frozen)[0], pledge.state) == ("partly_signed", "accommodated")


def test_an_unknown_witness_does_not_stand_in_the_way(frozen, signatories, forum, secretary):
    sign(frozen, signatories[:1], by=secretary)
    frozen.signatories.filter(pk=signatories[1].pk).update(capacity="witness")
    assert force(frozen, by=secretary).state == "in_force"


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_put_into_force_without_a_reason(frozen, signatories, secretary, reason):
    sign(frozen, signatories[:1], by=secretary)
    sign(frozen, signatories[1:], state="to_follow", by=secretary)
    with refused("Please give a reason.", field="reason"):
        bring_into_force(document=frozen, reason=reason, by=secretary)
    assert state_of(frozen) == ("partly_signed", None, "")
