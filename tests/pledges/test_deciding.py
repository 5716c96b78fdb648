"""What is decided about a contribution, taken back, agreed, and locked by a frozen document."""

from decimal import Decimal

import pytest

from core.optimistic_lock import Conflict
from core.refusals import Refused
from pledges.actions.agreeing import agree_pledge, freeze_pledges, unfreeze_pledges
from pledges.actions.deciding import (
    accommodate_pledge,
    decline_pledge,
    defer_pledge,
    merge_pledge,
    reopen_pledge,
)
from pledges.actions.writing import edit_pledge, submit_pledge
from pledges.models import Pledge, PledgeState
from pledges.transitions import PLEDGE
from stakeholders.models import Organisation
from tests.support.expect import refused, told
from tests.support.factories import make_pledge_in, make_submitted
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

CALLS = {
    "edit_pledge": lambda p, s, by: edit_pledge(
        pledge=p, seen_revision=p.revision, title="x", by=by
    ),
    "submit_pledge": lambda p, s, by: submit_pledge(pledge=p, by=by),
    "accommodate_pledge": lambda p, s, by: accommodate_pledge(pledge=p, by=by),
    "merge_pledge": lambda p, s, by: merge_pledge(pledge=p, survivor=s, reason="Sama", by=by),
    "defer_pledge": lambda p, s, by: defer_pledge(pledge=p, reason="Tahun depan", by=by),
    "decline_pledge": lambda p, s, by: decline_pledge(pledge=p, reason="Di luar", by=by),
    "reopen_pledge": lambda p, s, by: reopen_pledge(pledge=p, by=by),
    "agree_pledge": lambda p, s, by: agree_pledge(pledge=p, document="BA-2021-0001", by=by),
}
DOCUMENT = "BA-2021-0001"


@pytest.mark.parametrize("state", PledgeState)
@pytest.mark.parametrize("row", list(PLEDGE), ids=lambda row: row.action)
def test_an_action_works_from_its_states_only(forum, facilitator, row, state):
    pledge = make_pledge_in(state, forum.inka, partner=forum.taman, by=facilitator)
    survivor = make_submitted(forum.bappelitbangda, by=facilitator)
    rows = [each for each in PLEDGE if each.action == row.action and state in each.sources]
    if rows:
        assert CALLS[row.action](pledge, survivor, facilitator).state in rows[0].targets
        return
    before = Pledge.objects.values().get(pk=pledge.pk)
    sentence = f"“{row.label}” is not possible while {pledge} is “{state.label}”."
    with refused(sentence, code="wrong_state"):
        CALLS[row.action](pledge, survivor, facilitator)
    assert Pledge.objects.values().get(pk=pledge.pk) == before


def test_the_clean_text_is_put_in_order_while_it_is_accommodated(forum, inka, facilitator):
    pledge = make_submitted(forum.inka, by=inka)
    accommodate_pledge(
        pledge=pledge,
        seen_revision=1,
        title="Lapak",
        description="Membantu sepuluh lapak",
        quantities=[(Decimal(10), "lapak UMKM")],
        by=facilitator,
    )
    pledge = Pledge.objects.get(pk=pledge.pk)
    assert (pledge.state, pledge.title, pledge.own_words, pledge.revision) == (
        "accommodated",
        "Lapak",
        "Kami membantu 10 lapak",
        2,
    )
    assert [str(quantity) for quantity in pledge.quantities.all()] == ["10 lapak UMKM"]
    assert told(pledge)[-2:] == ["The text was changed.", "The contribution was accommodated."]


def test_a_text_that_needs_no_change_is_accommodated_as_it_is(forum, inka, facilitator):
    pledge = make_submitted(forum.inka, title="Lapak", by=inka)
    accommodate_pledge(pledge=pledge, seen_revision=1, title="Lapak", by=facilitator)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.revision) == ("accommodated", 1)
    assert "The text was changed." not in told(pledge)


def test_what_its_author_changed_meanwhile_is_not_accommodated_unread(forum, inka, facilitator):
    pledge = make_submitted(forum.inka, by=inka)
    edit_pledge(pledge=pledge, seen_revision=1, description="Membantu 12 lapak", by=inka)
    with pytest.raises(Conflict) as caught:
        accommodate_pledge(pledge=pledge, seen_revision=1, description="Sepuluh", by=facilitator)
    assert caught.value.theirs == {"description": "Membantu 12 lapak"}
    pledge.refresh_from_db()
    assert (pledge.state, pledge.description) == ("submitted", "Membantu 12 lapak")


def test_own_words_that_were_changed_meanwhile_are_read_first(forum, inka, facilitator):
    pledge = make_submitted(forum.inka, title="Lapak", by=inka)
    edit_pledge(pledge=pledge, seen_revision=1, own_words="Kami tidak jadi", by=inka)
    with pytest.raises(Conflict):
        accommodate_pledge(pledge=pledge, seen_revision=1, title="Lapak", by=facilitator)
    pledge.refresh_from_db()
    assert pledge.state == "submitted"


@pytest.mark.parametrize("reason", ["", "   "])
@pytest.mark.parametrize("action", [defer_pledge, decline_pledge])
def test_who_is_not_taken_up_is_told_why(forum, facilitator, action, reason):
    pledge = make_submitted(forum.inka, by=facilitator)
    with refused("Please give a reason.", field="reason"):
        action(pledge=pledge, reason=reason, by=facilitator)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.reason) == ("submitted", "")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("accommodated", "The contribution was accommodated."),
        ("deferred", "The contribution was deferred: Tahun depan"),
        ("declined", "The contribution was declined: Di luar program"),
        ("agreed", "The pledge is agreed: BA-2021-0001 is in force."),
    ],
)
def test_history_says_what_was_decided(forum, facilitator, state, sentence):
    assert told(make_pledge_in(state, forum.inka, by=facilitator))[-1] == sentence


@pytest.mark.parametrize("state", ["accommodated", "deferred", "declined"])
def test_a_decision_is_taken_back_with_its_reason(forum, facilitator, state):
    pledge = make_pledge_in(state, forum.inka, by=facilitator)
    pledge = reopen_pledge(pledge=pledge, by=facilitator)
    assert (pledge.state, pledge.reason) == ("submitted", "")
    assert told(pledge)[-1] == "The decision was reversed; the contribution waits for a new one."


def test_a_locked_decision_is_not_taken_back(forum, facilitator):
    pledge = make_pledge_in("accommodated", forum.inka, by=facilitator)
    freeze_pledges(pledges=[pledge], document=DOCUMENT, by=facilitator)
    with refused(f"{pledge} is part of {DOCUMENT}, which is frozen.", code="locked"):
        reopen_pledge(pledge=pledge, by=facilitator)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.locked_in) == ("accommodated", DOCUMENT)
    assert told(pledge)[-1] == f"The text is part of {DOCUMENT} and can no longer be changed."


def test_voiding_frees_the_pledges_of_that_document_only(forum, facilitator):
    mine, others = (
        make_pledge_in("accommodated", forum.inka, by=facilitator) for _number in range(2)
    )
    freeze_pledges(pledges=[mine], document=DOCUMENT, by=facilitator)
    freeze_pledges(pledges=[others], document="BA-2021-0002", by=facilitator)
    unfreeze_pledges(document=DOCUMENT, by=facilitator)
    locks = Pledge.objects.order_by("pk").values_list("locked_in", flat=True)
    assert list(locks) == ["", "BA-2021-0002"]
    assert reopen_pledge(pledge=mine, by=facilitator).state == "submitted"
    assert f"{DOCUMENT} was voided; another document can contain the pledge." in told(mine)


@pytest.mark.parametrize(
    ("state", "waits"),
    [("accommodated", False), ("merged", False), ("deferred", False), ("declined", True)],
)
def test_what_becomes_public_takes_its_organisation_onto_the_register(
    forum, facilitator, state, waits
):
    Organisation.objects.filter(pk=forum.inka.pk).update(is_introduced=True)
    make_pledge_in(state, forum.inka, partner=forum.taman, by=facilitator)
    assert Organisation.objects.get(pk=forum.inka.pk).is_introduced is waits


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_exactly_one_stands(forum, facilitator):
    pledge = make_submitted(forum.inka, by=facilitator)
    results = at_once(
        lambda: accommodate_pledge(pledge=pledge, by=facilitator),
        lambda: decline_pledge(pledge=pledge, reason="Tidak", by=facilitator),
    )
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert len(told(pledge)) == 3
