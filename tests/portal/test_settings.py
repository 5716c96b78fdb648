"""What the environment says is heeded; the settings are read by a process of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

TELL = "from portal.settings import DATABASES; print(DATABASES['default']['OPTIONS'])"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("postgres://a:b@c/d", {"connect_timeout": 5}),
        ("postgres://a:b@c/d?sslmode=require", {"connect_timeout": 5, "sslmode": "require"}),
        ("postgres://a:b@c/d?connect_timeout=9", {"connect_timeout": 9}),
    ],
)
def test_options_in_the_address_of_the_database_are_heeded(url, options):
    told = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"{options}\n"
