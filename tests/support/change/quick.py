"""`make quick`: judges what a change touches, in a minute or three.

Its packages' tests, the pages that are made of the changed files, lint, and tests/architecture.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import django

from tests.support.change.footprints import find_touched_addresses
from tests.support.change.history import Change, UnknownChange, find_change
from tests.support.house import PACKAGES

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTATION = (".md",)
ARCHITECTURE = "tests/architecture"
# Judges of pages that are there for any choice of them.
PAGE_TESTS = (
    "test_every_page_answers_every_role_as_it_should",
    "test_no_page_asks_the_database_too_often",
    "test_no_page_is_heavy",
    "test_every_answer_carries_the_walls",
    "test_every_page_is_valid_html",
    "test_every_control_says_its_type_and_no_two_fields_of_a_form_share_a_name",
)
EVERY_PAGE = "tests/portal/test_every_page.py"
IN_A_BROWSER = "tests/journeys/test_every_page_in_a_browser.py"
# Walks over every page are left to `make test`, except over the pages that were touched.
WALKS = {
    EVERY_PAGE,
    "tests/portal/test_attacks_forms.py",
    "tests/portal/test_attacks_lengths.py",
    "tests/portal/test_attacks_markup.py",
}


@dataclass(frozen=True)
class Plan:
    """What of the suite judges a change."""

    packages: tuple[str, ...]
    files: tuple[str, ...]
    has_pages: bool
    has_looks: bool  # what only a browser shows

    def list_targets(self) -> Iterator[str]:
        """Yields what pytest is given."""
        yield ARCHITECTURE
        yield from self.files
        if self.has_pages and EVERY_PAGE not in self.files:
            yield from (f"{EVERY_PAGE}::{test}" for test in PAGE_TESTS)
        if self.has_looks and IN_A_BROWSER not in self.files:
            yield IN_A_BROWSER


def plan_tests(files: Collection[str], addresses: Collection[str]) -> Plan:
    """Returns what judges these files, of which these addresses are made."""
    packages, tests = set(), set()
    for file in files:
        parts = Path(file).parts
        place = parts[1] if parts[0] == "templates" and len(parts) > 1 else parts[0]
        if place in PACKAGES:
            packages.add(place)
        elif place == "tests" and parts[-1].startswith("test_") and (ROOT / file).is_file():
            tests.add(file)
    for package in packages:
        found = {
            str(path.relative_to(ROOT)) for path in (ROOT / "tests" / package).glob("test_*.py")
        }
        tests |= found - WALKS
    has_looks = any(file.endswith((".css", ".js", ".html")) for file in files)
    return Plan(
        packages=tuple(sorted(packages)),
        files=tuple(sorted(test for test in tests if not test.startswith(ARCHITECTURE))),
        has_pages=bool(addresses),
        has_looks=has_looks and bool(addresses),
    )


def list_lint(files: Collection[str]) -> Iterator[list[str]]:
    """Yields the programs that judge the changed files alone."""
    there = sorted(file for file in files if (ROOT / file).is_file())
    sources = [file for file in there if file.endswith(".py")]
    templates = [file for file in there if file.startswith("templates/")]
    if sources:
        yield [sys.executable, "-m", "ruff", "check", *sources]
        yield [sys.executable, "-m", "ruff", "format", "--check", *sources]
        yield [".venv/bin/lint-imports", "--no-logo"]
    if templates:
        yield [".venv/bin/djade", "--target-version", "6.1", "--check", *templates]
        yield [".venv/bin/djangofmt", "--quiet", "--check", *templates]
    for catalogue in (file for file in there if file.endswith(".po")):
        yield ["msgfmt", "--check", "-o", os.devnull, catalogue]


def find_own_change() -> Change:
    """What differs from main, on main itself what is not committed, or else the last commit."""
    since = os.environ.get("SINCE", "")
    change = find_change(ROOT, since, last_commits=0)
    return change if change.files or since else find_change(ROOT, last_commits=1)


def judge(change: Change) -> int:
    """Judges a change; returns the status to exit with."""
    # Which address is made of what, the portal itself knows.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    addresses = find_touched_addresses(change.files)
    plan = plan_tests(change.files, addresses)
    print(
        f"quick: {len(change.files)} files differ from {change.since}; they make"
        f" {len(addresses)} addresses' pages; tests of {' '.join(plan.packages) or 'no package'}",
        flush=True,
    )
    if all(file.endswith(DOCUMENTATION) for file in change.files):
        print("quick: only documentation changed, of which tests/architecture judges what it can")
    failed = [
        shlex.join(command[:4])
        for command in list_lint(change.files)
        if subprocess.run(command, cwd=ROOT, check=False).returncode
    ]
    arguments = shlex.join(plan.list_targets())
    environment = os.environ | {"SAMPLE": "touched"}
    make = ["make", "test-postgresql", f"ARGS={arguments}"]
    if subprocess.run(make, cwd=ROOT, env=environment, check=False).returncode:
        failed.append("the tests above")
    print("quick: " + (f"failed: {'; '.join(failed)}" if failed else "green"))
    return 1 if failed else 0


def main() -> int:
    """Says in one sentence what cannot be judged, or judges it."""
    try:
        change = find_own_change()
    except UnknownChange as unknown:
        print(f"quick: {unknown}, so what changed is not known; make test judges everything")
        return 2
    if not change.files:
        print(f"quick: nothing differs from {change.since}, so there is nothing to judge")
        return 0
    return judge(change)


if __name__ == "__main__":
    sys.exit(main())
