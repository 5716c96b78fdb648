"""One seal for all hosts: a host with another key, or with none, never seals in its stead."""

import shutil
import signal
import subprocess
import sys
import threading
from base64 import b64encode

import pytest
from django.conf import settings as portal_settings
from django.core.management import CommandError, call_command
from django.db import connection

from core.outbox import run_due
from core.refusals import Refused
from files.pdf_signatures.keys import load_seal_signer, make_seal
from files.refusals import FileRefused
from signing.actions.portal_seal import find_seal_difference, make_portal_seal
from signing.models import Closing, PortalSeal
from signing.verification.page import find_seal
from tests.signing.test_dying_workers import environment
from tests.support.certificates import PASSPHRASE, issued, p12
from tests.support.document_factories import take_document_to
from tests.support.sealed import files_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

CERTIFICATE = "/verifikasi/sertifikat.pem"
NAME = "Sekretariat (contoh)"


@pytest.fixture
def move_to(settings, tmp_path):
    """Goes on as another host, with a SEAL_DIR of its own; returns it."""

    def host(name):
        settings.SEAL_DIR = tmp_path / name
        return settings.SEAL_DIR

    return host


@pytest.fixture
def closed(draft, secretary):
    """A document that waits for its seal."""
    return take_document_to("in_force", draft, by=secretary)


def test_a_second_host_never_makes_a_seal_of_its_own(move_to):
    first = move_to("satu")
    call_command("make_seal", name=NAME)
    second = move_to("dua")
    with pytest.raises(CommandError, match="This portal has a seal already"):
        call_command("make_seal", name=NAME)
    assert not second.exists()
    shutil.copytree(first, second)
    call_command("check_seal")
    assert find_seal_difference() == ""


def test_a_seal_that_could_not_be_written_is_not_recorded(move_to):
    move_to("satu").touch()
    with pytest.raises(OSError, match="satu"):
        call_command("make_seal", name=NAME)
    assert not PortalSeal.objects.exists()
    move_to("dua")
    call_command("make_seal", name=NAME)


def test_a_host_with_another_key_seals_nothing_and_says_what_to_do(move_to, closed):
    first = move_to("satu")
    call_command("make_seal", name=NAME)
    second = move_to("dua")
    make_seal(second, name="Lain (contoh)")
    sentence = find_seal_difference()
    assert "is not the portal's" in sentence
    assert PortalSeal.objects.get().fingerprint[:16] in sentence
    run_due()
    assert (Closing.objects.get().error, files_of(closed)) == (sentence, [])
    with pytest.raises(CommandError, match="is not the portal's"):
        call_command("check_seal")
    move_to(first.name)
    call_command("check_seal")  # has what failed sealed here
    run_due()
    assert (Closing.objects.get().error, files_of(closed)) == ("", [(1, "sealed", "B-B")])


def test_a_key_that_was_replaced_on_one_host_holds_on_all(move_to):
    first, second = move_to("satu"), move_to("dua")
    move_to(first.name)
    call_command("make_seal", name=NAME)
    shutil.copytree(first, second)
    call_command("make_seal", name=NAME, renew=True)
    assert find_seal_difference() == ""
    move_to(second.name)
    assert find_seal_difference() != ""
    with pytest.raises(CommandError, match="is not the portal's"):
        call_command("check_seal")
    call_command("check_seal", adopt=True)
    assert find_seal_difference() == ""
    move_to(first.name)
    assert find_seal_difference() != ""


@pytest.mark.django_db(transaction=True)
def test_of_two_hosts_at_once_one_makes_the_seal(tmp_path, seal_keys):
    assert seal_keys  # in SEAL_DIR, which both threads of this process record
    together = threading.Barrier(2)
    made, refusals = [], []

    def make_on(name):
        folder = tmp_path / name
        together.wait()
        try:
            make_portal_seal(lambda: make_seal(folder, name=NAME), replaces=False)
            made.append(folder)
        except Refused as refusal:
            refusals.append(refusal.code)
        finally:
            connection.close()

    hosts = [threading.Thread(target=make_on, args=(name,)) for name in ("satu", "dua")]
    for host in hosts:
        host.start()
    for host in hosts:
        host.join()
    assert refusals == ["sealed"]
    assert [path.parent for path in tmp_path.rglob("seal-key.pem")] == made


@pytest.mark.django_db(transaction=True)
def test_a_worker_with_another_key_says_so_when_it_starts(move_to):
    move_to("satu")
    call_command("make_seal", name=NAME)
    make_seal(move_to("dua"), name="Lain (contoh)")
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "run_outbox"],
        cwd=portal_settings.BASE_DIR,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    line = worker.stderr.readline()
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=90)
    assert "ERROR portal.management.commands.run_outbox" in line
    assert PortalSeal.objects.get().fingerprint[:16] in line


def test_a_lost_key_is_replaced_on_purpose_only(move_to):
    move_to("satu")
    call_command("make_seal", name=NAME)
    before = PortalSeal.objects.get().fingerprint
    move_to("dua")
    call_command("make_seal", name=NAME, replace=True)
    assert PortalSeal.objects.get().fingerprint != before


def test_a_host_without_a_key_publishes_the_authority_of_the_seal(move_to, closed, client):
    first = move_to("satu")
    call_command("make_seal", name=NAME)
    run_due()
    pem = (first / "ca.pem").read_bytes()
    here = find_seal(closed).authority
    move_to("dua")
    assert client.get(CERTIFICATE).content == pem
    assert find_seal(closed).authority == here != ""


def test_the_key_may_come_in_the_environment(settings, closed):
    content = p12(*issued("Segel Kota (contoh)"))
    settings.SEAL_P12 = f"base64:{b64encode(content).decode()}"
    settings.SEAL_PASSPHRASE = PASSPHRASE
    run_due()
    assert files_of(closed) == [(1, "sealed", "B-B")]
    assert find_seal_difference() == ""
    other = p12(*issued("Segel Lain (contoh)"))
    settings.SEAL_P12 = f"base64:{b64encode(other).decode()}"
    assert "is not the portal's" in find_seal_difference()
    for damaged in ("base64:???", "base64:AAAA"):
        settings.SEAL_P12 = damaged
        with pytest.raises(FileRefused, match="SEAL_P12 does not open"):
            load_seal_signer()
        assert "is not the portal's" in find_seal_difference()
