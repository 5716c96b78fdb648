"""The key that seals and the levels of a seal, on a plain page: no database is asked."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from django.utils import translation

from files.pdf_signatures.keys import load_seal_signer, make_seal, renew_seal
from files.pdf_signatures.seal import seal_pdf, timestamp_pdf
from files.pdf_signatures.timestamps import TimestampFailed
from files.refusals import FileRefused
from tests.support.certificates import (
    PASSPHRASE,
    authority,
    bad_p12s,
    issued,
    lapsed_authority,
    p12,
)
from tests.support.expect import refused
from tests.support.sealed import plain_pdf
from tests.support.stand_ins import timestamp_server
from tests.support.tools import signatures

pytestmark = pytest.mark.usefixtures("seal_keys")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_a_key_that_others_can_read_seals_nothing(settings, tmp_path):
    settings.SEAL_DIR = tmp_path
    make_seal(tmp_path, name="Sekretariat (contoh)")
    (tmp_path / "seal-key.pem").chmod(0o640)
    sentence = f"Others can read the seal's key: run “chmod 600 {tmp_path}/seal-key.pem”."
    with refused(sentence):
        load_seal_signer()


@pytest.fixture
def made(settings, tmp_path):
    """The folder of a seal of its own."""
    settings.SEAL_DIR = tmp_path / "segel"
    make_seal(settings.SEAL_DIR, name="Sekretariat (contoh)")
    return settings.SEAL_DIR


def test_a_key_that_is_damaged_or_gone_is_named_by_its_file(made):
    key, ca = made / "seal-key.pem", made / "ca.pem"
    load_seal_signer()
    kept = key.read_bytes()
    key.write_bytes(kept[:100])
    with refused(f"The seal's file {key} is damaged."):
        load_seal_signer()
    key.unlink()
    key.mkdir(mode=0o700)  # readable for nobody, root included
    with refused(f"The seal's file {key} cannot be read."):
        load_seal_signer()
    key.rmdir()
    _keep_pem(key, issued("Lain (contoh)")[0])
    with refused(f"The key in {key} does not belong to the seal's certificate."):
        load_seal_signer()
    key.write_bytes(kept)
    assert load_seal_signer()
    ca.unlink()
    with refused(f"The seal's file {ca} cannot be read."):
        load_seal_signer()


def test_an_earlier_authority_is_handed_out_beside_the_present_one(made):
    earlier = authority()[1].public_bytes(serialization.Encoding.PEM)
    ca = made / "ca.pem"
    ca.write_bytes(ca.read_bytes() + earlier)
    assert seal_pdf(plain_pdf(), leaves_room=False).level == "B-B"
    assert renew_seal(made, name="Sekretariat (contoh)").ca_path == ca
    assert load_seal_signer()


def test_a_certificate_that_ends_while_the_worker_lives_seals_no_more(made):
    load_seal_signer()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3653)):
        sentence = r"The seal's certificate “Segel Sekretariat .*” is valid from .*, not today\."
        with pytest.raises(FileRefused, match=sentence):
            load_seal_signer()


def test_a_renewed_seal_stands_under_the_same_authority_and_so_do_older_files(made):
    before = seal_pdf(plain_pdf(), leaves_room=False).pdf
    key = (made / "seal-key.pem").read_bytes()
    renewed = renew_seal(made, name="Sekretariat (contoh)")
    after = seal_pdf(plain_pdf(), leaves_room=False).pdf
    assert (made / "seal-key.pem").read_bytes() != key
    assert stat.S_IMODE((made / "seal-key.pem").stat().st_mode) == 0o600
    for pdf in (before, after):
        (judged,) = signatures.judge(pdf, trusted=(renewed.ca_path,))
        assert judged.certificate == "Certificate is Trusted."
    (made / "ca-key.pem").unlink()
    with refused(f"The seal's file {made}/ca-key.pem cannot be read."):
        renew_seal(made, name="Sekretariat (contoh)")


def test_an_authority_whose_time_is_over_vouches_for_nothing(made):
    key, certificate = issued("Segel (contoh)")
    _keep_pem(made / "seal-key.pem", key)
    pem = serialization.Encoding.PEM
    (made / "seal.pem").write_bytes(certificate.public_bytes(pem))
    (made / "ca.pem").write_bytes(lapsed_authority().public_bytes(pem))
    with pytest.raises(FileRefused, match=r"“CA Uji .*” is valid from .*, not today"):
        load_seal_signer()


def _keep_pem(path, key):
    no_passphrase = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, no_passphrase))


@pytest.fixture
def bought(settings, tmp_path):
    """A city's own key as PKCS#12, as `bought(content)` sets it."""

    def bring(content, passphrase=PASSPHRASE):
        path = tmp_path / "kota.p12"
        path.write_bytes(content)
        path.chmod(0o600)
        settings.SEAL_P12, settings.SEAL_PASSPHRASE = str(path), passphrase

    return bring


def test_a_city_brings_its_own_key(bought):
    bought(p12(*issued("Segel Kota (contoh)")))
    sealed = seal_pdf(plain_pdf(), leaves_room=False)
    assert b"Segel Kota (contoh)".hex().encode() in sealed.pdf.lower()


def test_a_citys_key_that_does_not_do_is_named(bought, settings):
    bought(p12(*issued("Segel Kota (contoh)")), passphrase="salah")
    sentence = "SEAL_P12 does not open: it is damaged, or SEAL_PASSPHRASE is not its passphrase."
    with refused(sentence):
        load_seal_signer()
    bought(p12(*issued("Segel Kota (contoh)", end=-timedelta(days=2))))
    with pytest.raises(Exception, match=r"“Segel Kota .*” is valid from .*, not today\."):
        load_seal_signer()
    bought(bad_p12s()["no_key"])
    with refused("SEAL_P12 does not hold both a key and its certificate."):
        load_seal_signer()
    settings.SEAL_P12 = "/tidak/ada.p12"
    with refused("The seal's file /tidak/ada.p12 cannot be read."):
        load_seal_signer()


def test_a_timestamp_server_that_answers_raises_the_level(settings):
    settings.TSA_SECONDS = 20
    with timestamp_server() as (settings.TSA_URL, _server):
        assert seal_pdf(plain_pdf(), leaves_room=False).level == "B-T"


@pytest.mark.parametrize("mode", ["hang", "fail", "nonsense", "other"])
def test_one_that_fails_lowers_the_level_and_holds_up_nobody(settings, mode):
    settings.TSA_SECONDS = 0.5
    with timestamp_server(mode) as (settings.TSA_URL, server):
        sealed = seal_pdf(plain_pdf(), leaves_room=False)
        assert (sealed.level, server.was_waited_for) == ("B-B", False)
        with pytest.raises(TimestampFailed):
            timestamp_pdf(sealed.pdf)
