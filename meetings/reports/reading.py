"""Reads a meeting in four queries, whatever its length.

Plain rows instead of models, and all short links of the meeting in one UNION. The speakers are
looked up among the participants; decisions, pledges and follow-ups come with their log lines.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from meetings.models import (
    AgendaItem,
    Attendance,
    FollowUp,
    FollowUpState,
    LogKind,
    Meeting,
    Participant,
)
from meetings.reports.record import (
    Attendee,
    Contribution,
    Errand,
    Line,
    Link,
    Point,
    Record,
    Resolution,
)
from pledges.models import Pledge, PledgeState
from stakeholders.models import Organisation, Sector
from stakeholders.permissions import is_forum_staff, sees_everything, standing_of


def read_meeting(meeting: Meeting, *, user: Any, today: date) -> Record:
    """Return the record of a meeting as far as `user` may see it: four queries."""
    attendees = {row["pk"]: _attendee(row, user) for row in _participant_rows(meeting)}
    links = _links(meeting, user)
    supporters: dict[str, list[str]] = defaultdict(list)
    for holder, link in links["supporter"]:
        supporters[holder].append(link.label)
    lines: dict[int | None, list[Line]] = defaultdict(list)
    outcomes: list[Contribution | Resolution | Errand] = []
    is_open = meeting.is_published or sees_everything(user)
    for row in _log_rows(meeting, user, is_open=is_open):
        outcome = _outcome(row, supporters, today)
        if outcome is not None:
            outcomes.append(outcome)
        lines[row["agenda_item_id"]].append(_line(row, attendees, outcome))
    items: list[AgendaItem | None] = list(
        meeting.agenda.select_related("speaker__person", "speaker__organisation")
    )
    return Record(
        attendees=list(attendees.values()),
        points=[
            Point(item, lines[item.pk if item else None])
            for item in [*items, None]
            if item or lines[None]
        ],
        contributions=sorted(
            (each for each in outcomes if isinstance(each, Contribution)), key=_reference
        ),
        resolutions=sorted(
            (each for each in outcomes if isinstance(each, Resolution)), key=_reference
        ),
        errands=sorted((each for each in outcomes if isinstance(each, Errand)), key=_reference),
        organisers=[link for _holder, link in links["organiser"]],
        places=[link for _holder, link in links["place"]],
        followers=[link for _holder, link in links["follower"]],
        documents=[link for _holder, link in links["document"]],
        is_log_open=is_open,
    )


def _reference(outcome: Contribution | Resolution | Errand) -> str:
    return outcome.reference


# ── Participants ─────────────────────────────────────────────────────────────────────────────


def _participant_rows(meeting: Meeting) -> "QuerySet[Participant, dict[str, Any]]":
    return meeting.participants.values(
        "pk",
        "person__title_before",
        "person__name",
        "person__title_after",
        "position",
        "organisation__slug",
        "organisation__short_name",
        "organisation__name",
        "organisation__sector",
        "attendance",
        "arrived_at",
        "represented_by",
        "excuse",
        "note",
        "is_walk_in",
        "is_inferred",
        "is_example",
    )


def _attendee(row: dict[str, Any], user: Any) -> Attendee:
    # Why somebody stayed away is between them and the forum's staff.
    remark = (row["excuse"] or row["note"]) if is_forum_staff(user) else ""
    return Attendee(
        name=_full_name(row),
        position=row["position"],
        organisation=row["organisation__short_name"] or row["organisation__name"],
        organisation_slug=row["organisation__slug"],
        sector=row["organisation__sector"],
        sector_label=Sector(row["organisation__sector"]).label,
        attendance=row["attendance"],
        attendance_label=Attendance(row["attendance"]).label,
        arrived_at=row["arrived_at"],
        represented_by=row["represented_by"],
        remark=remark,
        is_walk_in=row["is_walk_in"],
        is_inferred=row["is_inferred"],
        is_example=row["is_example"],
    )


def _full_name(row: dict[str, Any]) -> str:
    if row["person__name"] is None:
        return ""
    name = f"{row['person__title_before']} {row['person__name']}".strip()
    return f"{name}, {row['person__title_after']}" if row["person__title_after"] else name


# ── Log ──────────────────────────────────────────────────────────────────────────────────────

_LOG_FIELDS = (
    "agenda_item_id",
    "kind",
    "speaker_id",
    "speaker_note",
    "said_at",
    "text",
    "original_words",
    "is_differing_view",
    "is_recorded_late",
    "is_example",
    "pledge__reference",
    "pledge__title",
    "pledge__own_words",
    "pledge__state",
    "pledge__is_example",
    "pledge__lead__slug",
    "pledge__lead__short_name",
    "pledge__lead__name",
    "pledge__lead__sector",
    "decision__reference",
    "decision__title",
    "decision__text",
    "decision__note",
    "decision__is_example",
    "follow_up__pk",
    "follow_up__reference",
    "follow_up__activity",
    "follow_up__output",
    "follow_up__owner__slug",
    "follow_up__owner__short_name",
    "follow_up__owner__name",
    "follow_up__deadline",
    "follow_up__decision__reference",
    "follow_up__state",
    "follow_up__reason",
    "follow_up__is_example",
)


def _log_rows(meeting: Meeting, user: Any, *, is_open: bool) -> Iterable[dict[str, Any]]:
    """Return the lines that the reader may see: a contribution's words only with the pledge.

    Before publication an invited organisation still sees its own follow-ups and pledges.
    """
    log = meeting.log.all()
    pledges = Pledge.objects.visible_to(user)
    if is_open:
        return log.filter(Q(pledge=None) | Q(pledge__in=pledges)).values(*_LOG_FIELDS)
    mine = standing_of(user).organisation_ids
    own = Q(follow_up__owner_id__in=mine) | Q(pledge__lead_id__in=mine)
    return log.filter(own).values(*_LOG_FIELDS)


def _line(
    row: dict[str, Any],
    attendees: dict[int, Attendee],
    outcome: Contribution | Resolution | Errand | None,
) -> Line:
    speaker = attendees[row["speaker_id"]].speaker if row["speaker_id"] else row["speaker_note"]
    return Line(
        kind=row["kind"],
        kind_label=LogKind(row["kind"]).label,
        speaker=speaker,
        said_at=row["said_at"],
        text=row["text"],
        original_words=row["original_words"],
        is_differing_view=row["is_differing_view"],
        is_recorded_late=row["is_recorded_late"],
        is_example=row["is_example"],
        outcome=outcome,
    )


def _outcome(
    row: dict[str, Any], supporters: dict[str, list[str]], today: date
) -> Contribution | Resolution | Errand | None:
    if row["pledge__reference"]:
        sector = Sector(row["pledge__lead__sector"])
        return Contribution(
            reference=row["pledge__reference"],
            summary=row["pledge__title"] or row["pledge__own_words"].splitlines()[0][:120],
            organisation=row["pledge__lead__short_name"] or row["pledge__lead__name"],
            organisation_slug=row["pledge__lead__slug"],
            sector=sector.value,
            sector_label=sector.label,
            state=row["pledge__state"],
            state_label=PledgeState(row["pledge__state"]).label,
            is_example=row["pledge__is_example"],
        )
    if row["decision__reference"]:
        return Resolution(
            reference=row["decision__reference"],
            title=row["decision__title"],
            text=row["decision__text"],
            note=row["decision__note"],
            is_example=row["decision__is_example"],
        )
    if row["follow_up__reference"]:
        deadline, state = row["follow_up__deadline"], row["follow_up__state"]
        is_overdue = state == FollowUpState.OPEN and deadline is not None and deadline < today
        return Errand(
            reference=row["follow_up__reference"],
            activity=row["follow_up__activity"],
            output=row["follow_up__output"],
            owner=row["follow_up__owner__short_name"] or row["follow_up__owner__name"] or "",
            owner_slug=row["follow_up__owner__slug"] or "",
            supporters=supporters[str(row["follow_up__pk"])],
            deadline=deadline,
            decision=row["follow_up__decision__reference"] or "",
            state="overdue" if is_overdue else state,
            state_label=_("Overdue") if is_overdue else FollowUpState(state).label,
            reason=row["follow_up__reason"],
            is_overdue=is_overdue,
            is_example=row["follow_up__is_example"],
        )
    return None


# ── Links ────────────────────────────────────────────────────────────────────────────────────


def _links(meeting: Meeting, user: Any) -> dict[str, list[tuple[str, Link]]]:
    """Return (holder, link) by kind; the holder of a supporter is its follow-up."""
    nothing = Value("", output_field=CharField())
    name = Coalesce(NullIf("short_name", nothing), "name")
    supporters = FollowUp.supporters.through.objects.filter(followup__meeting=meeting)
    supporter_name = Coalesce(NullIf("organisation__short_name", nothing), F("organisation__name"))

    def kind(word: str) -> Value:
        return Value(word, output_field=CharField())

    organisers = Organisation.objects.filter(organised_meetings=meeting)
    rows = organisers.order_by().values_list(kind("organiser"), nothing, "slug", name, nothing)
    rows = rows.union(
        meeting.pilots.order_by().values_list(
            kind("place"), nothing, "region__code", "region__name", nothing
        ),
        meeting.followed_by.visible_to(user)
        .order_by()
        .values_list(kind("follower"), nothing, "reference", "theme", nothing),
        meeting.documents.visible_to(user)
        .order_by()
        .values_list(kind("document"), nothing, "reference", "title", "state"),
        supporters.order_by().values_list(
            kind("supporter"),
            Cast("followup_id", CharField()),
            "organisation__slug",
            supporter_name,
            nothing,
        ),
        all=True,
    ).order_by()
    found: dict[str, list[tuple[str, Link]]] = defaultdict(list)
    for word, holder, key, label, detail in sorted(rows):
        found[word].append((holder, Link(key, label, detail)))
    return found
