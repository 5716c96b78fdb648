"""Signatures made with ink: what the paper shows, and what follows from it."""

import json
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.actions.freezing import freeze_document
from agreements.actions.reviewing import start_review, withdraw_review
from agreements.models import Document, DocumentState
from agreements.transitions import DOCUMENT
from core.audit_trail.reading import find_entries
from core.models import OutboxMessage, OutgoingEmail
from core.refusals import Refused
from meetings.actions.logging import log_pledge
from signing.actions.deciding import void_document
from signing.actions.ink import Outcome, propose_ink_signatures, record_ink_signatures
from signing.models import InkRecord
from stakeholders.models import Organisation
from tests.support.document_factories import (
    IN_ROOM,
    SIGNED_DAY,
    force,
    make_draft,
    propose,
    sign,
    sign_on_tablet,
    state_of,
    states,
    take_document_to,
)
from tests.support.expect import refused, stopped_by_the_database, told
from tests.support.factories import take_pledge_to
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def sign_last_on_tablet(document, by):
    """The last place: those before it may be signed already."""
    place = document.signatories.last() or add_place(document)  # one from outside has none
    return sign_on_tablet(document, place, by=by)


def add_place(document):
    return document.signatories.create(order=1, organisation=Organisation.objects.first())


CALLS = {
    "start_review": lambda d, by: start_review(
        document=d, review_until=timezone.localdate(), by=by
    ),
    "withdraw_review": lambda d, by: withdraw_review(document=d, reason="Kurang", by=by),
    "freeze_document": lambda d, by: freeze_document(document=d, review_skipped=IN_ROOM, by=by),
    "sign_on_screen": sign_last_on_tablet,
    "record_ink_signatures": lambda d, by: sign(d, d.signatories.all(), by=by),
    "bring_into_force": lambda d, by: force(d, by=by),
    "void_document": lambda d, by: void_document(document=d, reason="Salah", by=by),
}


# Written out once more, so that no row of the table grows or shrinks unnoticed.
WORKS_FROM = {
    "start_review": {"draft"},
    "withdraw_review": {"in_review"},
    "freeze_document": {"draft", "in_review"},
    "sign_on_screen": {"final", "partly_signed", "in_force"},
    "record_ink_signatures": {"final", "partly_signed", "in_force"},
    "bring_into_force": {"partly_signed"},
    "void_document": {"final", "partly_signed"},
}


# The others say no in words of their own, or follow from something else: tested with that.
ASKED_FOR = [row for row in DOCUMENT if row.action in CALLS]


@contextmanager
def undone():
    """What is done inside is forgotten afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def with_open_place(document, by):
    """The same document, whose second place will be signed later."""
    sign(document, document.signatories.all()[1:], state="to_follow", by=by)
    return document


@pytest.mark.parametrize("state", DocumentState)
def test_an_action_works_from_its_states_only(draft, secretary, state):
    if state == "in_force":  # with every place signed it is sealed
        document = with_open_place(
            take_document_to("partly_signed", draft, by=secretary), secretary
        )
        document = force(document, by=secretary)
    else:
        document = take_document_to(state, draft, by=secretary)
    for row in ASKED_FOR:
        if state in WORKS_FROM[row.action]:
            with undone():
                if row.action == "bring_into_force":
                    with_open_place(document, secretary)
                CALLS[row.action](document, secretary)
                document.refresh_from_db()
                assert document.state in row.targets, row.action
            document.refresh_from_db()
            continue
        before = Document.objects.values().get(pk=document.pk)
        sentence = f"“{row.label}” is not possible while {document} is “{state.label}”."
        with refused(sentence, code="wrong_state"), undone():
            CALLS[row.action](document, secretary)
        assert Document.objects.values().get(pk=document.pk) == before


# ── Recording ────────────────────────────────────────────────────────────────────────────


def test_some_signatures_make_it_partly_signed(frozen, signatories, pledge, secretary):
    ink = sign(frozen, signatories[:1], by=secretary, note="Dibawa lurah")
    assert state_of(frozen) == ("partly_signed", None, "")
    assert states(frozen) == [("signed", SIGNED_DAY, ""), ("pending", None, "")]
    assert (ink.signed_date, ink.note, ink.recorded_by, bool(ink.scan)) == (
        SIGNED_DAY,
        "Dibawa lurah",
        secretary,
        False,
    )
    pledge.refresh_from_db()
    assert pledge.state == "accommodated"
    assert told(frozen)[-2:] == [
        "Wakil INKA (contoh) (PT INKA) signed on 9 November 2021.",
        "Ink signatures of 9 November 2021 were recorded: 1 signed.",
    ]


def test_all_parties_signatures_bring_it_into_force_and_agree_its_pledges(
    frozen, signatories, pledge, secretary
):
    sign(frozen, signatories, by=secretary)
    assert state_of(frozen) == ("in_force", SIGNED_DAY, "")
    pledge.refresh_from_db()
    assert (pledge.state, pledge.locked_in) == ("agreed", "BA-2021-0001")
    assert told(pledge)[-1] == "The pledge is agreed: BA-2021-0001 is in force."
    assert told(frozen)[-2:] == [
        "The document is in force.",
        "The collection of signatures was closed.",
    ]


def test_the_last_signature_brings_it_into_force(frozen, signatories, secretary):
    sign(frozen, signatories[:1], by=secretary)
    sign(frozen, signatories[1:], day=date(2021, 11, 20), by=secretary)
    assert state_of(frozen) == ("in_force", date(2021, 11, 20), "")
    assert InkRecord.objects.count() == 2


def test_it_is_in_force_since_the_latest_signature_in_whatever_order_they_come(
    frozen, signatories, secretary
):
    sign(frozen, signatories[:1], day=date(2021, 11, 20), by=secretary)
    sign(frozen, signatories[1:], day=date(2021, 11, 9), by=secretary)
    assert state_of(frozen) == ("in_force", date(2021, 11, 20), "")


def test_a_deferred_contribution_is_not_agreed(draft, forum, secretary):
    deferred = log_pledge(meeting=draft.meeting, lead=forum.taman, own_words="x", by=secretary)
    take_pledge_to("deferred", deferred, by=secretary)
    other = make_draft(draft.meeting, draft.letterhead, by=secretary)
    take_document_to("in_force", other, by=secretary)
    deferred.refresh_from_db()
    assert (deferred.state, deferred.locked_in) == ("deferred", "BA-2021-0002")


def test_a_witness_is_not_waited_for(frozen, signatories, secretary):
    frozen.signatories.filter(pk=signatories[1].pk).update(capacity="witness")
    sign(frozen, signatories[:1], by=secretary)
    assert state_of(frozen)[0] == "in_force"


def test_one_signature_to_follow_and_one_refused(frozen, signatories, secretary, cast):
    outcomes = {
        signatories[0].pk: Outcome("to_follow", "dropped, since it is no refusal"),
        signatories[1].pk: Outcome("declined", "Tidak hadir"),
    }
    record = propose_ink_signatures(
        document=frozen, signed_date=SIGNED_DAY, outcomes=outcomes, by=secretary
    )
    record_ink_signatures(record=record, by=cast.facilitator)
    assert states(frozen) == [("to_follow", None, ""), ("declined", None, "Tidak hadir")]
    assert state_of(frozen) == ("final", None, "")
    assert told(frozen)[-3:] == [
        "Wakil INKA (contoh) (PT INKA) will sign later.",
        "Lurah Taman (contoh) (Kelurahan Taman) did not sign: Tidak hadir",
        "Ink signatures of 9 November 2021 were recorded: 0 signed.",
    ]
    letters = OutgoingEmail.objects.values_list("text", flat=True)
    assert letters
    assert all("Tidak hadir" in letter for letter in letters)


def test_who_declined_may_sign_after_all(frozen, signatories, secretary):
    sign(frozen, signatories[:1], state="declined", reason="Belum", by=secretary)
    sign(frozen, signatories[:1], by=secretary)
    assert states(frozen)[0] == ("signed", SIGNED_DAY, "")


def test_a_signature_once_recorded_stays(frozen, signatories, secretary):
    sign(frozen, signatories[:1], by=secretary)
    sentence = "The signature of Wakil INKA (contoh) is already recorded and cannot be changed."
    for state in ("to_follow", "declined", "pending"):
        with refused(sentence, field="outcomes"):
            sign(frozen, signatories[:1], state=state, reason="x", by=secretary)
    sign(frozen, signatories[:1], day=date(2021, 11, 20), by=secretary)
    assert states(frozen)[0] == ("signed", SIGNED_DAY, "")
    assert told(frozen).count("Wakil INKA (contoh) (PT INKA) signed on 9 November 2021.") == 1


# ── Two people ───────────────────────────────────────────────────────────────────────────


@pytest.mark.both_databases
def test_one_person_alone_signs_nothing(frozen, signatories, secretary):
    record = propose(frozen, signatories, by=secretary)
    assert states(frozen) == [("pending", None, ""), ("pending", None, "")]
    sentence = "You proposed this record yourself. A second person must review it."
    with refused(sentence, code="second_person"):
        record_ink_signatures(record=record, by=secretary)
    with stopped_by_the_database():
        InkRecord.objects.filter(pk=record.pk).update(decided_by=secretary)
    assert state_of(frozen) == ("final", None, "")


def test_of_two_records_one_waits(frozen, signatories, secretary):
    propose(frozen, signatories[:1], by=secretary)
    sentence = f"A record of {frozen} is already waiting for its review."
    with refused(sentence, code="waiting"):
        propose(frozen, signatories[1:], by=secretary)


def test_the_chain_says_who_looked_at_the_paper(frozen, signatories, secretary, cast):
    record_ink_signatures(
        record=propose(frozen, signatories[:1], by=secretary), by=cast.facilitator
    )
    paper, place = find_entries(frozen).filter(kind__startswith="ink_")
    said = json.loads(paper.body)
    assert (said["by"], said["facts"]) == (
        str(cast.facilitator),
        {
            "date": "2021-11-09",
            "proposed_by": str(secretary),
            "originals": [],
            "wrapped": "",
        },
    )
    assert json.loads(place.body)["facts"]["name"] == signatories[0].signing_name
    assert "A record was proposed: the paper of 9 November 2021 shows 1 signatures." in told(frozen)


def test_who_signed_on_screen_meanwhile_stays_so(frozen, signatories, secretary, cast):
    record = propose(frozen, signatories, by=secretary)
    sign_on_tablet(frozen, signatories[0], by=secretary)
    record_ink_signatures(record=record, by=cast.facilitator)
    assert [signatory.route for signatory in frozen.signatories.all()] == ["tablet", "ink"]


@pytest.mark.django_db(transaction=True)
def test_two_second_people_at_once_record_it_once(frozen, signatories, secretary, cast):
    record = propose(frozen, signatories[:1], by=secretary)
    results = at_once(
        lambda: record_ink_signatures(record=record, by=cast.facilitator),
        lambda: record_ink_signatures(record=record, by=cast.administrator),
    )
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert find_entries(frozen).filter(kind="ink_signed").count() == 1


def refuse(frozen, signatories, secretary, sentence, field, **fields):
    """The recording is refused and nothing of it is kept, the first place's signature included."""
    values = {
        "signed_date": SIGNED_DAY,
        "outcomes": {signatories[0].pk: Outcome("signed")},
        **fields,
    }
    before = (states(frozen), state_of(frozen), told(frozen))
    with refused(sentence, field=field):
        propose_ink_signatures(document=frozen, by=secretary, **values)
    assert (states(frozen), state_of(frozen), told(frozen)) == before
    assert InkRecord.objects.count() == 0


def test_a_date_in_the_future_is_refused(frozen, signatories, secretary):
    tomorrow = timezone.localdate() + timedelta(days=1)
    sentence = "The date of the signatures is in the future."
    refuse(frozen, signatories, secretary, sentence, "signed_date", signed_date=tomorrow)


def test_today_and_the_documents_own_day_are_fine(frozen, signatories, secretary):
    sign(frozen, signatories[:1], day=frozen.date, by=secretary)
    sign(frozen, signatories[1:], day=timezone.localdate(), by=secretary)
    assert state_of(frozen)[0] == "in_force"


def test_a_date_before_the_documents_is_refused(frozen, signatories, secretary):
    sentence = "The document is dated 8 November 2021; it cannot have been signed before."
    refuse(frozen, signatories, secretary, sentence, "signed_date", signed_date=date(2021, 11, 7))


def test_a_place_of_another_document_is_refused(frozen, signatories, letterhead, secretary):
    other = make_draft(frozen.meeting, letterhead, by=secretary)
    outcomes = {
        signatories[0].pk: Outcome("signed"),
        other.signatories.first().pk: Outcome("signed"),
    }
    sentence = "Choose signatories of this document."
    refuse(frozen, signatories, secretary, sentence, "outcomes", outcomes=outcomes)


def test_no_place_at_all_is_refused(frozen, signatories, secretary):
    sentence = "Record for at least one signatory what the paper shows."
    refuse(frozen, signatories, secretary, sentence, "outcomes", outcomes={})


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refusal_to_sign_has_a_reason(frozen, signatories, secretary, reason):
    outcomes = {
        signatories[0].pk: Outcome("signed"),
        signatories[1].pk: Outcome("declined", reason),
    }
    sentence = "Give the reason why Lurah Taman (contoh) did not sign."
    refuse(frozen, signatories, secretary, sentence, "outcomes", outcomes=outcomes)


@pytest.mark.parametrize("state", ["pending", "eaten"])
def test_what_the_paper_shows_is_one_of_three(frozen, signatories, secretary, state):
    outcomes = {signatories[0].pk: Outcome("signed"), signatories[1].pk: Outcome(state)}
    sentence = "Choose what the paper shows: signed, to follow, or not signed."
    refuse(frozen, signatories, secretary, sentence, "outcomes", outcomes=outcomes)


def test_a_reason_longer_than_its_column_is_refused(frozen, signatories, secretary):
    with pytest.raises(ValidationError) as caught:
        sign(frozen, signatories, state="declined", reason="x" * 301, by=secretary)
    assert list(caught.value.message_dict) == ["reason"]
    assert InkRecord.objects.count() == 0


def test_recording_changes_nothing_of_the_frozen_text(frozen, signatories, secretary):
    version = frozen.versions.get()
    sign(frozen, signatories, by=secretary)
    again = frozen.versions.get()
    assert (again.canonical, again.content_sha256) == (version.canonical, version.content_sha256)
    assert [each.kind for each in OutboxMessage.objects.order_by("pk")] == [
        "agreements.render_prints",
        "signing.seal",
    ]


@pytest.mark.django_db(transaction=True)
def test_the_last_by_ink_and_the_last_on_a_tablet_at_once_bring_it_into_force_once(
    frozen, signatories, secretary, administrator
):
    record = propose(frozen, signatories[:1], by=secretary)
    results = at_once(
        lambda: record_ink_signatures(record=record, by=administrator),
        lambda: sign_on_tablet(frozen, signatories[1], by=secretary),
    )
    assert [type(result).__name__ for result in results] == ["InkRecord", "Signature"]
    assert state_of(frozen)[0] == "in_force"
    assert told(frozen).count("The document is in force.") == 1


@pytest.mark.django_db(transaction=True)
def test_of_signing_and_voiding_at_once_exactly_one_stands(frozen, signatories, secretary, pledge):
    results = at_once(
        lambda: sign(frozen, signatories, by=secretary),
        lambda: void_document(document=frozen, reason="Salah", by=secretary),
    )
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    pledge.refresh_from_db()
    assert (state_of(frozen)[0], pledge.state, pledge.locked_in) in (
        ("in_force", "agreed", "BA-2021-0001"),
        ("void", "accommodated", ""),
    )
