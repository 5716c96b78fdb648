"""An organisation that is not known yet: who it may be, and who sees it before the staff has."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from meetings.models import Meeting
from stakeholders.actions.links import issue_link, issue_link_to_bearer, issue_links
from stakeholders.actions.registers import confirm_organisation, introduce_organisation
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, Organisation, PersonalLink, Sector
from stakeholders.permissions import get_grants
from tests.support.expect import invalid, refused, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def in_days(days):
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def room(meeting, facilitator):
    """The link that hangs on the wall of the room."""
    return issue_link(
        purpose=LinkPurpose.CONTRIBUTE_HERE, target=meeting, expires_at=in_days(1), by=facilitator
    )


def introduce(room, name="Sanggar Seni Taman (contoh)"):
    return introduce_organisation(link=room, name=name, sector=Sector.CITIZEN)


def test_an_introduced_organisation_is_not_public_before_the_staff_has_looked(room, facilitator):
    organisation = introduce(room)
    assert organisation not in Organisation.objects.visible_to(None)
    confirm_organisation(organisation=organisation, by=facilitator)
    confirm_organisation(organisation=organisation, by=facilitator)
    assert organisation in Organisation.objects.visible_to(None)
    link = "write a contribution for one's own organisation"
    assert told(organisation) == [
        f"The organisation was entered through a link: {link}.",
        "The organisation was checked and put on the register.",
    ]


def test_two_names_that_make_the_same_address_have_one_each(room):
    names = ("Sanggar Seni", "Sanggar-Seni!", "丸", "星")
    slugs = [introduce(room, name).slug for name in names]
    assert slugs == ["sanggar-seni", "sanggar-seni-2", "organisasi", "organisasi-2"]


def test_a_name_that_is_known_is_not_introduced_again(room, forum):
    with invalid("An organisation with this name is already registered."):
        introduce(room, "pt inka")


def test_many_links_are_made_in_a_few_queries(
    meeting, forum, cast, facilitator, django_assert_max_num_queries
):
    bearers = [(cast.inka.person, forum.inka), *[(None, forum.taman)] * 50]
    # Asked once a process, by whichever test comes first.
    ContentType.objects.get_for_models(Meeting, PersonalLink)
    get_grants(facilitator)  # asked once a request
    with django_assert_max_num_queries(6):
        links = issue_links(
            purpose=LinkPurpose.CONTRIBUTE,
            target=meeting,
            bearers=bearers,
            expires_at=in_days(1),
            by=facilitator,
        )
    assert [(link.person, link.organisation) for link in links] == bearers
    assert told(links[0]) == ["A link was made: write a contribution."]
    with refused("The link would already have expired.", field="expires_at"):
        issue_links(
            purpose=LinkPurpose.CONTRIBUTE,
            target=meeting,
            bearers=bearers,
            expires_at=timezone.now(),
            by=facilitator,
        )


def test_the_bearer_of_a_link_gets_one_of_their_own(room, forum, cast, facilitator):
    personal = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=room.target,
        person=cast.inka.person,
        organisation=forum.inka,
        expires_at=in_days(1),
        by=facilitator,
    )
    own = issue_link_to_bearer(
        bearer=Bearer(personal, forum.inka),
        purpose=LinkPurpose.CONTRIBUTE,
        target=room.target,
        expires_at=in_days(2),
    )
    assert (own.person, own.organisation) == (cast.inka.person, forum.inka)
    assert told(own) == ["A link was made: write a contribution."]


def test_a_bearers_own_link_is_not_made_dead(room, forum):
    with refused("The link would already have expired.", field="expires_at"):
        issue_link_to_bearer(
            bearer=Bearer(room, forum.inka),
            purpose=LinkPurpose.CONTRIBUTE,
            target=room.target,
            expires_at=timezone.now(),
        )
