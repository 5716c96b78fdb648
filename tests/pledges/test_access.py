"""Who may write, decide and see a pledge; person by action, person by state."""

import pytest

from pledges import permissions
from pledges.actions.agreeing import freeze_pledges, unfreeze_pledges
from pledges.actions.deciding import (
    accommodate_pledge,
    decline_pledge,
    defer_pledge,
    merge_pledge,
    reopen_pledge,
)
from pledges.actions.slips import attach_slip
from pledges.actions.writing import draft_pledge, edit_pledge, submit_pledge
from pledges.models import Pledge, PledgeState
from pledges.photos import KeptPhoto
from stakeholders.permissions import represents
from tests.support.expect import allow_only
from tests.support.factories import make_pledge, make_pledge_in, make_submitted

pytestmark = pytest.mark.django_db

STAFF = {"facilitator", "secretary"}
AUTHORS = {"inka", *STAFF}


class World:
    """Pledges of the company in the states that the actions need."""

    def __init__(self, cast, forum):
        self.cast, self.forum = cast, forum

    @property
    def draft(self):
        return make_pledge(self.forum.inka, by=self.cast.inka)

    @property
    def submitted(self):
        return make_submitted(self.forum.inka, by=self.cast.inka)

    @property
    def accommodated(self):
        return make_pledge_in("accommodated", self.forum.inka, by=self.cast.facilitator)

    @property
    def locked(self):
        pledge = self.accommodated
        freeze_pledges(pledges=[pledge], document="BA-2021-0001", by=self.cast.secretary)
        return pledge


def on(state, call):
    """A call on a pledge that is made first, and by others."""

    def prepare(world):
        pledge = getattr(world, state)
        return lambda by: call(pledge, by)

    return prepare


ACTIONS = {
    "draft_pledge": (
        AUTHORS,
        lambda w: lambda by: draft_pledge(lead=w.forum.inka, own_words="Kami", by=by),
    ),
    "edit_pledge": (
        AUTHORS,
        on("draft", lambda p, by: edit_pledge(pledge=p, seen_revision=1, title="Baru", by=by)),
    ),
    "attach_slip": (
        STAFF,
        on(
            "submitted",
            lambda p, by: attach_slip(
                pledge=p, photo=KeptPhoto("slips/a.jpg", "a" * 64, 800, 600), by=by
            ),
        ),
    ),
    "submit_pledge": (AUTHORS, on("draft", lambda p, by: submit_pledge(pledge=p, by=by))),
    "accommodate_pledge": (
        STAFF,
        on("submitted", lambda p, by: accommodate_pledge(pledge=p, by=by)),
    ),
    "defer_pledge": (
        STAFF,
        on("submitted", lambda p, by: defer_pledge(pledge=p, reason="Nanti", by=by)),
    ),
    "decline_pledge": (
        STAFF,
        on("submitted", lambda p, by: decline_pledge(pledge=p, reason="Tidak", by=by)),
    ),
    "merge_pledge": (
        STAFF,
        lambda w: (
            lambda by, p=w.submitted, s=w.accommodated: merge_pledge(
                pledge=p, survivor=s, reason="Sama", by=by
            )
        ),
    ),
    "reopen_pledge": (STAFF, on("accommodated", lambda p, by: reopen_pledge(pledge=p, by=by))),
    "freeze_pledges": (
        STAFF,
        on("accommodated", lambda p, by: freeze_pledges(pledges=[p], document="BA-1", by=by)),
    ),
    "unfreeze_pledges": (
        STAFF,
        on("locked", lambda p, by: unfreeze_pledges(document="BA-2021-0001", by=by)),
    ),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_open_to_just_those_whose_it_is(cast, forum, action):
    allowed, prepare = ACTIONS[action]
    allow_only(cast, allowed, prepare(World(cast, forum)))


def test_permissions_follow_from_the_office(cast, forum):
    pledge = make_pledge(forum.inka, by=cast.inka)
    matrix = {
        "submit": cast.who(lambda u: permissions.can_submit_pledge(u, forum.inka.pk)),
        "edit": cast.who(lambda u: permissions.can_edit_pledge(u, pledge)),
        "write": cast.who(permissions.can_write_pledge),
        "words": cast.who(lambda u: permissions.can_edit_words(u, pledge)),
        "slips": cast.who(lambda u: permissions.can_see_slips(u, pledge)),
        "queue": cast.who(permissions.can_see_queue),
        "decide": cast.who(lambda u: permissions.can_decide_pledge(u, pledge)),
        "agree": cast.who(lambda u: permissions.can_agree_pledge(u, pledge)),
        "slip": cast.who(lambda u: permissions.can_keep_slip(u, pledge)),
    }
    assert matrix == {
        "submit": AUTHORS,
        "edit": AUTHORS,
        "write": {"outsider", "lurah", *AUTHORS},
        "words": {"inka"},
        "slips": {"administrator", *AUTHORS},
        "queue": {"administrator", *STAFF},
        "decide": STAFF,
        "agree": STAFF,
        "slip": STAFF,
    }


def test_what_the_staff_entered_on_behalf_the_staff_may_correct(cast, forum):
    pledge = make_pledge(forum.inka, is_on_behalf=True, by=cast.facilitator)
    assert cast.who(lambda user: permissions.can_edit_words(user, pledge)) == AUTHORS


def test_a_partner_does_not_edit(cast, forum):
    pledge = make_pledge(forum.inka, partners=[forum.taman], by=cast.inka)
    assert represents(cast.lurah, forum.taman.pk)
    assert not permissions.can_edit_pledge(cast.lurah, pledge)


# ── Who sees ─────────────────────────────────────────────────────────────────────────────

OTHERS = {"anonymous", "citizen", "outsider", "lurah"}
OWN = {"inka"}
KEEPERS = {*STAFF, "administrator"}
EVERYBODY = OTHERS | OWN | KEEPERS
SEEN = {
    # state: (who sees it when public, who when not)
    PledgeState.DRAFT: (OWN, OWN),
    PledgeState.SUBMITTED: (OWN | KEEPERS, OWN | KEEPERS),
    PledgeState.ACCOMMODATED: (EVERYBODY, OWN | KEEPERS),
    PledgeState.MERGED: (EVERYBODY, OWN | KEEPERS),
    PledgeState.DEFERRED: (EVERYBODY, OWN | KEEPERS),
    PledgeState.DECLINED: (OWN | KEEPERS, OWN | KEEPERS),
    PledgeState.AGREED: (EVERYBODY, OWN | KEEPERS),
}


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("state", PledgeState)
def test_a_pledge_is_seen_by_those_whose_it_is_and_later_by_all(cast, forum, state, is_public):
    pledge = make_pledge_in(
        state, forum.inka, partner=forum.bappelitbangda, is_public=is_public, by=cast.facilitator
    )
    visible = Pledge.objects.filter(pk=pledge.pk)
    who = cast.who(lambda user: visible.visible_to(user).exists())
    assert who == SEEN[state][0 if is_public else 1]


def test_a_partner_sees_the_pledge_from_submission_on(cast, forum):
    pledge = make_pledge(forum.inka, partners=[forum.taman], by=cast.inka)
    assert list(Pledge.objects.visible_to(cast.lurah)) == []
    submit_pledge(pledge=pledge, by=cast.inka)
    assert list(Pledge.objects.visible_to(cast.lurah)) == [pledge]


def test_a_pledge_of_many_partners_is_seen_once(cast, forum):
    pledge = make_pledge(forum.inka, partners=[forum.taman, forum.outside], by=cast.inka)
    submit_pledge(pledge=pledge, by=cast.inka)
    for user in (cast.inka, cast.lurah, cast.outsider):
        assert list(Pledge.objects.visible_to(user)) == [pledge]
