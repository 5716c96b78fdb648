"""The libraries that make and open files live in `files`, and a web worker never loads them."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.support.house import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"pyhanko", "pypdfium2", "pikepdf", "zxingcpp", "weasyprint", "docx", "docxtpl"}
# 30 MB that only a portal with an object store needs.
STORE = {"boto3", "botocore", "storages"}
# Only the tests' environment has it: a portal that imports it does not start elsewhere.
FOR_CHECKS_ONLY = "django_stubs_ext"


def imported_packages(path):
    """The top-level packages that a file imports, also inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def heavy_imports(*packages):
    return {
        str(path.relative_to(ROOT)): found
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if (found := HEAVY & set(imported_packages(path)))
    }


def test_only_files_imports_the_libraries_that_make_and_open_files():
    assert heavy_imports(*PACKAGES[:-1]) == {}


def test_there_is_something_to_find():
    assert heavy_imports("files")


def test_a_web_worker_that_has_loaded_every_page_has_loaded_none_of_them():
    unwanted = sorted({*HEAVY, *STORE, FOR_CHECKS_ONLY})
    code = (
        "import sys, django; django.setup(); from django.urls import get_resolver;"
        " import portal.wsgi; assert get_resolver().reverse_dict is not None;"
        " from django.core.files.storage import default_storage as files; files.exists('a');"
        f" print(sorted(set({unwanted!r}) & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": "only-for-tests"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
