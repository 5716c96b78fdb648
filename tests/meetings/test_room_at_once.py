"""A meeting's page that many keep open while several people write in its room."""

import re
from collections import Counter
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions.planning import publish_meeting
from tests.support.threads import at_once

WRITERS, READERS = 4, 4
LINES = 3  # the last is sent twice, as by a double click
POLLS = 3
HTMX = {"HX-Request": "true"}
SHOWN_VERSION = re.compile(rb"kabar/\?versi=(\d+)")


class PollingReader:
    """A visitor who has the page open, and asks for it unless it is the one known."""

    def __init__(self, path):
        self.client, self.path = Client(), path
        self.etag = ""

    def poll(self):
        answer = self.client.get(self.path, headers={"If-None-Match": self.etag})
        self.etag = answer.headers["ETag"]
        return answer.status_code

    def poll_often(self):
        """Returns the statuses of errors."""
        return {self.poll() for _time in range(POLLS)} - {200, 304}


def write_and_read(client, room, lines):
    """Sends each line, and asks after it what the others wrote; returns the statuses of errors."""
    shown = client.get(room)
    answers = [shown]
    for line in lines:
        data = {"text": f"P: {line}", "idempotency_key": str(uuid4())}
        presses = 2 if line == lines[-1] else 1
        answers += [client.post(room, data, headers=HTMX) for _press in range(presses)]
        version = SHOWN_VERSION.search(shown.content)[1].decode()
        shown = client.get(f"{room}kabar/?versi={version}", headers=HTMX)
        answers.append(shown)
    return {answer.status_code for answer in answers} - {200}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_what_four_write_is_there_once_and_nobody_gets_an_error(running, facilitator):
    publish_meeting(meeting=running, by=facilitator)
    room = reverse("meetings:meeting_room", args=[running.reference])
    written = [[f"Baris {n} dari {who}" for n in range(LINES)] for who in range(WRITERS)]
    writers = [Client() for _writer in written]
    for writer in writers:
        writer.force_login(facilitator)
    readers = [PollingReader(running.get_absolute_url()) for _reader in range(READERS)]
    answers = at_once(
        *(
            partial(write_and_read, writer, room, lines)
            for writer, lines in zip(writers, written, strict=True)
        ),
        *(reader.poll_often for reader in readers),
    )
    assert answers == [set()] * (WRITERS + READERS)
    kept = running.log.values_list("text", flat=True)
    assert Counter(kept) == Counter(line for lines in written for line in lines)
    # Nothing new is written any more: who has seen the last page gets no other.
    for reader in readers:
        reader.poll()
        assert reader.poll() == 304
