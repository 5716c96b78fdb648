"""Every file is where a reader would look for it, short, and tied to no machine."""

import hashlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "services", "signals"}
SHOWN = {".html", ".css", ".js", ".svg", ".txt", ".webmanifest"}


def ours(*patterns):
    """Returns the files that git tracks or would track, without what others made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [Path(name) for name in listed.split("\0") if name]
    return sorted(
        path for path in paths if path.parts[:2] != ("static", "vendor") and (ROOT / path).is_file()
    )


def python_files():
    return [path for path in ours("*.py") if "migrations" not in path.parts]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def test_there_is_something_to_look_at():
    assert len(python_files()) > 10


def test_no_file_is_longer_than_400_lines():
    files = [*python_files(), *ours("*.html", "*.css", "*.js")]
    long = {str(path): len(read(path).splitlines()) for path in files}
    assert {path: lines for path, lines in long.items() if lines > 400} == {}


def test_no_file_has_a_name_that_says_nothing():
    parts = {part.removesuffix(".py") for path in python_files() for part in path.parts}
    assert parts & FORBIDDEN_NAMES == set()


def test_no_lock_that_names_the_address_of_a_registry():
    assert ours("uv.lock", "*package-lock.json", "yarn.lock", "pylock*.toml") == []
    for lock in ours("locks/*"):
        assert "//" not in read(lock), lock


# What a browser fetches by itself; a link that a reader may follow is not in here.
FETCHES = re.compile(
    r"""<(?!a\b)\w[^>]*?\s(?:src|srcset|href|action|poster|data)\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//"""
    r"""|@import\s+["'](?:https?:)?//"""
    r"""|(?:fetch|import|sendBeacon|WebSocket|EventSource)\(\s*["'`](?:https?:|wss?:)?//""",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("text", "fetches"),
    [
        ('<script defer src="//cdn.example/x.js">', True),
        ("a { background: url(https://cdn.example/x.png) }", True),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', True),
        ('<a class="x" href="https://madiunkota.example/">', False),
        ("<img src=\"{% static 'img/x.svg' %}\">", False),
        ('<svg xmlns="http://www.w3.org/2000/svg">', False),
    ],
)
def test_a_fetch_from_another_host_is_recognised(text, fetches):
    assert bool(FETCHES.search(text)) is fetches


def test_no_page_and_no_static_file_fetches_from_another_host():
    files = [path for path in ours("templates", "static") if path.suffix in SHOWN]
    assert {str(path) for path in files if FETCHES.search(read(path))} == set()


def test_no_page_has_script_or_style_in_it():
    """The content security policy refuses them; a printed document has a style sheet of its own."""
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\bsrc=)", re.IGNORECASE)
    found = {
        f"{path}: {match.group()}"
        for path in ours("templates/*.html")
        if "pdf" not in path.parts
        if (match := inline.search(read(path)))
    }
    assert found == set()


@pytest.mark.parametrize("name", ["static/vendor/vendor.toml"])
def test_every_file_of_others_is_the_one_that_was_checked(name):
    manifest = ROOT / name
    named = {manifest.name}
    for entry in tomllib.loads(manifest.read_text()).values():
        for file in entry["files"]:
            content = (manifest.parent / file["to"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == file["sha256"], file["to"]
            named.add(file["to"])
    present = {
        str(path.relative_to(manifest.parent))
        for path in manifest.parent.rglob("*")
        if path.is_file()
    }
    assert present == named


def test_every_dependency_is_explained_in_the_architecture():
    project = tomllib.loads(read(Path("pyproject.toml")))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[^\w.-]", line)[0] for line in wanted}
    explained = read(Path("docs/architecture.md")).lower()
    assert {name for name in names if name.lower() not in explained} == set()


def test_every_setting_of_the_environment_is_in_the_table():
    read_in_settings = re.findall(
        r"""\benv(?:\.\w+)?\(\s*"([A-Z0-9_]+)""", read("portal/settings.py")
    )
    explained = read(Path("docs/architecture.md"))
    assert {name for name in read_in_settings if f"`{name}`" not in explained} == set()
