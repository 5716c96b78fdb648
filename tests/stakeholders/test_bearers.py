"""The bearer of a personal link acts for one organisation, and for nothing more."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.history import find_history
from pledges.actions.writing import draft_pledge
from stakeholders.actions.links import issue_link
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, PersonalLink
from stakeholders.permissions import get_grants, is_forum_staff, represents, sees_everything
from tests.support.expect import stopped_by_the_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(meeting, cast, forum, facilitator):
    return issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=meeting,
        person=cast.inka.person,
        organisation=forum.inka,
        expires_at=timezone.now() + timedelta(days=1),
        by=facilitator,
    )


def test_a_bearer_stands_for_the_links_organisation_and_has_no_duty(link, forum):
    bearer = Bearer(link, forum.inka)
    assert get_grants(bearer).organisation_ids == {forum.inka.pk}
    assert represents(bearer, forum.inka.pk)
    assert not represents(bearer, forum.taman.pk)
    assert not is_forum_staff(bearer)
    assert not sees_everything(bearer)


def test_even_a_facilitators_own_link_gives_no_duty(meeting, cast, forum, facilitator):
    link = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=meeting,
        person=facilitator.person,
        expires_at=timezone.now() + timedelta(days=1),
        by=facilitator,
    )
    assert not is_forum_staff(Bearer(link, forum.forpemma))


def test_history_keeps_the_bearers_name_without_an_account(link, forum):
    bearer = Bearer(link, forum.inka)
    pledge = draft_pledge(lead=forum.inka, own_words="Kami melatih", by=bearer)
    [entry] = find_history(pledge)
    assert (entry.actor, entry.actor_name) == (None, "Wakil INKA (contoh), PT INKA")
    with pytest.raises(PermissionDenied):
        draft_pledge(lead=forum.taman, own_words="Kami melatih", by=bearer)


def test_a_name_that_was_given_goes_before_the_links(link, forum):
    assert str(Bearer(link, forum.inka, name="Ibu Rini")) == "Ibu Rini, PT INKA"


@pytest.mark.both_databases
def test_only_a_rooms_link_is_nobodys_own(link):
    PersonalLink.objects.filter(pk=link.pk).update(purpose=LinkPurpose.CONTRIBUTE_HERE)
    PersonalLink.objects.filter(pk=link.pk).update(person=None, organisation=None)
    link.refresh_from_db()
    assert str(link) == link.get_purpose_display()
    with stopped_by_the_database():
        PersonalLink.objects.filter(pk=link.pk).update(purpose=LinkPurpose.CONTRIBUTE)
