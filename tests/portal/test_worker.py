"""The worker as a process of its own: it starts afresh when it has grown, and ends when told to."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings

from core.emails import enqueue_email
from core.models import OutboxMessage
from tests.signing.test_dying_workers import environment

LETTERS = 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_has_grown_starts_afresh_and_loses_nothing(tmp_path):
    for number in range(LETTERS):
        enqueue_email(to=f"{number}@rembug.example", subject="Surat", text="Isi")
    worker = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "run_outbox", "--pause", "0.05"],
        cwd=settings.BASE_DIR,
        # With a limit below what Python itself holds, every piece of work is one too many.
        env={**environment(), "OUTBOX_MOST_MB": "1", "EMAIL_URL": f"filemail:///{tmp_path}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    # The same process says so after each piece of work, every time with nothing before it.
    told = [worker.stdout.readline() for _letter in range(LETTERS)]
    worker.send_signal(signal.SIGTERM)
    rest, _errors = worker.communicate(timeout=90)
    assert told == ["1 done\n"] * LETTERS
    assert (rest, worker.returncode) == ("", 0)
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    letters = [file.read_text() for file in tmp_path.iterdir()]
    assert len(letters) == LETTERS
    assert {f"{number}@rembug.example" in "".join(letters) for number in range(LETTERS)} == {True}
