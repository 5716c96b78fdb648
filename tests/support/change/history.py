"""The files that a change touched, as git tells it."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

LAST_COMMITS = 10  # where no main can be compared with, as on main itself


class UnknownChange(Exception):
    """Nobody can say what was changed; the message says why, in a sentence."""


@dataclass(frozen=True)
class Change:
    """The files that differ from a commit, those that git does not know yet included."""

    since: str  # in words
    files: frozenset[str]


def find_base(folder: Path, last_commits: int = LAST_COMMITS) -> str:
    """Returns the commit to compare with: where main was left; on main itself some commits ago.

    Raises:
        UnknownChange: The folder is no git checkout, or has no commit.
    """
    head = _resolve(folder, "HEAD")
    if head is None:
        raise UnknownChange(f"{folder.name}/ is no git checkout with a commit")
    for main in ("origin/main", "main"):
        if _resolve(folder, main) is None:
            continue
        left = _run_git(folder, "merge-base", main, "HEAD").strip()
        if left and left != head:
            return left
    commits = _run_git(folder, "rev-list", "--first-parent", f"-n{last_commits + 1}", "HEAD")
    return commits.split()[-1]


def find_change(folder: Path, since: str = "", last_commits: int = LAST_COMMITS) -> Change:
    """Returns what differs from the commit `since`, or else from `find_base`.

    Raises:
        UnknownChange: There is no such commit, or no git checkout.
    """
    base = since or find_base(folder, last_commits)
    if _resolve(folder, base) is None:
        raise UnknownChange(f"SINCE={since} is no commit of this checkout")
    changed = _run_git(folder, "diff", "--name-only", "--no-renames", base)
    unknown = _run_git(folder, "ls-files", "--others", "--exclude-standard")
    return Change(since=base[:12], files=frozenset((changed + unknown).splitlines()))


def _resolve(folder: Path, name: str) -> str | None:
    return (
        _run_git(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip() or None
    )


def _run_git(folder: Path, *words: str) -> str:
    """What git prints; nothing where it refuses or there is no git."""
    try:
        ended = subprocess.run(
            ["git", "-C", str(folder), "-c", "core.quotePath=false", *words],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return ended.stdout if ended.returncode == 0 else ""
