"""A transition table lets an action start from its states, and says why from no other."""

import pytest
from django.db import models

from core.refusals import Refused
from core.transitions import Transition, TransitionTable
from tests.support.expect import refused

pytestmark = pytest.mark.usefixtures("english")


class Door(models.TextChoices):
    OPEN = "open", "Open"
    SHUT = "shut", "Shut"
    LOCKED = "locked", "Locked"


class AnyDoor:
    def __init__(self, state):
        self.state = state

    def __str__(self):
        return "The red door"


DOOR = TransitionTable(
    "door",
    Door,
    [
        Transition("shut_door", (Door.OPEN,), (Door.SHUT, Door.LOCKED), "Shut"),
        Transition("open_door", (Door.SHUT,), (Door.OPEN,), "Open it"),
        Transition("force_door", (Door.LOCKED,), (Door.OPEN,), "Force", needs_reason=True),
    ],
    initial=[Door.OPEN],
)


def test_an_action_sets_its_target():
    door = AnyDoor("shut")
    DOOR.move(door, "open_door")
    assert door.state == "open"


def test_an_action_with_two_targets_is_told_which():
    door = AnyDoor("open")
    DOOR.move(door, "shut_door", Door.LOCKED)
    assert door.state == "locked"


def test_an_action_with_two_targets_never_guesses():
    door = AnyDoor("open")
    with pytest.raises(ValueError, match="leads to"):
        DOOR.move(door, "shut_door")
    assert door.state == "open"


def test_a_target_that_the_row_does_not_name_is_an_error():
    with pytest.raises(ValueError, match="leads to"):
        DOOR.move(AnyDoor("shut"), "open_door", Door.LOCKED)


def test_a_wrong_state_is_refused_by_name():
    door = AnyDoor("locked")
    sentence = "“Open it” is not possible while The red door is “Locked”."
    with refused(sentence, code="wrong_state"):
        DOOR.move(door, "open_door")
    assert door.state == "locked"


@pytest.mark.parametrize("reason", ["", "   ", None])
def test_a_missing_reason_is_refused(reason):
    with refused("Please give a reason.", field="reason"):
        DOOR.require(AnyDoor("locked"), "force_door", reason=reason)


def test_the_wrong_state_is_said_before_the_missing_reason():
    with pytest.raises(Refused) as caught:
        DOOR.require(AnyDoor("open"), "force_door")
    assert caught.value.code == "wrong_state"


def test_a_reason_opens_the_way():
    assert DOOR.require(AnyDoor("locked"), "force_door", reason="Fire").action == "force_door"


def test_an_unknown_action_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="door has no action 'paint_door'"):
        DOOR.require(AnyDoor("open"), "paint_door")


def test_a_table_with_an_unknown_state_is_not_built():
    with pytest.raises(ValueError, match=r"door: paint_door names unknown states \['blue'\]"):
        TransitionTable(
            "door",
            Door,
            [Transition("paint_door", (Door.OPEN,), ("blue",), "Paint")],
            initial=[Door.OPEN],
        )


def test_buttons_are_the_rows_of_the_present_state():
    assert [row.action for row in DOOR.list_possible(AnyDoor("open"))] == ["shut_door"]
    assert [row.action for row in DOOR] == ["shut_door", "open_door", "force_door"]


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("open", {"shut_door"}),
        ("shut", {"open_door"}),
        ("locked", {"force_door"}),
    ],
)
def test_a_table_allows_just_its_rows(state, allowed):
    actions = {row.action for row in DOOR}
    assert {action for action in actions if DOOR.allows(AnyDoor(state), action)} == allowed


def test_the_state_may_live_in_another_field():
    table = TransitionTable(
        "door",
        Door,
        [Transition("open_door", (Door.SHUT,), (Door.OPEN,), "Open")],
        field="position",
        initial=[Door.SHUT],
    )
    door = AnyDoor("locked")
    door.position = "shut"
    table.move(door, "open_door")
    assert (door.position, door.state) == ("open", "locked")
