"""Who may keep the programme, and who may name a pilot; person by action."""

import pytest

from pilots import permissions
from pilots.actions import (
    drop_pilot,
    propose_pilot,
    record_focus,
    record_plan,
    record_problem,
    record_survey,
    register_programme,
    register_region,
    select_pilot,
)
from pilots.models import ActionPlan
from tests.support.expect import allow_only

pytestmark = pytest.mark.django_db

STAFF = {"facilitator", "secretary"}
KEEPERS = {*STAFF, "administrator"}

ACTIONS = {
    "register_region": (
        KEEPERS,
        lambda w: lambda by: register_region(code="35.78", level="city", name="Lain", by=by),
    ),
    "register_programme": (
        KEEPERS,
        lambda w: (
            lambda by: register_programme(
                slug="lain", name="Lain", city=w.city, secretariat=w.programme.secretariat, by=by
            )
        ),
    ),
    "record_survey": (
        KEEPERS,
        lambda w: lambda by: record_survey(programme=w.programme, title="Survei", by=by),
    ),
    "record_problem": (
        KEEPERS,
        lambda w: (
            lambda by: record_problem(programme=w.programme, code="M9", rank=9, title="Lain", by=by)
        ),
    ),
    "record_plan": (
        KEEPERS,
        lambda w: lambda by: record_plan(programme=w.programme, title="Lain", by=by),
    ),
    "record_focus": (
        KEEPERS,
        lambda w: (
            lambda by: record_focus(
                plan=ActionPlan.objects.get(), code="F9", order=9, title="Lain", by=by
            )
        ),
    ),
    "propose_pilot": (
        STAFF,
        lambda w: (
            lambda by: propose_pilot(programme=w.programme, region=w.city, reason="Siap", by=by)
        ),
    ),
    "select_pilot": (
        STAFF,
        lambda w: (
            lambda by: select_pilot(
                pilot=w.pilot, agreed_on="2021-07", agreed_by="Para pihak", by=by
            )
        ),
    ),
    "drop_pilot": (STAFF, lambda w: lambda by: drop_pilot(pilot=w.pilot, reason="Lain", by=by)),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_open_to_just_those_whose_it_is(cast, ground, action):
    allowed, prepare = ACTIONS[action]
    allow_only(cast, allowed, prepare(ground))


def test_permissions_follow_from_the_office(cast):
    assert cast.who(permissions.can_edit_programme) == KEEPERS
    assert cast.who(permissions.can_select_pilot) == STAFF
