"""Many tasks: pages of the oldest hundred, a hundred and more is "100+", for each role."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Document, DocumentKind, DocumentState, Signatory
from core.todo import list_tasks
from meetings.models import FollowUp, Meeting, MeetingKind
from pledges.models import Pledge, PledgeState
from portal.pages.tasks import count_user_tasks, list_task_sources
from stakeholders.models import User
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NUMBERS = pytest.mark.parametrize("number", [1, 3, 60, 150])


def ask_for_tasks(user):
    """Return the tasks of all pages, and how many there are."""
    user = User.objects.get(pk=user.pk)
    pages = [list_tasks(list_task_sources(user))]
    while pages[-1].has_next:
        pages.append(list_tasks(list_task_sources(user), len(pages) + 1))
        assert pages[-1].number == len(pages)
    assert all(len(page.tasks) == 25 for page in pages[:-1])
    assert list_tasks(list_task_sources(user), len(pages) + 1) == pages[-1]
    count = count_user_tasks(user)
    assert str(pages[-1].count) == str(count)
    return [task for page in pages for task in page.tasks], count


def check(found, number, name):
    """The oldest come first, at most a hundred, and the count says when there are more."""
    tasks, count = found
    assert str(count) == ("100+" if number > 100 else str(number))
    assert [task.title.rpartition(" ")[2] for task in tasks] == [
        f"{name}{each}" for each in range(min(number, 100))
    ]


def add_pledges(number, lead, state):
    Pledge.objects.bulk_create(
        Pledge(reference=f"KOM-2021-{each:04}", lead=lead, own_words=f"Sumur{each}", state=state)
        for each in range(number)
    )


def add_documents(number, state, **fields):
    begun = timezone.now() - timedelta(days=number + 1)
    return Document.objects.bulk_create(
        Document(
            reference=f"BA-2021-{each:04}",
            kind=DocumentKind.BERITA_ACARA,
            title=f"Naskah{each}",
            date=timezone.localdate(),
            state=state,
            number=f"{each}/2021",
            verification_code=f"K{each}",
            # The last is the oldest in the table, so that the order is not that of the ids.
            created_at=begun + timedelta(days=each),
            **fields,
        )
        for each in reversed(range(number))
    )


def sign_later(documents, organisation, **fields):
    Signatory.objects.bulk_create(
        Signatory(document=each, order=1, organisation=organisation, position="Kepala", **fields)
        for each in sorted(documents, key=lambda each: each.created_at)
    )


@NUMBERS
def test_the_staff_decides_the_oldest_contributions_first(number, forum, facilitator):
    add_pledges(number, forum.inka, PledgeState.SUBMITTED)
    check(ask_for_tasks(facilitator), number, "Sumur")


@NUMBERS
def test_a_contributor_finishes_the_oldest_drafts_first(number, forum, cast):
    add_pledges(number, forum.inka, PledgeState.DRAFT)
    check(ask_for_tasks(cast.inka), number, "Sumur")


@NUMBERS
def test_the_staff_publishes_the_oldest_meetings_first(number, facilitator):
    Meeting.objects.bulk_create(
        Meeting(
            reference=f"RPT-2021-{each:04}",
            kind=MeetingKind.FORUM,
            theme=f"Rapat{each}",
            date=timezone.localdate() - timedelta(days=number - each),
            state="closed",
        )
        for each in reversed(range(number))
    )
    check(ask_for_tasks(facilitator), number, "Rapat")


@NUMBERS
@pytest.mark.parametrize("who", ["inka", "facilitator"])
def test_late_follow_ups_come_by_their_deadline(number, who, forum, cast, facilitator):
    meeting = factories.make_meeting(date=timezone.localdate() + timedelta(days=90), by=facilitator)
    FollowUp.objects.bulk_create(
        FollowUp(
            reference=f"RTL-2021-{each:04}",
            meeting=meeting,
            order=each,
            activity=f"Kegiatan{each}",
            owner=forum.inka,
            deadline=timezone.localdate() - timedelta(days=number - each),
        )
        for each in reversed(range(number))
    )
    check(ask_for_tasks(cast[who]), number, "Kegiatan")


@NUMBERS
def test_drafts_and_unsigned_documents_wait_for_the_secretariat(number, forum, secretary):
    add_documents(number, DocumentState.DRAFT)
    check(ask_for_tasks(secretary), number, "Naskah")
    documents = Document.objects.all()
    sign_later(documents, forum.inka)
    documents.update(state=DocumentState.FINAL)
    check(ask_for_tasks(secretary), number, "Naskah")


@NUMBERS
def test_a_representative_signs_the_oldest_documents_first(number, forum, cast):
    sign_later(add_documents(number, DocumentState.FINAL), forum.inka)
    found = ask_for_tasks(cast.inka)
    check(found, number, "Naskah")


def test_one_row_is_one_task_of_whoever_is_staff_and_owner_signatory_and_delegate(
    forum, cast, facilitator
):
    theirs = facilitator.person.mandates.get().organisation
    meeting = factories.make_meeting(date=timezone.localdate() + timedelta(days=90), by=facilitator)
    for order, deadline in enumerate([timezone.localdate() - timedelta(days=1), None]):
        FollowUp.objects.create(
            reference=f"RTL-{order}",
            meeting=meeting,
            order=order,
            activity=f"Kegiatan{order}",
            owner=theirs,
            deadline=deadline,
        )
    late = {"sign_until": timezone.localdate() - timedelta(days=1)}
    [document] = add_documents(1, DocumentState.FINAL, **late)
    Signatory.objects.create(
        document=document, order=1, organisation=theirs, state="declined", reason="tidak"
    )
    Signatory.objects.create(
        document=document,
        order=2,
        organisation=theirs,
        person=facilitator.person,
        delegate=facilitator.person,
    )
    titles = [task.title for task in ask_for_tasks(facilitator)[0]]
    assert sorted(titles) == [
        "Collect the signatures: Naskah0",
        "Kegiatan0",
        "Kegiatan1",
        "Sign: Naskah0",
    ]


def test_the_number_of_tasks_is_read_by_one_statement(forum, facilitator):
    add_pledges(3, forum.inka, PledgeState.SUBMITTED)
    user = User.objects.get(pk=facilitator.pk)
    list(list_task_sources(user))  # reads the grants
    with CaptureQueriesContext(connection) as queries:
        assert str(count_user_tasks(user)) == "3"
    assert len(queries) == 1
