"""Actions on regions, the programme, its survey, problems and plan, and its pilots."""

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
    """Register a region; raises ValidationError for a code that is already registered."""
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
    """Register a programme; the first one names the forum."""
    require(can_edit_programme(by))
    programme = Programme(**fields)
    programme.full_clean()
    programme.save()
    programme.organisers.set(organisers)
    record(programme, "programme_registered", by=by)
    return programme


@transaction.atomic
def record_survey(*, regions: Iterable[Region] = (), by: Actor, **fields: Any) -> Survey:
    """Add a survey with its findings."""
    require(can_edit_programme(by))
    survey = Survey(**fields)
    survey.full_clean()
    survey.save()
    survey.regions.set(regions)
    record(survey.programme, "survey_recorded", by=by, title=survey.title)
    return survey


@transaction.atomic
def record_problem(*, by: Actor, **fields: Any) -> Problem:
    """Add a ranked priority problem; raises ValidationError for a code that is already used."""
    require(can_edit_programme(by))
    problem = Problem(**fields)
    problem.full_clean()
    problem.save()
    record(problem.programme, "problem_recorded", by=by, title=problem.title)
    return problem


@transaction.atomic
def record_plan(*, by: Actor, **fields: Any) -> ActionPlan:
    """Add an action plan."""
    require(can_edit_programme(by))
    plan = ActionPlan(**fields)
    plan.full_clean()
    plan.save()
    record(plan.programme, "plan_recorded", by=by, title=plan.title)
    return plan


@transaction.atomic
def record_focus(*, problems: Iterable[Problem] = (), by: Actor, **fields: Any) -> Focus:
    """Add a focus of the action plan, with the problems it addresses."""
    require(can_edit_programme(by))
    focus = Focus(**fields)
    focus.full_clean()
    focus.save()
    focus.problems.set(problems)
    record(focus.plan.programme, "focus_recorded", by=by, title=focus.title)
    return focus


@transaction.atomic
def propose_pilot(*, by: Actor, **fields: Any) -> Pilot:
    """Put a kelurahan on the short list of pilots, with a reason."""
    require(can_select_pilot(by))
    pilot = Pilot(**fields)
    pilot.full_clean()
    pilot.save()
    record(pilot, "pilot_proposed", by=by, reason=pilot.reason)
    return pilot


@transaction.atomic
def select_pilot(*, pilot: Pilot, agreed_on: str, agreed_by: str, by: Actor) -> Pilot:
    """Select a proposed pilot, on which the parties agreed; raises Refused in any other state."""
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
    """Drop a pilot; raises Refused without a reason."""
    require(can_select_pilot(by))
    pilot = Pilot.objects.select_for_update().get(pk=pilot.pk)
    PILOT.move(pilot, "drop_pilot", reason=reason)
    pilot.reason = reason
    pilot.save(update_fields=["state", "reason"])
    record(pilot, "pilot_dropped", by=by, reason=reason)
    return pilot
