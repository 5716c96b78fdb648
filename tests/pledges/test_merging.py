"""A merged contribution lives on in another; words stay, partners are gained, nothing is added."""

import pytest

from pledges.actions.agreeing import freeze_pledges
from pledges.actions.deciding import (
    accommodate_pledge,
    decline_pledge,
    defer_pledge,
    merge_pledge,
    reopen_pledge,
)
from pledges.models import Pledge, PledgeForm, PledgeState
from tests.support.expect import refused, told
from tests.support.factories import make_pledge_in, make_submitted
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def survivor(forum, facilitator):
    return make_submitted(forum.inka, partners=[forum.outside], by=facilitator)


@pytest.fixture
def merged(forum, facilitator):
    return make_submitted(forum.taman, own_words="Kami juga 10 lapak", by=facilitator)


def merge(pledge, survivor, by, reason="Tujuan yang sama"):
    return merge_pledge(pledge=pledge, survivor=survivor, reason=reason, by=by)


def content_of(pledge):
    pledge = Pledge.objects.get(pk=pledge.pk)
    return (
        pledge.reference,
        pledge.lead,
        pledge.own_words,
        [str(quantity) for quantity in pledge.quantities.all()],
    )


def partners_of(pledge):
    return set(Pledge.objects.get(pk=pledge.pk).partners.all())


def test_the_survivor_gains_a_partner_and_nothing_else(forum, facilitator, survivor, merged):
    words, quantities = content_of(merged), content_of(survivor)
    result = merge(merged, survivor, facilitator)
    assert (result.state, result.survivor, result.reason) == (
        "merged",
        survivor,
        "Tujuan yang sama",
    )
    assert (content_of(merged), content_of(survivor)) == (words, quantities)
    assert partners_of(survivor) == {forum.outside, forum.taman}


def test_both_histories_tell_of_it(facilitator, survivor, merged):
    merge(merged, survivor, facilitator)
    assert told(merged)[-1] == f"The contribution was merged into {survivor}: Tujuan yang sama"
    assert told(survivor)[-1] == f"{merged} of Kelurahan Taman was merged into this pledge."


def test_undoing_takes_just_that_partner_away(forum, facilitator, survivor, merged):
    merge(merged, survivor, facilitator)
    undone = reopen_pledge(pledge=merged, by=facilitator)
    assert (undone.state, undone.survivor, undone.reason) == ("submitted", None, "")
    assert partners_of(survivor) == {forum.outside}


def test_undoing_keeps_a_partner_that_was_there_before(forum, facilitator, merged):
    survivor = make_submitted(forum.inka, partners=[forum.taman], by=facilitator)
    merge(merged, survivor, facilitator)
    reopen_pledge(pledge=merged, by=facilitator)
    assert partners_of(survivor) == {forum.taman}


def test_an_organisation_is_no_partner_of_itself(forum, facilitator, survivor):
    own = make_submitted(forum.inka, by=facilitator)
    merge(own, survivor, facilitator)
    assert partners_of(survivor) == {forum.outside}
    reopen_pledge(pledge=own, by=facilitator)
    assert partners_of(survivor) == {forum.outside}


def test_merging_again_after_undoing_gains_the_partner_again(forum, facilitator, survivor, merged):
    merge(merged, survivor, facilitator)
    merge(reopen_pledge(pledge=merged, by=facilitator), survivor, facilitator)
    assert partners_of(survivor) == {forum.outside, forum.taman}


@pytest.mark.parametrize(
    "state",
    [state for state in PledgeState if state not in ("submitted", "accommodated")],
)
def test_a_survivor_is_submitted_or_accommodated(forum, facilitator, merged, state):
    survivor = make_pledge_in(state, forum.inka, partner=forum.outside, by=facilitator)
    sentence = f"{survivor} is “{state.label}”. Choose a pledge that is submitted or accommodated."
    with refused(sentence, field="survivor"):
        merge(merged, survivor, facilitator)
    merged.refresh_from_db()
    assert (merged.state, merged.survivor) == ("submitted", None)


def test_one_may_be_merged_into_an_accommodated_one(facilitator, survivor, merged):
    accommodate_pledge(pledge=survivor, by=facilitator)
    assert merge(merged, survivor, facilitator).state == "merged"


def test_a_pledge_is_not_merged_into_itself(facilitator, merged):
    with refused("A pledge cannot be merged into itself.", field="survivor"):
        merge(merged, merged, facilitator)


def test_two_forms_are_not_merged(forum, facilitator, merged):
    survivor = make_submitted(forum.inka, form=PledgeForm.TRAINING, by=facilitator)
    sentence = "Only contributions of the same form can be merged (Goods, Training)."
    with refused(sentence, field="survivor"):
        merge(merged, survivor, facilitator)
    assert partners_of(survivor) == set()


def test_a_form_that_is_not_known_is_no_hindrance(forum, facilitator, merged):
    survivor = make_submitted(forum.inka, form="", by=facilitator)
    assert merge(merged, survivor, facilitator).state == "merged"


def test_one_that_others_were_merged_into_is_not_merged_itself(
    forum, facilitator, survivor, merged
):
    merge(merged, survivor, facilitator)
    third = make_submitted(forum.bappelitbangda, by=facilitator)
    sentence = f"Other contributions were merged into {survivor}. Reopen those first."
    with refused(sentence, field="survivor"):
        merge(survivor, third, facilitator)


def test_no_merge_without_a_reason(facilitator, survivor, merged):
    with refused("Please give a reason.", field="reason"):
        merge(merged, survivor, facilitator, reason=" ")
    assert merged.lead not in partners_of(survivor)


def test_nothing_is_merged_into_a_frozen_text(forum, facilitator, survivor, merged):
    accommodate_pledge(pledge=survivor, by=facilitator)
    survivor.refresh_from_db()
    freeze_pledges(pledges=[survivor], document="BA-2021-0001", by=facilitator)
    with refused(f"{survivor} is part of BA-2021-0001, which is frozen.", code="locked"):
        merge(merged, survivor, facilitator)
    assert partners_of(survivor) == {forum.outside}


def test_a_merge_into_a_frozen_text_is_not_undone(forum, facilitator, survivor, merged):
    accommodate_pledge(pledge=survivor, by=facilitator)
    merge(merged, survivor, facilitator)
    survivor.refresh_from_db()
    freeze_pledges(pledges=[survivor], document="BA-2021-0001", by=facilitator)
    with refused(f"{survivor} is part of BA-2021-0001, which is frozen.", code="locked"):
        reopen_pledge(pledge=merged, by=facilitator)
    assert partners_of(survivor) == {forum.outside, forum.taman}


@pytest.mark.django_db(transaction=True)
def test_two_pledges_merged_into_each_other_at_once_leave_one(facilitator, survivor, merged):
    results = at_once(
        lambda: merge(merged, survivor, facilitator),
        lambda: merge(survivor, merged, facilitator),
    )
    assert sorted(type(result).__name__ for result in results) == ["Pledge", "Refused"]
    states = Pledge.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["merged", "submitted"]


@pytest.mark.parametrize("decide", [defer_pledge, decline_pledge])
def test_a_pledge_in_which_another_lives_on_is_not_put_aside(facilitator, survivor, merged, decide):
    merge(merged, survivor, facilitator)
    sentence = f"Other contributions were merged into {survivor}. Reopen those first."
    with refused(sentence, field="survivor"):
        decide(pledge=survivor, reason="Nanti", by=facilitator)
    survivor.refresh_from_db()
    assert survivor.state == "submitted"
