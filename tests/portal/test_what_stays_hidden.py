"""Nothing of an unpublished meeting or a contribution that is not public comes out sideways."""

import pytest

from agreements.content.rows import build_contribution_rows, build_meeting_facts
from meetings.actions.logging import log_entry, log_pledge
from meetings.models import LogEntry
from pledges.actions.deciding import defer_pledge
from pledges.models import Pledge, PledgeState
from portal.checks import check_demo_is_local
from tests.support.factories import make_meeting, make_pledge_in, open_meeting

pytestmark = pytest.mark.django_db


def test_an_invited_organisation_reads_of_an_unpublished_log_only_its_own(
    meeting, forum, cast, ground, client
):
    meeting = open_meeting(meeting, by=cast.facilitator)
    log_entry(meeting=meeting, text="RAHASIA-1", is_differing_view=True, by=cast.facilitator)
    log_pledge(meeting=meeting, lead=forum.taman, own_words="RAHASIA-2", by=cast.facilitator)
    log_pledge(meeting=meeting, lead=forum.inka, own_words="MILIK-KAMI", by=cast.facilitator)
    texts = {entry.text for entry in LogEntry.objects.visible_to(cast.inka)}
    assert texts == {"MILIK-KAMI"}
    assert LogEntry.objects.visible_to(cast.facilitator).count() == 3
    assert not LogEntry.objects.visible_to(cast.outsider).exists()
    client.force_login(cast.inka)
    assert "RAHASIA-1" not in client.get("/program/").content.decode()


def test_a_paper_says_nothing_of_a_contribution_that_is_not_public(forum, facilitator):
    pledge = make_pledge_in(
        PledgeState.SUBMITTED, forum.inka, own_words="RAHASIA", is_public=False, by=facilitator
    )
    defer_pledge(pledge=pledge, reason="ALASAN-RAHASIA", by=facilitator)
    (row,) = build_contribution_rows(Pledge.objects.with_related())
    assert "RAHASIA" not in str(row)
    assert (row["reference"], row["partners"], row["focus"]) == (pledge.reference, [], "")


def test_a_paper_does_not_name_an_unpublished_meeting_before_it(facilitator):
    earlier = make_meeting(theme="RAHASIA", by=facilitator)
    later = make_meeting(theme="Lanjutan", follows=earlier, by=facilitator)
    assert build_meeting_facts(later)["follows"] == ""


def test_a_partner_does_not_read_anothers_draft(forum, cast):
    draft = make_pledge_in(
        PledgeState.DRAFT, forum.taman, partners=[forum.inka], by=cast.facilitator
    )
    assert draft not in Pledge.objects.visible_to(cast.inka)
    assert draft in Pledge.objects.visible_to(cast.lurah)


def test_the_demo_is_refused_at_a_public_address(settings):
    settings.DEMO, settings.HTTPS = True, True
    assert [error.id for error in check_demo_is_local()] == ["portal.E001"]
    settings.HTTPS = False
    assert check_demo_is_local() == []
