"""What a red part of `make test` and of CI leads to: the others run too, and the end tells it.

The recipes are the real ones; the programs that they start are stand-ins that note it and fail.
"""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

# Says how it was called, names a failed test where it is asked to, and ends as it is told.
PYTEST = """#!/bin/sh
echo "pytest $*"
case "$*" in *"-m both_databases"*) code=$SQLITE ;; *) code=$POSTGRESQL ;; esac
while [ $# -gt 0 ]; do
    if [ "$1" = --failures-to ] && [ "$code" != 0 ]; then echo "test_$DATABASE" >"$2"; fi
    shift
done
exit "$code"
"""
PG_VIRTUALENV = """#!/bin/sh
while [ "$1" != sh ]; do shift; done
PGUSER=a PGPASSWORD=b PGHOST=c PGPORT=5432 PGDATABASE=postgresql exec "$@"
"""
MAKE = """#!/bin/sh
echo "make $*"
case " $RED " in *" $1 "*) exit 2 ;; esac
"""


def put(path, script):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)


def run(*command, folder, **environment):
    """The lines that a command printed, and how it ended."""
    ended = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": f"{folder / 'path'}:{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout.splitlines(), ended.returncode


@pytest.mark.parametrize(
    ("sqlite", "postgresql", "told"),
    [
        ("0", "0", ["make test passed: every part"]),
        ("1", "0", ["── failed: test-sqlite", "test_x", "make test failed: test-sqlite"]),
        ("0", "4", ["── failed: test-postgresql", "test_x", "make test failed: test-postgresql"]),
        (
            "1",
            "1",
            [
                *("── failed: test-sqlite", "test_x"),
                *("── failed: test-postgresql", "test_x"),
                "make test failed: test-sqlite test-postgresql",
            ],
        ),
    ],
)
def test_every_part_of_the_suite_runs_and_the_end_tells_what_failed(
    tmp_path, sqlite, postgresql, told
):
    shutil.copy(settings.BASE_DIR / "Makefile", tmp_path)
    put(tmp_path / "bin/setup", "#!/bin/sh\n")
    put(tmp_path / ".venv/bin/python", PYTEST)
    put(tmp_path / "path/pg_virtualenv", PG_VIRTUALENV)
    said, code = run(
        "make", "test", folder=tmp_path, SQLITE=sqlite, POSTGRESQL=postgresql, DATABASE="x"
    )
    assert len([line for line in said if line.startswith("pytest ")]) == 2
    assert said[-len(told) :] == told
    assert code == (0 if told == ["make test passed: every part"] else 2)


@pytest.mark.parametrize("part", ["test-sqlite", "test-postgresql"])
def test_a_part_of_the_suite_runs_by_itself(tmp_path, part):
    shutil.copy(settings.BASE_DIR / "Makefile", tmp_path)
    put(tmp_path / ".venv/bin/python", PYTEST)
    put(tmp_path / "path/pg_virtualenv", PG_VIRTUALENV)
    said, code = run("make", part, 'ARGS=-k "a or b"', folder=tmp_path, SQLITE="0", POSTGRESQL="0")
    assert (said[1].endswith("-k a or b"), len(said), code) == (True, 2, 0)


@pytest.mark.parametrize(
    ("red", "told"),
    [
        ("", ["CI passed"]),
        ("check", ["CI failed: check"]),
        ("check test", ["CI failed: test check"]),
    ],
)
def test_ci_runs_both_targets_and_the_end_tells_what_failed(tmp_path, red, told):
    (tmp_path / ".ci").mkdir()
    shutil.copy(settings.BASE_DIR / ".ci/run", tmp_path / ".ci")
    put(tmp_path / "path/make", MAKE)
    said, code = run(".ci/run", folder=tmp_path, RED=red)
    ran = ["make test", "make check"]
    minutes = "CI, minutes:  test 0 min  check 0 min"
    assert (said, code) == ([*ran, minutes, *told], 1 if red else 0)


def test_the_names_of_failed_tests_are_kept_for_the_end(tmp_path):
    (tmp_path / "conftest.py").write_text(
        "from tests.conftest import pytest_addoption, pytest_terminal_summary\n"
    )
    (tmp_path / "test_red.py").write_text(
        "import pytest\n\n"
        "def test_green(): pass\n\n"
        "def test_red(): assert False\n\n"
        "@pytest.fixture\ndef broken(): assert False\n\n"
        "def test_never_run(broken): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "--rootdir", tmp_path]
    ended = subprocess.run(
        [*command, "--failures-to", tmp_path / "failed", tmp_path],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    failed = (tmp_path / "failed").read_text().splitlines()
    assert [name.rpartition("::")[2] for name in failed] == ["test_red", "test_never_run"]
