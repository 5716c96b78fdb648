"""The life of a pilot, and why it is one."""

import pytest

from core.refusals import Refused
from pilots.actions import drop_pilot, propose_pilot, select_pilot
from pilots.models import Pilot, PilotState
from pilots.transitions import PILOT
from tests.support.expect import invalid, refused, stopped_by_the_database, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

AGREED = {"agreed_on": "2021-07", "agreed_by": "Para pihak"}
CALLS = {
    "select_pilot": lambda pilot, by: select_pilot(pilot=pilot, by=by, **AGREED),
    "drop_pilot": lambda pilot, by: drop_pilot(pilot=pilot, reason="Belum siap", by=by),
}
STATES = [(row.action, state) for row in PILOT for state in PilotState]


def pilot_in(state, pilot, by):
    if state == PilotState.SELECTED:
        return CALLS["select_pilot"](pilot, by)
    return CALLS["drop_pilot"](pilot, by) if state == PilotState.DROPPED else pilot


@pytest.mark.parametrize(("action", "state"), STATES)
def test_an_action_works_from_its_states_only(ground, facilitator, action, state):
    pilot = pilot_in(state, ground.pilot, facilitator)
    [row] = [row for row in PILOT if row.action == action]
    if state in row.sources:
        assert CALLS[action](pilot, facilitator).state in row.targets
        return
    before = Pilot.objects.values().get(pk=pilot.pk)
    sentence = f"“{row.label}” is not possible while Kelurahan Taman is “{state.label}”."
    with refused(sentence, code="wrong_state"):
        CALLS[action](pilot, facilitator)
    assert Pilot.objects.values().get(pk=pilot.pk) == before


def test_a_pilot_tells_its_story(ground, facilitator):
    pilot = select_pilot(pilot=ground.pilot, by=facilitator, **AGREED)
    assert (pilot.state, pilot.agreed_on, pilot.agreed_by, pilot.reason) == (
        "selected",
        "2021-07",
        "Para pihak",
        "Siap menjadi contoh",
    )
    pilot = drop_pilot(pilot=pilot, reason="Lapak pindah", by=facilitator)
    assert (pilot.state, pilot.reason) == ("dropped", "Lapak pindah")
    assert told(pilot) == [
        "The kelurahan was proposed as a pilot: Siap menjadi contoh",
        "The kelurahan was selected as a pilot, agreed by Para pihak.",
        "The kelurahan is no longer a pilot: Lapak pindah",
    ]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_pilot_is_not_dropped_without_a_reason(ground, facilitator, reason):
    with refused("Please give a reason.", field="reason"):
        drop_pilot(pilot=ground.pilot, reason=reason, by=facilitator)
    ground.pilot.refresh_from_db()
    assert ground.pilot.state == PilotState.PROPOSED


@pytest.mark.both_databases
def test_a_kelurahan_is_a_pilot_once_a_programme(ground, facilitator):
    same = {"programme": ground.programme, "region": ground.kelurahan}
    with invalid("This kelurahan is already a pilot."):
        propose_pilot(reason="Lagi", by=facilitator, **same)
    with stopped_by_the_database():
        Pilot.objects.create(**same)


def test_a_stale_pilot_is_judged_by_what_stands_now(ground, facilitator):
    stale = Pilot.objects.get(pk=ground.pilot.pk)
    drop_pilot(pilot=ground.pilot, reason="Lain", by=facilitator)
    with pytest.raises(Refused):
        select_pilot(pilot=stale, by=facilitator, **AGREED)
