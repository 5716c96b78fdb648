"""The object store: what it keeps is whole and private, and its outage loses nothing."""

import os
import signal
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from files import object_store
from files.refusals import StoreUnavailable
from files.sandbox import provide_path
from files.storage import delete_unnamed_files
from tests.support.object_store import bucket, gone, in_bucket, store_server

__all__ = ["bucket", "gone", "store_server"]

MB = 1_000_000
# Around what is kept in memory, and around the size from which an upload goes in parts.
SIZES = [0, 1, MB - 1, MB + 1, 8 * 1024 * 1024 + 1]


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back_as_it_was(size):
    content = os.urandom(size)
    assert default_storage.save("slips/foto.jpg", ContentFile(content)) == "slips/foto.jpg"
    with default_storage.open("slips/foto.jpg") as opened:
        assert opened.read() == content
    assert default_storage.size("slips/foto.jpg") == size


@pytest.mark.usefixtures("bucket")
def test_files_have_the_names_that_they_have_on_disk():
    for name in ("final/BA-1/a.pdf", "final/BA-1/b.pdf", "final/BA-2/c.pdf"):
        default_storage.save(name, ContentFile(b"isi"))
    assert default_storage.listdir("final") == (["BA-1", "BA-2"], [])
    assert delete_unnamed_files(default_storage, "final/BA-1", named={"final/BA-1/a.pdf"}) == [
        "b.pdf"
    ]
    assert default_storage.exists("final/BA-1/a.pdf")
    assert not default_storage.exists("final/BA-1/b.pdf")
    assert delete_unnamed_files(default_storage, "final/BA-3", named=set()) == []
    default_storage.delete("final/BA-1/b.pdf")  # deleted already: no error


@pytest.mark.usefixtures("bucket")
def test_a_file_that_was_opened_once_is_opened_again():
    default_storage.save("prints/a.pdf", ContentFile(b"isi"))
    opened = default_storage.open("prints/a.pdf")
    assert opened.read() == b"isi"
    opened.close()
    with opened.open("rb") as again:
        assert again.read() == b"isi"


@pytest.mark.usefixtures("bucket")
def test_a_file_that_is_not_there_is_missing():
    with pytest.raises(FileNotFoundError):
        default_storage.open("slips/hilang.jpg")


def test_a_file_is_private_and_has_no_address(bucket, store_server):
    default_storage.save("slips/foto.jpg", ContentFile(b"isi"))
    grants = store_server.client.get_object_acl(Bucket=bucket, Key="rembug/slips/foto.jpg")[
        "Grants"
    ]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]
    with pytest.raises(ValueError, match="not accessible via a URL"):
        default_storage.url("slips/foto.jpg")


@pytest.mark.usefixtures("bucket")
def test_a_child_process_gets_a_copy_for_as_long_as_it_reads():
    default_storage.save("scans/lembar.pdf", ContentFile(b"isi"))
    with default_storage.open("scans/lembar.pdf") as stored, provide_path(stored) as path:
        assert path.read_bytes() == b"isi"
    assert not path.exists()


@pytest.mark.usefixtures("bucket")
def test_all_threads_of_a_process_share_one_client():
    default_storage.save("slips/foto.jpg", ContentFile(b"isi"))
    found = []

    def look():
        found.append((default_storage.exists("slips/foto.jpg"), default_storage.connection))

    threads = [threading.Thread(target=look) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(True, default_storage.connection)] * 4


class Deadly(ContentFile):
    """A file whose reader is killed on the way."""

    def read(self, *_size):
        if self.tell():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(5 * MB)


def test_a_killed_writer_leaves_no_half_object(bucket, store_server):
    child = os.fork()
    if child == 0:
        try:
            default_storage.save("final/BA-1/a.pdf", Deadly(b"x" * 10 * MB))
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert "Contents" not in store_server.client.list_objects_v2(Bucket=bucket)
    default_storage.save("final/BA-1/a.pdf", ContentFile(b"utuh"))
    with default_storage.open("final/BA-1/a.pdf") as opened:
        assert opened.read() == b"utuh"


# ── Outages ──────────────────────────────────────────────────────────────────────────────────


def test_an_outage_is_told_apart_from_a_missing_file(gone):
    gone()
    for work in (
        lambda: default_storage.open("slips/foto.jpg"),
        lambda: default_storage.save("slips/foto.jpg", ContentFile(b"isi")),
        lambda: default_storage.exists("slips/foto.jpg"),
        lambda: default_storage.delete("slips/foto.jpg"),
        lambda: default_storage.listdir("slips"),
        lambda: default_storage.size("slips/foto.jpg"),
    ):
        with pytest.raises(StoreUnavailable):
            work()


def test_a_wrong_key_is_an_outage_too(bucket, store_server, settings):
    settings.STORAGES = in_bucket(f"{bucket}-lain", store_server.endpoint)
    with pytest.raises(StoreUnavailable):
        default_storage.save("slips/foto.jpg", ContentFile(b"isi"))


class HalfAnswer(BaseHTTPRequestHandler):
    """A store that goes away in the middle of a download."""

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()

    def do_GET(self):
        self.do_HEAD()
        self.wfile.write(b"setengah")

    def log_message(self, *_arguments):
        """Say nothing."""


def test_a_store_that_goes_away_during_a_download_gives_no_half_file(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), HalfAnswer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        settings.STORAGES = in_bucket("berkas", f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(StoreUnavailable):
            default_storage.open("prints/a.pdf")
    finally:
        server.shutdown()
        server.server_close()


def test_a_store_that_never_answers_is_given_up(monkeypatch, settings):
    monkeypatch.setattr(object_store, "READ_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.STORAGES = in_bucket("berkas", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(StoreUnavailable):
            default_storage.open("prints/a.pdf")


# ── The same on disk ─────────────────────────────────────────────────────────────────────────


class Broken(File):
    """A file that cannot be read to its end."""

    def __init__(self):
        super().__init__(None, name="a.pdf")

    def chunks(self, chunk_size=None):
        yield b"setengah"
        raise OSError("the disk is gone")


def test_on_disk_too_a_file_is_whole_or_not_there(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "files.storage.DiskStorage", "OPTIONS": {"location": tmp_path}},
    }
    default_storage.save("final/a.pdf", ContentFile(b"utuh"))
    with pytest.raises(StoreUnavailable):
        default_storage.save("final/a.pdf", Broken())
    assert [path.name for path in (tmp_path / "final").iterdir()] == ["a.pdf"]
    assert (tmp_path / "final/a.pdf").read_bytes() == b"utuh"
