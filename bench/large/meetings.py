"""Generated meetings with participants, agenda, log, decisions and follow-ups."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from bench.large.plan import FIRST_SERIAL, Plan
from bench.large.words import POSITIONS, write_phrase, write_place, write_sentence, write_theme
from bench.large.writing import Rows
from meetings.models import (
    AgendaItem,
    Attendance,
    Decision,
    FollowUp,
    FollowUpState,
    LogEntry,
    LogKind,
    Meeting,
    MeetingKind,
    MeetingState,
    Participant,
    Reply,
)
from pilots.models import Pilot, Region
from pledges.models import Pledge
from stakeholders.models import Mandate, Organisation, Person

GUESTS, ITEMS, LINES = 15, 4, 15
# What the lines of a log are: two decisions, a follow-up of each, eight pledges, statements.
_KINDS = (
    *[LogKind.STATEMENT] * 3,
    *[LogKind.PLEDGE] * 8,
    *[LogKind.DECISION] * 2,
    *[LogKind.FOLLOW_UP] * 2,
)
_FIRST_DECISION, _FIRST_FOLLOW_UP = 11, 13
_ATTENDANCES = (*[Attendance.PRESENT] * 8, Attendance.LATE, Attendance.ABSENT)
# Of two hundred meetings, these are not closed and published.
_WAITING = {
    **dict.fromkeys((3, 53, 103, 153), "unpublished"),
    **dict.fromkeys((11, 61, 111), "cancelled"),
    **dict.fromkeys((17, 67, 117), "ahead"),
    **dict.fromkeys((29, 129), "passed"),
    37: "running",
}


def build_meetings(plan: Plan) -> Iterator[Rows]:
    """Yield the meetings, who was there and what they were about."""
    block = plan.begin(Meeting, plan.count(10_000))
    first, size = block.first, block.size
    organisations, pilots = plan.blocks[Organisation], plan.blocks[Pilot]
    yield Rows(
        Meeting,
        ("id", "reference", "kind", "theme", "purpose", "venue", "date", "starts_at", "ends_at",
         "host_id", "leader_id", "note_taker_id", "follows_id", "state", "closed_at",
         "published_at"),
        _list_meetings(plan),
    )  # fmt: skip
    yield Rows(
        Meeting.organisers.through,
        ("meeting_id", "organisation_id"),
        ((first + i, organisations.pick_uneven(i)) for i in range(size)),
    )
    yield Rows(
        Meeting.pilots.through,
        ("meeting_id", "pilot_id"),
        ((first + i, pilots.pick(i)) for i in range(0, size, 2)),
    )
    yield Rows(
        Participant,
        ("id", "meeting_id", "order", "person_id", "organisation_id", "position", "reply",
         "attendance"),
        _list_participants(plan),
    )  # fmt: skip
    agenda = plan.begin(AgendaItem, size * ITEMS)
    yield Rows(
        AgendaItem,
        ("id", "meeting_id", "order", "title", "minutes"),
        (
            (
                agenda.first + i,
                first + i // ITEMS,
                i % ITEMS + 1,
                write_phrase(i).capitalize(),
                30,
            )
            for i in range(agenda.size)
        ),
    )


def _list_meetings(plan: Plan) -> Iterator[tuple]:
    block, mandates = plan.blocks[Meeting], plan.blocks[Mandate]
    organisations, kinds = plan.blocks[Organisation], MeetingKind.values
    serials: Counter[int] = Counter()
    for i in range(block.size):
        what = _WAITING.get(i % 200, "published")
        day = plan.find_day(i, block.size)
        if what == "ahead":
            day = plan.today + timedelta(days=i % 20)
        serials[day.year] += 1
        closed = datetime.combine(day, time(8))
        is_closed = what in ("published", "unpublished")
        state = {
            "cancelled": MeetingState.CANCELLED,
            "ahead": MeetingState.PREPARING,
            "passed": MeetingState.PREPARING,
            "running": MeetingState.IN_PROGRESS,
        }.get(what, MeetingState.CLOSED)
        yield (
            block.first + i,
            f"RPT-{day.year}-{FIRST_SERIAL + serials[day.year]:04}",
            kinds[i % len(kinds)],
            write_theme(i),
            write_sentence(i),
            f"Balai {write_place(i)}",
            day,
            "09:00:00",
            "12:00:00",
            organisations.pick_uneven(i),
            mandates.pick(i),
            mandates.pick(i + 5),
            block.first + i - 10 if i > 10 and i % 10 == 0 else None,
            state,
            closed if is_closed else None,
            closed if what == "published" else None,
        )


def _list_participants(plan: Plan) -> Iterator[tuple]:
    meetings, people = plan.blocks[Meeting], plan.blocks[Person]
    organisations = plan.blocks[Organisation]
    block = plan.begin(Participant, meetings.size * GUESTS)
    office = [plan.find_office(name).pk for name in ("inka", "lurah.taman")]
    for i in range(block.size):
        is_waiting = _WAITING.get(i // GUESTS % 200) in ("ahead", "passed", "running")
        # The companies and kelurahan of the demo are invited to one in twenty meetings.
        is_known = i // GUESTS % 20 in (3, 17) and i % GUESTS < len(office)
        yield (
            block.first + i,
            meetings.first + i // GUESTS,
            i % GUESTS + 1,
            people.pick(i) if i % 50 else None,
            office[i % GUESTS] if is_known else organisations.pick(i),
            f"{POSITIONS[i % len(POSITIONS)]} {i % GUESTS}",
            Reply.INVITED if i % 4 == 0 else Reply.CONFIRMED,
            Attendance.UNMARKED if is_waiting else _ATTENDANCES[i % 10],
        )


def build_log(plan: Plan) -> Iterator[Rows]:
    """Yield the lines of the logs, and the decisions and follow-ups among them."""
    meetings = plan.blocks[Meeting]
    log = plan.begin(LogEntry, meetings.size * LINES)
    participants, pledges = plan.blocks[Participant], plan.blocks[Pledge]
    agenda = plan.blocks[AgendaItem]

    def list_lines() -> Iterator[tuple]:
        for i in range(log.size):
            meeting, line = divmod(i, LINES)
            kind = _KINDS[line]
            yield (
                log.first + i,
                meetings.first + meeting,
                agenda.first + meeting * ITEMS + line % ITEMS,
                line + 1,
                kind,
                participants.first + meeting * GUESTS + line % GUESTS,
                write_sentence(i),
                # A meeting takes pledges of its time: the same place in the order of years.
                pledges.first + i * pledges.size // log.size if kind == LogKind.PLEDGE else None,
                plan.find_moment(meeting, meetings.size),
            )

    yield Rows(
        LogEntry,
        ("id", "meeting_id", "agenda_item_id", "order", "kind", "speaker_id", "text", "pledge_id",
         "recorded_at"),
        list_lines(),
    )  # fmt: skip
    yield from _build_decisions(plan, log.first)
    yield from _build_follow_ups(plan, log.first)


def _build_decisions(plan: Plan, first_line: int) -> Iterator[Rows]:
    meetings, pilots = plan.blocks[Meeting], plan.blocks[Pilot]
    block = plan.begin(Decision, meetings.size * 2)
    serials: Counter[int] = Counter()

    def list_decisions() -> Iterator[tuple]:
        for i in range(block.size):
            meeting, which = divmod(i, 2)
            year = plan.find_day(meeting, meetings.size).year
            serials[year] += 1
            yield (
                block.first + i,
                f"KEP-{year}-{FIRST_SERIAL + serials[year]:04}",
                meetings.first + meeting,
                first_line + meeting * LINES + _FIRST_DECISION + which,
                which + 1,
                write_theme(i),
                write_sentence(i),
            )

    yield Rows(
        Decision,
        ("id", "reference", "meeting_id", "entry_id", "order", "title", "text"),
        list_decisions(),
    )
    yield Rows(
        Decision.pilots.through,
        ("decision_id", "pilot_id"),
        ((block.first + i, pilots.pick(i)) for i in range(0, block.size, 2)),
    )


def _build_follow_ups(plan: Plan, first_line: int) -> Iterator[Rows]:
    meetings, organisations = plan.blocks[Meeting], plan.blocks[Organisation]
    decisions, regions = plan.blocks[Decision], plan.blocks[Region]
    block = plan.begin(FollowUp, meetings.size * 2)
    company = plan.find_office("inka").pk
    serials: Counter[int] = Counter()
    states = (FollowUpState.OPEN, *[FollowUpState.DONE] * 6, FollowUpState.DROPPED)

    def list_follow_ups() -> Iterator[tuple]:
        for i in range(block.size):
            meeting, which = divmod(i, 2)
            day = plan.find_day(meeting, meetings.size)
            serials[day.year] += 1
            state = states[i % len(states)]
            yield (
                block.first + i,
                f"RTL-{day.year}-{FIRST_SERIAL + serials[day.year]:04}",
                meetings.first + meeting,
                decisions.first + i if i % 2 else None,
                first_line + meeting * LINES + _FIRST_FOLLOW_UP + which,
                which + 1,
                write_sentence(i),
                write_phrase(i),
                company if i % 100 == 0 else organisations.pick_uneven(i) if i % 10 else None,
                day + timedelta(days=i % 400) if i % 20 else None,
                state,
                "Tidak jadi." if state == FollowUpState.DROPPED else "",
            )

    yield Rows(
        FollowUp,
        ("id", "reference", "meeting_id", "decision_id", "entry_id", "order", "activity", "output",
         "owner_id", "deadline", "state", "reason"),
        list_follow_ups(),
    )  # fmt: skip
    yield Rows(
        FollowUp.supporters.through,
        ("followup_id", "organisation_id"),
        ((block.first + i, organisations.pick(i)) for i in range(0, block.size, 2)),
    )
    yield Rows(
        FollowUp.regions.through,
        ("followup_id", "region_id"),
        ((block.first + i, regions.pick(i * 11)) for i in range(0, block.size, 2)),
    )
