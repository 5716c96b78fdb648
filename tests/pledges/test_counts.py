"""The numbers by state on the home page are those of the pledges that the reader may see."""

from itertools import product

import pytest
from django.db.models import Count

from pledges.counts import count_visible_by_state
from pledges.models import Pledge, PledgeState

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def pledges(forum):
    """A pledge of every state, public or not, of either organisation, with a partner or without."""
    survivor = Pledge.objects.create(reference="KOM-2026-9999", lead=forum.outside, own_words="a")
    leads = (forum.inka, forum.taman, forum.forpemma)
    cases = product(PledgeState.values, (True, False), leads, (None, forum.inka, forum.taman))
    for number, (state, is_public, lead, partner) in enumerate(cases):
        pledge = Pledge.objects.create(
            reference=f"KOM-2026-{number:04}",
            lead=lead,
            own_words="Bibit",
            state=state,
            is_public=is_public,
            reason="Alasan",
            survivor=survivor if state == PledgeState.MERGED else None,
        )
        if partner:
            pledge.partners.add(partner)


@pytest.mark.parametrize(
    "name", ["anonymous", "citizen", "inka", "lurah", "facilitator", "secretary", "administrator"]
)
def test_the_counts_by_state_are_those_of_the_visible_pledges(cast, pledges, name):
    seen = Pledge.objects.visible_to(cast[name]).order_by().values_list("state")
    assert count_visible_by_state(cast[name]) == dict(seen.annotate(number=Count("pk")))
