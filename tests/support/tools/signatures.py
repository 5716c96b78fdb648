"""Judges signatures in PDF files by two programs that share no code with ours."""

import functools
import hashlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

UNCHANGED = "The document is unchanged since signing."


@dataclass(frozen=True)
class Judged:
    """What pdfsig says of one signature."""

    field: str
    signature: str  # Signature is Valid.
    certificate: str  # Certificate is Trusted.
    covers_all: bool
    is_timestamp: bool  # which pdfsig only lists


def judge(pdf: bytes, *, trusted: tuple[Path, ...]) -> list[Judged]:
    """Returns pdfsig's judgement of each signature, where the authorities `trusted` are trusted."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file.pdf")
        path.write_bytes(pdf)
        store = _store(trusted)
        said = _run(["pdfsig", "-nssdir", f"sql:{store}", str(path)])
    return [_judged(part) for part in re.split(r"^Signature #\d+:$", said, flags=re.MULTILINE)[1:]]


def changes(pdf: bytes) -> list[str]:
    """Returns what mutool says of each signature: whether the document changed since."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file.pdf")
        path.write_bytes(pdf)
        said = _run(["mutool", "sign", "-v", str(path)])
    return [
        line.strip()
        for line in said.splitlines()
        if "since signing" in line or "invalid" in line.lower()
    ]


def is_stamped(pdf: bytes, *, trusted: tuple[Path, ...]) -> bool:
    """Tells whether openssl finds the last timestamp good, and the whole file stamped by it."""
    ranges = re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]", pdf)[-1]
    start, before, after, rest = map(int, ranges)
    stamped = pdf[start:before] + pdf[after : after + rest]
    with TemporaryDirectory() as folder:
        token, trust = Path(folder, "token.der"), Path(folder, "trusted.pem")
        token.write_bytes(bytes.fromhex(pdf[before + 1 : after - 1].decode()))
        trust.write_bytes(b"".join(path.read_bytes() for path in trusted))
        digest = hashlib.sha256(stamped).hexdigest()
        verify = ["openssl", "ts", "-verify", "-token_in", "-in", str(token), "-digest", digest]
        said = _run([*verify, "-CAfile", str(trust)])
    return after + rest == len(pdf) and "Verification: OK" in said


def _judged(said: str) -> Judged:
    facts = dict(re.findall(r"^\s*- ([^:\n]+): (.*)$", said, flags=re.MULTILINE))
    return Judged(
        field=facts["Signature Field Name"],
        signature=facts["Signature Validation"],
        certificate=facts.get("Certificate Validation", ""),
        covers_all="- Total document signed" in said,
        is_timestamp=facts["Signature Type"] == "unknown",
    )


@functools.cache
def _store(trusted: tuple[Path, ...]) -> Path:
    """Returns a folder of NSS that trusts these authorities."""
    folder = Path(mkdtemp(prefix="rembug-nss-"))
    _run(["certutil", "-N", "-d", f"sql:{folder}", "--empty-password"])
    for number, path in enumerate(trusted):
        add = ["certutil", "-A", "-d", f"sql:{folder}", "-n", f"ca{number}", "-t", "CT,C,C"]
        _run([*add, "-i", str(path)])
    return folder


def _run(command: list[str]) -> str:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode and not run.stdout:
        raise ValueError(f"{command[0]}: {run.stderr.strip()}")
    return run.stdout + run.stderr
