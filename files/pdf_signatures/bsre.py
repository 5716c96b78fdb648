"""HTTP client of BSrE's signing service (Balai Sertifikasi Elektronik, Esign Client Service).

Switched off unless BSRE_URL is set. The requests follow published clients of the service. Version
1: a multipart form to /api/sign/pdf; the response is the signed file, or an id by which the file is
fetched from /api/sign/download/<id>. Version 2: JSON with base64 files to /api/v2/sign/pdf. NIK and
passphrase of the signer are sent only to BSrE: they are never stored or logged, and are removed
from error messages of the service.
"""

import base64
import json
import ssl
import time
import uuid
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from files.pdf_signatures.certificate import CertificateSignature, verify_signed
from files.refusals import FileRefused

MAX_BYTES = 30_000_000  # of an answer
CHUNK = 65_536
# Error numbers of the service that have a message here; for others BSrE's message is shown.
UNKNOWN_PERSON, WRONG_PASSPHRASE = 2011, 2031


@dataclass(frozen=True, slots=True)
class BsreAnswer:
    """A response of the service."""

    status: int
    content: bytes
    document_id: str

    @property
    def json(self) -> dict[str, Any]:
        """The response as JSON; empty when it is not a JSON object."""
        try:
            parsed = json.loads(self.content)
        except ValueError:
            return {}
        return parsed if isinstance(parsed, dict) else {}


def is_bsre_enabled() -> bool:
    """Tell whether signing at BSrE is switched on (BSRE_URL is set)."""
    return bool(settings.BSRE_URL)


def sign_at_bsre(pdf: bytes, *, nik: str, passphrase: str) -> CertificateSignature:
    """Have BSrE sign a file without a visible mark, verify the signed file and return it.

    Raises FileRefused, with a message for the user, for every failure; then nothing is stored.
    """
    secrets = (nik, passphrase)
    deadline = time.monotonic() + settings.BSRE_SECONDS
    sign = _sign_v1 if settings.BSRE_VERSION == 1 else _sign_v2
    try:
        signed = sign(pdf, nik, passphrase, deadline)
    except (OSError, HTTPException, TimeoutError):
        # Not "from error": its text may contain NIK and passphrase.
        raise FileRefused(
            _("BSrE does not answer. Nothing was signed; please try again later."),
            code="bsre_down",
        ) from None
    if isinstance(signed, BsreAnswer):
        raise _build_refusal(signed, secrets)
    return verify_signed(signed, before=pdf)


def _sign_v1(pdf: bytes, nik: str, passphrase: str, deadline: float) -> bytes | BsreAnswer:
    fields = {"nik": nik, "passphrase": passphrase, "tampilan": "invisible"}
    body, content_type = _build_form(fields, pdf)
    answer = _call("POST", "/api/sign/pdf", deadline, body=body, content_type=content_type)
    document_id = answer.document_id or answer.json.get("id_dokumen")
    if answer.status == 200 and not answer.content.startswith(b"%PDF-") and document_id:
        answer = _call("GET", f"/api/sign/download/{quote(str(document_id), safe='')}", deadline)
    is_signed = answer.status == 200 and answer.content.startswith(b"%PDF-")
    return answer.content if is_signed else answer


def _sign_v2(pdf: bytes, nik: str, passphrase: str, deadline: float) -> bytes | BsreAnswer:
    order = {
        "nik": nik,
        "passphrase": passphrase,
        "signatureProperties": [{"tampilan": "INVISIBLE"}],
        "file": [base64.b64encode(pdf).decode()],
    }
    answer = _call(
        "POST",
        "/api/v2/sign/pdf",
        deadline,
        body=json.dumps(order).encode(),
        content_type="application/json",
    )
    files = answer.json.get("file")
    if answer.status != 200 or not isinstance(files, list) or not files:
        return answer
    try:
        return base64.b64decode(files[0], validate=True)
    except (TypeError, ValueError):
        return answer


def _call(
    method: str, path: str, deadline: float, *, body: bytes = b"", content_type: str = ""
) -> BsreAnswer:
    """Send one request and read the response before the deadline; redirects are not followed.

    Raises OSError or HTTPException when that fails.
    """
    address = urlsplit(settings.BSRE_URL)
    host, port = address.hostname or "", address.port
    left = _get_seconds_left(deadline)
    if address.scheme == "https":
        context = ssl.create_default_context()
        connection: HTTPConnection = HTTPSConnection(host, port, timeout=left, context=context)
    else:
        connection = HTTPConnection(host, port, timeout=left)
    account = f"{settings.BSRE_USER}:{settings.BSRE_PASSWORD}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(account).decode()}"}
    if content_type:
        headers["Content-Type"] = content_type
    try:
        connection.request(method, f"{address.path}{path}", body=body or None, headers=headers)
        response = connection.getresponse()
        content = bytearray()
        while chunk := response.read1(CHUNK):
            content += chunk
            if len(content) > MAX_BYTES:
                raise HTTPException("response too long")
            _get_seconds_left(deadline)
        return BsreAnswer(response.status, bytes(content), response.headers.get("id_dokumen", ""))
    finally:
        connection.close()


def _get_seconds_left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _build_form(fields: dict[str, str], pdf: bytes) -> tuple[bytes, str]:
    """Return a multipart form and its content type (RFC 7578)."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    file_head = (
        f"--{boundary}\r\n"
        'Content-Disposition: form-data; name="file"; filename="naskah.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    body = b"".join([*parts, file_head, pdf, f"\r\n--{boundary}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={boundary}"


def _build_refusal(answer: BsreAnswer, secrets: tuple[str, ...]) -> FileRefused:
    reply = answer.json
    number = reply.get("status_code")
    if answer.status in (401, 403):
        return FileRefused(
            _("BSrE does not accept the portal's account. Please tell the portal's administrator."),
            code="bsre_account",
        )
    if number == WRONG_PASSPHRASE:
        return FileRefused(_("BSrE says: the passphrase is wrong."), field="passphrase")
    if number == UNKNOWN_PERSON:
        return FileRefused(_("BSrE has no user with this NIK."), field="nik")
    message = str(reply.get("error") or reply.get("message") or "")
    for secret in secrets:
        message = message.replace(secret, "…")
    if not message:
        return FileRefused(
            _("BSrE did not return a signed file. Nothing was saved."),
            code="bsre_no_file",
        )
    return FileRefused(_("BSrE did not sign: %(words)s") % {"words": message[:300]}, code="bsre")
