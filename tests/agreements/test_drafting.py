"""A draft out of a meeting: clauses, signatories, contributions, number."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agreements.actions.clauses import add_clause, edit_clause, move_clause, remove_clause
from agreements.actions.drafting import draft_document, gather_pledges, number_document
from agreements.actions.outside import register_outside_document
from agreements.actions.signatories import add_signatory
from agreements.models import Clause, Document, Letterhead, Signatory
from core.models import IssuedNumber
from core.optimistic_lock import Conflict
from core.refusals import Refused
from meetings.actions.attending import add_walk_in
from meetings.actions.logging import log_pledge
from tests.support.document_factories import make_draft, make_letterhead
from tests.support.expect import invalid, refused, stopped_by_the_database, told
from tests.support.factories import hold_meeting, make_meeting, take_meeting_to, take_pledge_to
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

REMOVED = "Someone else has removed this clause."


def texts(document):
    return [(clause.order, clause.text) for clause in document.clauses.all()]


@pytest.fixture
def three(draft, facilitator):
    """The draft with clauses A, B, C."""
    Clause.objects.all().delete()
    for text in "ABC":
        add_clause(document=draft, text=text, by=facilitator)
    return list(draft.clauses.all())


# ── Beginning ────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_filled_from_its_meeting(draft, forum, cast):
    assert (str(draft), draft.state, draft.number, draft.verification_code) == (
        "BA-2021-0001",
        "draft",
        "",
        None,
    )
    assert (draft.date, draft.place, draft.subject) == (
        date(2021, 11, 8),
        "Madiun",
        "Kelurahan Mandiri",
    )
    [clause] = draft.clauses.all()
    assert (clause.title, clause.text, str(clause.decision)) == (
        "Lokasi",
        "Lokasi percontohan: Taman.",
        "KEP-2021-0001",
    )
    assert [
        (each.order, each.organisation, each.person, each.position, each.capacity, each.state)
        for each in draft.signatories.all()
    ] == [
        (1, forum.inka, cast.inka.person, "Wakil", "party", "pending"),
        (2, forum.taman, cast.lurah.person, "Wakil", "party", "pending"),
    ]
    assert [str(pledge) for pledge in draft.pledges.all()] == ["KOM-2021-0001"]
    assert told(draft) == [
        "The draft was created.",
        "Clause 1 was added.",
        "Wakil INKA (contoh) (PT INKA) was added as a signatory.",
        "Lurah Taman (contoh) (Kelurahan Taman) was added as a signatory.",
        "1 contributions were gathered.",
    ]


def test_an_organisation_signs_once_and_the_absent_do_not(meeting, forum, letterhead, cast):
    by = cast.facilitator
    meeting, _pledge = hold_meeting(meeting, forum.inka, by=by)
    add_walk_in(meeting=meeting, organisation=forum.inka, position="Staf", by=by)
    add_walk_in(
        meeting=meeting, organisation=forum.outside, position="x", attendance="absent", by=by
    )
    draft = make_draft(meeting, letterhead, by=by)
    assert [each.organisation for each in draft.signatories.all()] == [forum.inka, forum.taman]


def test_a_draft_may_begin_empty(meeting, forum, letterhead, facilitator):
    meeting, _pledge = hold_meeting(meeting, forum.inka, by=facilitator)
    draft = make_draft(meeting, letterhead, fill=False, subject="Lain", by=facilitator)
    assert (texts(draft), draft.signatories.count(), draft.subject) == ([], 0, "Lain")


def test_a_cancelled_meeting_has_no_document(meeting, letterhead, facilitator):
    meeting = take_meeting_to("cancelled", meeting, by=facilitator)
    with refused("The meeting was cancelled.", code="wrong_state"):
        make_draft(meeting, letterhead, by=facilitator)


def test_a_draft_that_cannot_be_leaves_neither_row_nor_gap(meeting, letterhead, facilitator):
    with invalid(title="This field cannot be blank."):
        make_draft(meeting, letterhead, title="", by=facilitator)
    assert Document.objects.count() == 0
    assert make_draft(meeting, letterhead, by=facilitator).reference == "BA-2021-0001"


@pytest.mark.parametrize(
    ("state", "is_held"),
    [
        ("submitted", False),
        ("accommodated", True),
        ("deferred", True),
        ("merged", True),
        ("declined", False),
    ],
)
def test_decided_contributions_are_gathered(
    meeting, forum, letterhead, facilitator, state, is_held
):
    meeting, pledge = hold_meeting(meeting, forum.inka, by=facilitator)
    take_pledge_to(state, pledge, partner=forum.taman, by=facilitator)
    draft = make_draft(meeting, letterhead, by=facilitator)
    assert draft.pledges.filter(pk=pledge.pk).exists() is is_held


def test_gathering_again_takes_what_was_decided_since(draft, forum, facilitator):
    pledge = log_pledge(
        meeting=draft.meeting, lead=forum.taman, own_words="Kami juga", by=facilitator
    )
    take_pledge_to("deferred", pledge, by=facilitator)
    gather_pledges(document=draft, by=facilitator)
    assert sorted(map(str, draft.pledges.all())) == ["KOM-2021-0001", "KOM-2021-0002"]
    assert told(draft)[-1] == "2 contributions were gathered."


def test_contributions_of_another_meeting_stay_there(draft, forum, letterhead, facilitator):
    other = make_meeting(by=facilitator)
    assert list(make_draft(other, letterhead, by=facilitator).pledges.all()) == []


# ── Clauses ──────────────────────────────────────────────────────────────────────────────


def test_an_empty_clause_is_allowed_in_a_draft(draft, facilitator):
    add_clause(document=draft, text="", by=facilitator)
    assert texts(draft) == [(1, "Lokasi percontohan: Taman."), (2, "")]


def test_a_clause_is_changed(three, draft, facilitator):
    edited = edit_clause(
        clause=three[1], seen_revision=1, text="Baru", title="Judul", by=facilitator
    )
    assert (edited.text, edited.title, edited.revision) == ("Baru", "Judul", 2)
    assert told(draft)[-1] == "Clause 2 was changed."


def test_the_second_editor_sees_both_texts(three, facilitator, secretary):
    mine, theirs = three[0], Clause.objects.get(pk=three[0].pk)
    edit_clause(clause=mine, seen_revision=1, text="Pertama", by=facilitator)
    with pytest.raises(Conflict) as caught:
        edit_clause(clause=theirs, seen_revision=1, text="Kedua", by=secretary)
    assert (caught.value.theirs, caught.value.mine) == ({"text": "Pertama"}, {"text": "Kedua"})
    assert Clause.objects.get(pk=mine.pk).text == "Pertama"


@pytest.mark.parametrize(
    ("which", "to", "order"),
    [
        (0, 1, "ABC"),
        (0, 2, "BAC"),
        (0, 3, "BCA"),
        (2, 1, "CAB"),
        (1, 3, "ACB"),
        (2, 0, "CAB"),
        (2, -5, "CAB"),
        (0, 99, "BCA"),
    ],
)
def test_a_clause_moves_and_the_others_close_ranks(three, draft, facilitator, which, to, order):
    moved = move_clause(clause=three[which], to=to, by=facilitator)
    assert texts(draft) == list(enumerate(order, start=1))
    assert moved.order == order.index("ABC"[which]) + 1
    assert told(draft)[-1] == f"Clause {which + 1} became number {moved.order}."


def test_a_clause_is_removed_and_the_others_close_ranks(three, draft, facilitator):
    remove_clause(clause=three[1], by=facilitator)
    assert texts(draft) == [(1, "A"), (2, "C")]
    assert told(draft)[-1] == "Clause 2 was removed."
    add_clause(document=draft, text="D", by=facilitator)
    assert texts(draft)[-1] == (3, "D")


def test_a_clause_that_was_moved_meanwhile_is_edited_where_it_stands(three, draft, facilitator):
    stale = Clause.objects.get(pk=three[2].pk)
    move_clause(clause=three[2], to=1, by=facilitator)
    edit_clause(clause=stale, seen_revision=1, text="Z", by=facilitator)
    assert texts(draft) == [(1, "Z"), (2, "A"), (3, "B")]


@pytest.mark.parametrize(
    "act",
    [
        lambda clause, by: edit_clause(clause=clause, seen_revision=1, text="x", by=by),
        lambda clause, by: move_clause(clause=clause, to=1, by=by),
        lambda clause, by: remove_clause(clause=clause, by=by),
    ],
)
def test_a_clause_that_was_removed_meanwhile_is_said_to_be(three, draft, facilitator, act):
    stale = Clause.objects.get(pk=three[1].pk)
    remove_clause(clause=three[1], by=facilitator)
    with refused(REMOVED, code="removed"):
        act(stale, facilitator)
    assert texts(draft) == [(1, "A"), (2, "C")]


@pytest.mark.both_databases
def test_two_clauses_never_share_a_place(three, draft):
    same = Clause(document=draft, order=1, text="x")
    with invalid("Two clauses have the same number."):
        same.full_clean()
    with stopped_by_the_database():
        same.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_exactly_one_wins(draft, facilitator):
    clause = draft.clauses.get()

    def edit(text):
        mine = Clause.objects.select_related("document").get(pk=clause.pk)
        return lambda: edit_clause(clause=mine, seen_revision=1, text=text, by=facilitator)

    results = at_once(edit("Satu"), edit("Dua"))
    assert sorted(type(result).__name__ for result in results) == ["Clause", "Conflict"]


@pytest.mark.django_db(transaction=True)
def test_clauses_moved_at_once_stand_in_a_row(draft, facilitator):
    for text in "ABC":
        add_clause(document=draft, text=text, by=facilitator)
    clauses = list(Clause.objects.select_related("document"))

    def move(clause, to):
        return lambda: move_clause(clause=clause, to=to, by=facilitator)

    results = at_once(move(clauses[0], 4), move(clauses[3], 1), move(clauses[1], 2))
    assert {type(result).__name__ for result in results} == {"Clause"}
    assert [order for order, _text in texts(draft)] == [1, 2, 3, 4]


# ── Signatories ──────────────────────────────────────────────────────────────────────────


def test_a_signatory_is_added_at_the_end(draft, forum, facilitator):
    signatory = add_signatory(
        document=draft,
        organisation=forum.bappelitbangda,
        position="Kepala",
        capacity="acknowledging",
        rank=2,
        by=facilitator,
    )
    assert (signatory.order, signatory.rank, str(signatory)) == (3, 2, "Kepala")
    assert told(draft)[-1] == "Kepala (Bappelitbangda) was added as a signatory."


def test_a_signatory_without_a_name_shows_its_organisation(draft, forum, facilitator):
    signatory = add_signatory(document=draft, organisation=forum.outside, by=facilitator)
    assert str(signatory) == "Perusahaan Luar (contoh)"


@pytest.mark.both_databases
def test_two_signatories_never_have_one_number(draft, forum):
    same = Signatory(document=draft, organisation=forum.outside, order=1)
    with invalid("Two signatories have the same number."):
        same.full_clean()
    with stopped_by_the_database():
        same.save()


@pytest.mark.both_databases
def test_the_database_keeps_what_is_true_of_a_signature(draft):
    signatory = draft.signatories.filter(order=1)
    for wrong in (
        {"state": "signed"},
        {"signed_date": date(2021, 11, 9)},
        {"state": "declined"},
    ):
        with stopped_by_the_database():
            signatory.update(**wrong)


# ── The number ───────────────────────────────────────────────────────────────────────────


def test_the_secretariat_sets_the_number(draft, secretary, forum):
    document = number_document(document=draft, number=" 050/7/2021 ", by=secretary)
    assert document.number == "050/7/2021"
    assert told(draft)[-1] == "The number 050/7/2021 was set."
    issued = IssuedNumber.objects.get()
    assert (issued.register, issued.number, issued.purpose) == (
        f"organisation:{forum.bappelitbangda.pk}",
        "050/7/2021",
        "BA-2021-0001",
    )


def test_setting_the_same_number_again_changes_nothing(draft, secretary):
    number_document(document=draft, number="050/7/2021", by=secretary)
    number_document(document=draft, number="050/7/2021", by=secretary)
    assert told(draft).count("The number 050/7/2021 was set.") == 1


def test_a_taken_number_is_refused(draft, letterhead, secretary):
    number_document(document=draft, number="050/7/2021", by=secretary)
    other = make_draft(draft.meeting, letterhead, by=secretary)
    with refused("Number 050/7/2021 is already taken.", field="number"):
        number_document(document=other, number="050/7/2021", by=secretary)
    other.refresh_from_db()
    assert other.number == ""


def test_registers_of_two_agencies_do_not_meet(draft, forum, secretary):
    number_document(document=draft, number="050/7/2021", by=secretary)
    letterhead = make_letterhead(forum.forpemma, slug="lain", by=secretary)
    other = make_draft(draft.meeting, letterhead, by=secretary)
    assert number_document(document=other, number="050/7/2021", by=secretary).number


def test_no_letter_no_register(draft, secretary):
    Document.objects.update(letterhead=None)
    with refused("No letterhead is chosen.", field="letterhead"):
        number_document(document=draft, number="050/7", by=secretary)


# ── Letterheads, and documents from outside ─────────────────────────────────────────


def test_a_letter_template_is_saved_with_its_formulas(letterhead):
    [formula] = letterhead.formulas.all()
    assert (formula.kind, formula.number_pattern, str(formula)) == (
        "berita_acara",
        "{klasifikasi}/{urut:03}/CONTOH/{tahun}",
        "Surat (contoh): Berita acara",
    )
    assert told(letterhead) == ["The letterhead was created."]


def test_a_hostile_number_pattern_saves_nothing(forum, secretary):
    with pytest.raises(Refused) as caught:
        make_letterhead(forum.bappelitbangda, pattern="{urut.__class__}", by=secretary)
    assert caught.value.field == "number_pattern"
    assert Letterhead.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"margin_left_mm": 19}, {"margin_top_mm": 61}, {"font_pt": 8}, {"paper": "A3"}],
    ids=str,
)
def test_a_letter_that_cannot_be_printed_is_refused(forum, secretary, wrong):
    with pytest.raises(ValidationError) as caught:
        make_letterhead(forum.bappelitbangda, by=secretary, **wrong)
    assert list(caught.value.message_dict) == list(wrong)


def test_a_document_from_outside_is_registered_and_never_frozen(secretary):
    document = register_outside_document(
        kind="nota_kesepakatan",
        title="Nota kesepakatan",
        date=date(2021, 2, 26),
        parties_note="Pemerintah kota dan forum",
        by=secretary,
    )
    assert (
        str(document),
        document.number,
        document.state,
        document.is_outside,
        document.is_frozen,
        document.verification_code,
    ) == ("NK-2021-0001", "", "registered", True, False, None)
    assert told(document) == ["The document was registered from outside."]


def test_a_document_is_of_a_known_kind(meeting, letterhead, facilitator):
    with pytest.raises((ValidationError, KeyError)):
        draft_document(
            kind="poem", title="x", meeting=meeting, letterhead=letterhead, by=facilitator
        )
