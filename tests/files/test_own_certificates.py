"""A party's certificate on a sealed page, here and at BSrE; no database is asked."""

import logging

import pytest
from django.utils import translation

from files.pdf_signatures.bsre import sign_at_bsre
from files.pdf_signatures.certificate import REASONS, sign_with_p12
from files.pdf_signatures.seal import seal_pdf
from files.refusals import FileRefused
from tests.support import stand_ins
from tests.support.certificates import PASSPHRASE, bad_p12s, p12_of
from tests.support.expect import refused
from tests.support.sealed import plain_pdf


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def sealed(seal_keys):
    """A plain page, sealed with room for signatures."""
    return seal_pdf(plain_pdf(), leaves_room=True).pdf


def sign_pdf(pdf, p12, passphrase=PASSPHRASE):
    return sign_with_p12(pdf, field="Sertifikat1", p12=p12, passphrase=passphrase)


def test_a_signature_is_added_and_says_whose_it_is(sealed):
    made = sign_pdf(sealed, p12_of("Lurah Taman (contoh)"))
    assert made.pdf.startswith(sealed)
    assert made.subject == "Lurah Taman (contoh), Kantor (contoh)"
    assert made.issuer == "CA Uji (contoh), Kantor (contoh)"
    assert b"3577031234567890" not in f"{made.subject}{made.issuer}".encode()


BAD = bad_p12s()


@pytest.mark.parametrize("word", BAD)
def test_what_is_wrong_with_a_certificate_has_its_sentence(sealed, word):
    field, sentence = REASONS[word]
    with refused(str(sentence), field=field, code=word):
        sign_pdf(sealed, BAD[word])


def test_a_wrong_passphrase_stands_beside_the_passphrase(sealed):
    for passphrase in ("salah", "", "x" * 200):
        with refused(str(REASONS["passphrase"][1]), field="passphrase"):
            sign_pdf(sealed, p12_of("Lurah Taman (contoh)"), passphrase)


# ── BSrE ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def service(settings):
    """An account at a service, as `service(address)` sets it."""

    def use(url, version=2):
        settings.BSRE_URL, settings.BSRE_VERSION = url, version
        settings.BSRE_USER, settings.BSRE_PASSWORD = stand_ins.ACCOUNT
        settings.BSRE_SECONDS = 20

    return use


def asked(pdf, nik=stand_ins.NIK, passphrase=stand_ins.PASSPHRASE):
    return sign_at_bsre(pdf, nik=nik, passphrase=passphrase)


@pytest.mark.parametrize(("version", "mode"), [(1, "good"), (1, "stores"), (2, "good")])
def test_bsre_signs_the_same_file(sealed, service, version, mode):
    with stand_ins.bsre(mode) as (url, _server):
        service(url, version)
        made = asked(sealed)
    assert made.pdf.startswith(sealed)
    assert made.subject == "Lurah Taman (contoh), Kantor (contoh)"


@pytest.mark.parametrize("version", [1, 2])
def test_what_bsre_refuses_becomes_a_sentence(sealed, service, settings, version):
    with stand_ins.bsre() as (url, server):
        service(url, version)
        with refused("BSrE has no user with this NIK.", field="nik"):
            asked(sealed, nik="3577030000000009")
        with refused("BSrE says: the passphrase is wrong.", field="passphrase"):
            asked(sealed, passphrase="x")
        server.mode = "talks"
        with refused("BSrE did not sign: gagal untuk … dengan …"):
            asked(sealed)
        settings.BSRE_PASSWORD = "usang"
        with refused(
            "BSrE does not accept the portal's account. Please tell the portal's administrator."
        ):
            asked(sealed)


@pytest.mark.parametrize("mode", ["unsigned", "rewritten", "spoilt"])
def test_what_comes_back_must_be_the_file_with_one_valid_signature_more(sealed, service, mode):
    with stand_ins.bsre(mode) as (url, _server):
        service(url)
        with refused(str(REASONS["altered"][1])):
            asked(sealed)


def test_a_service_that_is_away_or_hangs_does_not_hold_up(sealed, service, settings, caplog):
    caplog.set_level(logging.DEBUG)
    with stand_ins.bsre("hang") as (url, server):
        service(url)
        settings.BSRE_SECONDS = 0.5
        with pytest.raises(FileRefused, match="BSrE does not answer") as caught:
            asked(sealed)
        assert not server.was_waited_for
    with pytest.raises(FileRefused, match="BSrE does not answer"):
        asked(sealed)  # nobody listens there any more
    assert caught.value.__cause__ is None
    for secret in (stand_ins.NIK, stand_ins.PASSPHRASE):
        assert secret not in caplog.text
