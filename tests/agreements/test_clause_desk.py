"""The desk of the clauses: added, changed, moved, removed, taken over; with two editors."""

import uuid

import pytest

from agreements.actions.clauses import add_clause, edit_clause, take_over_decision
from agreements.actions.freezing import freeze_document
from agreements.models import Clause
from meetings.actions.settling import record_decision
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import IN_ROOM
from tests.support.expect import refused, told
from tests.support.factories import hold_meeting, make_guest, make_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def at_desk(client, facilitator):
    client.cookies["django_language"] = "en"
    client.force_login(facilitator)
    return client


@pytest.fixture
def three(draft, facilitator):
    Clause.objects.all().delete()
    return [add_clause(document=draft, text=text, by=facilitator) for text in "ABC"]


def texts(draft):
    return [clause.text for clause in draft.clauses.all()]


def test_a_clause_is_added_at_the_end(draft, at_desk):
    answer = sent(at_desk, desk(draft, "butir/"), title="Lokasi", text="Di Taman.\r\nDan Demangan.")
    clause = draft.clauses.last()
    assert answer["Location"] == f"{desk(draft, 'butir/')}#pasal-{clause.pk}"
    assert (clause.order, clause.title) == (2, "Lokasi")
    assert f'id="pasal-{clause.pk}"' in shown(at_desk, desk(draft, "butir/"))


def test_a_clause_needs_a_text_or_at_least_a_heading(draft, at_desk):
    says(
        sent(at_desk, desk(draft, "butir/"), text=" "),
        "Write what is agreed, or at least a heading.",
    )
    sent(at_desk, desk(draft, "butir/"), title="Anggaran")
    assert "Still empty" in shown(at_desk, desk(draft, "butir/"))


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202eterbalik", "🏮" * 200, "{{ x }}{% y %}", "%(a)s"]
)
def test_whatever_is_typed_is_text(draft, at_desk, text):
    assert sent(at_desk, desk(draft, "butir/"), text=text).status_code == 302
    assert draft.clauses.last().text == text
    for page in (desk(draft, "butir/"), desk(draft)):
        assert "<script>alert" not in shown(at_desk, page)


def test_a_text_beyond_measure_is_refused_and_kept(draft, at_desk):
    html = says(
        sent(at_desk, desk(draft, "butir/"), text="x" * 20_001),
        "Ensure this value has at most 20000 characters (it has 20001).",
    )
    assert "x" * 20_001 in html


def test_the_second_editor_sees_both_texts_and_chooses(three, draft, at_desk, secretary):
    page = desk(draft, f"butir/{three[0].pk}/")
    edit_clause(clause=three[0], seen_revision=1, text="Punya rekan", title="", by=secretary)
    html = says(
        sent(at_desk, page, revision=1, title="", text="Punya saya"),
        "Someone else changed this while you were writing. Compare both and choose.",
        "Punya rekan",
        "Punya saya",
    )
    assert str(secretary) in html
    assert 'name="revision" value="2"' in html
    assert sent(at_desk, page, revision=2, title="", text="Punya kami").status_code == 302
    assert texts(draft)[0] == "Punya kami"


def test_a_clause_moves_by_one_place(three, draft, at_desk):
    page = desk(draft, f"butir/{three[2].pk}/pindah/")
    assert sent(at_desk, page, direction="up").status_code == 302
    assert texts(draft) == ["A", "C", "B"]
    key = uuid.uuid4()
    for _again in range(2):
        sent(at_desk, page, key=key, direction="down")
    assert texts(draft) == ["A", "B", "C"]


def test_the_fragment_is_what_a_fresh_page_shows(three, draft, at_desk):
    answer = at_desk.post(
        desk(draft, f"butir/{three[0].pk}/pindah/"),
        {"direction": "down"},
        headers={"HX-Request": "true"},
    )
    fragment = answer.content.decode()
    assert answer.status_code == 200
    assert fragment.lstrip().startswith('<div id="clauses">')
    assert fragment.index(f"pasal-{three[1].pk}") < fragment.index(f"pasal-{three[0].pk}")
    assert "<html" not in fragment


def test_a_direction_that_is_none_is_said(three, draft, at_desk):
    page = desk(draft, f"butir/{three[0].pk}/pindah/")
    says(sent(at_desk, page, direction="sideways"), "Select a valid choice.")
    assert texts(draft) == ["A", "B", "C"]


def test_a_clause_is_removed_after_asking(three, draft, at_desk):
    page = desk(draft, f"butir/{three[1].pk}/hapus/")
    assert "Remove clause KEDUA?" in shown(at_desk, page)
    assert texts(draft) == ["A", "B", "C"]
    assert sent(at_desk, page)["Location"] == desk(draft, "butir/")
    assert texts(draft) == ["A", "C"]
    shown(at_desk, page, 404)


def test_a_decision_becomes_a_clause_once(draft, at_desk, facilitator):
    decision = record_decision(
        meeting=draft.meeting, title="Waktu", text="Mulai Januari.", by=facilitator
    )
    html = shown(at_desk, desk(draft, "butir/"))
    assert "Decisions that are not yet a clause" in html
    page = desk(draft, "butir/ambil/")
    assert sent(at_desk, page, decision=decision.pk).status_code == 302
    clause = draft.clauses.last()
    assert (clause.title, clause.text, clause.decision) == ("Waktu", "Mulai Januari.", decision)
    says(sent(at_desk, page, decision=decision.pk), f"{decision} is a clause already.")
    assert "not yet a clause" not in shown(at_desk, desk(draft, "butir/"))


def test_a_decision_of_another_meeting_is_no_clause(draft, forum, facilitator):
    other = make_meeting(by=facilitator)
    make_guest(other, forum.inka, by=facilitator)
    hold_meeting(other, forum.inka, by=facilitator)
    decision = other.decisions.get()
    with refused("This decision is of another meeting.", field="decision"):
        take_over_decision(document=draft, decision=decision, by=facilitator)
    assert told(draft)[-1] != "Clause 2 was added."


@pytest.mark.parametrize("below", ["butir/{}/", "butir/{}/hapus/"])
def test_a_clause_that_is_not_there_is_404(draft, at_desk, below):
    for pk in (0, 999_999, 10**30):
        shown(at_desk, desk(draft, below.format(pk)), 404)


def test_once_frozen_the_desk_is_closed_and_a_form_on_its_way_is_refused(draft, at_desk, secretary):
    clause = draft.clauses.get()
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    shown(at_desk, desk(draft, "butir/"), 404)
    html = says(
        sent(at_desk, desk(draft, f"butir/{clause.pk}/"), revision=1, text="Masih menulis"),
        f"{draft} is “Final”: its text no longer changes.",
    )
    assert "Masih menulis" in html


def test_the_desk_is_the_staffs(draft, cast, client):
    for name, status in [("inka", 404), ("administrator", 403), ("secretary", 200)]:
        client.force_login(cast[name])
        shown(client, desk(draft, "butir/"), status)


def test_more_clauses_cost_no_more_queries(
    draft, at_desk, facilitator, django_assert_max_num_queries
):
    for text in "ABCDEFGH":
        add_clause(document=draft, text=text, by=facilitator)
    with django_assert_max_num_queries(12):
        shown(at_desk, desk(draft, "butir/"))
