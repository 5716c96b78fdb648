"""Makes the record of a meeting from the rows of four queries, whatever its length."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.actors import Actor
from core.templatetags.facts import clock, inferred_mark, row_state
from core.templatetags.ui import date_short, example_mark, sector_mark
from meetings.models import PRESENT, Attendance, FollowUpState, LogKind, Meeting
from meetings.reports import queries
from meetings.reports.prepared import rows_of
from meetings.reports.record import (
    Attendee,
    Contribution,
    Errand,
    Line,
    Link,
    Outcome,
    Outcomes,
    Point,
    Record,
    Resolution,
)
from meetings.timetable import Slot, timetable
from pledges.models import PledgeState
from stakeholders.models import Sector
from stakeholders.permissions import is_forum_staff, sees_everything


def read_meeting(meeting: Meeting, *, user: Actor, today: date) -> Record:
    """Return the record of a meeting as far as `user` may see it: four queries."""
    participants = _named(queries.PARTICIPANT, rows_of(queries.participants, meeting, user))
    attendees = {
        row["pk"]: _attendee(number, row, user) for number, row in enumerate(participants, start=1)
    }
    links = _links(meeting, user)
    supporters: dict[int, list[str]] = defaultdict(list)
    for holder, link in links["supporter"]:
        supporters[holder].append(link.label)
    said: dict[int | None, list[Line | Outcomes]] = defaultdict(list)
    outcomes: list[Outcome] = []
    is_open = meeting.is_published or sees_everything(user)
    log = queries.open_log if is_open else queries.own_log
    for row in _named(queries.LOG, rows_of(log, meeting, user)):
        outcome = _outcome(row, supporters, today)
        lines = said[row["agenda_item_id"]]
        if outcome is None:
            lines.append(_line(row, attendees))
        else:
            outcomes.append(outcome)
            _append_outcome(lines, row, outcome)
    outcomes.sort(key=lambda each: each.reference)
    return Record(
        attendees=list(attendees.values()),
        points=_points(meeting, user, said),
        contributions=[each for each in outcomes if isinstance(each, Contribution)],
        resolutions=[each for each in outcomes if isinstance(each, Resolution)],
        errands=[each for each in outcomes if isinstance(each, Errand)],
        organisers=[link for _holder, link in links["organiser"]],
        places=[link for _holder, link in links["place"]],
        followers=[link for _holder, link in links["follower"]],
        documents=[link for _holder, link in links["document"]],
        is_log_open=is_open,
    )


@lru_cache(maxsize=4096)
def _address(name: str, key: str) -> str:
    # A page names the same organisations again and again, and addresses never change.
    return reverse(name, args=[key])


def _organisation_url(slug: str | None) -> str:
    return _address("portal:organisation_detail", slug) if slug else ""


@lru_cache(maxsize=64)
def _marks(is_example: bool, is_inferred: bool, language: str | None) -> SafeString:
    shown = [example_mark()] if is_example else []
    if is_inferred:
        shown.append(inferred_mark())
    return mark_safe("".join(f" {mark}" for mark in shown))  # noqa: S308 - marks are our own


@lru_cache(maxsize=512)
def _badge(words: type[TextChoices], value: str, language: str | None) -> SafeString:
    return row_state(value, str(words(value).label))


@lru_cache(maxsize=64)
def _sector(sector: str, language: str | None) -> SafeString:
    return sector_mark(sector, str(Sector(sector).label))


# ── Agenda ───────────────────────────────────────────────────────────────────────────────────


def _points(
    meeting: Meeting, user: Actor, said: dict[int | None, list[Line | Outcomes]]
) -> list[Point]:
    """Return the points of the agenda in order, then what was said outside it, if anything."""
    rows = list(_named(queries.AGENDA, rows_of(queries.agenda, meeting, user)))
    slots = timetable(meeting.starts_at, [(row["starts_at"], row["minutes"]) for row in rows])
    points = [_point(row, slot, said[row["pk"]]) for row, slot in zip(rows, slots, strict=True)]
    if said[None]:
        points.append(Point("", SafeString(), "", "", said[None]))
    return points


def _point(row: dict[str, Any], slot: Slot, lines: list[Line | Outcomes]) -> Point:
    facts = []
    if slot.begins:
        facts.append(f"{clock(slot.begins)} WIB")
    if row["minutes"]:
        facts.append(_("%(count)s minutes") % {"count": row["minutes"]})
    speaker = _full_name(row, "speaker__person__")
    if speaker:
        short, name = row["speaker__organisation__short_name"], row["speaker__organisation__name"]
        facts.append(f"{speaker} ({short or name})")
    return Point(
        title=f"{row['order']}. {row['title']}",
        marks=_marks(row["is_example"], False, get_language()),
        facts=", ".join(facts),
        description=row["description"],
        lines=lines,
    )


# ── Participants ─────────────────────────────────────────────────────────────────────────────


def _attendee(number: int, row: dict[str, Any], user: Actor) -> Attendee:
    name, position = _full_name(row, "person__"), row["position"]
    title = name or position
    organisation = row["organisation__short_name"] or row["organisation__name"]
    sector = row["organisation__sector"]
    attendance = row["attendance"]
    return Attendee(
        number=str(number),
        title=title,
        subtitle=position if name else _("name not known"),
        marks=_marks(row["is_example"], row["is_inferred"], get_language()),
        organisation=organisation,
        organisation_url=_organisation_url(row["organisation__slug"]),
        sector=sector,
        sector_mark=_sector(sector, get_language()),
        attendance=_badge(Attendance, attendance, get_language()),
        notes=_notes(row, user),
        speaker=title if organisation in title else f"{title} ({organisation})",
        is_present=attendance in PRESENT,
        is_inferred=row["is_inferred"],
    )


def _notes(row: dict[str, Any], user: Actor) -> str:
    """Return how somebody attended; why one stayed away is between them and the forum's staff."""
    notes = []
    if row["represented_by"]:
        notes.append(_("represented by %(name)s") % {"name": row["represented_by"]})
    if row["attendance"] == Attendance.LATE and row["arrived_at"]:
        notes.append(f"{clock(row['arrived_at'])} WIB")
    if row["is_walk_in"]:
        notes.append(_("came without an invitation"))
    if is_forum_staff(user):
        notes += [note for note in (row["excuse"], row["note"]) if note]
    return "; ".join(notes)


def _full_name(row: dict[str, Any], prefix: str) -> str:
    if row[f"{prefix}name"] is None:
        return ""
    name = f"{row[f'{prefix}title_before']} {row[f'{prefix}name']}".strip()
    after = row[f"{prefix}title_after"]
    return f"{name}, {after}" if after else name


# ── Log ──────────────────────────────────────────────────────────────────────────────────────


def _line(row: dict[str, Any], attendees: dict[int, Attendee]) -> Line:
    speaker = attendees[row["speaker_id"]].speaker if row["speaker_id"] else row["speaker_note"]
    return Line(
        speaker=speaker,
        kind_label="" if row["kind"] == LogKind.STATEMENT else LogKind(row["kind"]).label,
        said_at=row["said_at"],
        text=row["text"],
        original_words=row["original_words"],
        is_differing_view=row["is_differing_view"],
        is_recorded_late=row["is_recorded_late"],
        marks=_marks(row["is_example"], False, get_language()),
    )


def _append_outcome(lines: list[Line | Outcomes], row: dict[str, Any], outcome: Outcome) -> None:
    """Add an outcome to the line before it when both are of one kind, else as a line of its own."""
    kind, is_late = row["kind"], row["is_recorded_late"]
    last = lines[-1] if lines else None
    if isinstance(last, Outcomes) and (last.kind, last.is_recorded_late) == (kind, is_late):
        last.items.append(outcome)
    else:
        lines.append(Outcomes(kind, LogKind(kind).label, is_late, [outcome]))


def _outcome(row: dict[str, Any], supporters: dict[int, list[str]], today: date) -> Outcome | None:
    if row["pledge__reference"]:
        return _contribution(row)
    if row["decision__reference"]:
        return Resolution(
            reference=row["decision__reference"],
            url=_address("meetings:decision_detail", row["decision__reference"]),
            title=row["decision__title"],
            brief=f"{row['decision__reference']} {row['decision__title'] or row['decision__text']}",
            text=row["decision__text"],
            note=row["decision__note"],
            marks=_marks(row["is_example"], False, get_language()),
        )
    if row["follow_up__reference"]:
        return _errand(row, ", ".join(supporters[row["follow_up__pk"]]), today)
    return None


def _contribution(row: dict[str, Any]) -> Contribution:
    organisation = row["pledge__lead__short_name"] or row["pledge__lead__name"]
    return Contribution(
        reference=row["pledge__reference"],
        url=_address("portal:pledge_detail", row["pledge__reference"]),
        # A pledge without a title was logged by its first words.
        title=row["pledge__title"] or row["text"],
        brief=f"{row['pledge__reference']} {organisation}",
        marks=_marks(row["is_example"], False, get_language()),
        organisation_mark=sector_mark(row["pledge__lead__sector"], organisation),
        state=_badge(PledgeState, row["pledge__state"], get_language()),
    )


def _errand(row: dict[str, Any], supporters: str, today: date) -> Errand:
    deadline, state = row["follow_up__deadline"], row["follow_up__state"]
    decision = row["follow_up__decision__reference"] or ""
    is_overdue = state == FollowUpState.OPEN and deadline is not None and deadline < today
    return Errand(
        reference=row["follow_up__reference"],
        url=_address("meetings:follow_up_detail", row["follow_up__reference"]),
        brief=f"{row['follow_up__reference']} {row['follow_up__activity']}",
        activity=row["follow_up__activity"],
        marks=_marks(row["is_example"], False, get_language()),
        output=row["follow_up__output"],
        owner=row["follow_up__owner__short_name"] or row["follow_up__owner__name"] or "",
        owner_url=_organisation_url(row["follow_up__owner__slug"]),
        supporters=supporters,
        deadline=date_short(deadline),
        decision=decision,
        decision_url=_address("meetings:decision_detail", decision) if decision else "",
        state=row_state("overdue", _("Overdue"))
        if is_overdue
        else _badge(FollowUpState, state, get_language()),
        reason=row["follow_up__reason"],
        is_overdue=is_overdue,
    )


# ── Links ────────────────────────────────────────────────────────────────────────────────────


def _links(meeting: Meeting, user: Actor) -> dict[str, list[tuple[int, Link]]]:
    """Return (holder, link) by kind; the holder of a supporter is its follow-up."""
    found: dict[str, list[tuple[int, Link]]] = defaultdict(list)
    for kind, holder, key, name, detail in sorted(
        map(tuple, rows_of(queries.links, meeting, user))
    ):
        label = detail or name if kind in ("organiser", "supporter") else name
        found[kind].append((holder, Link(key, label, detail)))
    return found


def _named(fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[dict[str, Any]]:
    return (dict(zip(fields, row, strict=True)) for row in rows)
