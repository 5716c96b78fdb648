"""What tests stand on, made by the same actions that the portal uses."""

from datetime import date
from decimal import Decimal

from meetings.actions.attending import invite, mark_attendance
from meetings.actions.logging import log_pledge
from meetings.actions.planning import cancel_meeting, close_meeting, create_meeting, start_meeting
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import Attendance, MeetingKind, MeetingState
from pilots.actions import (
    propose_pilot,
    record_focus,
    record_plan,
    record_problem,
    register_programme,
    register_region,
)
from pledges.actions.agreeing import agree_pledge
from pledges.actions.deciding import accommodate_pledge, decline_pledge, defer_pledge, merge_pledge
from pledges.actions.writing import draft_pledge, submit_pledge
from pledges.models import PledgeForm, PledgeState
from stakeholders.actions.offices import give_mandate, open_account
from stakeholders.actions.registers import register_organisation, register_person
from stakeholders.models import Sector

# ── Who ──────────────────────────────────────────────────────────────────────────────────


def make_organisation(slug, *, by, name="", sector=Sector.COMPANY, **fields):
    return register_organisation(slug=slug, name=name or slug, sector=sector, by=by, **fields)


def make_person(slug, *, by, name="", **fields):
    return register_person(slug=slug, name=name or f"{slug} (contoh)", by=by, **fields)


def make_account(slug, *, name, organisation, by, **mandate):
    """An account with its person, and a mandate unless `organisation` is None."""
    person = make_person(slug.replace(".", "-"), name=name, by=by)
    if organisation is not None:
        give_mandate(person=person, organisation=organisation, by=by, **mandate)
    return open_account(email=f"{slug}@rembug.example", person=person, by=by)


# ── Where and what for ───────────────────────────────────────────────────────────────────


def make_region(code, level, name, *, by, **fields):
    return register_region(code=code, level=level, name=name, by=by, **fields)


def make_programme(city, secretariat, *, by, **fields):
    values = {"slug": "kelurahan-mandiri", "name": "Kelurahan Mandiri", **fields}
    return register_programme(city=city, secretariat=secretariat, by=by, **values)


def make_problem(programme, *, by, code="M1", rank=1, **fields):
    title = fields.pop("title", "Kewirausahaan")
    return record_problem(programme=programme, code=code, rank=rank, title=title, by=by, **fields)


def make_focus(programme, problems=(), *, by, code="F1", order=1, **fields):
    plan = record_plan(programme=programme, title="Rencana aksi (contoh)", by=by)
    return record_focus(
        plan=plan, code=code, order=order, title="Lapak", problems=problems, by=by, **fields
    )


def make_pilot(programme, region, *, by, reason="Siap menjadi contoh"):
    return propose_pilot(programme=programme, region=region, reason=reason, by=by)


# ── What is promised ─────────────────────────────────────────────────────────────────────


def make_pledge(lead, *, by, own_words="Kami membantu 10 lapak", **fields):
    values = {"form": PledgeForm.GOODS, "year": 2021, **fields}
    values.setdefault("quantities", [(Decimal(10), "lapak")])
    return draft_pledge(lead=lead, own_words=own_words, by=by, **values)


def make_submitted(lead, *, by, **fields):
    return submit_pledge(pledge=make_pledge(lead, by=by, **fields), by=by)


def make_pledge_in(state, lead, *, by, partner=None, **fields):
    """A pledge that has come to `state` by the acts of `by`; a merged one needs a partner."""
    if state == PledgeState.DRAFT:
        return make_pledge(lead, by=by, **fields)
    pledge = make_submitted(lead, by=by, **fields)
    return take_pledge_to(state, pledge, by=by, partner=partner)


def take_pledge_to(state, pledge, *, by, partner=None):
    """A submitted pledge, decided."""
    if state == PledgeState.MERGED:
        survivor = make_submitted(partner, by=by)
        return merge_pledge(pledge=pledge, survivor=survivor, reason="Sama", by=by)
    if state == PledgeState.DEFERRED:
        return defer_pledge(pledge=pledge, reason="Tahun depan", by=by)
    if state == PledgeState.DECLINED:
        return decline_pledge(pledge=pledge, reason="Di luar program", by=by)
    if state in (PledgeState.ACCOMMODATED, PledgeState.AGREED):
        pledge = accommodate_pledge(pledge=pledge, by=by)
    if state == PledgeState.AGREED:
        pledge = agree_pledge(pledge=pledge, document="BA-2021-0001", by=by)
    return pledge


# ── When it was said ─────────────────────────────────────────────────────────────────────


def make_meeting(*, by, **fields):
    values = {
        "kind": MeetingKind.WORKSHOP,
        "theme": "Kelurahan Mandiri",
        "date": date(2021, 11, 8),
        **fields,
    }
    return create_meeting(by=by, **values)


def make_guest(meeting, organisation, user=None, *, by, **fields):
    values = {"person": user.person if user else None, "position": "Wakil", **fields}
    return invite(meeting=meeting, organisation=organisation, by=by, **values)


def open_meeting(meeting, *, by, present=True):
    """The meeting, opened; everybody invited is there."""
    meeting = start_meeting(meeting=meeting, by=by)
    if present:
        for participant in meeting.participants.all():
            mark_attendance(participant=participant, attendance=Attendance.PRESENT, by=by)
    return meeting


def take_meeting_to(state, meeting, *, by):
    """A meeting in preparation, brought to `state`."""
    if state == MeetingState.CANCELLED:
        return cancel_meeting(meeting=meeting, reason="Banjir", by=by)
    if state in (MeetingState.IN_PROGRESS, MeetingState.CLOSED):
        meeting = open_meeting(meeting, by=by)
    if state == MeetingState.CLOSED:
        meeting = close_meeting(meeting=meeting, by=by)
    return meeting


def hold_meeting(meeting, lead, *, by):
    """The meeting, opened, with a decision, a follow-up and a submitted contribution.

    Returns the meeting and the contribution.
    """
    meeting = open_meeting(meeting, by=by)
    decision = record_decision(
        meeting=meeting, title="Lokasi", text="Lokasi percontohan: Taman.", by=by
    )
    record_follow_up(
        meeting=meeting,
        decision=decision,
        activity="Menyiapkan lapak",
        owner=lead,
        deadline=date(2021, 12, 1),
        by=by,
    )
    pledge = log_pledge(
        meeting=meeting,
        lead=lead,
        own_words="Kami membantu 10 lapak",
        form=PledgeForm.GOODS,
        quantities=[(Decimal(10), "lapak")],
        end_date=date(2021, 12, 31),
        by=by,
    )
    return meeting, pledge
