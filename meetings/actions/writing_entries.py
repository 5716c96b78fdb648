"""Writing a log entry of any kind, with its decision, follow-up or pledge."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.actors import Actor
from core.refusals import Refused
from meetings.actions.logging import log_entry, log_pledge
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import LogEntry, LogKind, Meeting
from pilots.models import Pilot
from stakeholders.models import Organisation


def write_entry(
    *,
    meeting: Meeting,
    kind: str,
    text: str,
    entry_fields: dict[str, Any],
    by: Actor,
    is_differing_view: bool = False,
    title: str = "",
    note: str = "",
    pilots: Iterable[Pilot] = (),
    owner: Organisation | None = None,
    deadline: date | None = None,
    output: str = "",
    supporters: Iterable[Organisation] = (),
    lead: Organisation | None = None,
) -> LogEntry:
    """Write an entry of any kind; a decision, a follow-up or a contribution is registered with it.

    `entry_fields` are the fields that every entry has: agenda item, speaker, time, original words
    and so on. The regions of a follow-up are those of `pilots`. A contribution belongs to `lead`,
    or without it to the speaker's organisation; without original words its text stands for them.
    Each kind has one action that does everything in one transaction; raises what that action
    raises.
    """
    entry: LogEntry | None
    match kind:
        case LogKind.DECISION:
            entry = record_decision(
                meeting=meeting,
                text=text,
                title=title,
                note=note,
                pilots=pilots,
                owner=owner,
                entry_fields=entry_fields,
                by=by,
            ).entry
        case LogKind.FOLLOW_UP:
            entry = record_follow_up(
                meeting=meeting,
                activity=text,
                owner=owner,
                deadline=deadline,
                output=output,
                supporters=supporters,
                regions=[pilot.region for pilot in pilots],
                entry_fields=entry_fields,
                by=by,
            ).entry
        case LogKind.PLEDGE:
            entry = _write_contribution(meeting, text, entry_fields, lead, by)
        case _:
            entry = log_entry(
                meeting=meeting,
                kind=kind,
                text=text,
                is_differing_view=is_differing_view,
                by=by,
                **entry_fields,
            )
    if entry is None:
        raise LookupError(f"an entry of kind {kind} was registered without its entry")
    return entry


def _write_contribution(
    meeting: Meeting, text: str, entry_fields: dict[str, Any], lead: Organisation | None, by: Actor
) -> LogEntry:
    """Log what an organisation said it would contribute, in its own words."""
    speaker = entry_fields["speaker"]
    if lead is None and speaker is None:
        raise Refused(_("Say whose contribution it is."), field="lead")
    pledge = log_pledge(
        meeting=meeting,
        lead=lead or speaker.organisation,
        own_words=text,
        written_by=str(speaker or entry_fields["speaker_note"]),
        is_on_behalf=True,
        entry_fields={**entry_fields, "original_words": entry_fields["original_words"] or text},
        by=by,
    )
    entries = pledge.log_entries.select_related("pledge__lead", "recorded_by__person")
    return entries.get(meeting=meeting)
