"""Builds the record of a meeting, as its page shows it, from rows of plain values."""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.actors import Actor
from core.templatetags.facts import clock, inferred_mark, row_state
from core.templatetags.ui import date_short, example_mark, sector_mark
from core.text_diff import is_same_wording
from meetings.models import PRESENT, Attendance, FollowUpState, LogKind, MarkSource, Meeting
from meetings.reports import queries
from meetings.reports.record import (
    AgendaRow,
    DecisionRow,
    FollowUpRow,
    LogRow,
    Outcome,
    OutcomeGroup,
    ParticipantRow,
    PledgeRow,
    Record,
)
from meetings.timetable import AgendaSlot, build_timetable
from pledges.models import PledgeState
from stakeholders.models import Sector
from stakeholders.permissions import is_forum_staff, sees_everything

type Row = dict[str, Any]
# Log entries by the id of their agenda item; None: the entries outside the agenda.
type LogByItem = dict[int | None, list[LogRow | OutcomeGroup]]


def read_meeting(meeting: Meeting, *, user: Actor, today: date) -> Record:
    """Return the record of a meeting as far as `user` may see it: eight queries."""
    is_log_open = meeting.is_published or sees_everything(user)
    # Walk-ins whose mark was taken back are not on the list; a line may still name them.
    rows_of_people = sorted(queries.select_participants(meeting), key=_is_taken_back)
    reads_reasons = is_forum_staff(user)
    participants = {
        row["pk"]: _build_participant(number, row, reads_reasons=reads_reasons)
        for number, row in enumerate(rows_of_people, start=1)
    }
    listed = sum(not _is_taken_back(row) for row in rows_of_people)
    supporters = _read_supporters(meeting)
    log: LogByItem = defaultdict(list)
    outcomes: list[Outcome] = []
    for row in queries.select_log(meeting, user, is_open=is_log_open):
        outcome = _build_outcome(row, supporters, today)
        rows = log[row["agenda_item_id"]]
        if outcome is None:
            rows.append(_build_log_row(row, participants))
        else:
            outcomes.append(outcome)
            _append_outcome(rows, row, outcome)
    outcomes.sort(key=lambda each: each.reference)
    return Record(
        participants=list(participants.values())[:listed],
        agenda=_build_agenda(meeting, log),
        pledges=[each for each in outcomes if isinstance(each, PledgeRow)],
        decisions=[each for each in outcomes if isinstance(each, DecisionRow)],
        follow_ups=[each for each in outcomes if isinstance(each, FollowUpRow)],
        organisers=list(queries.select_organisers(meeting)),
        regions=list(queries.select_regions(meeting)),
        followers=list(queries.select_followers(meeting, user)),
        documents=list(queries.select_documents(meeting, user)),
        is_log_open=is_log_open,
    )


@lru_cache(maxsize=4096)
def _build_url(name: str, key: str) -> str:
    # A page names the same organisation many times, and reverse() takes as long as a table row.
    return reverse(name, args=[key])


def _build_marks(row: Row) -> SafeString:
    shown = [example_mark()] if row["is_example"] else []
    if row.get("is_inferred"):
        shown.append(inferred_mark())
    return SafeString("".join(f" {mark}" for mark in shown))


def _build_badge(states: type[TextChoices], state: str) -> SafeString:
    return row_state(state, str(states(state).label))


# ── Agenda ───────────────────────────────────────────────────────────────────────────────────


def _build_agenda(meeting: Meeting, log: LogByItem) -> list[AgendaRow]:
    """Return the agenda in order, then the log entries outside it, if any."""
    rows = list(queries.select_agenda(meeting))
    slots = build_timetable(meeting.starts_at, [(row["starts_at"], row["minutes"]) for row in rows])
    items = [
        _build_agenda_row(row, slot, log[row["pk"]]) for row, slot in zip(rows, slots, strict=True)
    ]
    if log[None]:
        items.append(AgendaRow("", SafeString(), "", "", log[None]))
    return items


def _build_agenda_row(row: Row, slot: AgendaSlot, log: list[LogRow | OutcomeGroup]) -> AgendaRow:
    facts = []
    if slot.begins:
        facts.append(f"{clock(slot.begins)} WIB")
    if row["minutes"]:
        facts.append(_("%(count)s minutes") % {"count": row["minutes"]})
    speaker = _build_full_name(row, "speaker__person__")
    if speaker:
        short, name = row["speaker__organisation__short_name"], row["speaker__organisation__name"]
        facts.append(f"{speaker} ({short or name})")
    return AgendaRow(
        title=f"{row['order']}. {row['title']}",
        marks=_build_marks(row),
        facts=", ".join(facts),
        description=row["description"],
        log=log,
    )


# ── Participants ─────────────────────────────────────────────────────────────────────────────


def _is_taken_back(row: Row) -> bool:
    return bool(row["is_walk_in"]) and row["attendance"] == Attendance.UNMARKED


def _build_participant(number: int, row: Row, *, reads_reasons: bool) -> ParticipantRow:
    name, position = _build_full_name(row, "person__"), row["position"]
    title = name or position
    organisation = row["organisation__short_name"] or row["organisation__name"]
    sector = row["organisation__sector"]
    attendance = row["attendance"]
    return ParticipantRow(
        number=str(number),
        title=title,
        subtitle=position if name else _("name not known"),
        marks=_build_marks(row),
        organisation=organisation,
        organisation_url=_build_url("portal:organisation_detail", row["organisation__slug"]),
        sector=sector,
        sector_mark=sector_mark(sector, str(Sector(sector).label)),
        attendance=_build_badge(Attendance, attendance),
        notes=_build_notes(row, reads_reasons=reads_reasons),
        as_speaker=title if organisation in title else f"{title} ({organisation})",
        is_present=attendance in PRESENT,
        is_inferred=row["is_inferred"],
    )


def _build_notes(row: Row, *, reads_reasons: bool) -> str:
    """Return how somebody attended; only the forum's staff reads the reason for an absence."""
    notes = []
    if row["represented_by"]:
        notes.append(_("represented by %(name)s") % {"name": row["represented_by"]})
    if row["attendance"] == Attendance.LATE and row["arrived_at"]:
        notes.append(f"{clock(row['arrived_at'])} WIB")
    if row["is_walk_in"]:
        notes.append(_("came without an invitation"))
    if row["is_online"]:
        notes.append(_("online (daring)"))
    if row["mark_source"]:
        notes.append(str(MarkSource(row["mark_source"]).label))
    if reads_reasons:
        notes += [note for note in (row["excuse"], row["note"]) if note]
    return "; ".join(notes)


def _build_full_name(row: Row, prefix: str) -> str:
    if row[f"{prefix}name"] is None:
        return ""
    name = f"{row[f'{prefix}title_before']} {row[f'{prefix}name']}".strip()
    after = row[f"{prefix}title_after"]
    return f"{name}, {after}" if after else name


# ── Log ──────────────────────────────────────────────────────────────────────────────────────


def _build_log_row(row: Row, participants: dict[int, ParticipantRow]) -> LogRow:
    speaker_id = row["speaker_id"]
    return LogRow(
        speaker=participants[speaker_id].as_speaker if speaker_id else row["speaker_note"],
        kind_label="" if row["kind"] == LogKind.STATEMENT else LogKind(row["kind"]).label,
        said_at=row["said_at"],
        text=row["text"],
        original_words=""
        if is_same_wording(row["original_words"], row["text"])
        else row["original_words"],
        is_differing_view=row["is_differing_view"],
        is_recorded_late=row["is_recorded_late"],
        marks=_build_marks(row),
    )


def _append_outcome(log: list[LogRow | OutcomeGroup], row: Row, outcome: Outcome) -> None:
    """Add an outcome to the group before it when both are of one kind, else to a new group."""
    kind, is_late = row["kind"], row["is_recorded_late"]
    last = log[-1] if log else None
    if isinstance(last, OutcomeGroup) and (last.kind, last.is_recorded_late) == (kind, is_late):
        last.outcomes.append(outcome)
    else:
        log.append(OutcomeGroup(kind, LogKind(kind).label, is_late, [outcome]))


def _build_outcome(row: Row, supporters: dict[int, list[str]], today: date) -> Outcome | None:
    if row["pledge__reference"]:
        return _build_pledge(row)
    if row["decision__reference"]:
        return _build_decision(row)
    if row["follow_up__reference"]:
        return _build_follow_up(row, ", ".join(supporters[row["follow_up__pk"]]), today)
    return None


def _build_pledge(row: Row) -> PledgeRow:
    organisation = row["pledge__lead__short_name"] or row["pledge__lead__name"]
    return PledgeRow(
        reference=row["pledge__reference"],
        url=_build_url("portal:pledge_detail", row["pledge__reference"]),
        # A pledge without a title was logged by its first words.
        title=row["pledge__title"] or row["text"],
        brief=f"{row['pledge__reference']} {organisation}",
        marks=_build_marks(row),
        organisation_mark=sector_mark(row["pledge__lead__sector"], organisation),
        state=_build_badge(PledgeState, row["pledge__state"]),
    )


def _build_decision(row: Row) -> DecisionRow:
    reference, title, text = (row[f"decision__{name}"] for name in ("reference", "title", "text"))
    owner = row["decision__owner__slug"]
    return DecisionRow(
        reference=reference,
        url=_build_url("meetings:decision_detail", reference),
        title=title,
        brief=f"{reference} {title or text}",
        text=text,
        note=row["decision__note"],
        owner=row["decision__owner__short_name"] or row["decision__owner__name"] or "",
        owner_url=_build_url("portal:organisation_detail", owner) if owner else "",
        marks=_build_marks(row),
    )


def _build_follow_up(row: Row, supporters: str, today: date) -> FollowUpRow:
    reference, activity = row["follow_up__reference"], row["follow_up__activity"]
    deadline, state = row["follow_up__deadline"], row["follow_up__state"]
    owner = row["follow_up__owner__slug"]
    decision = row["follow_up__decision__reference"] or ""
    if row["follow_up__decision__entry__withdrawn_at"]:
        decision = ""
    is_overdue = state == FollowUpState.OPEN and deadline is not None and deadline < today
    return FollowUpRow(
        reference=reference,
        url=_build_url("meetings:follow_up_detail", reference),
        brief=f"{reference} {activity}",
        activity=activity,
        marks=_build_marks(row),
        output=row["follow_up__output"],
        owner=row["follow_up__owner__short_name"] or row["follow_up__owner__name"] or "",
        owner_url=_build_url("portal:organisation_detail", owner) if owner else "",
        supporters=supporters,
        deadline=date_short(deadline),
        decision=decision,
        decision_url=_build_url("meetings:decision_detail", decision) if decision else "",
        state=row_state("overdue", _("Overdue"))
        if is_overdue
        else _build_badge(FollowUpState, state),
        reason=row["follow_up__reason"],
        is_overdue=is_overdue,
    )


def _read_supporters(meeting: Meeting) -> dict[int, list[str]]:
    """Return the names of the supporting organisations by the key of their follow-up."""
    names: dict[int, list[str]] = defaultdict(list)
    for row in queries.select_supporters(meeting):
        name = row["organisation__short_name"] or row["organisation__name"]
        names[row["followup_id"]].append(name)
    return names
