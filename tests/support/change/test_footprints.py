"""Which pages a changed file makes."""

import pytest

from tests.support.change.footprints import find_touched_addresses


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("templates/signing/verification.html", "signing:verification"),
        ("signing/views/verification.py", "signing:verification"),
        ("templates/portal/_first_steps.html", "portal:home"),
        ("stakeholders/forms/merging.py", "stakeholders:organisation_merge"),
        ("portal/pages/handbook_texts/facilitator.py", "portal:handbook_guide"),
        ("static/css/own_invitation.css", "meetings:own_invitation"),
    ],
)
def test_a_file_of_a_page_touches_its_address(file, address):
    assert address in find_touched_addresses({file})


@pytest.mark.parametrize(
    "file", ["templates/layout/base.html", "static/css/base.css", "docs/states.md", "gone.py"]
)
def test_what_every_page_shares_and_what_makes_none_touches_no_address(file):
    assert find_touched_addresses({file}) == set()
