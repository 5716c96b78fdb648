"""The running log: statements, decisions, follow-ups and contributions as they are spoken."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.models import Counter
from core.optimistic_lock import Conflict
from meetings.actions.agenda import add_agenda_item
from meetings.actions.logging import edit_entry, log_entry, log_pledge, remove_entry
from meetings.actions.planning import close_meeting
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import Decision, FollowUp, LogEntry, LogKind
from pledges.models import Pledge
from tests.support.expect import invalid, refused, stopped_by_the_database, told
from tests.support.factories import make_guest, make_meeting, open_meeting, take_meeting_to
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def running(meeting, facilitator):
    return open_meeting(meeting, by=facilitator)


WRITERS = {
    "log_entry": lambda m, forum, by: log_entry(meeting=m, text="Halo", by=by),
    "record_decision": lambda m, forum, by: record_decision(meeting=m, text="Taman", by=by),
    "record_follow_up": lambda m, forum, by: record_follow_up(meeting=m, activity="x", by=by),
    "log_pledge": lambda m, forum, by: log_pledge(
        meeting=m, lead=forum.inka, own_words="Kami", by=by
    ),
}


NOT_OPEN = "Open the meeting first; then the log can be written."
CANCELLED = "The meeting was cancelled."
# A contribution may come before the meeting.
REFUSED_WHEN = [
    *[(write, "preparing", NOT_OPEN) for write in WRITERS if write != "log_pledge"],
    *[(write, "cancelled", CANCELLED) for write in WRITERS],
]


@pytest.mark.parametrize(("write", "state", "sentence"), REFUSED_WHEN)
def test_a_log_that_is_not_open_takes_nothing(meeting, forum, facilitator, write, state, sentence):
    meeting = take_meeting_to(state, meeting, by=facilitator)
    with refused(sentence, code="wrong_state"):
        WRITERS[write](meeting, forum, facilitator)
    assert (LogEntry.objects.count(), Pledge.objects.count()) == (0, 0)
    assert not Counter.objects.exclude(series="RPT").exists()


@pytest.mark.parametrize("write", WRITERS)
def test_after_closing_a_line_is_marked_as_recorded_later(meeting, forum, facilitator, write):
    meeting = take_meeting_to("closed", meeting, by=facilitator)
    WRITERS[write](meeting, forum, facilitator)
    assert LogEntry.objects.get().is_recorded_late


# ── Lines ────────────────────────────────────────────────────────────────────────────────


def test_a_line_keeps_the_speakers_own_words_beside_the_clean_text(running, facilitator):
    item = add_agenda_item(meeting=running, title="Diskusi", by=facilitator)
    speaker = running.participants.first()
    entry = log_entry(
        meeting=running,
        text="Mengusulkan sembilan lokasi.",
        original_words="ya kalau bisa sembilan lah",
        speaker=speaker,
        agenda_item=item,
        is_differing_view=True,
        by=facilitator,
    )
    entry.refresh_from_db()
    assert (
        entry.kind,
        entry.text,
        entry.original_words,
        entry.speaker,
        entry.agenda_item,
        entry.is_differing_view,
        entry.is_recorded_late,
        entry.recorded_by,
    ) == (
        "statement",
        "Mengusulkan sembilan lokasi.",
        "ya kalau bisa sembilan lah",
        speaker,
        item,
        True,
        False,
        facilitator,
    )
    assert told(running)[-1] == "A log entry was written: Statement."


def test_lines_stand_in_the_order_of_writing(running, facilitator):
    for text in ("Satu", "Dua", "Tiga"):
        log_entry(meeting=running, text=text, by=facilitator)
    assert [(entry.order, str(entry)) for entry in running.log.all()] == [
        (1, "Satu"),
        (2, "Dua"),
        (3, "Tiga"),
    ]


@pytest.mark.both_databases
def test_an_empty_line_is_refused(running, facilitator):
    with invalid(text="This field cannot be blank."):
        log_entry(meeting=running, text="", by=facilitator)
    with stopped_by_the_database():
        LogEntry.objects.create(meeting=running, order=9, text="")


@pytest.mark.both_databases
def test_the_database_keeps_one_line_a_place(running, facilitator):
    log_entry(meeting=running, text="Satu", by=facilitator)
    with stopped_by_the_database():
        LogEntry.objects.create(meeting=running, order=1, text="Dua")


def test_what_belongs_to_another_meeting_is_refused(running, cast, forum, facilitator):
    other = make_meeting(by=facilitator)
    stranger = make_guest(other, forum.outside, cast.outsider, by=facilitator)
    item = add_agenda_item(meeting=other, title="Lain", by=facilitator)
    with refused("This belongs to another meeting.", field="speaker"):
        log_entry(meeting=running, text="x", speaker=stranger, by=facilitator)
    with refused("This belongs to another meeting.", field="agenda_item"):
        log_entry(meeting=running, text="x", agenda_item=item, by=facilitator)


def test_a_line_is_corrected_while_the_log_is_open(running, facilitator):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    edited = edit_entry(entry=entry, seen_revision=1, text="Selamat pagi", by=facilitator)
    assert (edited.text, edited.revision) == ("Selamat pagi", 2)
    assert told(running)[-1] == "A log entry was changed."


def test_a_line_of_a_closed_meeting_stays(meeting, facilitator):
    meeting = open_meeting(meeting, by=facilitator)
    entry = log_entry(meeting=meeting, text="Halo", by=facilitator)
    close_meeting(meeting=meeting, by=facilitator)
    sentence = (
        "The meeting is closed, so this entry can no longer be changed. Add a new entry instead."
    )
    with refused(sentence, code="wrong_state"):
        edit_entry(entry=entry, seen_revision=1, text="Lain", by=facilitator)
    entry.refresh_from_db()
    assert entry.text == "Halo"


def test_a_line_recorded_later_can_be_corrected(meeting, facilitator):
    meeting = take_meeting_to("closed", meeting, by=facilitator)
    entry = log_entry(meeting=meeting, text="Halo", by=facilitator)
    assert told(meeting)[-1] == "A log entry was recorded later: Statement."
    assert edit_entry(entry=entry, seen_revision=1, text="Lain", by=facilitator).text == "Lain"


def test_the_second_writer_sees_both_texts(running, facilitator, secretary):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    edit_entry(entry=entry, seen_revision=1, text="Pertama", by=facilitator)
    with pytest.raises(Conflict) as caught:
        edit_entry(entry=entry, seen_revision=1, text="Kedua", by=secretary)
    assert (caught.value.theirs, caught.value.mine) == ({"text": "Pertama"}, {"text": "Kedua"})


@pytest.mark.django_db(transaction=True)
def test_lines_written_at_once_are_all_kept(running, facilitator):
    def write(text):
        return lambda: log_entry(meeting=running, text=text, by=facilitator)

    at_once(*[write(f"Baris {number}") for number in range(4)])
    assert sorted(running.log.values_list("order", flat=True)) == [1, 2, 3, 4]


def test_a_line_of_a_register_keeps_its_words(running, facilitator):
    decision = record_decision(meeting=running, text="Taman", by=facilitator)
    for changes in ({"text": "Lain"}, {"kind": LogKind.NOTE}):
        with refused(
            "This text belongs to a decision, follow-up or contribution; change it there.",
            code="registered",
        ):
            edit_entry(entry=decision.entry, seen_revision=1, by=facilitator, **changes)
    item = add_agenda_item(meeting=running, title="Diskusi", by=facilitator)
    edit_entry(entry=decision.entry, seen_revision=1, agenda_item=item, by=facilitator)
    decision.entry.refresh_from_db()
    assert (decision.entry.text, decision.entry.agenda_item) == ("Taman", item)


def test_a_line_is_not_moved_to_another_meeting(running, facilitator):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    other = make_meeting(by=facilitator)
    item = add_agenda_item(meeting=other, title="Lain", by=facilitator)
    with refused("This belongs to another meeting.", field="agenda_item"):
        edit_entry(entry=entry, seen_revision=1, agenda_item=item, by=facilitator)


def test_a_line_that_was_taken_out_is_neither_edited_nor_taken_out_again(running, facilitator):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    remove_entry(entry=entry, by=facilitator)
    sentence = "This entry was removed from the log."
    with refused(sentence, code="gone"):
        edit_entry(entry=entry, seen_revision=1, text="Lain", by=facilitator)
    with refused(sentence, code="gone"):
        remove_entry(entry=entry, by=facilitator)


def test_after_closing_a_line_stays_unless_it_was_recorded_later(running, facilitator):
    earlier = log_entry(meeting=running, text="Lama", by=facilitator)
    close_meeting(meeting=running, by=facilitator)
    with refused(
        "The meeting is closed, so this entry can no longer be changed. Add a new entry instead."
    ):
        remove_entry(entry=earlier, by=facilitator)
    later = log_entry(meeting=running, text="Susulan", by=facilitator)
    remove_entry(entry=later, by=facilitator)
    assert list(running.log.all()) == [earlier]


# ── Decisions ────────────────────────────────────────────────────────────────────────────


def test_a_decision_stands_in_the_log_and_in_the_register(running, facilitator, ground):
    decision = record_decision(
        meeting=running,
        title="Lokasi",
        text="Lokasi percontohan: Taman.",
        note="Satu pihak mengusulkan sembilan.",
        pilots=[ground.pilot],
        entry_fields={"speaker": running.participants.first()},
        source="domain.md",
        by=facilitator,
    )
    assert (str(decision), decision.order, decision.note) == (
        "KEP-2021-0001",
        1,
        "Satu pihak mengusulkan sembilan.",
    )
    assert list(decision.pilots.all()) == [ground.pilot]
    entry = decision.entry
    assert (entry.kind, entry.text, entry.source, entry.speaker) == (
        LogKind.DECISION,
        decision.text,
        "domain.md",
        running.participants.first(),
    )
    assert told(decision) == ["KEP-2021-0001 was recorded."]


def test_decisions_are_numbered_by_the_year_of_the_meeting(running, facilitator):
    made = [record_decision(meeting=running, text="x", by=facilitator) for _number in range(2)]
    assert [(decision.reference, decision.order) for decision in made] == [
        ("KEP-2021-0001", 1),
        ("KEP-2021-0002", 2),
    ]


def test_a_decision_without_a_text_leaves_neither_line_nor_gap(running, facilitator):
    with pytest.raises(ValidationError):
        record_decision(meeting=running, text="", by=facilitator)
    assert (LogEntry.objects.count(), Decision.objects.count()) == (0, 0)
    assert record_decision(meeting=running, text="x", by=facilitator).reference == "KEP-2021-0001"


# ── Contributions ────────────────────────────────────────────────────────────────────────


def test_a_contribution_may_come_before_the_meeting(meeting, forum, inka):
    pledge = log_pledge(meeting=meeting, lead=forum.inka, own_words="Kami melatih", by=inka)
    assert (pledge.state, meeting.log.get().pledge) == ("submitted", pledge)
    assert not meeting.log.get().is_recorded_late


def test_a_contribution_said_in_the_meeting_is_a_submitted_pledge(running, forum, facilitator):
    pledge = log_pledge(
        meeting=running,
        lead=forum.inka,
        own_words="Kami membantu 10 lapak",
        title="Lapak",
        quantities=[(Decimal(10), "lapak")],
        source="domain.md",
        is_example=True,
        entry_fields={"speaker": running.participants.first()},
        by=facilitator,
    )
    assert (pledge.reference, pledge.state, pledge.lead) == (
        "KOM-2021-0001",
        "submitted",
        forum.inka,
    )
    entry = running.log.get()
    assert (
        entry.kind,
        entry.text,
        entry.original_words,
        entry.pledge,
        entry.source,
        entry.is_example,
    ) == ("pledge", "Lapak", "Kami membantu 10 lapak", pledge, "domain.md", True)


def test_words_that_begin_with_an_empty_line_are_logged(running, forum, facilitator):
    log_pledge(meeting=running, lead=forum.inka, own_words="\nKami melatih", by=facilitator)
    assert running.log.get().text == "Kami melatih"


def test_a_contribution_that_cannot_be_leaves_nothing(running, forum, facilitator):
    with pytest.raises(ValidationError):
        log_pledge(meeting=running, lead=forum.inka, own_words="", by=facilitator)
    assert (LogEntry.objects.count(), Pledge.objects.count()) == (0, 0)


# ── Follow-ups ───────────────────────────────────────────────────────────────────────────


def test_a_follow_up_says_who_does_what_by_when(running, forum, facilitator, ground):
    follow_up = record_follow_up(
        meeting=running,
        activity="Menyiapkan lapak",
        owner=forum.taman,
        supporters=[forum.inka],
        regions=[ground.kelurahan],
        deadline=date(2021, 12, 1),
        by=facilitator,
    )
    assert (
        str(follow_up),
        follow_up.owner,
        list(follow_up.supporters.all()),
        list(follow_up.regions.all()),
        follow_up.deadline,
        follow_up.state,
        follow_up.entry.kind,
    ) == (
        "RTL-2021-0001",
        forum.taman,
        [forum.inka],
        [ground.kelurahan],
        date(2021, 12, 1),
        "open",
        "follow_up",
    )
    assert told(follow_up) == ["RTL-2021-0001 was recorded."]


@pytest.mark.both_databases
def test_a_follow_up_without_an_activity_is_refused(running, facilitator):
    with pytest.raises(ValidationError):
        record_follow_up(meeting=running, activity="", by=facilitator)
    with stopped_by_the_database():
        FollowUp.objects.create(meeting=running, reference="RTL-X", order=1, activity="")


def test_a_follow_up_may_have_nobody_and_no_deadline_yet(running, facilitator):
    follow_up = record_follow_up(meeting=running, activity="x", by=facilitator)
    assert (follow_up.owner, follow_up.deadline) == (None, None)
