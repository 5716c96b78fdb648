"""A personal link opens one task, until it is renewed, revoked or over."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.history import find_history
from core.link_tokens import make_token
from core.models import HistoryEntry
from stakeholders.actions.links import find_link, issue_link, renew_link, revoke_link, use_link
from stakeholders.models import LinkPurpose, PersonalLink
from tests.support.expect import refused, stopped_by_the_database, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOT_COMPLETE = "This link is not complete. Open it again from the message you received."
REPLACED = "This link was replaced by a newer one. Please use the newest message."
REVOKED = "This link was revoked. Please ask the facilitator."
EXPIRED = "This link has expired. Please ask the facilitator for a new one."
OVER = "The link would already have expired."
CONFIRM = LinkPurpose.CONFIRM


def in_days(days):
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def link(meeting, cast, facilitator):
    return issue_link(
        purpose=CONFIRM,
        target=meeting,
        person=cast.inka.person,
        expires_at=in_days(7),
        by=facilitator,
    )


def test_a_link_knows_bearer_purpose_and_object(link, meeting, cast):
    found = find_link(link.token, purpose=CONFIRM)
    assert (found, found.person, found.target, found.purpose) == (
        link,
        cast.inka.person,
        meeting,
        "confirm",
    )
    assert str(found) == "confirm attendance (Wakil INKA (contoh))"
    assert told(link) == ["A link was made: confirm attendance."]


def test_a_link_can_belong_to_an_organisation(meeting, forum, facilitator):
    link = issue_link(
        purpose=LinkPurpose.CHECK_IN,
        target=meeting,
        organisation=forum.inka,
        expires_at=in_days(1),
        by=facilitator,
    )
    assert str(link) == "check in (PT INKA)"


@pytest.mark.both_databases
def test_a_link_belongs_to_somebody(meeting, facilitator):
    with pytest.raises(ValidationError, match="A link belongs to a person or an organisation"):
        issue_link(purpose=CONFIRM, target=meeting, expires_at=in_days(1), by=facilitator)
    with stopped_by_the_database():
        PersonalLink.objects.create(purpose=CONFIRM, target=meeting, expires_at=in_days(1))


def test_a_link_can_be_shown_again(link):
    assert PersonalLink.objects.get(pk=link.pk).token == link.token


def test_looking_at_a_link_changes_nothing(link):
    before = (HistoryEntry.objects.count(), PersonalLink.objects.values().get(pk=link.pk))
    for _preview in range(3):
        find_link(link.token, purpose=CONFIRM)
    assert (HistoryEntry.objects.count(), PersonalLink.objects.values().get(pk=link.pk)) == before


def test_every_use_is_logged_without_an_account(link):
    use_link(token=link.token, purpose=CONFIRM)
    use_link(token=link.token, purpose=CONFIRM)
    newest = find_history(link).first()
    assert (newest.key, newest.actor) == ("link_opened", None)
    assert told(link)[1:] == ["The link was opened.", "The link was opened."]


@pytest.mark.parametrize("purpose", [each for each in LinkPurpose if each != CONFIRM])
def test_a_link_opens_no_other_task(link, purpose):
    with refused(NOT_COMPLETE, code="foreign"):
        use_link(token=link.token, purpose=purpose)
    assert find_history(link).count() == 1


@pytest.mark.parametrize(
    "token", ["", "x", "1.1.x", "\x00", make_token(10**9, 1), make_token(2**70, 1)]
)
def test_a_token_that_is_not_ours_opens_nothing(link, token):
    with refused(NOT_COMPLETE, code="foreign"):
        find_link(token, purpose=CONFIRM)


def test_a_neighbours_token_is_not_guessed(link):
    _id, version, signature = link.token.split(".")
    with refused(NOT_COMPLETE, code="foreign"):
        find_link(f"{link.pk + 1}.{version}.{signature}", purpose=CONFIRM)


def test_renewing_kills_every_earlier_token(link, facilitator):
    first = link.token
    second = renew_link(link=link, expires_at=in_days(7), by=facilitator)
    third = renew_link(link=link, expires_at=in_days(9), by=facilitator)
    for token in (first, second.token):
        with refused(REPLACED, code="renewed"):
            use_link(token=token, purpose=CONFIRM)
    assert use_link(token=third.token, purpose=CONFIRM) == link
    assert told(link)[1] == "The link was renewed; the earlier one no longer works."


def test_renewing_gives_a_new_time(link, facilitator):
    renewed = renew_link(link=link, expires_at=in_days(30), by=facilitator)
    with time_machine.travel(in_days(29)):
        assert find_link(renewed.token, purpose=CONFIRM) == link


def test_a_revoked_link_is_dead_at_once(link, facilitator):
    revoke_link(link=link, by=facilitator)
    with refused(REVOKED, code="revoked"):
        use_link(token=link.token, purpose=CONFIRM)
    assert told(link)[-1] == "The link was revoked."


def test_revoking_twice_changes_nothing(link, facilitator):
    first = revoke_link(link=link, by=facilitator).revoked_at
    with time_machine.travel(in_days(1)):
        assert revoke_link(link=link, by=facilitator).revoked_at == first
    assert told(link).count("The link was revoked.") == 1


def test_renewing_a_revoked_link_revives_it_under_a_new_token(link, facilitator):
    old = revoke_link(link=link, by=facilitator).token
    renewed = renew_link(link=link, expires_at=in_days(7), by=facilitator)
    assert find_link(renewed.token, purpose=CONFIRM) == link
    with refused(REPLACED, code="renewed"):
        find_link(old, purpose=CONFIRM)


def test_a_link_lives_until_its_moment_and_not_a_second_longer(link):
    with time_machine.travel(link.expires_at - timedelta(seconds=1), tick=False):
        assert find_link(link.token, purpose=CONFIRM) == link
    with time_machine.travel(link.expires_at, tick=False), refused(EXPIRED, code="expired"):
        use_link(token=link.token, purpose=CONFIRM)


def test_a_link_is_not_made_dead(meeting, cast, facilitator):
    with refused(OVER, field="expires_at"):
        issue_link(
            purpose=CONFIRM,
            target=meeting,
            person=cast.inka.person,
            expires_at=timezone.now(),
            by=facilitator,
        )


def test_a_link_is_not_renewed_into_the_past(link, facilitator):
    with refused(OVER, field="expires_at"):
        renew_link(link=link, expires_at=timezone.now(), by=facilitator)
    assert find_link(link.token, purpose=CONFIRM) == link
