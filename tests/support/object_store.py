"""An object store that speaks S3, in a process of its own; tests put their files into it."""

import socket
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass

import boto3
import pytest
from django.conf import settings as portal_settings
from django.core.files.storage import default_storage

KEY, SECRET, REGION = "kunci", "rahasia-contoh", "us-east-1"
PATIENCE = 60


@dataclass(frozen=True)
class StoreServer:
    """A running store: its address, and a client with the rights of its owner."""

    endpoint: str

    @property
    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name=REGION,
        )

    def make_bucket(self):
        """An empty bucket of its own."""
        name = f"berkas-{uuid.uuid4().hex}"
        self.client.create_bucket(Bucket=name)
        return name


def find_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_answering(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def run_store():
    """A store during the block."""
    port = find_free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE
        while not is_answering(port):
            assert process.poll() is None, "the store did not start"
            assert time.monotonic() < until, "the store does not answer"
            time.sleep(0.05)
        yield StoreServer(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="session")
def store_server():
    """A store that runs for all tests of this process that ask for it."""
    with run_store() as server:
        yield server


def in_bucket(bucket, endpoint):
    """The portal's STORAGES with its files in this bucket."""
    return {
        **portal_settings.STORAGES,
        "default": {
            "BACKEND": "files.object_store.ObjectStorage",
            "OPTIONS": {
                "bucket_name": bucket,
                "location": "rembug",
                "endpoint_url": endpoint,
                "region_name": REGION,
                "access_key": KEY,
                "secret_key": SECRET,
                "addressing_style": "path",
            },
        },
    }


@pytest.fixture
def bucket(store_server, settings):
    """An empty bucket, into which the portal stores its files during the test."""
    name = store_server.make_bucket()
    settings.STORAGES = in_bucket(name, store_server.endpoint)
    return name


@pytest.fixture
def gone(settings):
    """Makes the store unreachable from here on: nothing listens where it was."""

    def go():
        settings.STORAGES = in_bucket("berkas", f"http://127.0.0.1:{find_free_port()}")
        assert default_storage.bucket_name == "berkas"

    return go


__all__ = ["bucket", "gone", "store_server"]
