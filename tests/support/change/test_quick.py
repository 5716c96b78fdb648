"""What `make quick` judges, and what it says where it cannot."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.support.change.quick import ARCHITECTURE, EVERY_PAGE, IN_A_BROWSER, plan_tests


def list_targets(files, addresses=()):
    return list(plan_tests(files, addresses).list_targets())


def test_a_module_is_judged_by_the_tests_of_its_package():
    first, *others = list_targets({"pledges/actions/deciding.py"})
    assert first == ARCHITECTURE
    assert "tests/pledges/test_deciding.py" in others
    assert all(target.startswith("tests/pledges/test_") for target in others)


def test_the_walks_over_every_page_are_left_out_of_their_package():
    targets = list_targets({"portal/pages/home.py"})
    assert "tests/portal/test_pages.py" in targets
    assert EVERY_PAGE not in targets


def test_a_template_is_judged_by_its_package_and_by_its_page_in_a_browser():
    targets = list_targets({"templates/pledges/pledge_form.html"}, {"pledges:pledge_edit"})
    assert "tests/pledges/test_editing_pages.py" in targets
    assert f"{EVERY_PAGE}::test_no_page_is_heavy" in targets
    assert targets[-1] == IN_A_BROWSER


def test_a_changed_test_is_run_and_a_removed_one_is_not():
    files = {"tests/core/test_paging.py", "tests/core/test_gone.py"}
    assert list_targets(files) == [ARCHITECTURE, "tests/core/test_paging.py"]


def test_of_documentation_only_the_architecture_is_judged():
    assert list_targets({"README.md", "docs/states.md"}) == [ARCHITECTURE]


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (
            "nothing",
            "quick: SINCE=nothing is no commit of this checkout, so what changed is not known",
        )
    ],
)
def test_what_cannot_be_judged_is_said_in_one_sentence(since, said):
    ended = subprocess.run(
        [sys.executable, "-m", "tests.support.change.quick"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"SINCE": since},
        capture_output=True,
        text=True,
        check=False,
    )
    [line] = ended.stdout.splitlines()
    assert line.startswith(said)
    assert ended.returncode == 2
