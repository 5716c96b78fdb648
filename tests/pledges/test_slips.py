"""Photos of slips: private, and harmless whatever they are."""

from io import BytesIO

import pytest
from PIL import Image

from files.images import reencode_photo
from pledges.actions.slips import attach_slip
from pledges.photos import keep_photo
from tests.support.factories import make_pledge_in, make_submitted
from tests.support.reading import read as fetch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def slip(forum, facilitator):
    """The photo of a slip that was taken up, so that everybody reads its pledge."""
    pledge = make_pledge_in("accommodated", forum.inka, is_on_behalf=True, by=facilitator)
    paper = BytesIO()
    Image.new("RGB", (1200, 900), "white").save(paper, "JPEG")
    paper.seek(0)
    photo = keep_photo(reencode_photo(paper, field="photo"))
    return attach_slip(pledge=pledge, photo=photo, by=facilitator)


def address(slip):
    return f"{slip.pledge.get_absolute_url()}slip/{slip.pk}.jpg"


def test_the_staff_and_the_organisation_see_the_photo(enter, cast, slip):
    def status(name):
        answer, _photo = fetch(enter(cast[name]), address(slip))
        return answer.status_code

    assert {name: status(name) for name in cast.names} == {
        "anonymous": 302,
        "citizen": 403,
        "outsider": 403,
        "lurah": 403,
        "inka": 200,
        "facilitator": 200,
        "secretary": 200,
        "administrator": 200,
    }


def test_the_page_shows_it_to_just_those(enter, cast, slip):
    pages = {
        name: enter(cast[name]).get(slip.pledge.get_absolute_url()).content.decode()
        for name in cast.names
    }
    assert 'width="1200" height="900"' in " ".join(pages["inka"].split())
    assert {name for name, body in pages.items() if address(slip) in body} == {
        "inka",
        "facilitator",
        "secretary",
        "administrator",
    }


def test_a_photo_can_do_nothing(staff, slip):
    answer, content = fetch(staff, address(slip))
    assert content.startswith(b"\xff\xd8")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == f'inline; filename="{slip.pledge}-{slip.pk}.jpg"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=3600"


def test_a_photo_is_found_below_its_own_pledge_only(staff, slip, forum, inka):
    other = make_submitted(forum.inka, by=inka)
    assert staff.get(f"{other.get_absolute_url()}slip/{slip.pk}.jpg").status_code == 404
    assert staff.get(f"{slip.pledge.get_absolute_url()}slip/{'9' * 30}.jpg").status_code == 404


def test_a_photo_whose_file_is_gone_is_not_there(staff, slip):
    slip.image.storage.delete(slip.image.name)
    assert staff.get(address(slip)).status_code == 404


def test_who_entered_and_who_wrote_it_is_said_to_those_concerned(
    enter, read, cast, forum, facilitator
):
    pledge = make_pledge_in(
        "accommodated",
        forum.inka,
        is_on_behalf=True,
        written_by="Ibu Penulis (contoh)",
        by=facilitator,
    )
    sentence = "Entered by the staff on behalf of PT INKA; written by Ibu Penulis (contoh)."
    for name in cast.names:
        text = read(enter(cast[name]).get(pledge.get_absolute_url()))
        concerned = name in ("inka", "facilitator", "secretary", "administrator")
        assert (sentence in text) is ("Ibu Penulis" in text) is concerned, name
