"""Kept counts: written with the rows by any writer, and never a queue of writers."""

from datetime import date
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.models import (
    Document,
    DocumentKind,
    Route,
    Signatory,
    SignatoryState,
    SignaturesOfDocument,
)
from core.kept_counts import Count, compare_counts, fold_changes, read_tally
from core.models import TallyChange
from meetings.models import (
    Attendance,
    AttendeesOfMeeting,
    Decision,
    DecisionsOfMeeting,
    Meeting,
    MeetingsOfOrganisation,
    Participant,
)
from pledges.models import (
    Pledge,
    PledgesByState,
    PledgesOfOrganisation,
    PledgesOfRegion,
    PledgeState,
)
from portal.management.commands.compare_counts import recount_everything
from stakeholders.models import Organisation, OrganisationsBySector, Person, Sector
from tests.support import factories
from tests.support.threads import at_once

pytestmark = [pytest.mark.both_databases("core.kept_counts"), pytest.mark.django_db]


def write_pledge(number, lead, **fields):
    return Pledge.objects.create(
        reference=f"KOM-2026-{number:04}", lead=lead, own_words="Bibit", **fields
    )


def list_differences():
    return list(compare_counts(recount_everything()))


def get_count(tally, key):
    return read_tally(tally).get(str(key), Count())


def test_a_pledge_counts_for_its_state_its_organisations_and_its_places(forum, ground):
    pledge = write_pledge(1, forum.inka, state=PledgeState.SUBMITTED)
    pledge.partners.add(forum.outside)
    pledge.regions.add(ground.kelurahan)
    keys = [
        (PledgesOfOrganisation, forum.inka.pk),
        (PledgesOfOrganisation, forum.outside.pk),
        (PledgesOfRegion, ground.kelurahan.pk),
    ]
    assert [get_count(*key) for key in keys] == [Count(0, 1)] * 3
    Pledge.objects.update(state=PledgeState.ACCOMMODATED)
    assert [get_count(*key) for key in keys] == [Count(1, 1)] * 3
    assert get_count(PledgesByState, PledgeState.ACCOMMODATED) == Count(1, 1)
    assert get_count(PledgesByState, PledgeState.SUBMITTED) == Count(0, 0)
    Pledge.objects.update(is_public=False, lead=forum.taman)
    assert [get_count(*key) for key in keys] == [Count(0, 0), Count(0, 1), Count(0, 1)]
    assert get_count(PledgesOfOrganisation, forum.taman.pk) == Count(0, 1)
    pledge.delete()
    assert [get_count(*key) for key in keys] == [Count(0, 0)] * 3


def test_sql_typed_by_hand_counts_too(forum):
    write_pledge(1, forum.inka, state=PledgeState.DRAFT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pledges_pledge SET state = 'accommodated'")
    assert get_count(PledgesOfOrganisation, forum.inka.pk) == Count(1, 1)


def test_an_organisation_of_the_register_counts_for_its_sector(forum):
    before = get_count(OrganisationsBySector, Sector.MEDIA)
    made = Organisation.objects.create(
        slug="koran", name="Koran", sector=Sector.MEDIA, is_introduced=True
    )
    assert get_count(OrganisationsBySector, Sector.MEDIA) == (before.public, before.staff + 1)
    made.is_introduced = False
    made.save()
    assert get_count(OrganisationsBySector, Sector.MEDIA) == (before.public + 1, before.staff + 1)


def test_two_people_at_one_meeting_are_one_meeting(forum, meeting):
    people = Person.objects.bulk_create(Person(slug=f"p{n}", name=f"Peserta {n}") for n in range(3))
    Participant.objects.bulk_create(
        Participant(meeting=meeting, person=person, organisation=forum.outside) for person in people
    )
    theirs = Participant.objects.filter(organisation=forum.outside)
    theirs.update(attendance=Attendance.PRESENT)
    assert get_count(MeetingsOfOrganisation, forum.outside.pk) == Count(0, 1)
    Meeting.objects.update(published_at=timezone.now())
    assert get_count(MeetingsOfOrganisation, forum.outside.pk) == Count(1, 1)
    theirs.filter(person=people[0]).update(attendance=Attendance.ABSENT)
    assert get_count(MeetingsOfOrganisation, forum.outside.pk) == Count(1, 1)
    theirs.delete()
    assert get_count(MeetingsOfOrganisation, forum.outside.pk) == Count(0, 0)


def test_a_meeting_counts_its_attendees_and_its_decisions(forum, meeting):
    guest, other = Participant.objects.order_by("pk")
    Participant.objects.update(attendance=Attendance.LATE)
    assert get_count(AttendeesOfMeeting, meeting.pk) == Count(2, 2)
    other.delete()
    guest.attendance = Attendance.ABSENT
    guest.save()
    assert get_count(AttendeesOfMeeting, meeting.pk) == Count(0, 0)
    decision = Decision.objects.create(
        reference="KEP-2026-0001", meeting=meeting, order=1, text="Disepakati"
    )
    assert get_count(DecisionsOfMeeting, meeting.pk) == Count(1, 1)
    decision.delete()
    assert get_count(DecisionsOfMeeting, meeting.pk) == Count(0, 0)


def test_a_document_counts_its_signatures(forum):
    document = Document.objects.create(
        reference="BA-2026-0001", kind=DocumentKind.BERITA_ACARA, date=date(2026, 1, 1)
    )
    signatory = Signatory.objects.create(document=document, organisation=forum.inka, order=1)
    assert get_count(SignaturesOfDocument, document.pk) == Count(0, 0)
    signatories = Signatory.objects.filter(pk=signatory.pk)
    signatories.update(
        state=SignatoryState.SIGNED, signed_date=date(2026, 1, 2), route=Route.TABLET
    )
    assert get_count(SignaturesOfDocument, document.pk) == Count(1, 1)
    signatories.delete()
    assert get_count(SignaturesOfDocument, document.pk) == Count(0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_meeting_is_deleted_with_its_guests_and_leaves_no_count(forum, meeting):
    Participant.objects.update(attendance=Attendance.PRESENT)
    meeting.delete()
    fold_changes()
    assert read_tally(AttendeesOfMeeting) == {}
    assert not TallyChange.objects.exists()


STEPS = st.one_of(
    st.tuples(st.just("state"), st.integers(0, 3), st.sampled_from(PledgeState.values)),
    st.tuples(st.just("public"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("lead"), st.integers(0, 3), st.integers(0, 2)),
    st.tuples(st.just("partner"), st.integers(0, 3), st.integers(0, 2)),
    st.tuples(st.just("region"), st.integers(0, 3), st.integers(0, 1)),
    st.tuples(st.just("attend"), st.integers(0, 3), st.sampled_from(Attendance.values)),
    st.tuples(st.just("publish"), st.integers(0, 1), st.booleans()),
    st.tuples(st.just("delete"), st.integers(0, 3), st.none()),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25))
def test_after_any_history_the_kept_counts_are_those_of_a_new_count(forum, ground, cast, steps):
    organisations = [forum.inka, forum.taman, forum.outside]
    with transaction.atomic():
        meetings = [
            factories.make_meeting(by=cast.facilitator, date=date(2026, 1, day)) for day in (1, 2)
        ]
        pledges = [
            write_pledge(n, organisations[n % 3], state=PledgeState.SUBMITTED) for n in range(4)
        ]
        guests = Participant.objects.bulk_create(
            Participant(
                meeting=meetings[n % 2], organisation=organisations[n // 2], position=f"{n}"
            )
            for n in range(4)
        )
        for what, number, value in steps:
            take_step(what, number, value, (organisations, ground, meetings, pledges, guests))
        differences = list_differences()
        transaction.set_rollback(True)
    assert differences == []


def take_step(what, number, value, rows):
    organisations, ground, meetings, pledges, guests = rows
    pledge = Pledge.objects.filter(pk=pledges[number].pk)
    if what == "attend":
        Participant.objects.filter(pk=guests[number].pk).update(
            attendance=value, represented_by="Wakil", excuse="Sakit"
        )
    elif what == "publish":
        Meeting.objects.filter(pk=meetings[number].pk).update(
            published_at=timezone.now() if value else None
        )
    elif what == "state":
        change_state(pledge, value, survivor=pledges[(number + 1) % len(pledges)])
    elif what == "public":
        pledge.update(is_public=value)
    elif what == "lead":
        pledge.update(lead=organisations[value])
    elif what == "delete":
        pledge.filter(merged=None).delete()
    elif row := pledge.first():
        ties, other = {
            "partner": (row.partners, organisations[value]),
            "region": (row.regions, [ground.city, ground.kelurahan][value % 2]),
        }[what]
        (ties.remove if other in ties.all() else ties.add)(other)


def change_state(pledge, state, *, survivor):
    """A merged pledge needs a survivor, a deferred or declined one a reason."""
    if state != PledgeState.MERGED:
        pledge.update(state=state, survivor=None, reason="Alasan")
    elif Pledge.objects.filter(pk=survivor.pk).exists():
        pledge.update(state=state, survivor=survivor)


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_lose_no_count(forum):
    def write(first):
        def work():
            for number in range(first, first + 5):
                with transaction.atomic():
                    pledge = write_pledge(number, forum.inka, state=PledgeState.ACCOMMODATED)
                    pledge.partners.add(forum.outside)

        return work

    assert at_once(*(write(first * 10) for first in range(4))) == [None] * 4
    assert list_differences() == []
    assert get_count(PledgesOfOrganisation, forum.inka.pk) == Count(20, 20)
    fold_changes()
    assert not TallyChange.objects.exists()
    assert PledgesOfOrganisation.objects.get(organisation=forum.inka).public == 20
    assert list_differences() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_writer_does_not_wait_for_another_one_that_changed_the_same_count(forum):
    first_has_written, second_is_done = Barrier(2), Barrier(2)

    def write_and_wait():
        with transaction.atomic():
            write_pledge(1, forum.inka, state=PledgeState.ACCOMMODATED)
            first_has_written.wait(30)
            second_is_done.wait(30)

    def write_meanwhile():
        first_has_written.wait(30)
        with transaction.atomic():
            write_pledge(2, forum.inka, state=PledgeState.ACCOMMODATED)
        second_is_done.wait(30)

    assert at_once(write_and_wait, write_meanwhile) == [None, None]
    assert TallyChange.objects.exists()
    assert get_count(PledgesOfOrganisation, forum.inka.pk) == Count(2, 2)


def test_the_command_names_what_differs_and_mends_it(forum):
    write_pledge(1, forum.inka, state=PledgeState.ACCOMMODATED)
    PledgesOfOrganisation.objects.filter(organisation=forum.inka).update(public=7)
    told = StringIO()
    with pytest.raises(CommandError, match="1 kept counts"):
        call_command("compare_counts", stdout=told)
    assert told.getvalue() == (
        f"pledges_pledgesoforganisation {forum.inka.pk}: kept (7, 1), counted (1, 1)\n"
    )
    call_command("compare_counts", mend=True, stdout=StringIO())
    call_command("compare_counts")
