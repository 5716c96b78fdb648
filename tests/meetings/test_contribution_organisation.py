"""Whoever writes by the room's link says for whom, and is asked when the name is not known."""

import pytest

from pledges.models import Pledge
from stakeholders.actions.registers import add_organisation_name
from tests.support.contributions import WORDS, path_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["PT INKA", "  pt  inka ", "PT. INKA", "INKA", "Industri Kereta"])
def test_an_organisation_is_known_by_any_of_its_names(reader, room, forum, facilitator, typed):
    for name, kind in (("INKA", "alias"), ("Industri Kereta", "former")):
        add_organisation_name(organisation=forum.inka, name=name, kind=kind, by=facilitator)
    answer = reader.post(path_of(room), {"organisation": typed, "own_words": WORDS})
    assert answer.status_code == 302
    assert Pledge.objects.get().lead == forum.inka


def test_a_name_that_is_nearly_right_is_asked_about(reader, room, forum):
    sent = {"organisation": "PT Inkka", "own_words": WORDS, "value_rupiah": "15 juta"}
    answer = reader.post(path_of(room), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "“PT Inkka” is not on the list. Do you mean one of these?" in html
    assert WORDS in html
    assert 'value="15 juta"' in html
    sent |= {"asked_for": "PT Inkka", "meant": str(forum.inka.pk)}
    assert reader.post(path_of(room), sent).status_code == 302
    assert Pledge.objects.get().lead == forum.inka


def test_a_new_organisation_says_its_sector(reader, room, forum):
    sent = {"organisation": "PT Inkka", "own_words": WORDS, "asked_for": "PT Inkka"}
    answer = reader.post(path_of(room), {**sent, "meant": "baru"})
    assert "To which sector does it belong?" in answer.content.decode()
    answer = reader.post(path_of(room), {**sent, "meant": "baru", "sector": "company"})
    assert answer.status_code == 302
    lead = Pledge.objects.get().lead
    assert (lead.name, lead.sector, lead.is_introduced) == ("PT Inkka", "company", True)


def test_a_name_like_no_other_is_asked_for_its_sector_only(reader, room, forum):
    sent = {"organisation": "Sanggar Seni (contoh)", "own_words": WORDS}
    html = reader.post(path_of(room), sent).content.decode()
    assert "is not on the list yet. Is it new? Then choose its sector." in html
    # It is asked for, so it is not called optional.
    assert "Sector of the new organisation</label>" in html
    assert 'name="meant"' not in html
    sent |= {"asked_for": sent["organisation"], "sector": "citizen"}
    assert reader.post(path_of(room), sent).status_code == 302


def test_an_answer_counts_for_the_name_that_was_asked_about(reader, room, forum):
    """Whoever corrects the name after the question is asked anew."""
    sent = {
        "organisation": "Kel. Tamann",
        "own_words": WORDS,
        "asked_for": "PT Inkka",
        "meant": str(forum.inka.pk),
        "sector": "company",
    }
    assert reader.post(path_of(room), sent).status_code == 422
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("meant", ["", "x", "999999", "9" * 40, "-1"])
def test_an_organisation_that_was_not_offered_is_not_taken(reader, room, forum, meant):
    sent = {"organisation": "PT Inkka", "own_words": WORDS, "asked_for": "PT Inkka"}
    answer = reader.post(path_of(room), {**sent, "meant": meant, "sector": "company"})
    assert answer.status_code == 422
    assert not Pledge.objects.exists()


def test_who_has_only_introduced_themselves_is_suggested_to_nobody(reader, room, forum):
    sent = {"own_words": WORDS, "asked_for": "Paguyuban Rahasia", "sector": "citizen"}
    answer = reader.post(path_of(room), {**sent, "organisation": "Paguyuban Rahasia"})
    assert answer.status_code == 302
    answer = reader.post(path_of(room), {"own_words": WORDS, "organisation": "Paguyuban Rahasi"})
    assert answer.status_code == 422
    assert "Paguyuban Rahasia" not in answer.content.decode()
    # Who knows the whole name belongs to them.
    reader.post(path_of(room), {"own_words": WORDS, "organisation": "paguyuban rahasia"})
    assert {pledge.lead.name for pledge in Pledge.objects.all()} == {"Paguyuban Rahasia"}
    assert Pledge.objects.count() == 2
