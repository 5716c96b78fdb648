"""The seal: one a document, whoever works at once; whatever stands in the way has a sentence."""

import errno
import hashlib
import json
import os
import stat
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.audit_trail.reading import find_entries
from core.models import OutboxMessage
from core.outbox import run_due
from files.pdf_signatures.keys import make_seal
from signing import tasks
from signing.actions.issuing import calculate_next_attempt, retry_seal
from signing.models import Closing
from signing.tasks import seals
from tests.support.document_factories import sign
from tests.support.expect import refused, told
from tests.support.sealed import bytes_of, files_of, folder_of
from tests.support.stand_ins import timestamp_server
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "seal_keys")]


@pytest.fixture
def closed(frozen, signatories, secretary):
    """A document whose places are all signed; its seal is due."""
    sign(frozen, signatories, by=secretary)
    return frozen


def seal(document):
    seals.seal_document(document.closing.pk)
    return document.issued_files.get()


def due(kind):
    return list(OutboxMessage.objects.filter(kind=kind, done_at=None))


# ── Once ─────────────────────────────────────────────────────────────────────────────────


def test_the_last_signature_has_the_final_sealed(closed):
    run_due()
    issued_file = closed.issued_files.get()
    pdf = bytes_of(issued_file)
    assert files_of(closed) == [(1, "sealed", "B-B")]
    assert (issued_file.sha256, issued_file.size) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    assert Closing.objects.get().error == ""
    said = json.loads(find_entries(closed).last().body)
    assert (said["kind"], said["facts"]) == (
        "issued",
        {
            "file": 1,
            "stage": "sealed",
            "level": "B-B",
            "sha256": issued_file.sha256,
            "size": len(pdf),
            "signatory": None,
            "subject": "",
        },
    )
    assert told(closed)[-1] == (
        f"The final file was sealed (B-B), fingerprint {issued_file.sha256[:16]}."
    )


def test_sealing_again_changes_nothing_and_sweeps_what_was_left_behind(closed):
    folder = folder_of(closed)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (f"{'0' * 64}.pdf", f"{'0' * 64}.pdf.1.part"):
        (folder / name).write_bytes(b"half")
    first = seal(closed)
    assert [path.name for path in folder.iterdir()] == [f"{first.sha256}.pdf"]
    length = find_entries(closed).count()
    assert seal(closed) == first
    assert find_entries(closed).count() == length


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_seal_once(closed):
    pk = closed.closing.pk
    assert at_once(*[lambda: seals.seal_document(pk)] * 2) == [None, None]
    kept = closed.issued_files.get()
    assert [path.name for path in folder_of(closed).iterdir()] == [f"{kept.sha256}.pdf"]
    assert [e.kind for e in find_entries(closed)].count("issued") == 1


# ── The key ──────────────────────────────────────────────────────────────────────────────


def test_without_a_key_the_staff_reads_what_to_do_and_the_seal_follows(
    closed, secretary, settings, tmp_path, client
):
    settings.SEAL_DIR = tmp_path / "seal"
    run_due()
    sentence = "There is no key to seal with. Run “manage.py make_seal”, or set SEAL_P12."
    closing = Closing.objects.get()
    assert (closing.error, files_of(closed)) == (sentence, [])
    client.force_login(secretary)
    client.cookies["django_language"] = "en"
    address = f"{closed.get_absolute_url()}segel/"
    assert sentence in client.get(address).content.decode()
    assert sentence in client.get(closed.get_absolute_url()).content.decode()
    assert minutes_until_tried_again() == 10
    seals.seal_document(closing.pk)
    assert minutes_until_tried_again() == 20
    make_seal(settings.SEAL_DIR, name="Sekretariat (contoh)")
    assert client.post(address).status_code == 302
    run_due()
    closing.refresh_from_db()
    assert (closing.error, files_of(closed)) == ("", [(1, "sealed", "B-B")])
    with refused(f"{closed} is sealed.", code="sealed"):
        retry_seal(closing=closing, by=secretary)


def test_a_full_disk_loses_nothing_and_the_seal_follows(closed, monkeypatch):
    with monkeypatch.context() as machine:
        machine.setattr(os, "fsync", is_full)
        run_due()
    sentence = "The disk of the server is full. Free some space; sealing is then retried."
    closing = Closing.objects.get()
    assert (closing.error, files_of(closed)) == (sentence, [])
    assert list(folder_of(closed).iterdir()) == []
    assert minutes_until_tried_again() == 10
    OutboxMessage.objects.filter(kind="signing.seal").update(due_at=timezone.now())
    run_due()
    closing.refresh_from_db()
    assert (closing.error, files_of(closed)) == ("", [(1, "sealed", "B-B")])


def is_full(_descriptor):
    raise OSError(errno.ENOSPC, "No space left on device")


def minutes_until_tried_again():
    """How far ahead the latest attempt at a seal was planned."""
    latest = due("signing.seal")[-1]
    return round((latest.due_at - latest.created_at).total_seconds() / 60)


def test_a_seal_whose_workers_were_all_killed_is_noticed_and_made(closed, secretary, client):
    OutboxMessage.objects.filter(kind="signing.seal").update(dead_at=timezone.now())
    run_due()
    client.force_login(secretary)
    client.cookies["django_language"] = "en"
    address = closed.get_absolute_url()
    sentence = "The final file should have been sealed by now."
    assert sentence not in client.get(address).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert sentence in client.get(address).content.decode()
        assert client.post(f"{address}segel/").status_code == 302
        run_due()
        assert sentence not in client.get(address).content.decode()
    assert files_of(closed) == [(1, "sealed", "B-B")]


def test_the_check_says_what_seals_and_has_done_what_waited(closed, settings, tmp_path, capsys):
    settings.SEAL_DIR = tmp_path / "seal"
    run_due()
    with pytest.raises(CommandError, match="There is no key to seal with"):
        call_command("check_seal")
    make_seal(settings.SEAL_DIR, name="Sekretariat (contoh)")
    settings.TSA_SECONDS = 20
    with timestamp_server("fail") as (settings.TSA_URL, server):
        call_command("check_seal")
        said = capsys.readouterr()
        assert "Segel Sekretariat (contoh)" in said.out
        assert "Failed seals that are retried now: 1" in said.out
        assert "The timestamp server does not answer as it should" in said.err
        server.mode = "good"
        run_due()
        call_command("check_seal")
    assert files_of(closed) == [(1, "sealed", "B-T")]
    said = capsys.readouterr().out
    assert "The timestamp server answers: seals are of level B-T." in said
    assert "tried again" not in said


def test_the_command_makes_a_seal_once_and_publishes_its_authority(
    settings, tmp_path, client, capsys
):
    settings.SEAL_DIR = tmp_path / "seal"
    client.cookies["django_language"] = "en"
    address = "/verifikasi/sertifikat.pem"
    assert client.get(address).status_code == 404
    with pytest.raises(CommandError, match="Give the name for the seal"):
        call_command("make_seal")
    call_command("make_seal", name="Sekretariat Forum (contoh)")
    said = capsys.readouterr().out
    assert f"published at http://rembug.example{address}" in said
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in settings.SEAL_DIR.iterdir()}
    assert modes == {"ca-key.pem": 0o600, "ca.pem": 0o644, "seal-key.pem": 0o600, "seal.pem": 0o644}
    assert stat.S_IMODE(settings.SEAL_DIR.stat().st_mode) == 0o700
    pem = (settings.SEAL_DIR / "ca.pem").read_bytes()
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, pem)
    with pytest.raises(CommandError, match=r"This portal has a seal already"):
        call_command("make_seal", name="Lain (contoh)")
    assert (settings.SEAL_DIR / "ca.pem").read_bytes() == pem


# ── Timestamps ───────────────────────────────────────────────────────────────────────────


def test_a_timestamp_that_is_not_to_be_had_is_asked_for_later(closed, settings):
    settings.TSA_SECONDS = 0.5
    with timestamp_server("hang") as (settings.TSA_URL, server):
        sealed = seal(closed)
        assert files_of(closed) == [(1, "sealed", "B-B")]
        (planned,) = due("signing.upgrade_seal")
        ahead = planned.due_at - planned.created_at
        assert timedelta(minutes=9) < ahead < timedelta(minutes=11)
        seals.upgrade_seal(sealed.pk)  # still failing: nothing but a later appointment
        assert len(due("signing.upgrade_seal")) == 2
        server.mode, settings.TSA_SECONDS = "good", 20
        seals.upgrade_seal(sealed.pk)
    assert files_of(closed) == [(1, "sealed", "B-B"), (2, "timestamp", "B-T")]
    before, after = (bytes_of(each) for each in closed.issued_files.all())
    assert after.startswith(before)
    seals.upgrade_seal(sealed.pk)
    assert len(files_of(closed)) == 2


def test_after_a_month_nobody_asks_any_more():
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        waits = [
            calculate_next_attempt(now - timedelta(**ago)) - now
            for ago in ({"seconds": 1}, {"hours": 3}, {"days": 5})
        ]
    assert waits == [timedelta(minutes=10), timedelta(hours=3), timedelta(days=1)]
    assert calculate_next_attempt(now - timedelta(days=31)) is None


def test_every_work_of_the_seal_is_done_when_it_is_asked_for():
    assert set(tasks.SEALING) == set(seals.HANDLERS)
    assert set(tasks.SEALING) <= set(tasks.HANDLERS)
