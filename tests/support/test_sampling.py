"""The choice of pages: who reads what, in the sample and of what was touched."""

import pytest

from tests.support.example import ROLES
from tests.support.pages.base import Page
from tests.support.sampling import choose_readers, read_sample

STAFF = ("fasilitator", "sekretariat", "admin")


def test_the_first_page_of_an_address_is_read_by_who_sees_most_who_sees_least_and_one_refused():
    sampled, touched = choose_readers(Page("/x/", roles=STAFF), address=1, place=0, roles=ROLES)
    assert sampled == {"admin", "fasilitator", "warga"}
    assert touched == set(ROLES)


def test_each_further_page_is_read_by_another_of_its_readers():
    readers = [
        choose_readers(Page("/x/", roles=STAFF), address=1, place=place, roles=ROLES)
        for place in (1, 2, 3)
    ]
    assert [sampled for sampled, _touched in readers] == [
        {"sekretariat"},
        {"fasilitator"},
        {"admin"},
    ]
    assert all(touched == {"admin", "fasilitator", "warga"} for _sampled, touched in readers)


def test_a_page_that_nobody_sees_is_asked_for_all_the_same():
    sampled, _touched = choose_readers(Page("/x/", 404), address=1, place=5, roles=ROLES)
    assert len(sampled) == 1


@pytest.mark.parametrize("asked", ["", "all", "touched"])
def test_a_sample_is_known(monkeypatch, asked):
    monkeypatch.setenv("SAMPLE", asked)
    assert read_sample() == asked


def test_another_sample_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setenv("SAMPLE", "nonsense")
    with pytest.raises(ValueError, match="SAMPLE=nonsense is not known"):
        read_sample()
