"""The preflight check of a draft: findings that block its freezing, and warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agreements.content.addendum import get_clauses_in_force
from agreements.models import (
    Capacity,
    ChangeKind,
    Clause,
    CommentState,
    Document,
    DocumentKind,
    LetterheadFormula,
)
from core.numbering import calculate_next_number
from core.refusals import Refused
from meetings.models import Decision, FollowUp, FollowUpState, LogEntry, Meeting, MeetingState
from pledges.models import Pledge, PledgeState

# States in which a contribution is listed in the document: accommodated, or with a reason.
HELD_STATES = (PledgeState.ACCOMMODATED, PledgeState.MERGED, PledgeState.DEFERRED)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class ContributionOrigin(TypedDict):
    """Annotation of a Pledge: whether it is in the document, and whether the meeting logged it."""

    is_held: bool
    is_said: bool


type Contribution = WithAnnotations[Pledge, ContributionOrigin]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of the preflight: a sentence, whether it blocks freezing, and where to fix it."""

    sentence: str
    is_blocker: bool
    url: str


def find_numbering_formula(document: Document) -> LetterheadFormula | None:
    """Return the formula with the number pattern of this kind of document, or None."""
    if document.letterhead is None:
        return None
    formulas = document.letterhead.formulas.all()
    numbering = (each for each in formulas if each.kind == document.kind and each.number_pattern)
    return next(numbering, None)


def get_register(document: Document) -> str:
    """Return the name of the register that issues the document's number."""
    if document.letterhead is None:
        raise Refused(gettext("No letterhead is chosen."), field="letterhead")
    return f"organisation:{document.letterhead.issuer_id}"


def preview_number(document: Document) -> str:
    """Return the document's number, or the next one of its pattern; empty without a pattern."""
    formula = find_numbering_formula(document)
    if formula is None:
        return document.number
    return document.number or calculate_next_number(
        get_register(document),
        formula.number_pattern,
        day=document.date,
        classification=formula.classification,
        unit=formula.letterhead.unit_code,
    )


def list_contributions(document: Document) -> Sequence[Contribution]:
    """Return the pledges in the document (`is_held`) or logged in its meeting (`is_said`)."""
    held = Exists(document.pledges.through.objects.filter(document=document, pledge=OuterRef("pk")))
    said = Exists(
        LogEntry.objects.standing().filter(meeting=document.meeting_id, pledge=OuterRef("pk"))
    )
    # Started from the few links, not from all pledges.
    links = document.pledges.through.objects.filter(document=document).values("pledge")
    entries = LogEntry.objects.standing().filter(meeting=document.meeting_id, pledge__isnull=False)
    named = links.union(entries.order_by().values("pledge"))
    pledges = Pledge.objects.filter(pk__in=named).annotate(is_held=held, is_said=said)
    return list(pledges.select_related("lead").order_by("reference"))


def examine(
    document: Document, contributions: Sequence[Contribution] | None = None
) -> list[Finding]:
    """Return the findings of the preflight, blockers first; at most five queries.

    `contributions` are those of `list_contributions`, if the caller has them already.
    """
    if contributions is None:
        contributions = list_contributions(document)
    findings = [
        *_check_letterhead(document),
        *_check_text(document),
        *_check_signatories(document),
        *_check_contributions(document, contributions),
        *_check_meeting(document),
        *_check_review(document),
    ]
    return sorted(findings, key=lambda finding: not finding.is_blocker)


def _check_letterhead(document: Document) -> list[Finding]:
    findings = []
    if document.letterhead is None:
        particulars = _get_url(document, "document_particulars")
        findings.append(Finding(gettext("No letterhead is chosen."), True, particulars))
    if not document.number and find_numbering_formula(document) is None:
        sentence = gettext("There is no number, and no pattern to make one.")
        findings.append(Finding(sentence, True, _get_url(document, "document_number")))
    return findings


def _check_text(document: Document) -> list[Finding]:
    if document.kind == DocumentKind.ADDENDUM:
        return _check_changes(document)
    clauses = list(document.clauses.all())
    if document.kind == DocumentKind.BAST:
        return [*_check_items(document), *_check_empty_clauses(document, clauses)]
    if not clauses:
        sentence = gettext("Nothing is agreed yet: there is no clause.")
        return [Finding(sentence, True, _get_url(document, "document_clauses"))]
    return _check_empty_clauses(document, clauses)


def _check_items(document: Document) -> list[Finding]:
    if document.items.exists():
        return []
    sentence = gettext("Nothing is handed over yet.")
    return [Finding(sentence, True, _get_url(document, "document_items"))]


def _check_changes(document: Document) -> list[Finding]:
    """Check that an addendum has changes, and that each quotes the present text of its clause."""
    clauses = list(document.clauses.select_related("change").order_by("order"))
    changes = [(one, one.change) for one in clauses if hasattr(one, "change")]
    if not changes:
        sentence = gettext("No clause is changed yet.")
        return [Finding(sentence, True, _get_url(document, "document_clauses"))]
    amended = document.amends
    in_force = get_clauses_in_force(amended) if amended else []
    now = {clause.heading: (clause.title, clause.text) for clause in in_force}
    stale = [
        Finding(
            gettext("Clause %(heading)s is no longer as this addendum quotes it: change it anew.")
            % {"heading": change.heading},
            True,
            _get_url(document, "clause_edit", clause.pk),
        )
        for clause, change in changes
        if amended
        and not amended.is_outside
        and change.kind != ChangeKind.ADDS
        and now.get(change.heading) != (change.old_title, change.old_text)
    ]
    gone = {clause.pk for clause, change in changes if change.kind == ChangeKind.REMOVES}
    return [
        *stale,
        *_check_empty_clauses(document, [clause for clause in clauses if clause.pk not in gone]),
    ]


def _check_empty_clauses(document: Document, clauses: Sequence[Clause]) -> list[Finding]:
    return [
        Finding(
            gettext("Clause %(order)s is empty.") % {"order": clause.order},
            True,
            _get_url(document, "clause_edit", clause.pk),
        )
        for clause in clauses
        if not clause.text.strip()
    ]


def _check_signatories(document: Document) -> list[Finding]:
    signatories = list(document.signatories.all())
    if not any(signatory.capacity == Capacity.PARTY for signatory in signatories):
        sentence = gettext("Nobody signs as a party.")
        return [Finding(sentence, True, _get_url(document, "document_signatories"))]
    return [
        Finding(
            gettext("%(name)s (%(organisation)s) has no position.")
            % {"name": signatory, "organisation": signatory.organisation},
            True,
            _get_url(document, "signatory_edit", signatory.pk),
        )
        for signatory in signatories
        if not signatory.position.strip()
    ]


def _check_contributions(
    document: Document, contributions: Sequence[Contribution]
) -> list[Finding]:
    said = [pledge for pledge in contributions if pledge.is_said]
    return [
        *_check_undecided(said),
        *_check_held_elsewhere(document, contributions),
        *_check_left_out(document, said),
        *_check_deadlines(said),
    ]


def _check_undecided(pledges: Sequence[Contribution]) -> list[Finding]:
    return [
        Finding(
            gettext("Contribution %(pledge)s is not decided yet.") % {"pledge": pledge},
            True,
            f"{pledge.get_absolute_url()}akomodasi/",
        )
        for pledge in pledges
        if pledge.state == PledgeState.SUBMITTED
    ]


def _check_held_elsewhere(document: Document, pledges: Sequence[Contribution]) -> list[Finding]:
    return [
        Finding(
            gettext("Contribution %(pledge)s is already part of %(document)s.")
            % {"pledge": pledge, "document": pledge.locked_in},
            True,
            f"{document.get_absolute_url()}#contributions",  # gather them again there
        )
        for pledge in pledges
        if pledge.is_held and pledge.locked_in not in ("", document.reference)
    ]


def _check_left_out(document: Document, pledges: Sequence[Contribution]) -> list[Finding]:
    return [
        Finding(
            gettext("Contribution %(pledge)s of this meeting is not in the document.")
            % {"pledge": pledge},
            False,
            f"{document.get_absolute_url()}#contributions",
        )
        for pledge in pledges
        if not pledge.is_held and pledge.state in HELD_STATES and not pledge.locked_in
    ]


def _check_deadlines(pledges: Sequence[Contribution]) -> list[Finding]:
    return [
        Finding(
            gettext("Contribution %(pledge)s has no deadline.") % {"pledge": pledge},
            False,
            f"{pledge.get_absolute_url()}ubah/",
        )
        for pledge in pledges
        if pledge.end_date is None and pledge.state == PledgeState.ACCOMMODATED
    ]


# Something that a meeting's record lacks: its kind (a key of GAPS), order, and the row's name.
type Gap = tuple[str, int, str]

# The kinds of gaps in a meeting's record, in the order of the findings: the sentence, whether the
# gap blocks freezing, and the address where it is corrected.
GAPS: dict[str, tuple[str | Promise, bool, str]] = {
    "attendance": (_("Nobody is marked as present."), True, "{meeting}kehadiran/"),
    "item": (_("Agenda item “%(name)s” has no notes."), False, "{meeting}catatan/"),
    "decision": (
        _("Nobody is responsible for %(name)s."),
        False,
        "/keputusan/{name}/penanggung-jawab/",
    ),
    "nobody": (_("%(name)s has nobody responsible."), False, "/tindak-lanjut/{name}/"),
    "endless": (_("%(name)s has no deadline."), False, "/tindak-lanjut/{name}/"),
}


def _check_meeting(document: Document) -> list[Finding]:
    meeting = document.meeting
    if meeting is None:
        return []
    at = meeting.get_absolute_url()
    took_place = meeting.state not in (MeetingState.PREPARING, MeetingState.CANCELLED)
    findings = []
    if not took_place:
        findings.append(Finding(gettext("The meeting has not taken place."), True, at))
    if meeting.state == MeetingState.IN_PROGRESS:
        sentence = gettext(
            "The meeting is still in progress: what is said after freezing is not in the document."
        )
        findings.append(Finding(sentence, False, at))
    kinds = list(GAPS)
    for kind, _order, name in sorted(
        _list_gaps(meeting), key=lambda gap: (kinds.index(gap[0]), gap)
    ):
        words, is_blocker, where = GAPS[kind]
        if took_place or kind != "attendance":
            where = where.format(meeting=at, name=name)
            findings.append(Finding(str(words) % {"name": name}, is_blocker, where))
    return findings


def _list_gaps(meeting: Meeting) -> "QuerySet[Model, Gap]":
    """Return the gaps of a meeting's record as rows (kind, order, name), in one query."""
    owned = FollowUp.objects.filter(decision=OuterRef("pk"), owner__isnull=False)
    tasks = FollowUp.objects.filter(meeting=meeting).exclude(state=FollowUpState.DROPPED)
    empty = Meeting.objects.filter(~Exists(meeting.participants.attending()), pk=meeting.pk)
    settled = Decision.objects.standing().filter(~Exists(owned), owner=None, meeting=meeting)
    rows = _select_gaps(empty, "attendance", order="pk").union(
        _select_gaps(meeting.agenda.filter(log=None), "item", name="title"),
        _select_gaps(settled, "decision"),
        _select_gaps(tasks.filter(owner=None), "nobody"),
        _select_gaps(tasks.filter(deadline=None), "endless"),
        all=True,
    )
    ordered: QuerySet[Model, Gap] = rows.order_by("gap", "gap_order")
    return ordered


def _select_gaps(
    queryset: "QuerySet[Model]", kind: str, *, order: str = "order", name: str = "reference"
) -> "QuerySet[Model, Gap]":
    rows: QuerySet[Model, Gap] = (
        queryset.order_by()
        .annotate(gap=Value(kind, CharField()), gap_order=F(order), gap_name=F(name))
        .values_list("gap", "gap_order", "gap_name")
    )
    return rows


def _check_review(document: Document) -> list[Finding]:
    # A draft that never went out for review has no comments to look for.
    waiting = (
        document.comments.filter(state=CommentState.OPEN).count() if document.review_until else 0
    )
    if not waiting:
        return []
    sentence = ngettext(
        "%(count)s comment is not answered.", "%(count)s comments are not answered.", waiting
    )
    return [Finding(sentence % {"count": waiting}, True, _get_url(document, "document_review"))]


def _get_url(document: Document, name: str, *args: int) -> str:
    return reverse(f"agreements:{name}", args=[document.reference, *args])
