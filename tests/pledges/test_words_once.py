"""A text that says the same as another stands once, on the page of a contribution and on paper."""

import re

import pytest

from agreements.content.rows import build_contribution_rows
from pledges.models import Pledge
from tests.support.factories import make_pledge_in

pytestmark = pytest.mark.django_db

WORDS = "Kami membantu 10 lapak"


@pytest.fixture
def pledge(forum, facilitator):
    return make_pledge_in("accommodated", forum.inka, by=facilitator)


def write(pledge, **texts):
    Pledge.objects.filter(pk=pledge.pk).update(**texts)
    pledge.refresh_from_db()
    return pledge


@pytest.mark.parametrize(
    "texts",
    [
        {"title": WORDS, "description": f"{WORDS}."},
        {"title": WORDS.upper(), "description": ""},
        {"title": "Bantuan lapak", "description": f" {WORDS}. "},
        {"title": "", "description": WORDS},
    ],
)
def test_equal_texts_stand_once_on_the_page(staff, pledge, texts):
    page = staff.get(write(pledge, **texts).get_absolute_url()).content.decode()
    main = re.split(r"<main|</main>", page)[1].casefold()
    assert main.count(WORDS.casefold()) == 1


def test_different_texts_stand_beside_each_other(staff, pledge):
    write(pledge, title="Bantuan lapak", description="Sepuluh lapak diperbaiki.")
    page = staff.get(pledge.get_absolute_url()).content.decode()
    assert all(text in page for text in (WORDS, "Bantuan lapak", "Sepuluh lapak diperbaiki."))


@pytest.mark.parametrize(
    ("description", "own_words"),
    [(f"{WORDS}.", ""), ("Sepuluh lapak diperbaiki.", WORDS), ("", WORDS)],
)
def test_paper_quotes_only_what_the_clean_text_does_not_say(pledge, description, own_words):
    write(pledge, description=description)
    (row,) = build_contribution_rows([pledge])
    assert (row["contribution"], row["own_words"]) == (description, own_words)
