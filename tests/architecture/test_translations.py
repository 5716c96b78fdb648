"""Every text of the interface has its Indonesian words."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_SOURCES = {"var", "bench", "tests", "sample", "docs", "locks"}
NOWHERE_SOURCES = shutil.ignore_patterns(".*", "vendor", "__pycache__", "*.mo")


def not_sources(folder, names):
    """What the copy leaves out: the data beside the packages, not a package of the same name."""
    beside = NOT_SOURCES & set(names) if Path(folder) == ROOT else set()
    return beside | NOWHERE_SOURCES(folder, names)


@pytest.fixture(scope="module")
def fresh_catalogue(tmp_path_factory):
    """The catalogue as "make messages" would write it now, in a copy of the sources."""
    copy = tmp_path_factory.mktemp("messages") / "rembug"
    shutil.copytree(ROOT, copy, ignore=not_sources)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "id", "--no-location"]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return copy / "locale/id/LC_MESSAGES/django.po"


@pytest.mark.parametrize("fault", ["untranslated", "only-fuzzy", "only-obsolete"])
def test_no_text_is_without_its_translation(fresh_catalogue, fault):
    command = ["msgattrib", f"--{fault}", "--no-wrap", fresh_catalogue]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert [line for line in listed.splitlines() if "msgid " in line and line != 'msgid ""'] == []


def test_every_placeholder_survives_translation(fresh_catalogue):
    command = ["msgfmt", "--check", "--output-file=/dev/null", fresh_catalogue]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
