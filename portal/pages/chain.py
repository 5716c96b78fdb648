"""A pledge's place in the chain: problem, focus, statement, decision, pledge, document, proof."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, LPad, NullIf
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Document
from meetings.models import Decision, LogEntry
from pilots.models import RegionLevel
from pledges.models import Pledge, PledgeState

TEXT = CharField()
# Decided so that nothing is owed under this reference.
STOPPED = (PledgeState.MERGED, PledgeState.DEFERRED, PledgeState.DECLINED)


@dataclass(frozen=True, slots=True)
class Part:
    """A small thing that belongs to a pledge: a partner, place, quantity, focus or problem."""

    kind: str
    place: str
    key: str
    label: str
    note: str
    is_example: bool

    @property
    def amount(self) -> Decimal:
        """How much, of a quantity."""
        return Decimal(self.key)

    @property
    def region_name(self) -> str:
        """The name of a place with its level."""
        return f"{RegionLevel(self.note).label} {self.label}" if self.has_level else self.label

    @property
    def has_level(self) -> bool:
        """Whether a place is named with its level, since a kecamatan may share the name."""
        return self.note in (RegionLevel.DISTRICT, RegionLevel.KELURAHAN)


def _as_parts(rows: QuerySet, kind: str, **columns: Any) -> Any:
    columns.setdefault("note", Value(""))
    columns.setdefault("mark", F("is_example"))
    named = {
        f"part_{name}": Cast(value, BooleanField() if name == "mark" else TEXT)
        for name, value in {"kind": Value(kind), **columns}.items()
    }
    order = ("part_kind", "part_place", "part_key", "part_label", "part_note", "part_mark")
    return rows.order_by().annotate(**named).values_list(*order)


def parts_of(pledge: Pledge) -> dict[str, list[Part]]:
    """Read everything small that belongs to a pledge, by kind, in one query instead of five."""
    rows = _as_parts(
        pledge.partners.all(),
        "partners",
        place=F("name"),
        key=F("slug"),
        label=Coalesce(NullIf("short_name", Value("")), "name"),
        note=F("sector"),
    ).union(
        _as_parts(
            pledge.regions.all(),
            "regions",
            place=F("code"),
            key=F("code"),
            label=F("name"),
            note=F("level"),
        ),
        _as_parts(
            pledge.quantities.all(),
            "quantities",
            place=LPad(Cast("order", TEXT), 6, Value("0")),
            key=F("amount"),
            label=F("unit"),
            mark=Value(False),
        ),
        _as_parts(
            pledge.focuses.all(),
            "focuses",
            place=F("code"),
            key=F("code"),
            label=F("title"),
            note=F("description"),
        ),
        _as_parts(
            pledge.problems.all(),
            "problems",
            place=F("code"),
            key=F("code"),
            label=F("title"),
            note=F("description"),
        ),
        all=True,
    )
    parts: dict[str, list[Part]] = defaultdict(list)
    for row in rows.order_by("part_kind", "part_place", "part_key"):
        part = Part(*row)
        parts[part.kind].append(part)
    return {
        kind: parts[kind] for kind in ("partners", "regions", "quantities", "focuses", "problems")
    }


def chain_of(
    pledge: Pledge,
    parts: dict[str, list[Part]],
    entries: list[LogEntry],
    decisions: list[Decision],
    documents: list[Document],
) -> list[dict[str, Any]]:
    """Return the steps from problem to proof, each done, current or still empty."""
    steps = [
        _from_plan(_("Problem"), parts["problems"]),
        _from_plan(_("Focus"), parts["focuses"]),
        _statement(entries),
        _decision(decisions),
        {"label": _("Pledge"), "state": "done", "note": pledge.reference},
        _accommodation(pledge),
        _document(documents, binds=pledge.state not in STOPPED),
        _delivery(pledge),
    ]
    # Where the pledge stands now is the last step it has reached.
    last = max(place for place, step in enumerate(steps) if step["state"] != "empty")
    steps[last]["state"] = "current"
    return steps


def _from_plan(label: str, parts: list[Part]) -> dict[str, Any]:
    if not parts:
        return {"label": label, "state": "empty", "note": _("not named")}
    return {
        "label": f"{label} {', '.join(part.key for part in parts)}",
        "state": "done",
        "url": f"{reverse('portal:programme')}#{parts[0].key}",
        "note": parts[0].label,
    }


def _statement(entries: list[LogEntry]) -> dict[str, Any]:
    if not entries:
        return {"label": _("Statement"), "state": "empty", "note": _("not in the minutes")}
    entry = entries[0]
    return {
        "label": _("Statement"),
        "state": "done",
        "url": entry.meeting.get_absolute_url(),
        "note": date_format(entry.meeting.date, "j F Y"),
    }


def _decision(decisions: list[Decision]) -> dict[str, Any]:
    if not decisions:
        return {"label": _("Decision"), "state": "empty", "note": _("none published")}
    first, *others = decisions
    if not others:
        return {
            "label": _("Decision"),
            "state": "done",
            "url": first.get_absolute_url(),
            "note": first.reference,
        }
    # A decision names no pledge, so those of the meeting are shown together.
    return {
        "label": _("Decisions"),
        "state": "done",
        "url": f"{first.meeting.get_absolute_url()}#decisions",
        "note": ngettext("%(number)s in the meeting", "%(number)s in the meeting", len(decisions))
        % {"number": len(decisions)},
    }


def _accommodation(pledge: Pledge) -> dict[str, Any]:
    waits = pledge.state in (PledgeState.DRAFT, PledgeState.SUBMITTED)
    is_agreed = pledge.state == PledgeState.AGREED
    return {
        "label": _("Accommodation"),
        "state": "empty" if waits else "done",
        "note": PledgeState.ACCOMMODATED.label if is_agreed else pledge.get_state_display(),
    }


def _document(documents: list[Document], *, binds: bool) -> dict[str, Any]:
    if not documents:
        return {"label": _("Document"), "state": "empty", "note": _("not in a document yet")}
    document = documents[0]
    step = {"label": document.get_kind_display(), "url": document.get_absolute_url()}
    if not binds:
        # The annex prints it with its reason, so that nothing said in the room is lost.
        return {**step, "state": "empty", "note": _("only named in the annex")}
    return {
        **step,
        "state": "done",
        "note": f"{document.reference}, {document.get_state_display()}",
    }


def _delivery(pledge: Pledge) -> dict[str, Any]:
    step = {"label": _("Delivery"), "state": "empty"}
    if pledge.state == PledgeState.MERGED:
        return {**step, "note": _("in the pledge it was merged into")}
    if pledge.state in STOPPED:
        return {**step, "note": _("not expected")}
    return {**step, "note": _("not reported yet")}
