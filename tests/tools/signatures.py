"""Judges signatures in PDF files by two programs that share no code with ours."""

import functools
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


def judge(pdf: bytes, *, trusted: Path) -> list[Judged]:
    """Returns pdfsig's judgement of each signature, where the authority at `trusted` is trusted."""
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


def _judged(said: str) -> Judged:
    facts = dict(re.findall(r"^\s*- ([^:\n]+): (.*)$", said, flags=re.MULTILINE))
    return Judged(
        field=facts["Signature Field Name"],
        signature=facts["Signature Validation"],
        certificate=facts.get("Certificate Validation", ""),
        covers_all="- Total document signed" in said,
    )


@functools.cache
def _store(trusted: Path) -> Path:
    """Returns a folder of NSS that trusts one authority."""
    folder = Path(mkdtemp(prefix="rembug-nss-"))
    _run(["certutil", "-N", "-d", f"sql:{folder}", "--empty-password"])
    _run(["certutil", "-A", "-d", f"sql:{folder}", "-n", "ca", "-t", "CT,C,C", "-i", str(trusted)])
    return folder


def _run(command: list[str]) -> str:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode and not run.stdout:
        raise ValueError(f"{command[0]}: {run.stderr.strip()}")
    return run.stdout + run.stderr
