"""My tasks: what waits for whom, since when, and where it is done; nothing that is not theirs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.actions.commenting import comment_on_draft
from agreements.models import Document, DocumentState, PrintJob, PrintKind
from core.models import OutboxMessage
from core.todo import Task, list_tasks
from meetings.actions.agenda import add_agenda_item
from meetings.actions.inviting import note_reply
from meetings.actions.planning import close_meeting, edit_meeting, publish_meeting, start_meeting
from meetings.models import Reply
from pledges.models import PledgeState
from portal.pages.tasks import count_user_tasks, list_task_sources
from stakeholders.models import User
from tests.support import factories
from tests.support.document_factories import (
    make_draft,
    make_letterhead,
    make_ready,
    take_document_to,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def tasks_of(user):
    """The user's tasks as the next request meets them; counting must agree with telling."""
    user = User.objects.get(pk=user.pk)
    found = list_tasks(list_task_sources(user))
    assert count_user_tasks(user) == found.count
    assert found.count.number == len(found.tasks)
    return found.tasks


def titles(user):
    return [task.title for task in tasks_of(user)]


def days(number):
    return timezone.localdate() + timedelta(days=number)


def move(meeting, number, by):
    """The same meeting, so many days from now."""
    meeting.refresh_from_db()
    return edit_meeting(meeting=meeting, seen_revision=meeting.revision, date=days(number), by=by)


# ── Meetings for the staff ───────────────────────────────────────────────────────────────────


def only_task(user):
    [task] = tasks_of(user)
    return task


def test_a_meeting_soon_wants_an_agenda_then_guests_then_to_be_opened(forum, facilitator):
    meeting = factories.make_meeting(theme="Evaluasi", date=days(3), by=facilitator)
    at = meeting.get_absolute_url()
    task = only_task(facilitator)
    assert (task.title, task.url) == ("Has no agenda yet: Evaluasi", f"{at}agenda/")
    assert (task.since, task.deadline, task.days_late) == (days(0), days(3), 0)
    add_agenda_item(meeting=meeting, title="Pembukaan", by=facilitator)
    task = only_task(facilitator)
    assert (task.title, task.url) == ("Nobody is invited yet: Evaluasi", f"{at}undangan/")
    factories.make_guest(meeting, forum.inka, by=facilitator)
    assert tasks_of(facilitator) == []
    move(meeting, 0, facilitator)
    task = only_task(facilitator)
    assert (task.title, task.url) == ("Takes place today: Evaluasi", f"{at}buka/")


def test_a_meeting_far_ahead_asks_nothing_yet(facilitator):
    factories.make_meeting(date=days(15), by=facilitator)
    assert tasks_of(facilitator) == []
    factories.make_meeting(date=days(14), by=facilitator)
    assert len(tasks_of(facilitator)) == 1


def test_a_meeting_whose_day_has_passed_is_asked_about(forum, facilitator):
    factories.make_meeting(theme="Kemarin", date=days(-1), by=facilitator)
    task = only_task(facilitator)
    assert task.title == "Was it held? Its date has passed: Kemarin"
    assert (task.since, task.deadline) == (days(-1), None)


def test_a_meeting_goes_on_until_it_is_published(forum, cast, facilitator, secretary):
    meeting = factories.make_meeting(theme="Lokakarya", date=days(0), by=facilitator)
    at = meeting.get_absolute_url()
    factories.make_guest(meeting, forum.inka, cast.inka, by=facilitator)
    factories.make_guest(meeting, forum.taman, cast.lurah, by=facilitator)
    meeting = start_meeting(meeting=meeting, by=facilitator)
    assert (only_task(secretary).title, only_task(secretary).url) == (
        "In progress: Lokakarya",
        f"{at}catatan/",
    )
    first = meeting.participants.first()
    factories.mark_attendance(participant=first, attendance="present", by=facilitator)
    close_meeting(meeting=meeting, by=facilitator)
    assert (only_task(facilitator).title, only_task(facilitator).url) == (
        "Mark who was there: Lokakarya",
        f"{at}kehadiran/",
    )
    for participant in meeting.participants.filter(attendance="unmarked"):
        factories.mark_attendance(participant=participant, attendance="absent", by=facilitator)
    assert (only_task(facilitator).title, only_task(facilitator).url) == (
        "Publish the record: Lokakarya",
        f"{at}terbitkan/",
    )
    publish_meeting(meeting=meeting, by=facilitator)
    assert tasks_of(facilitator) == []


# ── Contributions and follow-ups ─────────────────────────────────────────────────────────────


def test_contributions_are_decided_oldest_first(forum, cast, facilitator):
    one, two = (
        factories.make_submitted(forum.inka, own_words=f"Sumur {name}", by=cast.inka)
        for name in ("satu", "dua")
    )
    assert titles(facilitator) == [
        "Decide on a contribution: Sumur satu",
        "Decide on a contribution: Sumur dua",
    ]
    assert tasks_of(facilitator)[0].url == f"{one.get_absolute_url()}akomodasi/"
    factories.take_pledge_to(PledgeState.ACCOMMODATED, one, by=facilitator)
    factories.take_pledge_to(PledgeState.DEFERRED, two, by=facilitator)
    assert tasks_of(facilitator) == []


def test_a_contributor_finishes_drafts_and_reads_reasons(forum, cast, facilitator):
    factories.make_pledge(forum.inka, own_words="Belum dikirim", by=cast.inka)
    declined = factories.make_pledge_in(
        PledgeState.DECLINED, forum.inka, own_words="Di luar", by=facilitator
    )
    factories.make_pledge_in(PledgeState.ACCOMMODATED, forum.inka, by=facilitator)
    found = {task.title: task for task in tasks_of(cast.inka)}
    assert set(found) == {
        "Submit your draft: Belum dikirim",
        "Your contribution was declined: Di luar",
    }
    news = found["Your contribution was declined: Di luar"]
    assert news.note == f"{declined.reference}, PT INKA, Di luar program"
    assert news.verb == "Read the reason"
    assert tasks_of(cast.lurah) == []


def test_an_old_decision_is_no_news(forum, cast, facilitator):
    with_time = pytest.importorskip("time_machine")
    with with_time.travel("2021-11-08"):
        factories.make_pledge_in(PledgeState.DECLINED, forum.inka, by=facilitator)
    assert tasks_of(cast.inka) == []


def test_a_follow_up_is_its_owners_at_once_and_the_staffs_when_late(
    forum, cast, facilitator, meeting
):
    factories.hold_meeting(meeting, forum.inka, by=facilitator)  # due on 1 December 2021
    task = only_task(cast.inka)
    assert (task.title, task.since, task.deadline) == (
        "Menyiapkan lapak",
        date(2021, 11, 8),
        date(2021, 12, 1),
    )
    assert task.days_late == (timezone.localdate() - date(2021, 12, 1)).days
    assert task.url == "/tindak-lanjut/RTL-2021-0001/"
    assert task.title in titles(facilitator)


# ── Those who are invited ────────────────────────────────────────────────────────────────────


def test_an_invitation_asks_for_a_contribution_and_an_answer(forum, cast, facilitator):
    meeting = factories.make_meeting(theme="Evaluasi", date=days(3), by=facilitator)
    guest = factories.make_guest(meeting, forum.inka, cast.inka, by=facilitator)
    task = only_task(cast.inka)
    assert task.title == "Write what you contribute: Evaluasi"
    assert task.url == f"/komitmen/baru/?rapat={meeting.reference}"
    assert task.deadline == days(3)
    assert task.note.endswith("Tell the facilitator whether you will come.")
    note_reply(participant=guest, seen_revision=1, reply=Reply.CONFIRMED, by=facilitator)
    assert "Tell the facilitator" not in only_task(cast.inka).note
    note_reply(participant=guest, seen_revision=2, reply=Reply.DECLINED, by=facilitator)
    assert tasks_of(cast.inka) == []
    assert tasks_of(cast.lurah) == []


def test_who_has_contributed_only_has_to_answer(forum, cast, facilitator):
    meeting = factories.make_meeting(theme="Evaluasi", date=days(0), by=facilitator)
    factories.make_guest(meeting, forum.inka, cast.inka, by=facilitator)
    meeting = factories.open_meeting(meeting, by=facilitator, present=False)
    factories.log_pledge(meeting=meeting, lead=forum.inka, own_words="Sumur", by=facilitator)
    task = only_task(cast.inka)
    assert (task.title, task.url) == (
        "You are invited: Evaluasi",
        meeting.get_absolute_url(),
    )


# ── Documents and prints ─────────────────────────────────────────────────────────────────────


def test_a_draft_with_gaps_is_everybodys_and_a_ready_one_the_secretariats(
    forum, cast, facilitator, secretary, meeting
):
    letterhead = make_letterhead(forum.bappelitbangda, by=secretary)
    make_draft(meeting, letterhead, title="Kosong", by=facilitator)
    [gaps] = [task for task in tasks_of(facilitator) if "Kosong" in task.title]
    assert gaps.title == "Complete the draft: Kosong"
    assert "a clause is empty or there is none" in gaps.note
    other = factories.make_meeting(by=facilitator)
    factories.make_guest(other, forum.inka, cast.inka, by=facilitator)
    ready = make_ready(other, forum.inka, letterhead, by=secretary)
    assert f"Number and freeze: {ready.title}" in titles(secretary)
    assert f"Number and freeze: {ready.title}" not in titles(facilitator)


def test_an_unsigned_document_waits_for_the_secretariat_and_its_parties(
    forum, cast, secretary, facilitator, meeting
):
    letterhead = make_letterhead(forum.bappelitbangda, by=secretary)
    draft = make_ready(meeting, forum.inka, letterhead, by=secretary)
    document = take_document_to(DocumentState.FINAL, draft, by=secretary)
    [task] = [task for task in tasks_of(secretary) if "signatures" in task.title]
    assert task.title == f"Collect the signatures: {document.title}"
    assert task.url == f"{document.get_absolute_url()}kumpulkan/"
    assert f"{document.signatories.count()} signatures are missing" in task.note
    assert f"Sign: {document.title}" in titles(cast.inka)
    assert f"Sign: {document.title}" not in titles(cast.outsider)
    take_document_to_force(document, secretary)
    assert f"Sign: {document.title}" not in titles(cast.inka)


def test_a_draft_in_review_waits_for_its_parties_and_its_comments_for_the_staff(
    forum, cast, secretary, facilitator, meeting
):
    letterhead = make_letterhead(forum.bappelitbangda, by=secretary)
    draft = make_ready(meeting, forum.inka, letterhead, by=secretary)
    document = take_document_to(DocumentState.IN_REVIEW, draft, by=secretary)
    to_read = f"Read the draft and comment: {document.title}"
    [task] = [task for task in tasks_of(cast.inka) if task.title == to_read]
    assert (task.url, task.deadline) == (
        f"{document.get_absolute_url()}tanggapan/",
        document.review_until,
    )
    assert to_read not in titles(cast.outsider)
    comment_on_draft(
        document=document, section="whole", text="Baik", organisation=forum.inka, by=cast.inka
    )
    assert to_read not in titles(cast.inka)
    for user in (secretary, facilitator):
        assert f"Answer the comments: {document.title}" in titles(user)


def take_document_to_force(document, by):
    from tests.support.document_factories import sign  # noqa: PLC0415

    sign(document, list(document.signatories.all()), by=by)
    assert Document.objects.get(pk=document.pk).state == DocumentState.IN_FORCE


def test_a_failed_print_is_told_to_whoever_asked_for_it(cast, facilitator, secretary, meeting):
    meeting = move(meeting, 30, facilitator)
    PrintJob.objects.create(
        kind=PrintKind.MINUTES, meeting=meeting, asked_by=facilitator, error="Kertas habis"
    )
    assert titles(facilitator) == [f"This print failed: Minutes {meeting.reference}"]
    assert tasks_of(secretary) == []


def test_work_that_was_given_up_is_the_administrators(administrator, facilitator):
    OutboxMessage.objects.create(
        kind="core.send_email", object_id=1, dead_at=timezone.now(), last_error="refused"
    )
    task = only_task(administrator)
    assert task.title == "Background work failed after all attempts: core.send_email"
    assert task.note == "refused"
    assert tasks_of(facilitator) == []


# ── The page ─────────────────────────────────────────────────────────────────────────────────


def page_of(client, user, query=""):
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client.get("/tugas/" + query).content.decode()


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("facilitator", "To begin, plan the next meeting."),
        ("inka", "This list shows invitations to your organisation"),
        ("citizen", "Your account does not belong to an organisation today."),
    ],
)
def test_an_empty_page_teaches(client, cast, who, words):
    page = page_of(client, cast[who])
    assert "You have no tasks today." in page
    assert words in page


def test_the_count_stands_in_the_frame_of_this_page_and_of_home(client, forum, cast, facilitator):
    factories.make_programme(
        factories.make_region("35.77", "city", "Kota Madiun", by=facilitator),
        forum.bappelitbangda,
        by=facilitator,
    )
    factories.make_submitted(forum.inka, by=cast.inka)
    count = '<span class="tasks-count">1</span>'
    assert count in page_of(client, facilitator)
    assert count in client.get("/").content.decode()
    assert count not in client.get("/rapat/").content.decode()


def test_many_tasks_cost_no_query_more_and_the_page_stays_a_list(client, forum, cast, facilitator):
    costs = []
    page_of(client, facilitator)
    for number in (1, 119):
        for _each in range(number):
            factories.make_submitted(forum.inka, by=cast.inka)
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/tugas/").content.decode()
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 19
    assert "You have more than 25 tasks" in page
    assert page.count("Decide on a contribution") == 2 * 25
    assert "The others appear here once these are done." not in page
    assert '<a class="button" rel="next" href="?halaman=2">' in page
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/tugas/?halaman=4").content.decode()
    assert len(queries) <= 22
    assert "You have more than 100 tasks" in page
    assert page.count("Decide on a contribution") == 2 * 25
    assert "?halaman=5" not in page
    assert "The others appear here once these are done." in page
    assert '<a href="/komitmen/menunggu/">Waiting contributions</a>' in page


@pytest.mark.parametrize("asked", ["9", "akhir", "0", "-1", "x", "1e3", "10" * 30, ""])
def test_a_page_that_is_not_there_is_another(client, forum, cast, facilitator, asked):
    factories.make_submitted(forum.inka, by=cast.inka)
    assert page_of(client, facilitator, f"?halaman={asked}").count("Decide on a contr") == 2


def test_what_is_illustrative_is_marked(client, forum, cast, facilitator):
    factories.make_submitted(forum.inka, is_example=True, by=cast.inka)
    assert page_of(client, facilitator).count('class="example"') >= 1


def test_a_stranger_is_asked_who_is_there(client):
    assert client.get("/tugas/").url == "/akun/masuk/?next=/tugas/"


@pytest.mark.parametrize(
    ("deadline", "late"), [(None, 0), (days(0), 0), (days(1), 0), (days(-1), 1)]
)
def test_lateness_is_counted_in_days(deadline, late):
    assert Task(title="x", url="/", verb="y", deadline=deadline).days_late == late
