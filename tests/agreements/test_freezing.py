"""Freezing numbers a draft and fixes every word of it; nothing changes afterwards."""

import hashlib
import json
import time
from threading import Event

import pytest
from django.db import transaction

from agreements.actions.clauses import add_clause, edit_clause, move_clause, remove_clause
from agreements.actions.drafting import gather_pledges, number_document
from agreements.actions.freezing import freeze_document
from agreements.actions.signatories import add_signatory
from agreements.content.berita_acara import build_content
from agreements.models import Clause, Document, DocumentState, DocumentVersion
from core.canonical import hash_content, to_canonical_json
from core.models import IssuedNumber, OutboxMessage
from core.refusals import Refused
from files.codes import read_code
from meetings.actions.logging import log_pledge
from meetings.actions.settling import record_follow_up
from pledges.actions.deciding import reopen_pledge
from pledges.actions.writing import edit_pledge
from pledges.models import Pledge
from tests.support.document_factories import IN_ROOM, make_draft, take_document_to
from tests.support.expect import refused, stopped_by_the_database, told
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def freeze(document, by):
    return freeze_document(document=document, review_skipped=IN_ROOM, by=by)


# ── What freezing does ───────────────────────────────────────────────────────────────────


def test_a_frozen_document_has_number_code_and_version(draft, secretary):
    version = freeze(draft, secretary)
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.is_frozen) == (
        "final",
        "050/001/CONTOH/2021",
        True,
    )
    assert read_code(draft.verification_code) == draft.verification_code
    assert (version.document, version.number, version.frozen_by) == (draft, 1, secretary)
    assert told(draft)[-1] == (
        f"The text was frozen as 050/001/CONTOH/2021, fingerprint {version.content_sha256[:16]}."
    )


def test_the_hash_is_that_of_the_content_as_built_again(draft, secretary):
    version = freeze(draft, secretary)
    version.refresh_from_db()
    draft.refresh_from_db()
    content = build_content(draft, recorded_at=version.frozen_at)
    assert version.content == content
    assert version.canonical.encode() == to_canonical_json(content)
    assert version.content_sha256 == hash_content(content)
    assert version.content_sha256 == hashlib.sha256(version.canonical.encode()).hexdigest()


def test_what_is_frozen_says_its_own_number_and_code(draft, secretary):
    content = freeze(draft, secretary).content
    draft.refresh_from_db()
    assert content["number"] == draft.number
    assert content["verification"]["code"] == draft.verification_code
    assert [clause["text"] for clause in content["clauses"]] == ["Lokasi percontohan: Taman."]
    assert [row["reference"] for row in content["contributions"]] == ["KOM-2021-0001"]


def test_who_signed_is_no_part_of_the_content(draft, secretary):
    version = freeze(draft, secretary)
    before = version.canonical
    take_from = draft.signatories.all()
    assert "pending" not in before
    assert len(version.content["signatories"]) == len(take_from)


def test_the_prints_are_ordered_with_the_freezing(draft, secretary):
    version = freeze(draft, secretary)
    [message] = OutboxMessage.objects.all()
    assert (message.kind, message.object_id, message.done_at) == (
        "agreements.render_prints",
        version.pk,
        None,
    )


def test_its_pledges_are_locked(draft, pledge, secretary, inka):
    freeze(draft, secretary)
    pledge.refresh_from_db()
    assert (pledge.locked_in, pledge.state) == ("BA-2021-0001", "accommodated")
    with refused("KOM-2021-0001 is part of BA-2021-0001, which is frozen.", code="locked"):
        reopen_pledge(pledge=pledge, by=secretary)
    with pytest.raises(Refused):
        edit_pledge(pledge=pledge, seen_revision=1, own_words="Lebih sedikit", by=inka)


def test_a_number_set_by_hand_is_kept(draft, secretary):
    number_document(document=draft, number="050/77/2021", by=secretary)
    freeze(draft, secretary)
    draft.refresh_from_db()
    assert draft.number == "050/77/2021"
    assert IssuedNumber.objects.count() == 1


def test_the_next_number_steps_over_one_set_by_hand(draft, letterhead, secretary):
    by_hand = make_draft(draft.meeting, letterhead, by=secretary)
    number_document(document=by_hand, number="050/001/CONTOH/2021", by=secretary)
    freeze(draft, secretary)
    draft.refresh_from_db()
    assert draft.number == "050/002/CONTOH/2021"


# ── Nothing changes after freezing ───────────────────────────────────────────────────────

EDITS = {
    "add_clause": lambda d, forum, by: add_clause(document=d, text="x", by=by),
    "edit_clause": lambda d, forum, by: edit_clause(
        clause=d.clauses.get(), seen_revision=1, text="x", by=by
    ),
    "move_clause": lambda d, forum, by: move_clause(clause=d.clauses.get(), to=1, by=by),
    "remove_clause": lambda d, forum, by: remove_clause(clause=d.clauses.get(), by=by),
    "add_signatory": lambda d, forum, by: add_signatory(
        document=d, organisation=forum.outside, position="x", by=by
    ),
    "gather_pledges": lambda d, forum, by: gather_pledges(document=d, by=by),
    "number_document": lambda d, forum, by: number_document(document=d, number="9", by=by),
}


@pytest.mark.parametrize(
    "state", [state for state in DocumentState if state not in ("draft", "in_review")]
)
def test_every_edit_is_refused_after_freezing(draft, forum, secretary, state):
    document = take_document_to(state, draft, by=secretary)
    if state == DocumentState.REGISTERED:
        Clause.objects.update(document=document)
    before = Document.objects.values().get(pk=document.pk)
    sentence = f"{document} is “{state.label}”: its text no longer changes."
    for edit in EDITS.values():
        with refused(sentence, code="frozen"):
            edit(document, forum, secretary)
    assert Document.objects.values().get(pk=document.pk) == before


def test_the_frozen_content_outlives_what_it_was_built_from(frozen, forum, secretary):
    version = frozen.versions.get()
    before = (version.canonical, version.content_sha256)
    record_follow_up(meeting=frozen.meeting, activity="Baru", by=secretary)
    log_pledge(meeting=frozen.meeting, lead=forum.taman, own_words="Baru", by=secretary)
    forum.inka.name = "PT Lain"
    forum.inka.save()
    version.refresh_from_db()
    assert (version.canonical, version.content_sha256) == before
    assert "PT Lain" not in version.canonical
    assert json.loads(version.canonical) == version.content


def test_freezing_twice_is_refused(draft, secretary):
    stale = Document.objects.get(pk=draft.pk)
    freeze(draft, secretary)
    draft.refresh_from_db()
    sentence = "“Freeze the text” is not possible while BA-2021-0001 is “Final”."
    with refused(sentence, code="wrong_state"):
        freeze(draft, secretary)
    with refused("BA-2021-0001 is “Final”: its text no longer changes.", code="frozen"):
        freeze(stale, secretary)
    assert (DocumentVersion.objects.count(), OutboxMessage.objects.count()) == (1, 1)


@pytest.mark.both_databases
def test_the_database_keeps_frozen_documents_numbered(frozen):
    for wrong in ({"number": ""}, {"verification_code": None}, {"state": "eaten"}):
        with stopped_by_the_database():
            Document.objects.filter(pk=frozen.pk).update(**wrong)


@pytest.mark.both_databases
@pytest.mark.parametrize("wrong", [{"state": "void"}, {"state": "in_force"}], ids=str)
def test_the_database_keeps_reason_and_day(frozen, wrong):
    with stopped_by_the_database():
        Document.objects.filter(pk=frozen.pk).update(**wrong)


@pytest.mark.both_databases
def test_the_database_keeps_one_version_a_number(frozen):
    version = frozen.versions.get()
    version.pk = None
    with stopped_by_the_database():
        version.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_freeze_at_once_exactly_one_does(draft, secretary):
    drafts = [
        Document.objects.select_related("letterhead").get(pk=draft.pk) for _number in range(2)
    ]
    results = at_once(*[lambda each=each: freeze(each, secretary) for each in drafts])
    assert sorted(type(result).__name__ for result in results) == ["DocumentVersion", "Refused"]
    assert (DocumentVersion.objects.count(), IssuedNumber.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_decision_taken_back_at_the_same_instant_is_not_frozen(draft, secretary):
    pledge = draft.pledges.get()
    draft = Document.objects.select_related("letterhead").get(pk=draft.pk)

    is_taken_back = Event()

    @transaction.atomic
    def reopen():
        reopen_pledge(pledge=pledge, by=secretary)
        is_taken_back.set()
        time.sleep(0.3)  # for the other to come while nothing is committed; afterwards is right too

    def freeze_a_little_later():
        is_taken_back.wait(60)
        return freeze(draft, secretary)

    _reopened, result = at_once(reopen, freeze_a_little_later)
    assert str(result) == "Contribution KOM-2021-0001 is not decided yet."
    assert Pledge.objects.get().locked_in == ""
