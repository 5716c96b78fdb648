#!/usr/bin/env python3
"""Memeriksa arsip dokumen forum tanpa portal: jalankan "python3 periksa.py" di folder arsip ini.

Yang diperiksa: sidik setiap berkas menurut manifest, sidik isi naskah, rantai bukti entri demi
entri, catatan penutupan, berkas akhir yang disaksikan oleh rantai itu, dan bahwa di bawah segelnya
terdapat naskah dan catatan penutupan yang sama. Bila openssl terpasang, segel diperiksa terhadap
sertifikat penjamin; bila pdfsig (Poppler) dan qpdf terpasang, setiap tanda tangan di dalam PDF dan
susunannya juga. Selain itu program ini hanya memakai Python 3.9 atau yang lebih baru. Keluar dengan
0 bila semuanya utuh, 1 bila tidak.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

MANIFEST, SEAL_OF_MANIFEST = "manifest.json", "manifest.json.sha256"
CA = "sertifikat-ca.pem"
SECONDS = 120
MAX_UNPACKED = 50000000
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
STREAM = re.compile(rb"stream\r?\n")
# A JSON object.
Facts = dict[str, Any]


class Report:
    """Prints the results, and counts the flaws."""

    def __init__(self) -> None:
        self.flaws = 0

    def add_flaw(self, what: str) -> None:
        self.flaws += 1
        print("  SALAH  " + what)

    def print_ok(self, what: str) -> None:
        print("  benar  " + what)

    def print_note(self, what: str) -> None:
        print("  catatan  " + what)


def hash_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1000000), b""):
            digest.update(piece)
    return digest.hexdigest()


def format_canonical(value: object) -> str:
    """Return the canonical JSON (RFC 8785) of a value without fractional numbers."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_manifest(folder: Path, report: Report) -> Facts:
    content = (folder / MANIFEST).read_bytes()
    said = (folder / SEAL_OF_MANIFEST).read_text("ascii").split()[0]
    if hash_bytes(content) != said:
        report.add_flaw("manifest.json tidak sesuai dengan manifest.json.sha256")
    manifest: Facts = json.loads(content.decode("utf-8"))
    return manifest


def check_files(folder: Path, manifest: Facts, report: Report) -> None:
    files = manifest["files"]
    for name in sorted(files):
        path = folder / name
        if not path.is_file():
            report.add_flaw(name + ": tidak ada")
        elif hash_file(path) != files[name]:
            report.add_flaw(name + ": isinya berubah")
    known = set(files) | {MANIFEST, SEAL_OF_MANIFEST}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in known:
            report.add_flaw(name + ": tidak tercatat di manifest")
    for name in manifest["missing"]:
        report.add_flaw(name + ": sudah tidak ada ketika arsip dibuat")
    report.print_ok(f"{len(files)} berkas tercatat di manifest")


def check_chain(bukti: Facts, reference: str, report: Report) -> dict[str, Any]:
    """Check the hash chain of the audit trail; return the intact entries by their hash."""
    previous = ""
    entries: dict[str, Any] = {}
    for number, entry in enumerate(bukti["entries"], 1):
        name = f"bukti, entri {number}"
        if entry["number"] != number:
            report.add_flaw(name + ": hilang")
            break
        if hash_bytes(entry["body"].encode("utf-8")) != entry["sha256"]:
            report.add_flaw(name + ": isinya berubah")
            break
        body = json.loads(entry["body"])
        if (body["number"], body["document"], body["previous"]) != (number, reference, previous):
            report.add_flaw(name + ": bukan dari tempat ini atau dokumen ini")
            break
        previous = entry["sha256"]
        entries[previous] = body
    else:
        if (len(entries), previous) == (bukti["length"], bukti["head_sha256"]):
            report.print_ok(f"rantai bukti utuh, {len(entries)} entri")
        else:
            report.add_flaw(f"rantai bukti terpotong setelah entri {len(entries)}")
    return entries


def check_content(folder: Path, said: Facts, entries: dict[str, Any], report: Report) -> None:
    content = (folder / "isi.json").read_bytes()
    if hash_bytes(content) != said["content_sha256"]:
        report.add_flaw("isi.json: sidiknya bukan yang ditandatangani")
    elif format_canonical(json.loads(content.decode("utf-8"))) != content.decode("utf-8"):
        report.add_flaw("isi.json: bukan JSON kanonik (RFC 8785)")
    else:
        report.print_ok("isi naskah bersidik " + said["content_sha256"])
    for body in entries.values():
        named = body["facts"].get("content_sha256", said["content_sha256"])
        if body["kind"] in ("frozen", "signed") and named != said["content_sha256"]:
            report.add_flaw("bukti, entri {}: menyebut isi naskah lain".format(body["number"]))


def check_closing(
    folder: Path, said: Facts, entries: dict[str, Any], report: Report
) -> Facts | None:
    """Check the closing (penutupan.json) and return it; {} if the collection is not closed."""
    path = folder / "penutupan.json"
    if not path.is_file():
        return {}
    closing: Facts = json.loads(path.read_text("utf-8"))
    closed = [entry["sha256"] for entry in closing["evidence"]]
    if closed != list(entries)[: len(closed)]:
        report.add_flaw("penutupan.json: menyebut rantai bukti lain")
    if closing["content_sha256"] != said["content_sha256"]:
        report.add_flaw("penutupan.json: menyebut isi naskah lain")
    if closing["evidence_head"] not in entries:
        report.add_flaw("penutupan.json: menyebut bukti yang tidak ada di rantai")
    else:
        report.print_ok("penutupan menyebut rantai bukti ini")
    return closing


def check_issued(folder: Path, entries: dict[str, Any], report: Report) -> list[tuple[Path, str]]:
    """Compare the final files with their audit trail entries.

    Returns (path, stage) of each final file.
    """
    facts = [body["facts"] for body in entries.values() if body["kind"] == "issued"]
    witnessed = {str(each["sha256"]): str(each["stage"]) for each in facts}
    found = {hash_file(path): path for path in sorted((folder / "akhir").glob("*.pdf"))}
    for lost in sorted(set(witnessed) - set(found)):
        report.add_flaw(f"berkas akhir {lost[:16]}… disebut di bukti, tetapi tidak ada")
    for stranger in sorted(set(found) - set(witnessed)):
        report.add_flaw(found[stranger].name + ": tidak disaksikan oleh bukti")
    if found and set(witnessed) == set(found):
        report.print_ok(f"{len(found)} berkas akhir disaksikan oleh bukti")
    return sorted((path, witnessed.get(each, "")) for each, path in found.items())


def build_attached_closing(closing: Facts) -> str:
    """Return the closing as attached to the sealed PDF: drawn marks replaced by their hashes."""
    signatories = []
    for signatory in closing["signatories"]:
        mark = signatory["mark"]
        if mark and mark["kind"] == "drawn":
            mark = {"kind": "drawn", "sha256": hash_bytes(mark["value"].encode("utf-8"))}
        signatories.append({**signatory, "mark": mark})
    return format_canonical({**closing, "signatories": signatories})


def hash_streams(pdf: bytes) -> set[str]:
    """Return the SHA-256 of each decompressed stream of a PDF; attachments are such streams."""
    found = set()
    for start in STREAM.finditer(pdf):
        end = pdf.find(b"endstream", start.end())
        try:
            unpacked = zlib.decompressobj().decompress(pdf[start.end() : end], MAX_UNPACKED)
        except zlib.error:
            continue
        found.add(hash_bytes(unpacked))
    return found


class SignatureInFile:
    """A signature in a PDF: its CMS bytes, the bytes it covers, and the offset of their end."""

    def __init__(self, pdf: bytes, begin: int, length: int, after: int, rest: int) -> None:
        self.bytes = bytes.fromhex(pdf[begin + length : after].decode("ascii").strip("<> \r\n"))
        self.sealed = pdf[begin : begin + length] + pdf[after : after + rest]
        self.end = after + rest
        head = pdf[pdf.rfind(b" obj", 0, begin + length) : begin + length]
        self.is_timestamp = b"RFC3161" in head + pdf[after : pdf.find(b"endobj", after)]


def find_signatures(pdf: bytes) -> list[SignatureInFile]:
    """Return the signatures of a PDF, the oldest first."""
    ranges = [[int(each) for each in found.groups()] for found in RANGE.finditer(pdf)]
    return sorted((SignatureInFile(pdf, *each) for each in ranges), key=lambda each: each.end)


def check_seal(
    folder: Path, path: Path, stage: str, wanted: dict[str, str], report: Report
) -> None:
    """Check that the seal covers the archived content and closing.

    With openssl it also checks that the seals were issued under the authority's certificate.
    """
    pdf = path.read_bytes()
    try:
        signatures = find_signatures(pdf)
        seals = [each for each in signatures if not each.is_timestamp]
        first, last = seals[0], seals[-1]
    except (ValueError, IndexError):
        report.add_flaw(path.name + ": tidak bersegel")
        return
    if signatures[-1].end != len(pdf):
        report.add_flaw(path.name + ": ada tambahan sesudah tanda tangan terakhir")
    inside = hash_streams(first.sealed)
    for name in sorted(wanted):
        if wanted[name] not in inside:
            report.add_flaw(f"{path.name}: di bawah segelnya tidak ada {name} ini")
    if set(wanted.values()) <= inside:
        report.print_ok(path.name + ": di bawah segelnya ada " + " dan ".join(sorted(wanted)))
    if not shutil.which("openssl") or not (folder / CA).is_file():
        return
    check_issuer(folder, path, first, "segelnya", report)
    if stage == "certificate":
        report.print_note(path.name + ": bersertifikat pihak, belum ditutup dengan segel penjamin")
    elif last is not first:
        check_issuer(folder, path, last, "segel penutupnya", report)
    if last.end != len(pdf):
        report.print_note(f"{path.name}: {len(pdf) - last.end} bita sesudah segel (cap waktu)")


def check_issuer(
    folder: Path, path: Path, signature: SignatureInFile, what: str, report: Report
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        (Path(temporary) / "segel").write_bytes(signature.bytes)
        (Path(temporary) / "isi").write_bytes(signature.sealed)
        command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", f"{temporary}/segel"]
        command += ["-binary", "-content", f"{temporary}/isi", "-CAfile", str(folder / CA)]
        # Certificate expiry is not checked: the archive may be read many years later.
        command += ["-purpose", "any", "-no_check_time", "-out", f"{temporary}/keluar"]
        status, said = run(*command)
    if status:
        report.add_flaw(
            f"{path.name}: {what} bukan dari sertifikat penjamin: {get_last_line(said)}"
        )
    else:
        report.print_ok(f"{path.name}: {what} dari sertifikat penjamin")


def check_prints(here: Path, said: Facts, report: Report) -> None:
    for path in sorted((here / "cetak").glob("*.pdf")):
        if said["content_sha256"] not in hash_streams(path.read_bytes()):
            report.add_flaw(path.name + ": tidak memuat isi.json ini")


def run(*command: str) -> tuple[int, str]:
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, check=False
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def get_last_line(said: str) -> str:
    return (said.strip().splitlines() or [""])[-1]


def check_signatures(path: Path, report: Report) -> None:
    _status, said = run("pdfsig", "-nocert", str(path))
    signatures = said.split("Signature #")[1:]
    if not signatures:
        report.add_flaw(path.name + ": tidak bertanda tangan")
    for number, signature in enumerate(signatures, 1):
        if "Signature is Valid." not in signature:
            report.add_flaw(f"{path.name}: tanda tangan {number} tidak sah")
    if signatures and "Total document signed" not in signatures[-1]:
        report.add_flaw(path.name + ": tanda tangan terakhir tidak mencakup seluruh berkas")
    elif signatures:
        report.print_ok(f"{path.name}: {len(signatures)} tanda tangan, seluruh berkas tercakup")


def check_document(folder: Path, document: Facts, report: Report) -> None:
    print("\n{} {}".format(document["reference"], document["number"]))
    here = folder / document["reference"]
    if not document["content_sha256"]:
        report.print_note("dokumen dari luar: hanya berkasnya yang diperiksa")
        return
    bukti = json.loads((here / "bukti.json").read_text("utf-8"))
    if bukti["content_sha256"] != document["content_sha256"]:
        report.add_flaw("bukti.json: milik isi naskah lain")
    entries = check_chain(bukti, document["reference"], report)
    check_content(here, document, entries, report)
    if (document["state"] == "void") != any(b["kind"] == "void" for b in entries.values()):
        report.add_flaw("manifest.json: keadaan dokumen bukan yang terakhir di bukti")
    closing = check_closing(here, document, entries, report)
    check_prints(here, document, report)
    finals = check_issued(here, entries, report)
    if finals and not closing:
        report.add_flaw("penutupan.json: tidak ada, padahal ada berkas akhir")
    wanted = {"isi.json": document["content_sha256"]}
    if closing:
        wanted["penutupan.json"] = hash_bytes(build_attached_closing(closing).encode("utf-8"))
    for path, stage in finals:
        check_seal(folder, path, stage, wanted, report)
    check_with_tools(here, [path for path, _stage in finals], report)


def check_with_tools(here: Path, finals: list[Path], report: Report) -> None:
    if shutil.which("pdfsig"):
        for path in finals:
            check_signatures(path, report)
    if shutil.which("qpdf"):
        for path in [*finals, *sorted((here / "cetak").glob("*.pdf"))]:
            status, said = run("qpdf", "--check", str(path))
            if status:
                report.add_flaw(f"{path.name}: qpdf: {get_last_line(said)}")


def print_authority_fingerprint(folder: Path) -> None:
    path = folder / CA
    if not path.is_file():
        print("\nTanpa sertifikat penjamin: pemilik segel tidak diperiksa.")
        return
    lines = path.read_text("ascii").split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    der = base64.b64decode("".join(lines.split()))
    print("\nSertifikat penjamin segel, SHA-256: " + hash_bytes(der).upper())
    print("Bandingkan dengan yang tertulis di halaman verifikasi portal.")


def check_archive(folder: Path) -> int:
    report = Report()
    try:
        manifest = read_manifest(folder, report)
        check_files(folder, manifest, report)
        for document in manifest["documents"]:
            check_document(folder, document, report)
        print_authority_fingerprint(folder)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        report.add_flaw(f"tidak terbaca: {type(error).__name__}: {error}")
    tools = {
        "openssl": "pemilik segel",
        "pdfsig": "tanda tangan di dalam PDF",
        "qpdf": "susunan PDF",
    }
    for tool, what in tools.items():
        if not shutil.which(tool):
            report.print_note(f"{tool} tidak terpasang: {what} tidak diperiksa")
    print()
    if report.flaws:
        print(f"TIDAK UTUH: {report.flaws} hal salah.")
        return 1
    print("UTUH: semua yang diperiksa benar.")
    return 0


if __name__ == "__main__":
    sys.exit(
        check_archive(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
    )
