"""What is missing before a document can be frozen: blockers stop it, warnings only tell."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from agreements.models import Document, LetterFormula
from meetings.models import FollowUp, LogEntry, Meeting, MeetingState
from pledges.models import Pledge, PledgeState


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the sentence, whether it blocks, and the part of the page it is about."""

    sentence: str
    is_blocker: bool
    part: str


def number_pattern_of(document: Document) -> LetterFormula | None:
    """Return the formula that numbers this kind of document, if its letter template has one."""
    if document.letter is None:
        return None
    return document.letter.formulas.filter(kind=document.kind).exclude(number_pattern="").first()


def meeting_pledges(meeting: Meeting) -> "list[Pledge]":
    """Return the contributions logged in a meeting, by reference."""
    return list(
        Pledge.objects.filter(log_entries__meeting=meeting).distinct().order_by("reference")
    )


def examine(document: Document) -> list[Finding]:
    """Return what stands between a draft and its freezing, blockers first."""
    findings = [
        *_letter(document),
        *_text(document),
        *_signatories(document),
        *_contributions(document),
        *_meeting(document),
    ]
    return sorted(findings, key=lambda finding: not finding.is_blocker)


def _letter(document: Document) -> list[Finding]:
    findings = []
    if document.letter is None:
        findings.append(Finding(_("No letter template is chosen."), True, "letter"))
    if not document.number and number_pattern_of(document) is None:
        findings.append(
            Finding(_("There is no number, and no pattern to make one."), True, "number")
        )
    return findings


def _text(document: Document) -> list[Finding]:
    clauses = list(document.clauses.all())
    if not clauses:
        return [Finding(_("Nothing is agreed yet: there is no clause."), True, "clauses")]
    return [
        Finding(_("Clause %(order)s is empty.") % {"order": clause.order}, True, "clauses")
        for clause in clauses
        if not clause.text.strip()
    ]


def _signatories(document: Document) -> list[Finding]:
    slots = list(document.signatories.all())
    if not any(slot.capacity == "party" for slot in slots):
        return [Finding(_("Nobody signs as a party."), True, "signatories")]
    return [
        Finding(
            _("%(name)s (%(organisation)s) has no position.")
            % {"name": slot, "organisation": slot.organisation},
            True,
            "signatories",
        )
        for slot in slots
        if not slot.position.strip()
    ]


def _contributions(document: Document) -> list[Finding]:
    if document.meeting is None:
        return []
    both = list(_held_or_said(document, document.meeting))
    pledges = [pledge for pledge in both if pledge.is_said]
    findings = [
        Finding(
            _("Contribution %(pledge)s is not decided yet.") % {"pledge": pledge},
            True,
            "contributions",
        )
        for pledge in pledges
        if pledge.state == PledgeState.SUBMITTED
    ]
    findings += [
        Finding(
            _("Contribution %(pledge)s already stands in %(document)s.")
            % {"pledge": pledge, "document": pledge.locked_in},
            True,
            "contributions",
        )
        for pledge in both
        if pledge.is_held and pledge.locked_in not in ("", document.reference)
    ]
    findings += [
        Finding(
            _("Contribution %(pledge)s of this meeting is not in the document.")
            % {"pledge": pledge},
            False,
            "contributions",
        )
        for pledge in pledges
        if not pledge.is_held and pledge.state != PledgeState.DECLINED
    ]
    findings += [
        Finding(
            _("Contribution %(pledge)s has no deadline.") % {"pledge": pledge},
            False,
            "contributions",
        )
        for pledge in pledges
        if pledge.end_date is None and pledge.state == PledgeState.ACCOMMODATED
    ]
    return findings


def _held_or_said(document: Document, meeting: Meeting) -> Any:
    """Return the contributions in the document or in its meeting, marked which; one query."""
    held = Exists(document.pledges.through.objects.filter(document=document, pledge=OuterRef("pk")))
    said = Exists(LogEntry.objects.filter(meeting=meeting, pledge=OuterRef("pk")))
    return (
        Pledge.objects.annotate(is_held=held, is_said=said)
        .filter(Q(is_held=True) | Q(is_said=True))
        .order_by("reference")
    )


def _meeting(document: Document) -> list[Finding]:
    meeting = document.meeting
    if meeting is None:
        return []
    findings = []
    if meeting.state in (MeetingState.PREPARING, MeetingState.CANCELLED):
        findings.append(Finding(_("The meeting has not taken place."), True, "meeting"))
    elif not meeting.participants.attending().exists():
        findings.append(Finding(_("Nobody is marked as present."), True, "meeting"))
    findings += [
        Finding(
            _("Agenda item “%(title)s” has no notes.") % {"title": item.title}, False, "meeting"
        )
        for item in meeting.agenda.filter(log=None)
    ]
    for follow_up in FollowUp.objects.filter(meeting=meeting):
        if follow_up.owner_id is None:
            findings.append(
                Finding(
                    _("%(follow_up)s has nobody responsible.") % {"follow_up": follow_up},
                    False,
                    "follow_ups",
                )
            )
        if follow_up.deadline is None:
            findings.append(
                Finding(
                    _("%(follow_up)s has no deadline.") % {"follow_up": follow_up},
                    False,
                    "follow_ups",
                )
            )
    return findings
