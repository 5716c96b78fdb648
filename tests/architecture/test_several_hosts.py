"""Nothing keeps one host from being two: no local path, and no memory that another host lacks."""

import ast
import re
from pathlib import Path

from django.conf import settings

from tests.support.house import PACKAGES

ROOT = Path(settings.BASE_DIR)
# A path of a stored file, which an object store does not have.
LOCAL_PATH = re.compile(
    r"\bstorage\.path\(|\.(?:file|pdf|image|picture|scan)\.path\b|\bFileSystemStorage\b"
    r"|\bMEDIA_ROOT\b"
)
MAY_NAME_A_FOLDER = {
    "files/storage.py",  # the storage on disk itself
    "portal/settings.py",
    "portal/management/commands/demo.py",  # the demo is one host, and throws its files away
    "signing/verification/analysis.py",  # a lock for the processor of this host
}
CACHES = {"cache", "lru_cache"}


def sources():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def find_cached_functions(source):
    """The functions whose answers a process remembers."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                name = decorator.func if isinstance(decorator, ast.Call) else decorator
                if ast.unparse(name).removeprefix("functools.") in CACHES:
                    yield node.name


def test_no_code_asks_for_the_path_of_a_stored_file():
    found = {name for name, source in sources() if LOCAL_PATH.search(source)}
    assert found - MAY_NAME_A_FOLDER == set()
    assert found == MAY_NAME_A_FOLDER


def test_every_memory_of_a_process_is_explained():
    explained = (ROOT / "docs/architecture.md").read_text().partition("## Several hosts")[2]
    remembered = {name for _path, source in sources() for name in find_cached_functions(source)}
    assert {name for name in remembered if f"`{name}`" not in explained} == set()
    in_process = [
        name for name, cache in settings.CACHES.items() if "Database" not in cache["BACKEND"]
    ]
    assert in_process == ["process"]
    assert '`caches["process"]`' in explained


def test_there_is_something_to_find():
    assert list(
        find_cached_functions("@functools.lru_cache(3)\ndef f(): ...\n@cache\ndef g(): ...")
    )
    assert LOCAL_PATH.search("settings.MEDIA_ROOT / name")
    assert not LOCAL_PATH.search("request.path")
