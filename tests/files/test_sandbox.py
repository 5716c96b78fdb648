"""A process of its own for what strangers send: it ends, whatever it meets, and knows nothing."""

import pytest

from files.sandbox import SandboxFailed, run_in_sandbox

GREEDY = "tests.support.greedy"


def test_it_is_told_nothing_but_its_arguments(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    assert run_in_sandbox(GREEDY, "nothing", seconds=60).decode().strip() == "['LC_ALL']"


@pytest.mark.parametrize(
    ("what", "said"), [("memory", "MemoryError"), ("disk", "OSError"), ("forever", "ended with")]
)
def test_what_wants_too_much_ends_by_itself(what, said, tmp_path):
    with pytest.raises(SandboxFailed, match=said):
        run_in_sandbox(GREEDY, what, str(tmp_path / "x"), seconds=120)


def test_what_does_not_end_is_killed():
    with pytest.raises(SandboxFailed, match=r"was stopped after 0\.5 seconds"):
        run_in_sandbox(GREEDY, "forever", seconds=0.5)
