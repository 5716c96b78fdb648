"""What the environment says is heeded; the settings are read by a process of its own."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.service_urls import build_file_storage

TELL = """
import json
from portal.settings import DATABASES
print(json.dumps(DATABASES["default"]["OPTIONS"]))
"""
WEB = "import portal.wsgi" + TELL


def read_options(url, program=TELL):
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {}),
        ("?sslmode=require", {"sslmode": "require"}),
        ("?connect_timeout=9", {"connect_timeout": 9}),
        ("?options=-c%20work_mem%3D8MB", {"options": "-c work_mem=8MB"}),
    ],
)
def test_options_in_the_address_of_the_database_are_heeded(query, options):
    assert read_options(f"postgres://a:b@c/d{query}") == {
        "connect_timeout": 5,
        "server_side_binding": True,
        "prepare_threshold": 2,
        "options": "-c statement_timeout=0 -c lock_timeout=0"
        " -c idle_in_transaction_session_timeout=600s -c random_page_cost=1.1 -c jit=off",
        **options,
    }


def test_the_web_server_ends_a_statement_that_takes_too_long():
    assert read_options("postgres://a:b@c/d", WEB)["options"] == (
        "-c statement_timeout=10000 -c lock_timeout=5000"
        " -c idle_in_transaction_session_timeout=60s -c random_page_cost=1.1 -c jit=off"
    )


@pytest.mark.parametrize(
    ("store", "options"),
    [
        ("s3://berkas", {"addressing_style": "auto", "endpoint_url": None, "location": ""}),
        (
            "s3://berkas/rembug/?endpoint=https://s3.contoh.id&region=id-1",
            {
                "addressing_style": "path",
                "endpoint_url": "https://s3.contoh.id",
                "location": "rembug",
                "region_name": "id-1",
            },
        ),
        (
            "s3://berkas?endpoint=https://s3.contoh.id&style=virtual",
            {"addressing_style": "virtual"},
        ),
    ],
)
def test_an_object_store_is_named_by_its_address(tmp_path, store, options):
    built = build_file_storage(tmp_path, store, key="kunci", secret="rahasia")
    assert built["BACKEND"] == "files.object_store.ObjectStorage"
    assert {"bucket_name": "berkas", "access_key": "kunci", **options}.items() <= (
        built["OPTIONS"].items()
    )


@pytest.mark.parametrize(
    "store",
    ["berkas", "s3://", "https://s3.contoh.id/berkas", "s3://k:r@berkas", "s3://a?acl=public"],
)
def test_an_address_that_names_no_store_stops_the_start(tmp_path, store):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORE must be"):
        build_file_storage(tmp_path, store, key=None, secret=None)
