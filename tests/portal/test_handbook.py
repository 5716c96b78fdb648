"""The handbook: every step has its picture, and every picture is taken by a journey."""

import re
from pathlib import Path

import pytest

from pilots.models import Region
from portal.pages.handbook import FOLDER, find_picture
from portal.pages.handbook_texts.guides import GUIDES

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
STEPS = [step for guide in GUIDES for step in guide.steps]
MOST_BYTES = 60_000
JOURNEYS = [
    "replay_of_2021",
    "life_of_a_document",
    "checking_in",
    "meeting_room",
    "responding_to_the_minutes",
]


def test_every_step_has_a_picture_that_a_weak_line_can_carry():
    for step in STEPS:
        picture = find_picture(step.key)
        assert picture is not None, step.key
        assert (ROOT / "static" / picture.path).stat().st_size < MOST_BYTES, step.key


def test_no_picture_is_left_over():
    kept = {path.stem for path in (ROOT / "static" / FOLDER).glob("*.webp")}
    assert kept == {step.key for step in STEPS}


def test_a_journey_takes_each_picture():
    journeys = [
        *(ROOT / f"tests/journeys/test_{name}.py" for name in JOURNEYS),
        *(ROOT / "tests/journeys/replay").glob("*.py"),
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in journeys)
    taken = set(re.findall(r'"((?:fasilitator|pemangku|sekretariat|warga)-[a-z-]+)"', code))
    assert {step.key for step in STEPS} <= taken


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_a_guide_shows_its_steps_in_order(client, ground, guide):
    page = client.get(f"/panduan/{guide.slug}/").content.decode()
    places = [page.index(f'id="{step.key}"') for step in guide.steps]
    assert places == sorted(places)
    assert page.count('loading="lazy"') == len(guide.steps)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_another_citys_guide_has_no_pictures_of_this_one(client, ground, guide):
    Region.objects.filter(pk=ground.city.pk).update(code="12.34")
    page = client.get(f"/panduan/{guide.slug}/").content.decode()
    assert page.count('class="guide-step"') == len(guide.steps)
    assert "<img" not in page.partition("<main")[2]
