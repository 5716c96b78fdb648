"""The steps of a pledge from problem to delivery, as its page shows them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Document
from meetings.models import Decision, LogEntry
from pilots.models import Focus, Problem
from pledges.models import Pledge, PledgeState

# States in which the pledge itself is not to be delivered.
STOPPED = (PledgeState.MERGED, PledgeState.DEFERRED, PledgeState.DECLINED)


def build_steps(
    pledge: Pledge,
    entries: list[LogEntry],
    decisions: list[Decision],
    documents: list[Document],
) -> list[dict[str, Any]]:
    """Return the steps from problem to delivery, each done, current or empty.

    Reads the problems and focuses of the pledge, which the caller prefetches.
    """
    steps = [
        _build_plan_step(_("Problem"), list(pledge.problems.all())),
        _build_plan_step(_("Focus"), list(pledge.focuses.all())),
        _build_statement_step(entries),
        _build_decision_step(decisions),
        {"label": _("Pledge"), "state": "done", "note": pledge.reference},
        _build_accommodation_step(pledge),
        _build_document_step(documents, binds=pledge.state not in STOPPED),
        _build_delivery_step(pledge),
    ]
    # The current step is the last one that has been reached.
    last = max(number for number, step in enumerate(steps) if step["state"] != "empty")
    steps[last]["state"] = "current"
    return steps


def _build_plan_step(label: str, named: Sequence[Problem | Focus]) -> dict[str, Any]:
    if not named:
        return {"label": label, "state": "empty", "note": _("not named")}
    return {
        "label": f"{label} {', '.join(each.code for each in named)}",
        "state": "done",
        "url": f"{reverse('portal:programme')}#{named[0].code}",
        "note": named[0].title,
    }


def _build_statement_step(entries: list[LogEntry]) -> dict[str, Any]:
    if not entries:
        return {"label": _("Statement"), "state": "empty", "note": _("not in the minutes")}
    entry = entries[0]
    return {
        "label": _("Statement"),
        "state": "done",
        "url": entry.meeting.get_absolute_url(),
        "note": date_format(entry.meeting.date, "j F Y"),
    }


def _build_decision_step(decisions: list[Decision]) -> dict[str, Any]:
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


def _build_accommodation_step(pledge: Pledge) -> dict[str, Any]:
    waits = pledge.state in (PledgeState.DRAFT, PledgeState.SUBMITTED)
    is_agreed = pledge.state == PledgeState.AGREED
    return {
        "label": _("Accommodation"),
        "state": "empty" if waits else "done",
        "note": PledgeState.ACCOMMODATED.label if is_agreed else pledge.get_state_display(),
    }


def _build_document_step(documents: list[Document], *, binds: bool) -> dict[str, Any]:
    if not documents:
        return {"label": _("Document"), "state": "empty", "note": _("not in a document yet")}
    document = documents[0]
    step = {"label": document.get_kind_display(), "url": document.get_absolute_url()}
    if not binds:
        # A merged, deferred or declined pledge is in the annex only, with the reason.
        return {**step, "state": "empty", "note": _("only named in the annex")}
    return {
        **step,
        "state": "done",
        "note": f"{document.reference}, {document.get_state_display()}",
    }


def _build_delivery_step(pledge: Pledge) -> dict[str, Any]:
    step = {"label": _("Delivery"), "state": "empty"}
    if pledge.state == PledgeState.MERGED:
        return {**step, "note": _("in the pledge it was merged into")}
    if pledge.state in STOPPED:
        return {**step, "note": _("not expected")}
    return {**step, "note": _("not reported yet")}
