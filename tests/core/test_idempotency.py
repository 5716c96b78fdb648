"""A form sent twice makes one row, whenever the second one comes."""

import time
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core.idempotency import AlreadySubmitted, create_once, perform_once
from core.models import Submission
from core.numbering import take_next_serial
from meetings.actions.logging import log_entry
from meetings.models import LogEntry
from tests.support import factories
from tests.support.threads import at_once

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def count_up():
    return f"KOM-{take_next_serial('KOM', 2021)}"


def test_the_second_time_gives_the_first_answer():
    key = uuid4()
    assert [perform_once(key, count_up), perform_once(key, count_up)] == ["KOM-1", "KOM-1"]


def test_another_form_is_another_row():
    assert [perform_once(uuid4(), count_up), perform_once(uuid4(), count_up)] == ["KOM-1", "KOM-2"]


def test_a_failure_frees_the_key_and_leaves_nothing():
    key = uuid4()

    def fail():
        count_up()
        raise ValueError("No")

    with pytest.raises(ValueError, match="No"):
        perform_once(key, fail)
    assert Submission.objects.count() == 0
    assert perform_once(key, count_up) == "KOM-1"


def test_a_constraint_of_the_work_itself_is_not_swallowed(forum):
    def double():
        forum.inka.pk = None
        forum.inka.save(force_insert=True)
        return "never"

    with pytest.raises(IntegrityError):
        perform_once(uuid4(), double)
    assert Submission.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_twice_at_the_same_instant_is_one_row():
    key = uuid4()

    def slowly():
        answer = count_up()
        time.sleep(0.1)
        return answer

    answers = at_once(*[lambda: perform_once(key, slowly)] * 4)
    assert answers == ["KOM-1"] * 4
    assert count_up() == "KOM-2"


# ── Rows that keep the key themselves ────────────────────────────────────────────────────


def test_a_row_with_its_key_is_made_once(meeting, facilitator):
    meeting = factories.open_meeting(meeting, by=facilitator)
    key = uuid4()

    def write():
        return log_entry(meeting=meeting, text="Halo", idempotency_key=key, by=facilitator)

    first = create_once(LogEntry, key, write)
    assert create_once(LogEntry, key, write) == first
    assert (meeting.log.count(), Submission.objects.count()) == (1, 0)


def test_other_words_under_the_same_key_are_not_taken_for_the_row(meeting, facilitator):
    meeting = factories.open_meeting(meeting, by=facilitator)
    key = uuid4()

    def write():
        return log_entry(meeting=meeting, text="Halo", idempotency_key=key, by=facilitator)

    first = create_once(LogEntry, key, write)
    assert create_once(LogEntry, key, write, is_same=lambda row: row == first) == first
    with pytest.raises(AlreadySubmitted):
        create_once(LogEntry, key, write, is_same=lambda row: row.text == "Lain")


def test_a_constraint_of_the_row_itself_is_not_swallowed(meeting, facilitator):
    meeting = factories.open_meeting(meeting, by=facilitator)
    taken = log_entry(meeting=meeting, text="Halo", by=facilitator)

    def write():
        with transaction.atomic():
            return LogEntry.objects.create(meeting=meeting, order=taken.order, text="Lain")

    with pytest.raises(IntegrityError):
        create_once(LogEntry, uuid4(), write)
