"""Independent judges: a sealed file of every kind is valid, whole, and still PDF/A and PDF/UA."""

import pytest
from cryptography.hazmat.primitives import serialization
from django.test import override_settings

from core.canonical import hash_content
from files.pdf_signatures.certificate import sign_with_p12
from files.pdf_signatures.seal import close_seal, seal_pdf, timestamp_pdf
from signing.pdfs import render_final_pdf
from tests.support import frozen
from tests.support.certificates import PASSPHRASE, authority, p12_of
from tests.support.closings import closing
from tests.support.stand_ins import timestamp_server
from tests.support.tools import pdfread, signatures, verapdf

pytestmark = pytest.mark.documents

SIGNED_KINDS = ("berita-acara-1", *frozen.OTHER_KINDS)
VALID, TRUSTED = "Signature is Valid.", "Certificate is Trusted."


def final(name):
    said = frozen.content(name)
    return render_final_pdf(said, hash_content(said), closing(said))


@pytest.fixture(scope="module")
def trusted(seal_keys, tmp_path_factory):
    """The authorities that a reader trusts: the seal's, and that of the parties' certificates."""
    theirs = tmp_path_factory.mktemp("trusted") / "ca.pem"
    theirs.write_bytes(authority()[1].public_bytes(serialization.Encoding.PEM))
    return (seal_keys.ca_path, theirs)


@pytest.fixture(scope="module")
def sealed(seal_keys):
    """Sealed files of every kind, and one that went all the way."""
    files = {name: seal_pdf(final(name), leaves_room=False).pdf for name in SIGNED_KINDS}
    room = seal_pdf(final("berita-acara-1"), leaves_room=True).pdf
    for number, name in enumerate(("Lurah (contoh)", "Direktur (contoh)")):
        room = sign_with_p12(
            room, field=f"Sertifikat{number}", p12=p12_of(name), passphrase=PASSPHRASE
        ).pdf
    files["certificates"] = close_seal(room).pdf
    with timestamp_server() as (url, _server), override_settings(TSA_URL=url, TSA_SECONDS=20):
        files["timestamp"] = timestamp_pdf(files["berita-acara-1"])
        files["B-T"] = seal_pdf(final("berita-acara-1"), leaves_room=False).pdf
    return files


def test_pdfsig_says_valid_and_trusted_and_the_last_covers_the_whole_file(sealed, trusted):
    for name, pdf in sealed.items():
        judged = signatures.judge(pdf, trusted=trusted)
        told = {(each.signature, each.certificate) for each in judged if not each.is_timestamp}
        assert told == {(VALID, TRUSTED)}, name
        assert [each.covers_all for each in judged] == [False] * (len(judged) - 1) + [True], name
    fields = [each.field for each in signatures.judge(sealed["certificates"], trusted=trusted)]
    assert fields == ["Segel", "Sertifikat0", "Sertifikat1", "SegelPenutup"]


def test_mutool_finds_nothing_changed_since_the_last_signature(sealed):
    # Of a document timestamp mutool does not know that it may follow a seal.
    for name in sealed.keys() - {"timestamp"}:
        assert signatures.changes(sealed[name])[-1] == signatures.UNCHANGED, name


def test_openssl_finds_the_timestamp_that_was_added_later_good(sealed, trusted):
    stamped = sealed["timestamp"]
    assert signatures.is_stamped(stamped, trusted=trusted)
    assert not signatures.is_stamped(stamped.replace(b"/Lang (id)", b"/Lang (en)"), trusted=trusted)


def test_qpdf_finds_no_fault(sealed):
    assert {name: faults for name, pdf in sealed.items() if (faults := pdfread.faults(pdf))} == {}


def test_a_seal_keeps_pdf_a_3a_and_pdf_ua_1(sealed):
    files = {name: pdf for name, pdf in sealed.items() if name != "B-T"}  # as the others inside
    judgement = verapdf.judge(files)
    assert len(judgement) == 2 * len(files)
    assert {key: failures for key, failures in judgement.items() if failures} == {}


def test_one_byte_more_or_other_is_noticed(sealed, trusted):
    pdf = sealed["berita-acara-1"]
    place = pdf.index(b"stream") + 40
    spoilt = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    (judged,) = signatures.judge(spoilt, trusted=trusted)
    assert judged.signature != VALID
    (judged,) = signatures.judge(pdf + b"\n% lebih", trusted=trusted)
    assert not judged.covers_all
