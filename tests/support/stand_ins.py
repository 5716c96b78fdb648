"""Servers that stand in for those of others, on this machine: a timestamp server, and BSrE.

They speak the public interfaces and really sign; each can also misbehave.
"""

import base64
import functools
import io
import json
import select
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import tsp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from files.pdf_signatures.widget import INVISIBLE
from tests.support.certificates import issued

PEM = serialization.Encoding.PEM


@contextmanager
def serving(handler, **state):
    """The address of a server that answers by `handler`; it stops when the block is left."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    vars(server).update(state, was_waited_for=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Quiet(BaseHTTPRequestHandler):
    """Answers without a log."""

    def log_message(self, *args):
        pass

    def hang(self):
        """Answers nothing until the other side gives up; whoever waits for a minute is noted."""
        has_hung_up, _writable, _failed = select.select([self.connection], [], [], 60)
        self.server.was_waited_for = not has_hung_up

    def body(self):
        return self.rfile.read(int(self.headers["Content-Length"]))

    def answer(self, status, content, kind, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def answer_json(self, status, said):
        self.answer(status, json.dumps(said).encode(), "application/json")


# ── Timestamps (RFC 3161) ────────────────────────────────────────────────────────────────


class TimestampServer(Quiet):
    """Stamps what it is asked to; `mode` makes it hang, fail, or stamp something else."""

    def do_POST(self):
        mode = self.server.mode
        request = tsp.TimeStampReq.load(self.body())
        if mode == "hang":
            self.hang()
            return
        if mode == "fail":
            self.answer(500, b"", "text/plain")
            return
        if mode == "nonsense":
            self.answer(200, b"<html>", "application/timestamp-reply")
            return
        if mode == "other":
            imprint = request["message_imprint"]
            imprint["hashed_message"] = bytes(len(imprint["hashed_message"].native))
        stamped = self.server.stamper.request_tsa_response(request)
        self.answer(200, stamped.dump(), "application/timestamp-reply")


@contextmanager
def timestamp_server(mode="good"):
    """The address of a timestamp server, and the server."""
    with serving(TimestampServer, mode=mode, stamper=_stamper()) as served:
        yield served


@functools.cache
def _stamper():
    key, certificate = issued(
        "Stempel Waktu (contoh)",
        key=rsa.generate_private_key(65537, 2048),  # the only kind that pyHanko's stamper takes
        uses=(ExtendedKeyUsageOID.TIME_STAMPING,),
    )
    return DummyTimeStamper(_asn1(certificate), _asn1_key(key))


# ── BSrE's Esign Client Service ──────────────────────────────────────────────────────────

ACCOUNT = ("forum", "rahasia-portal")
NIK, PASSPHRASE = "3577030000000001", "Sandi-BSrE-42"


class Bsre(Quiet):
    """Signs for one person, in version 1 (forms) and 2 (JSON); `mode` makes it misbehave."""

    def do_POST(self):
        content = self.body()
        if not self._is_known():
            return
        if self.path == "/api/sign/pdf":
            self._sign_v1(content)
        elif self.path == "/api/v2/sign/pdf":
            self._sign_v2(json.loads(content))
        else:
            self.answer_json(404, {"error": "Not Found"})

    def do_GET(self):
        stored = self.server.stored.get(self.path.removeprefix("/api/sign/download/"))
        if self._is_known():
            self.answer(200 if stored else 404, stored or b"{}", "application/pdf")

    def _sign_v1(self, content):
        kind = self.headers["Content-Type"]
        form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + content, policy=HTTP)
        values = {
            part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True)
            for part in form.iter_parts()
        }
        assert values["tampilan"] == b"invisible"
        if not self._knows(values["nik"].decode(), values["passphrase"].decode()):
            return
        signed = self._signed(values["file"])
        if self.server.mode == "stores":
            self.server.stored["dok-1"] = signed
            self.answer_json(200, {"id_dokumen": "dok-1"})
        else:
            self.answer(200, signed, "application/pdf", id_dokumen="dok-1")

    def _sign_v2(self, order):
        assert order["signatureProperties"] == [{"tampilan": "INVISIBLE"}]
        if not self._knows(order["nik"], order["passphrase"]):
            return
        signed = self._signed(base64.b64decode(order["file"][0]))
        self.answer_json(200, {"time": 210, "file": [base64.b64encode(signed).decode()]})

    def _is_known(self):
        expected = base64.b64encode(":".join(ACCOUNT).encode()).decode()
        is_known = self.headers["Authorization"] == f"Basic {expected}"
        if not is_known:
            self.answer_json(401, {"error": "Unauthorized"})
        return is_known

    def _knows(self, nik, passphrase):
        if self.server.mode == "hang":
            self.hang()
            return False
        if self.server.mode == "talks":
            self.answer_json(500, {"error": f"gagal untuk {nik} dengan {passphrase}"})
        elif nik != NIK:
            self.answer_json(400, {"status_code": 2011, "error": "User tidak terdaftar"})
        elif passphrase != PASSPHRASE:
            self.answer_json(400, {"status_code": 2031, "error": "Passphrase anda salah"})
        else:
            return True
        return False

    def _signed(self, pdf):
        if self.server.mode == "unsigned":
            return pdf
        if self.server.mode == "rewritten":
            pdf = pdf[:7] + b"5" + pdf[8:]  # %PDF-1.5
        signed = self.server.sign(pdf)
        return signed[:-40] + b"0" * 40 if self.server.mode == "spoilt" else signed


@contextmanager
def bsre(mode="good"):
    """The address of the service, and the server."""
    signer = _signer_at_bsre()

    def sign(pdf):
        metadata = PdfSignatureMetadata(
            field_name="BSrE", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        field = SigFieldSpec("BSrE", invis_sig_settings=INVISIBLE)
        return (
            PdfSigner(metadata, signer=signer, new_field_spec=field)
            .sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
            .getvalue()
        )

    with serving(Bsre, mode=mode, sign=sign, stored={}) as served:
        yield served


@functools.cache
def _signer_at_bsre():
    key, certificate = issued("Lurah Taman (contoh)")
    return SimpleSigner(
        signing_cert=_asn1(certificate),
        signing_key=_asn1_key(key),
        cert_registry=SimpleCertificateStore(),
    )


def _asn1(certificate):
    return next(iter(load_certs_from_pemder_data(certificate.public_bytes(PEM))))


def _asn1_key(key):
    pem = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return load_private_key_from_pemder_data(pem, passphrase=None)
