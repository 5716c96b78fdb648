"""What a change is, in checkouts of every kind."""

import subprocess

import pytest

from tests.support.change.history import UnknownChange, find_change


def git(folder, *words):
    who = ["-c", "user.name=Contoh", "-c", "user.email=contoh@rembug.example"]
    subprocess.run(["git", "-C", folder, *who, *words], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path):
    """Three commits on main, each of which adds a file."""
    git(tmp_path, "init", "-q", "-b", "main")
    for name in ("one.py", "two.py", "three.py"):
        (tmp_path / name).write_text(name)
        git(tmp_path, "add", name)
        git(tmp_path, "commit", "-q", "-m", name)
    return tmp_path


def test_on_main_the_last_commits_and_what_is_not_committed_yet_are_the_change(checkout):
    (checkout / "new.html").write_text("new")
    (checkout / "one.py").write_text("other")
    assert find_change(checkout, last_commits=1).files == {"three.py", "one.py", "new.html"}
    assert find_change(checkout).files == {"two.py", "three.py", "one.py", "new.html"}
    assert find_change(checkout, last_commits=0).files == {"one.py", "new.html"}


def test_beside_main_the_change_is_what_came_since_main_was_left(checkout):
    git(checkout, "checkout", "-q", "-b", "beside", "HEAD~1")
    (checkout / "beside.py").write_text("beside")
    git(checkout, "add", "beside.py")
    git(checkout, "commit", "-q", "-m", "beside")
    assert find_change(checkout).files == {"beside.py"}


def test_since_names_the_commit(checkout):
    assert find_change(checkout, "HEAD~1").files == {"three.py"}


def test_a_removed_file_and_a_name_with_other_letters_are_in_the_change(checkout):
    (checkout / "one.py").unlink()
    (checkout / "naskah–é.md").write_text("new")
    assert find_change(checkout, last_commits=0).files == {"one.py", "naskah–é.md"}


def test_a_commit_that_does_not_exist_is_said_to_be_unknown(checkout):
    with pytest.raises(UnknownChange, match="SINCE=nothing is no commit of this checkout"):
        find_change(checkout, "nothing")


def test_outside_a_checkout_nobody_knows_the_change(tmp_path):
    with pytest.raises(UnknownChange, match="is no git checkout with a commit"):
        find_change(tmp_path)


def test_a_checkout_without_a_commit_has_no_change_to_tell(tmp_path):
    git(tmp_path, "init", "-q")
    with pytest.raises(UnknownChange, match="is no git checkout with a commit"):
        find_change(tmp_path)
