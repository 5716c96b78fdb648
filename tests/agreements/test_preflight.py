"""What is missing before a draft can be frozen: blockers stop it, warnings only tell."""

import pytest

from agreements.actions.clauses import add_clause, remove_clause
from agreements.actions.drafting import gather_pledges, number_document
from agreements.actions.freezing import freeze_document
from agreements.models import Document, DocumentVersion, LetterheadFormula
from agreements.preflight import examine
from core.models import IssuedNumber, OutboxMessage
from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.actions.logging import log_pledge
from meetings.actions.planning import close_meeting
from meetings.actions.settling import record_follow_up
from pledges.actions.deciding import reopen_pledge
from tests.support.document_factories import IN_ROOM, make_draft
from tests.support.expect import refused
from tests.support.factories import take_meeting_to, take_pledge_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def freeze(document, by):
    return freeze_document(document=document, review_skipped=IN_ROOM, by=by)


def blockers(document):
    return [finding.sentence for finding in examine(document) if finding.is_blocker]


def warnings(document):
    return [finding.sentence for finding in examine(document) if not finding.is_blocker]


STILL_ON = "The meeting is still in progress: what is said after freezing is not in the document."


def test_a_ready_draft_has_no_findings_once_its_meeting_is_closed(draft, facilitator):
    assert (blockers(draft), warnings(draft)) == ([], [STILL_ON])
    close_meeting(meeting=draft.meeting, by=facilitator)
    assert examine(Document.objects.get(pk=draft.pk)) == []


def _no_letter(draft, by):
    Document.objects.update(letterhead=None)
    return "No letterhead is chosen. There is no number, and no pattern to make one."


def _no_pattern(draft, by):
    LetterheadFormula.objects.update(number_pattern="")
    return "There is no number, and no pattern to make one."


def _no_clause(draft, by):
    remove_clause(clause=draft.clauses.get(), by=by)
    return "Nothing is agreed yet: there is no clause."


def _empty_clause(draft, by):
    add_clause(document=draft, text="  ", by=by)
    return "Clause 2 is empty."


def _no_party(draft, by):
    draft.signatories.update(capacity="witness")
    return "Nobody signs as a party."


def _no_position(draft, by):
    draft.signatories.filter(order=1).update(position=" ")
    return "Wakil INKA (contoh) (PT INKA) has no position."


def _undecided(draft, by):
    reopen_pledge(pledge=draft.pledges.get(), by=by)
    return "Contribution KOM-2021-0001 is not decided yet."


def _nobody_present(draft, by):
    for participant in draft.meeting.participants.all():
        mark_attendance(participant=participant, attendance="absent", by=by)
    return "Nobody is marked as present."


BLOCKERS = [
    _no_letter,
    _no_pattern,
    _no_clause,
    _empty_clause,
    _no_party,
    _no_position,
    _undecided,
    _nobody_present,
]


@pytest.mark.parametrize("spoil", BLOCKERS, ids=lambda spoil: spoil.__name__)
def test_a_blocker_keeps_a_draft_from_being_frozen(draft, secretary, spoil):
    sentence = spoil(draft, secretary)
    draft = Document.objects.get(pk=draft.pk)
    with refused(sentence, code="preflight"):
        freeze(draft, secretary)
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.verification_code) == ("draft", "", None)
    assert (DocumentVersion.objects.count(), IssuedNumber.objects.count()) == (0, 0)
    assert (OutboxMessage.objects.count(), draft.pledges.exclude(locked_in="").count()) == (0, 0)


@pytest.mark.parametrize("state", ["preparing", "cancelled"])
def test_a_meeting_that_did_not_take_place_has_nothing_to_freeze(
    meeting, letterhead, facilitator, state
):
    draft = make_draft(meeting, letterhead, by=facilitator)
    take_meeting_to(state, meeting, by=facilitator)
    draft = Document.objects.get(pk=draft.pk)
    assert "The meeting has not taken place." in blockers(draft)


def test_all_blockers_are_told_at_once(draft, secretary):
    _no_pattern(draft, secretary)
    _no_clause(draft, secretary)
    sentence = (
        "There is no number, and no pattern to make one. Nothing is agreed yet: there is no clause."
    )
    with refused(sentence, code="preflight"):
        freeze(draft, secretary)


def test_a_number_set_by_hand_needs_no_pattern(draft, secretary):
    _no_pattern(draft, secretary)
    number_document(document=draft, number="050/7", by=secretary)
    assert freeze(draft, secretary).number == 1


def test_a_contribution_in_another_frozen_document_is_a_blocker(draft, letterhead, secretary):
    other = make_draft(draft.meeting, letterhead, by=secretary)
    freeze(draft, secretary)
    assert blockers(other) == ["Contribution KOM-2021-0001 is already part of BA-2021-0001."]
    gather_pledges(document=other, by=secretary)
    assert (blockers(other), "KOM-2021-0001" in " ".join(warnings(other))) == ([], False)


def test_warnings_tell_and_do_not_block(draft, forum, secretary):
    late = log_pledge(meeting=draft.meeting, lead=forum.taman, own_words="Kami juga", by=secretary)
    take_pledge_to("accommodated", late, by=secretary)
    add_agenda_item(meeting=draft.meeting, title="Penutup", by=secretary)
    record_follow_up(meeting=draft.meeting, activity="x", by=secretary)
    assert warnings(draft) == [
        "Contribution KOM-2021-0002 of this meeting is not in the document.",
        "Contribution KOM-2021-0002 has no deadline.",
        STILL_ON,
        "Agenda item “Penutup” has no notes.",
        "RTL-2021-0002 has nobody responsible.",
        "RTL-2021-0002 has no deadline.",
    ]
    assert freeze(draft, secretary).number == 1


def test_blockers_come_before_warnings(draft, secretary):
    add_agenda_item(meeting=draft.meeting, title="Penutup", by=secretary)
    _nobody_present(draft, secretary)
    assert [finding.is_blocker for finding in examine(draft)] == [True, False, False]


def test_a_declined_contribution_is_not_missed(draft, forum, secretary):
    pledge = log_pledge(meeting=draft.meeting, lead=forum.taman, own_words="x", by=secretary)
    take_pledge_to("declined", pledge, by=secretary)
    assert (blockers(draft), warnings(draft)) == ([], [STILL_ON])
