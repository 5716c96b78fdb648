"""What a run cost: its dearest files, its slow tests, and the seconds of each package.

A worker's seconds are what its tests took by the clock, set-up and teardown included; two workers
have two of them in each second. `make sweep` is red where a package is over its budget.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEAREST = 10  # files
SLOW = 10  # seconds of a test, its set-up and teardown included
ADVICE = (
    "Make its dearest files cheaper (rows made once, no second journey of the same way, no browser "
    "where none is needed), or raise the budget in pyproject.toml and say why in the commit."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make sweep` asks for a judgement; other runs only tell."""
    parser.addoption(
        "--budgets", action="store_true", help="fail where a package takes more than its seconds"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write what the run cost below its results."""
    by_test = add_seconds(terminalreporter)
    by_file = _add_up(by_test, lambda test: test.partition("::")[0])
    if len(by_file) < 2:
        return
    write = terminalreporter.write_line
    terminalreporter.write_sep("─", "what the run cost, in worker-seconds")
    for file, seconds in _list_dearest(by_file)[:DEAREST]:
        write(f"{seconds:7.1f}  {file}")
    for test, seconds in _list_dearest(by_test):
        if seconds > SLOW:
            write(f"{seconds:7.1f}  slow: {test}")
    packages = _add_up(by_file, name_package)
    write("  ".join(f"{name} {seconds:.0f}" for name, seconds in _list_dearest(packages)))
    for line in list_overruns(packages):
        write(line, red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run with budgets in which a package took more than its own."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.getoption("--budgets"):
        return
    packages = _add_up(add_seconds(reporter), name_package)
    if list_overruns(packages) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def add_seconds(reporter: pytest.TerminalReporter) -> dict[str, float]:
    """The seconds of each test, its set-up and teardown included."""
    seconds: dict[str, float] = defaultdict(float)
    for reports in reporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid] += report.duration
    return seconds


def name_package(path: str) -> str:
    """The folder of a test: the package that it judges, or journeys, architecture, support."""
    return path.removeprefix("tests/").partition("/")[0]


def list_overruns(packages: dict[str, float]) -> list[str]:
    """A sentence for each package that took more seconds than its budget."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    budgets = settings["tool"]["rembug"]["budgets"]
    return [
        f"{name} took {seconds:.0f} s of {budgets[name]}. {ADVICE}"
        for name, seconds in sorted(packages.items())
        if name in budgets and seconds > budgets[name]
    ]


def _add_up(seconds: dict[str, float], name: Callable[[str], str]) -> dict[str, float]:
    added: dict[str, float] = defaultdict(float)
    for key, each in seconds.items():
        added[name(key)] += each
    return added


def _list_dearest(seconds: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda each: -each[1])
