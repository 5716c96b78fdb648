"""Who may collect, sign, record, seal and archive; person by action, person by state."""

from types import SimpleNamespace

import pytest

from agreements.models import Route
from signing import permissions
from signing.actions.archiving import request_archive
from signing.models import ArchiveJob, ScanBatch
from tests.signing.access_actions import SIGNING
from tests.support.access_situations import (
    KEEPERS,
    LETTERHEAD_EDITORS,
    PARTIES,
    SECRETARIAT,
    STAFF,
    upload_batch,
)
from tests.support.expect import allow_only

pytestmark = pytest.mark.django_db

ACTIONS = SIGNING


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
        (permissions.can_record_signatures, SECRETARIAT),
        (permissions.can_review_ink, KEEPERS),
        (permissions.can_void_document, SECRETARIAT),
        (permissions.can_witness_signing, STAFF),
        (permissions.can_collect_signatures, STAFF),
        (permissions.can_close_signing, SECRETARIAT),
    ],
)
def test_permissions_follow_from_the_office(cast, draft, may, who):
    assert cast.who(lambda user: may(user, draft)) == who


def test_scans_are_taken_in_by_the_staff(cast):
    assert cast.who(permissions.can_upload_scans) == STAFF


def test_batches_of_scans_are_shown_to_the_staff(cast):
    upload_batch(by=cast.facilitator)
    assert cast.who(lambda user: ScanBatch.objects.visible_to(user).exists()) == KEEPERS


def test_a_certificate_is_used_by_whose_place_it_is(cast, frozen):
    place = frozen.signatories.get(order=2)
    who = cast.who(lambda user: permissions.can_sign_with_certificate(user, place))
    assert who == {"lurah"}


def test_the_audit_trail_is_for_who_signs_and_the_staff_its_archive_for_who_asked(cast, frozen):
    job = request_archive(document=frozen, by=cast.secretary)
    assert cast.who(lambda user: permissions.can_fetch_archive(user, job)) == SECRETARIAT
    assert cast.who(lambda user: ArchiveJob.objects.visible_to(user).exists()) == SECRETARIAT
    assert cast.who(permissions.can_archive) == SECRETARIAT
    assert cast.who(permissions.can_erase_values) == LETTERHEAD_EDITORS
    who = cast.who(lambda user: permissions.can_see_audit_trail(user, frozen))
    assert who == {*KEEPERS, *PARTIES}


def test_a_place_is_its_own_persons_to_sign_by_account(cast, frozen, signatories):
    def who(route):
        return cast.who(lambda user: permissions.can_sign_as(user, signatories[0], route))

    assert {route: who(route) for route in Route} == {
        route: {"inka"} if route == Route.ACCOUNT else set() for route in Route
    }


def test_a_refusal_is_said_by_whose_place_it_is_or_noted_by_the_staff(cast, signatories):
    who = cast.who(lambda user: permissions.can_respond_as(user, signatories[0]))
    assert who == {*STAFF, "inka"}
