"""Every text of the interface has its Indonesian words."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.house import PACKAGES

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


def eager_calls(path):
    """Where a text is translated when a module is read, by whatever language is on just then."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    eager = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in {"gettext", "ngettext", "pgettext", "npgettext"}
    }
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue  # read when it is called
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in eager:
            yield f"{path.relative_to(ROOT)}:{node.lineno}"
        waiting.extend(ast.iter_child_nodes(node))


def test_no_text_is_translated_before_somebody_reads_it():
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert len(paths) > 100
    assert [found for path in sorted(paths) for found in eager_calls(path)] == []
