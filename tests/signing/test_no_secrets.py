"""Passphrases and NIK of those who sign by certificate are nowhere after a run, whatever failed."""

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core.outbox import run_due
from signing.tasks import seals
from tests.support import stand_ins
from tests.support.certificates import PASSPHRASE, bad_p12s, p12_of
from tests.support.document_factories import sign, take_document_to
from tests.support.sealed import files_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seal_keys")]

WRONG, WRONG_NIK = "salah-sekali-12345", "3577030000000009"
SECRETS = (WRONG, PASSPHRASE, stand_ins.PASSPHRASE, stand_ins.NIK, WRONG_NIK)


def test_what_is_looked_through_would_show_them(lurah, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("agreements").info("%s", WRONG)
    lurah.person.name = PASSPHRASE
    lurah.person.save()
    left = kept(caplog)
    assert WRONG in left
    assert PASSPHRASE in left


def test_no_secret_stays_anywhere(draft, secretary, lurah, inka, client, settings, caplog):
    caplog.set_level(logging.DEBUG)
    draft.signatories.filter(order__lte=2).update(
        allows_certificate=True, allows_screen=False, allows_ink=False
    )
    witness = draft.signatories.get(order=2)
    witness.pk, witness.order, witness.allows_ink, witness.allows_certificate = None, 3, True, False
    witness.save()
    document = take_document_to("final", draft, by=secretary)
    sign(document, [witness], by=secretary)
    seals.seal_document(document.closing.pk)
    first, second = document.signatories.filter(order__lte=2)

    client.force_login(lurah)
    address = f"/menandatangani/{second.pk}/sertifikat/"
    for content, passphrase in (
        (p12_of("Lurah (contoh)"), WRONG),
        (bad_p12s()["expired"], PASSPHRASE),
        (b"bukan sertifikat", PASSPHRASE),
    ):
        assert sent(client, address, content, passphrase).status_code == 422
    assert sent(client, address, p12_of("Lurah (contoh)"), PASSPHRASE).status_code == 302

    client.force_login(inka)
    address = f"/menandatangani/{first.pk}/sertifikat/"
    settings.BSRE_USER, settings.BSRE_PASSWORD = stand_ins.ACCOUNT
    with stand_ins.bsre() as (settings.BSRE_URL, server):
        assert at_bsre(client, address, WRONG_NIK, stand_ins.PASSPHRASE).status_code == 422
        assert at_bsre(client, address, stand_ins.NIK, WRONG).status_code == 422
        server.mode = "talks"
        assert at_bsre(client, address, stand_ins.NIK, stand_ins.PASSPHRASE).status_code == 422
        server.mode = "spoilt"
        assert at_bsre(client, address, stand_ins.NIK, stand_ins.PASSPHRASE).status_code == 422
        server.mode = "good"
        assert at_bsre(client, address, stand_ins.NIK, stand_ins.PASSPHRASE).status_code == 302
    run_due()
    assert files_of(document)[-1] == (4, "closing_seal", "B-B")
    left = kept(caplog)
    assert {secret for secret in SECRETS if secret in left} == set()


def sent(client, address, content, passphrase):
    upload = SimpleUploadedFile("kunci.p12", content)
    data = {"p12": upload, "passphrase": passphrase, "consent": "on", "way": "p12"}
    return client.post(address, data)


def at_bsre(client, address, nik, passphrase):
    data = {"bsre-nik": nik, "bsre-passphrase": passphrase, "bsre-consent": "on", "way": "bsre"}
    return client.post(address, data)


def kept(caplog):
    """Everything that is left: each row of each table, each file, each letter, the log."""
    left = [caplog.text, *(f"{letter.subject} {letter.message()}" for letter in mail.outbox)]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            left += map(repr, cursor.fetchall())
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            left.append(path.read_bytes().decode("latin-1"))
    return "\n".join(left)
