"""Archives: whole documents with their audit trails, checked by a program that knows no portal."""

import hashlib
import io
import json
import subprocess
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.models import DocumentState
from core.canonical import to_canonical_json
from core.outbox import run_due
from files.pdf_signatures.certificate import sign_with_p12
from files.pdf_signatures.seal import close_seal, seal_pdf
from signing.actions.archiving import request_archive, retry_archive
from signing.actions.deciding import void_document
from signing.archive import packing, periksa
from signing.content.marks import Mark
from signing.models import ArchiveJob, MarkKind
from signing.permissions import can_archive
from signing.tasks import archives
from tests.support.certificates import PASSPHRASE, p12_of
from tests.support.document_factories import sign, sign_on_tablet, take_document_to
from tests.support.expect import refused, told
from tests.support.sealed import bytes_of
from tests.support.tampering import page_replaced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "seal_keys")]


@pytest.fixture
def sealed(frozen, signatories, secretary):
    """A document that one signed by hand on a tablet and one on paper, with its sealed file."""
    drawn = Mark(MarkKind.DRAWN, "M0 0L300 80", 300, 80)
    sign_on_tablet(frozen, signatories[0], mark=drawn, by=secretary)
    sign(frozen, signatories[1:], by=secretary)
    run_due()
    frozen.refresh_from_db()
    return frozen


def packed(by, document=None):
    job = request_archive(document=document, by=by)
    run_due()
    job.refresh_from_db()
    assert job.error == ""
    return job


def unpacked(job, folder):
    with job.file.open("rb") as opened, zipfile.ZipFile(opened) as archive:
        archive.extractall(folder)
    return folder


def check(folder):
    """Run the program as somebody without the portal does; returns its exit code and words."""
    done = subprocess.run(
        ["/usr/bin/python3", "-I", "-S", folder / "periksa.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.documents
def test_an_archive_is_checked_without_the_portal_and_tells_every_change(
    sealed, secretary, tmp_path
):
    job = packed(secretary, sealed)
    with job.file.open("rb") as opened:
        assert hashlib.sha256(opened.read()).hexdigest() == job.sha256
    folder = unpacked(job, tmp_path)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    reference = sealed.reference
    assert names == {
        "BACA-SAYA.txt",
        "manifest.json",
        "manifest.json.sha256",
        "periksa.py",
        "sertifikat-ca.pem",
        f"{reference}/isi.json",
        f"{reference}/bukti.json",
        f"{reference}/penutupan.json",
        f"{reference}/cetak/{reference}-A4-two_columns.pdf",
        f"{reference}/cetak/{reference}-F4-two_columns.pdf",
        f"{reference}/akhir/01-sealed.pdf",
    }
    code, said = check(folder)
    assert (code, "UTUH: semua yang diperiksa benar." in said) == (0, True), said
    assert "01-sealed.pdf: 1 tanda tangan, seluruh berkas tercakup" in said
    unnoticed = [name for name in sorted(names) if _changed(folder / name)[0] == 0]
    assert unnoticed == []
    (folder / reference / "tambahan.pdf").write_bytes(b"%PDF-")
    assert "tambahan.pdf: tidak tercatat di manifest" in check(folder)[1]


def _changed(path):
    """The program's answer while one byte in the middle of a file is another."""
    content = path.read_bytes()
    place = len(content) // 2
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    try:
        return check(path.parents[0] if path.parent.joinpath("periksa.py").exists() else _top(path))
    finally:
        path.write_bytes(content)


def _top(path):
    return next(parent for parent in path.parents if (parent / "periksa.py").exists())


def test_who_rewrites_the_list_too_is_found_by_the_chain(sealed, secretary, tmp_path):
    """Another text with its hashes put right everywhere still is not what the audit trail names."""
    folder = unpacked(packed(secretary, sealed), tmp_path)
    text = folder / sealed.reference / "isi.json"
    text.write_bytes(text.read_bytes().replace(b"berita_acara", b"berita_acarx"))
    sha256 = hashlib.sha256(text.read_bytes()).hexdigest()
    _listed_anew(folder, sealed.versions.get().content_sha256, sha256)
    code, said = check(folder)
    assert code == 1
    assert "bukti, entri 1: menyebut isi naskah lain" in said


def test_who_rewrites_the_evidence_too_is_found_by_the_seal(sealed, secretary, tmp_path):
    """All that needs no key is written anew: text, chain, closing, prints, list of hashes."""
    folder = unpacked(packed(secretary, sealed), tmp_path)
    here = folder / sealed.reference
    old = (here / "isi.json").read_bytes()
    new = old.replace(b"berita_acara", b"berita_acarx")
    hashes = (hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest())
    (here / "isi.json").write_bytes(new)
    _chain_anew(here, *hashes)
    for print_ in (here / "cetak").iterdir():
        print_.write_bytes(b"stream\n" + zlib.compress(new) + b"endstream")
    _listed_anew(folder, *hashes)
    code, said = check(folder)
    assert code == 1
    wrong = {line.strip() for line in said.splitlines() if "SALAH" in line and "qpdf" not in line}
    assert wrong == {
        "SALAH  01-sealed.pdf: di bawah segelnya tidak ada isi.json ini",
        "SALAH  01-sealed.pdf: di bawah segelnya tidak ada penutupan.json ini",
    }


def test_a_seal_of_somebody_else_is_found_by_the_certificate(sealed, secretary, tmp_path):
    """Whoever seals with a key of their own cannot let our certificate vouch for it."""
    folder = unpacked(packed(secretary, sealed), tmp_path / "archive")
    other = folder / "sertifikat-ca.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    make += ["-nodes", "-subj", "/CN=Lain", "-keyout", tmp_path / "key.pem", "-out", other]
    subprocess.run(make, check=True, capture_output=True)
    _listed_anew(folder)
    code, said = check(folder)
    assert code == 1
    assert "01-sealed.pdf: segelnya bukan dari sertifikat penjamin" in said


def test_every_seal_of_a_file_that_parties_signed_is_held_against_the_certificate(
    frozen, seal_keys, tmp_path
):
    run_due()
    text = {"isi.json": frozen.versions.get().content_sha256}
    sealed = seal_pdf(bytes_of(frozen.versions.get().renditions.first()), leaves_room=True).pdf
    signed = sign_with_p12(
        sealed, field="Pihak", p12=p12_of("Wakil (contoh)"), passphrase=PASSPHRASE
    ).pdf
    (tmp_path / periksa.CA).write_bytes(Path(seal_keys.ca_path).read_bytes())

    def flaws(pdf, stage):
        path, report = tmp_path / "akhir.pdf", periksa.Report()
        path.write_bytes(pdf)
        periksa.check_seal(tmp_path, path, stage, text, report)
        return report.flaws

    closed = close_seal(signed).pdf
    assert [flaws(sealed, "sealed"), flaws(signed, "certificate")] == [0, 0]
    assert flaws(closed, "closing_seal") == 0
    assert flaws(signed, "closing_seal") == 1  # the last word is not ours
    assert flaws(page_replaced(closed), "closing_seal") == 1
    assert flaws(b"%PDF-1.7", "sealed") == 1


def test_a_document_that_was_void_cannot_be_listed_as_in_force(frozen, secretary, tmp_path):
    run_due()
    void_document(document=frozen, reason="Salah ketik", by=secretary)
    folder = unpacked(packed(secretary, frozen), tmp_path)
    assert check(folder)[0] == 0
    _listed_anew(folder, '"void"', '"in_force"')
    assert "keadaan dokumen bukan yang terakhir di bukti" in check(folder)[1]


def _chain_anew(here, old, new):
    """Write the chain and the closing anew over another text, every hash put right."""
    bukti = json.loads((here / "bukti.json").read_text())
    renamed = {old: new, "": ""}
    for entry in bukti["entries"]:
        body = json.loads(entry["body"].replace(old, new))
        body["previous"] = renamed[body["previous"]]
        entry["body"] = to_canonical_json(body).decode()
        renamed[entry["sha256"]] = hashlib.sha256(entry["body"].encode()).hexdigest()
        entry["sha256"] = renamed[entry["sha256"]]
    for name, told_ in (("bukti.json", bukti), ("penutupan.json", None)):
        text = json.dumps(told_) if told_ else (here / name).read_text()
        for was, now in renamed.items():
            text = text.replace(was, now) if was else text
        (here / name).write_text(text)


def _listed_anew(folder, old="", new=""):
    """Put every hash in the manifest right, and its own beside it."""
    text = (folder / "manifest.json").read_text()
    manifest = json.loads(text.replace(old, new) if old else text)
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    text = json.dumps(manifest)
    (folder / "manifest.json").write_text(text)
    own = hashlib.sha256(text.encode()).hexdigest()
    (folder / "manifest.json.sha256").write_text(f"{own}  manifest.json\n")


def test_the_whole_forum_is_packed_with_what_came_from_outside(frozen, draft, secretary, tmp_path):
    run_due()
    outside = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    job = packed(secretary)
    assert (job.packed, job.total) == (2, 2)
    folder = unpacked(job, tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [each["reference"] for each in manifest["documents"]] == sorted(
        (frozen.reference, outside.reference)
    )
    assert check(folder)[0] == 0
    assert told(frozen)[-1] == "The document was packed for the archive."
    assert told(outside)[-1] == "The document was packed for the archive."


def test_a_file_that_is_gone_is_named_in_the_archive(frozen, secretary, tmp_path):
    run_due()
    rendition = frozen.versions.get().renditions.get(paper="A4").file
    rendition.storage.delete(rendition.name)
    code, said = check(unpacked(packed(secretary, frozen), tmp_path))
    assert code == 1
    assert "-A4-two_columns.pdf: sudah tidak ada ketika arsip dibuat" in said


def test_an_archive_never_holds_a_large_file_in_the_memory(frozen, secretary):
    """Kept files go through in pieces, whatever their size."""
    pieces = []

    class Counted(io.BytesIO):
        def write(self, content):
            pieces.append(len(content))
            return super().write(content)

    run_due()
    packing.write_archive(
        type(frozen).objects.filter(pk=frozen.pk),
        Counted(),
        made_at=timezone.now(),
        progress=lambda packed: None,
    )
    assert max(pieces) <= packing.CHUNK_SIZE


# ── The job ──────────────────────────────────────────────────────────────────────────────


def test_archives_are_the_secretariats(frozen, cast):
    assert cast.who(can_archive) == {"secretary"}
    with pytest.raises(PermissionDenied):
        request_archive(document=frozen, by=cast.facilitator)


def test_one_archive_at_a_time_and_none_of_a_draft(draft, frozen, secretary, facilitator):
    job = request_archive(document=frozen, by=secretary)
    with refused("An archive that you asked for is still being packed.", code="too_many"):
        request_archive(document=None, by=secretary)
    run_due()
    job.refresh_from_db()
    first = job.sha256
    archives.pack_archive(job.pk)  # the worker died before its message was done
    retry_archive(job=job, by=secretary)
    job.refresh_from_db()
    assert job.sha256 == first
    frozen.state = "in_review"  # as if it were: nothing but frozen texts goes into an archive
    with refused(f"{frozen} is not frozen yet."):
        request_archive(document=frozen, by=secretary)


def test_after_a_week_the_file_is_deleted(frozen, secretary):
    job = packed(secretary, frozen)
    path = Path(job.file.path)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        run_due()
    job.refresh_from_db()
    assert (bool(job.file), path.exists(), job.made_at is None) == (False, False, False)


def test_the_pages_lead_from_the_wish_to_the_file(frozen, cast, reader):
    reader.force_login(cast.secretary)
    address = f"/arsip/?dokumen={frozen.reference}"
    assert f"Pack {frozen.reference} for the archive" in reader.get(address).content.decode()
    answer = reader.post(address, {})
    job = ArchiveJob.objects.get()
    assert answer["Location"] == f"/arsip/{job.pk}/"
    assert "The archive is being packed" in reader.get(answer["Location"]).content.decode()
    again = reader.post(address, {}).content.decode()
    assert "An archive that you asked for is still being packed." in again
    run_due()
    html = reader.get(answer["Location"]).content.decode()
    job.refresh_from_db()
    assert job.sha256 in html
    file = reader.get(f"/arsip/{job.pk}/{job.file_name}.zip")
    assert file["Content-Disposition"] == f'attachment; filename="{job.file_name}.zip"'
    assert b"".join(file.streaming_content)[:2] == b"PK"
    assert "ready" in reader.get("/arsip/").content.decode()
    for nobody in ("/arsip/999/", f"/arsip/{job.pk}/lain.zip", "/arsip/?dokumen=BA-1999-0001"):
        assert reader.get(nobody).status_code == 404
    reader.force_login(cast.facilitator)
    assert reader.get(f"/arsip/{job.pk}/").status_code == 404
    assert reader.get("/arsip/").status_code == 403
