"""Freezing numbers a draft and fixes every word of it; nothing changes afterwards."""

import hashlib
import json
import time
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from agreements.actions import (
    add_clause,
    add_signatory,
    edit_clause,
    freeze_document,
    gather_pledges,
    move_clause,
    number_document,
    record_print,
    remove_clause,
    store_rendition,
    void_document,
)
from agreements.codes import read_code
from agreements.content.berita_acara import build_content
from agreements.models import (
    Clause,
    Document,
    DocumentState,
    DocumentVersion,
    LetterFormula,
    Rendition,
)
from agreements.preflight import examine
from core.canonical import canonical_json, content_hash
from core.models import IssuedNumber, OutboxMessage
from core.refusals import Refused
from meetings.actions import add_agenda_item, log_pledge, mark_attendance, record_follow_up
from pledges.actions import edit_pledge, reopen_pledge
from pledges.models import Pledge
from tests.agreements.factories import make_draft, take_document_to
from tests.expect import refused, stopped_by_the_database, told
from tests.factories import take_meeting_to, take_pledge_to
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def freeze(document, by):
    return freeze_document(document=document, by=by)


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
    assert version.canonical.encode() == canonical_json(content)
    assert version.content_sha256 == content_hash(content)
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
    with refused("KOM-2021-0001 stands in BA-2021-0001, which is frozen.", code="locked"):
        reopen_pledge(pledge=pledge, by=secretary)
    with pytest.raises(Refused):
        edit_pledge(pledge=pledge, seen=1, own_words="Lebih sedikit", by=inka)


def test_a_number_set_by_hand_is_kept(draft, secretary):
    number_document(document=draft, number="050/77/2021", by=secretary)
    freeze(draft, secretary)
    draft.refresh_from_db()
    assert draft.number == "050/77/2021"
    assert IssuedNumber.objects.count() == 1


def test_the_next_number_steps_over_one_set_by_hand(draft, letter, secretary):
    by_hand = make_draft(draft.meeting, letter, by=secretary)
    number_document(document=by_hand, number="050/001/CONTOH/2021", by=secretary)
    freeze(draft, secretary)
    draft.refresh_from_db()
    assert draft.number == "050/002/CONTOH/2021"


# ── What keeps a draft from being frozen ─────────────────────────────────────────────────


def blockers(document):
    return [finding.sentence for finding in examine(document) if finding.is_blocker]


def warnings(document):
    return [finding.sentence for finding in examine(document) if not finding.is_blocker]


def test_a_ready_draft_has_no_findings(draft):
    assert examine(draft) == []


def _no_letter(draft, by):
    Document.objects.update(letter=None)
    return "No letter template is chosen. There is no number, and no pattern to make one."


def _no_pattern(draft, by):
    LetterFormula.objects.update(number_pattern="")
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
    meeting, letter, facilitator, state
):
    draft = make_draft(meeting, letter, by=facilitator)
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


def test_a_contribution_in_another_frozen_document_is_a_blocker(draft, letter, secretary):
    other = make_draft(draft.meeting, letter, by=secretary)
    freeze(draft, secretary)
    assert blockers(other) == ["Contribution KOM-2021-0001 already stands in BA-2021-0001."]


def test_warnings_tell_and_do_not_block(draft, forum, secretary):
    late = log_pledge(meeting=draft.meeting, lead=forum.taman, own_words="Kami juga", by=secretary)
    take_pledge_to("accommodated", late, by=secretary)
    add_agenda_item(meeting=draft.meeting, title="Penutup", by=secretary)
    record_follow_up(meeting=draft.meeting, activity="x", by=secretary)
    assert warnings(draft) == [
        "Contribution KOM-2021-0002 of this meeting is not in the document.",
        "Contribution KOM-2021-0002 has no deadline.",
        "Agenda item “Penutup” has no notes.",
        "RTL-2021-0002 has nobody responsible.",
        "RTL-2021-0002 has no deadline.",
    ]
    assert freeze(draft, secretary).number == 1


def test_blockers_come_before_warnings(draft, secretary):
    add_agenda_item(meeting=draft.meeting, title="Penutup", by=secretary)
    _nobody_present(draft, secretary)
    assert [finding.is_blocker for finding in examine(draft)] == [True, False]


def test_a_declined_contribution_is_not_missed(draft, forum, secretary):
    pledge = log_pledge(meeting=draft.meeting, lead=forum.taman, own_words="x", by=secretary)
    take_pledge_to("declined", pledge, by=secretary)
    assert examine(draft) == []


# ── Nothing changes after freezing ───────────────────────────────────────────────────────

EDITS = {
    "add_clause": lambda d, forum, by: add_clause(document=d, text="x", by=by),
    "edit_clause": lambda d, forum, by: edit_clause(
        clause=d.clauses.get(), seen=1, text="x", by=by
    ),
    "move_clause": lambda d, forum, by: move_clause(clause=d.clauses.get(), to=1, by=by),
    "remove_clause": lambda d, forum, by: remove_clause(clause=d.clauses.get(), by=by),
    "add_signatory": lambda d, forum, by: add_signatory(
        document=d, organisation=forum.outside, position="x", by=by
    ),
    "gather_pledges": lambda d, forum, by: gather_pledges(document=d, by=by),
    "number_document": lambda d, forum, by: number_document(document=d, number="9", by=by),
}


@pytest.mark.parametrize("state", [state for state in DocumentState if state != "draft"])
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
    sentence = "“Freeze the text” is not possible: BA-2021-0001 is already “Final”."
    with refused(sentence, code="wrong_state"):
        freeze(draft, secretary)
    with refused("BA-2021-0001 is “Final”: its text no longer changes.", code="frozen"):
        freeze(stale, secretary)
    assert (DocumentVersion.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_the_database_keeps_frozen_documents_numbered(frozen):
    for wrong in ({"number": ""}, {"verification_code": None}, {"state": "eaten"}):
        with stopped_by_the_database():
            Document.objects.filter(pk=frozen.pk).update(**wrong)


@pytest.mark.parametrize("wrong", [{"state": "void"}, {"state": "in_force"}], ids=str)
def test_the_database_keeps_reason_and_day(frozen, wrong):
    with stopped_by_the_database():
        Document.objects.filter(pk=frozen.pk).update(**wrong)


def test_the_database_keeps_one_version_a_number(frozen):
    version = frozen.versions.get()
    version.pk = None
    with stopped_by_the_database():
        version.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_freeze_at_once_exactly_one_does(draft, secretary):
    drafts = [Document.objects.select_related("letter").get(pk=draft.pk) for _number in range(2)]
    results = at_once(*[lambda each=each: freeze(each, secretary) for each in drafts])
    assert sorted(type(result).__name__ for result in results) == ["DocumentVersion", "Refused"]
    assert (DocumentVersion.objects.count(), IssuedNumber.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_decision_taken_back_at_the_same_instant_is_not_frozen(draft, secretary):
    pledge = draft.pledges.get()
    draft = Document.objects.select_related("letter").get(pk=draft.pk)

    @transaction.atomic
    def reopen():
        reopen_pledge(pledge=pledge, by=secretary)
        time.sleep(0.4)

    def freeze_a_little_later():
        time.sleep(0.15)
        return freeze(draft, secretary)

    _reopened, result = at_once(reopen, freeze_a_little_later)
    assert str(result) == "Contribution KOM-2021-0001 is not decided yet."
    assert Pledge.objects.get().locked_in == ""


# ── Prints ───────────────────────────────────────────────────────────────────────────────


def read(file):
    with file.open() as opened:
        return opened.read()


def store(version, pdf=b"%PDF-1", paper="A4"):
    return store_rendition(version=version, paper=paper, layout="two_columns", pdf=pdf)


def test_a_print_is_kept_with_its_hash(frozen):
    rendition = store(frozen.versions.get())
    sha256 = hashlib.sha256(b"%PDF-1").hexdigest()
    assert (rendition.sha256, rendition.size, read(rendition.file)) == (sha256, 6, b"%PDF-1")
    assert rendition.file.name == f"renditions/{sha256}.pdf"
    assert told(frozen)[-1] == f"The print in A4 was made, fingerprint {sha256[:16]}."


def test_the_first_print_of_a_paper_stays(frozen):
    version = frozen.versions.get()
    first = store(version)
    assert store(version, b"%PDF-2") == first
    assert store(version, b"%PDF-2", paper="F4") != first
    assert Rendition.objects.count() == 2


def test_a_file_left_by_a_crash_is_written_over(frozen):
    sha256 = hashlib.sha256(b"%PDF-1").hexdigest()
    default_storage.save(f"renditions/{sha256}.pdf", ContentFile(b"%PD"))
    rendition = store(frozen.versions.get())
    assert rendition.file.name == f"renditions/{sha256}.pdf"
    assert read(rendition.file) == b"%PDF-1"


def test_printing_is_noted(frozen, secretary):
    record_print(document=frozen, paper="F4", by=secretary)
    assert told(frozen)[-1] == "The document was printed (F4)."


# ── Voiding ──────────────────────────────────────────────────────────────────────────────


def test_a_voided_document_frees_its_pledges_but_not_its_number(frozen, letter, secretary, pledge):
    void_document(document=frozen, reason="Salah ketik", by=secretary)
    frozen.refresh_from_db()
    pledge.refresh_from_db()
    assert (frozen.state, frozen.reason, frozen.number) == (
        "void",
        "Salah ketik",
        "050/001/CONTOH/2021",
    )
    assert pledge.locked_in == ""
    assert told(frozen)[-1] == "The document was voided: Salah ketik"

    again = make_draft(frozen.meeting, letter, by=secretary)
    with refused("Number 050/001/CONTOH/2021 is already taken.", field="number"):
        number_document(document=again, number="050/001/CONTOH/2021", by=secretary)
    freeze(again, secretary)
    again.refresh_from_db()
    pledge.refresh_from_db()
    assert (again.number, pledge.locked_in) == ("050/002/CONTOH/2021", "BA-2021-0002")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_document_is_not_voided_without_a_reason(frozen, secretary, pledge, reason):
    with refused("Please give a reason.", field="reason"):
        void_document(document=frozen, reason=reason, by=secretary)
    frozen.refresh_from_db()
    pledge.refresh_from_db()
    assert (frozen.state, pledge.locked_in) == ("final", "BA-2021-0001")


def test_a_voided_document_still_shows_what_was_frozen(frozen, secretary):
    before = frozen.versions.get().canonical
    void_document(document=frozen, reason="Salah", by=secretary)
    assert frozen.versions.get().canonical == before
    assert frozen.date == date(2021, 11, 8)
