"""Every page on a phone and on a desktop, as every role, in light and dark: nothing is amiss."""

import pytest

from tests.journeys.judging import (
    WIDTHS,
    accessibility_faults,
    different_pages,
    layout_faults,
    width_faults,
)
from tests.journeys.long_names import give_long_names
from tests.support.example import ROLES
from tests.support.sampling import is_whole
from tests.support.tools.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser

BOTH = ("light", "dark")
# A colour that is wrong in the dark is wrong at every width: a sample looks once.
SCREENS = ((PHONE, BOTH if is_whole() else ("light",)), (DESKTOP, BOTH))


@pytest.fixture(scope="module")
def pages(example, site):
    """The pages to judge, by role."""
    return different_pages(example)


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_accessible_and_fit(open_as, pages, role):
    faults = []
    with open_as(role) as page:
        for path, status in [(path, status) for reader, path, status in pages if reader == role]:
            answer = page.goto(path)
            assert answer.status == status, path
            for (width, height), schemes in SCREENS:
                page.set_viewport_size({"width": width, "height": height})
                found = [*accessibility_faults(page, schemes), *layout_faults(page)]
                faults += [f"{width} px: {line}" for line in found]
    assert not faults, "\n".join(faults)


# Last in this file: it changes what the pages of the others show.
@pytest.mark.parametrize("role", ["", "inka", "fasilitator", "sekretariat"])
def test_names_of_190_letters_without_a_space_fit_into_every_page(open_as, pages, role):
    give_long_names()
    faults = []
    with open_as(role, size=PHONE) as page:
        for path in [path for reader, path, _status in pages if reader == role]:
            page.goto(path)
            faults += width_faults(page, (*WIDTHS, DESKTOP[0]))
    assert not faults, "\n".join(faults)
