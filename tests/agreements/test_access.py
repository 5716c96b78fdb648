"""Who may draft, freeze, print and see a document; person by action, person by state."""

from types import SimpleNamespace

import pytest

from agreements import permissions
from agreements.actions.batches import request_print_batch
from agreements.actions.commenting import comment_on_draft
from agreements.actions.printing import request_document_print
from agreements.models import Clause, Document, DocumentState, Letterhead
from tests.agreements.access_actions import WRITING
from tests.agreements.access_following import FOLLOWING
from tests.support.access_situations import KEEPERS, LETTERHEAD_EDITORS, PARTIES, SECRETARIAT, STAFF
from tests.support.document_factories import take_document_to
from tests.support.expect import allow_only

pytestmark = pytest.mark.django_db

ACTIONS = {**WRITING, **FOLLOWING}


@pytest.fixture
def world(draft, meeting, letterhead, forum, cast):
    return SimpleNamespace(
        draft=draft, meeting=meeting, letterhead=letterhead, forum=forum, by=cast.secretary
    )


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_open_to_just_those_whose_it_is(cast, world, action):
    allowed, prepare = ACTIONS[action]
    allow_only(cast, allowed, prepare(world))


@pytest.mark.parametrize(
    ("may", "who"),
    [
        (permissions.can_draft_document, STAFF),
        (permissions.can_edit_document, STAFF),
        (permissions.can_review_document, STAFF),
        (permissions.can_number_document, SECRETARIAT),
        (permissions.can_freeze_document, SECRETARIAT),
        (permissions.can_preview_document, KEEPERS),
        (permissions.can_see_scan, KEEPERS),
        (permissions.can_see_history, STAFF),
    ],
)
def test_permissions_follow_from_the_office(cast, draft, may, who):
    assert cast.who(lambda user: may(user, draft)) == who


@pytest.mark.parametrize("state", DocumentState)
def test_the_pages_of_a_draft_are_drawn_for_those_who_read_it(cast, draft, state):
    document = take_document_to(state, draft, by=cast.secretary)
    who = cast.who(lambda user: permissions.can_preview_document(user, document))
    assert who == ({*KEEPERS, *PARTIES} if state == DocumentState.IN_REVIEW else KEEPERS)


def test_permissions_about_no_document_follow_from_the_office(cast):
    assert cast.who(permissions.can_draft_document) == STAFF
    assert cast.who(permissions.can_register_document) == SECRETARIAT
    assert cast.who(permissions.can_edit_letterhead) == LETTERHEAD_EDITORS
    assert cast.who(permissions.can_see_letterheads) == KEEPERS


# ── Who sees and prints ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", DocumentState)
def test_a_draft_is_the_staffs_one_in_review_the_parties_too_then_all_is_public(cast, draft, state):
    document = take_document_to(state, draft, by=cast.secretary)
    visible = Document.objects.filter(pk=document.pk)
    who = cast.who(lambda user: visible.visible_to(user).exists())
    unfinished = {DocumentState.DRAFT: KEEPERS, DocumentState.IN_REVIEW: {*KEEPERS, *PARTIES}}
    assert who == unfinished.get(state, set(cast.names))


def test_letterheads_are_shown_to_the_staff(cast, letterhead):
    assert cast.who(lambda user: Letterhead.objects.visible_to(user).exists()) == KEEPERS


@pytest.mark.parametrize("state", ["draft", "final"])
def test_a_clause_is_seen_with_its_document(cast, draft, state):
    take_document_to(state, draft, by=cast.secretary)
    who = cast.who(lambda user: Clause.objects.visible_to(user).exists())
    assert who == (KEEPERS if state == "draft" else set(cast.names))


@pytest.mark.parametrize("state", DocumentState)
def test_what_is_frozen_is_everybodys_to_print(cast, draft, state):
    document = take_document_to(state, draft, by=cast.secretary)
    who = cast.who(lambda user: permissions.can_print_document(user, document))
    is_frozen = state in ("final", "partly_signed", "in_force", "amended", "void")
    assert (who, document.is_frozen) == (set(cast.names) if is_frozen else STAFF, is_frozen)


@pytest.mark.parametrize("state", DocumentState)
def test_what_can_be_printed_is_found_among_many(cast, draft, state):
    document = take_document_to(state, draft, by=cast.secretary)
    seen = Document.objects.filter(pk=document.pk)
    found = cast.who(lambda user: permissions.filter_printable(seen, user).exists())
    one_by_one = cast.who(
        lambda user: permissions.can_print_document(user, document) and not document.is_outside
    )
    assert found == one_by_one


def test_drawn_signatures_are_for_the_parties_and_the_staff(cast, frozen):
    who = cast.who(lambda user: permissions.can_print_signatures(user, frozen))
    assert who == {*KEEPERS, "inka", "lurah"}


def test_a_batch_is_for_the_one_who_asked_for_it(cast, world):
    batch = request_print_batch(
        documents=[world.draft], bundle="pdf", paper="A4", by=cast.facilitator
    )
    assert cast.who(lambda user: permissions.can_fetch_batch(user, batch)) == {"facilitator"}


def test_the_papers_of_a_meeting_are_the_staffs_to_print(cast, meeting):
    assert cast.who(lambda user: permissions.can_print_meeting(user, meeting)) == STAFF


def test_a_print_is_for_the_one_who_asked_for_it(cast, world):
    job = request_document_print(document=world.draft, paper="A4", by=cast.facilitator)
    assert cast.who(lambda user: permissions.can_fetch_print(user, job)) == {"facilitator"}


def test_an_organisation_comments_for_itself_and_the_staff_on_its_behalf(cast, draft, forum):
    document = take_document_to(DocumentState.IN_REVIEW, draft, by=cast.secretary)
    may = permissions.can_comment
    assert cast.who(lambda user: may(user, document, forum.inka)) == {*STAFF, "inka"}
    assert cast.who(lambda user: may(user, document, forum.outside)) == set()  # it does not sign
    own = comment_on_draft(
        document=document, section="whole", text="Baik", organisation=forum.inka, by=cast.inka
    )
    assert cast.who(lambda user: permissions.can_withdraw_comment(user, own)) == {"inka"}
