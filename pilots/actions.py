"""What can be done with regions, the programme and its pilots."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core.access import require
from core.actors import Actor
from core.history import record
from pilots.models import ActionPlan, Focus, Pilot, Problem, Programme, Region, Survey
from pilots.permissions import can_edit_programme, can_select_pilot
from pilots.transitions import PILOT
from stakeholders.models import Organisation


@transaction.atomic
def register_region(*, by: Actor, **fields: Any) -> Region:
    """Add a region; raises ValidationError for a code already there."""
    require(can_edit_programme(by))
    region = Region(**fields)
    region.full_clean()
    region.save()
    record(region, "region_registered", by=by)
    return region


@transaction.atomic
def register_programme(
    *, organisers: Iterable[Organisation] = (), by: Actor, **fields: Any
) -> Programme:
    """Add a programme with its city and secretariat; the first names the forum."""
    require(can_edit_programme(by))
    programme = Programme(**fields)
    programme.full_clean()
    programme.save()
    programme.organisers.set(organisers)
    record(programme, "programme_registered", by=by)
    return programme


@transaction.atomic
def record_survey(*, regions: Iterable[Region] = (), by: Actor, **fields: Any) -> Survey:
    """Add a survey and what it found."""
    require(can_edit_programme(by))
    survey = Survey(**fields)
    survey.full_clean()
    survey.save()
    survey.regions.set(regions)
    record(survey.programme, "survey_recorded", by=by, title=survey.title)
    return survey


@transaction.atomic
def record_problem(*, by: Actor, **fields: Any) -> Problem:
    """Add a ranked priority problem; raises ValidationError for a doubled code."""
    require(can_edit_programme(by))
    problem = Problem(**fields)
    problem.full_clean()
    problem.save()
    record(problem.programme, "problem_recorded", by=by, title=problem.title)
    return problem


@transaction.atomic
def record_plan(*, by: Actor, **fields: Any) -> ActionPlan:
    """Add the action plan."""
    require(can_edit_programme(by))
    plan = ActionPlan(**fields)
    plan.full_clean()
    plan.save()
    record(plan.programme, "plan_recorded", by=by, title=plan.title)
    return plan


@transaction.atomic
def record_focus(*, problems: Iterable[Problem] = (), by: Actor, **fields: Any) -> Focus:
    """Add a main line of the plan, with the problems it answers."""
    require(can_edit_programme(by))
    focus = Focus(**fields)
    focus.full_clean()
    focus.save()
    focus.problems.set(problems)
    record(focus.plan.programme, "focus_recorded", by=by, title=focus.title)
    return focus


@transaction.atomic
def propose_pilot(*, by: Actor, **fields: Any) -> Pilot:
    """Put a kelurahan on the short list, with a reason."""
    require(can_select_pilot(by))
    pilot = Pilot(**fields)
    pilot.full_clean()
    pilot.save()
    record(pilot, "pilot_proposed", by=by, reason=pilot.reason)
    return pilot


@transaction.atomic
def select_pilot(*, pilot: Pilot, agreed_on: str, agreed_by: str, by: Actor) -> Pilot:
    """Note that the parties agreed on this pilot; raises Refused in a wrong state."""
    require(can_select_pilot(by))
    pilot = Pilot.objects.select_for_update().get(pk=pilot.pk)
    PILOT.move(pilot, "select_pilot")
    pilot.agreed_on, pilot.agreed_by = agreed_on, agreed_by
    pilot.full_clean()
    pilot.save()
    record(pilot, "pilot_selected", by=by, agreed_by=agreed_by)
    return pilot


@transaction.atomic
def drop_pilot(*, pilot: Pilot, reason: str, by: Actor) -> Pilot:
    """Take a kelurahan off the list, with a reason; raises Refused without one."""
    require(can_select_pilot(by))
    pilot = Pilot.objects.select_for_update().get(pk=pilot.pk)
    PILOT.move(pilot, "drop_pilot", reason=reason)
    pilot.reason = reason
    pilot.save(update_fields=["state", "reason"])
    record(pilot, "pilot_dropped", by=by, reason=reason)
    return pilot
