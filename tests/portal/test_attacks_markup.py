"""What somebody typed never becomes a part of a page; for paper, see test_documents_hostile."""

from decimal import Decimal

import pytest
from django.test import Client

from agreements.actions.clauses import add_clause
from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import invite
from meetings.actions.logging import log_entry, log_pledge
from meetings.actions.planning import close_meeting, publish_meeting
from meetings.actions.pursuing import drop_follow_up
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import Meeting
from pledges.actions.deciding import accommodate_pledge, defer_pledge
from stakeholders.actions.links import issue_link
from stakeholders.actions.offices import give_mandate
from stakeholders.actions.registers import register_organisation, register_person
from stakeholders.models import LinkPurpose, PersonalLink
from tests.support import factories
from tests.support.contributions import in_days, path_of
from tests.support.document_factories import make_draft, make_letterhead
from tests.support.harvest import walk

pytestmark = pytest.mark.django_db

DESKS = ("agenda", "undangan", "kehadiran", "catatan", "kontribusi", "kontribusi/tautan", "dokumen")
MARKUP = '<qxzw onclick="x">\'&{{7*7}}'


@pytest.fixture
def hostile(cast, forum, ground) -> Meeting:
    """A published meeting and a draft of it, in which every text somebody typed holds markup."""
    by = cast.facilitator
    guest = register_organisation(name=f"O {MARKUP}", sector="citizen", about=MARKUP, by=by)
    who = register_person(name=f"P {MARKUP}", title_before=MARKUP[:30], by=by)
    office = give_mandate(person=who, organisation=guest, position=MARKUP, by=by)
    meeting = factories.make_meeting(
        theme=MARKUP, purpose=MARKUP, venue=MARKUP, invitation_note=MARKUP, leader=office, by=by
    )
    place = invite(meeting=meeting, person=who, organisation=guest, position=MARKUP, by=by)
    meeting = factories.open_meeting(meeting, by=by)
    item = add_agenda_item(meeting=meeting, title=MARKUP, description=MARKUP, by=by)
    words = {"original_words": MARKUP, "speaker": place, "speaker_note": MARKUP}
    log_entry(meeting=meeting, text=MARKUP, agenda_item=item, by=by, **words)
    record_decision(meeting=meeting, title=MARKUP, text=MARKUP, note=MARKUP, by=by)
    task = record_follow_up(meeting=meeting, activity=MARKUP, output=MARKUP, owner=guest, by=by)
    drop_follow_up(follow_up=task, reason=MARKUP, by=by)
    pledge = log_pledge(
        meeting=meeting,
        lead=guest,
        own_words=MARKUP,
        written_by=MARKUP,
        quantities=[(Decimal(1), MARKUP)],
        by=by,
    )
    accommodate_pledge(pledge=pledge, title=MARKUP, description=MARKUP, by=by)
    later = log_pledge(meeting=meeting, lead=guest, own_words=MARKUP, by=by)
    defer_pledge(pledge=later, reason=MARKUP, by=by)
    log_pledge(meeting=meeting, lead=guest, own_words=MARKUP, by=by)
    letterhead = make_letterhead(
        forum.bappelitbangda, name=MARKUP, agency=MARKUP, by=cast.secretary
    )
    draft = make_draft(meeting, letterhead, title=MARKUP, subject=MARKUP, place=MARKUP, by=by)
    add_clause(document=draft, title=MARKUP, text=MARKUP, by=by)
    room, own = LinkPurpose.CONTRIBUTE_HERE, LinkPurpose.CONTRIBUTE
    issue_link(purpose=room, target=meeting, expires_at=in_days(1), by=by)
    issue_link(
        purpose=own,
        target=meeting,
        person=who,
        organisation=guest,
        expires_at=in_days(1),
        by=by,
    )
    return publish_meeting(meeting=close_meeting(meeting=meeting, by=by), by=by)


@pytest.mark.parametrize("name", ["anonymous", "facilitator", "secretary"])
def test_markup_stays_text_on_every_page(hostile, cast, name):
    client = Client()
    if name != "anonymous":
        client.force_login(cast[name])
    links = [path_of(link) for link in PersonalLink.objects.all()]
    desks = [f"{hostile.get_absolute_url()}{desk}/" for desk in DESKS]
    seen = 0
    for path, answer, body in walk(client, "/", "/cari/?cari=qxzw", "/tugas/", *desks, *links):
        if answer.headers["Content-Type"].startswith("text/html"):
            assert "<qxzw" not in body.lower(), path
            assert 'onclick="x"' not in body, path
            assert "&#x27;&amp;49" not in body, path
            seen += "qxzw" in body
    assert seen > 10
