"""The logo of a letterhead in the browser: taken in, refused, shown to everybody, taken off."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from agreements.actions.freezing import freeze_document
from agreements.actions.letterheads import keep_logo
from agreements.models import LetterheadLogo
from tests.support.document_factories import IN_ROOM
from tests.support.letterhead_desk import KEY, at, page, refused_page
from tests.support.logos import a_logo, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    """A browser that reads English, so that sentences can be compared."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def desk(reader, secretary):
    """The secretariat at the desk."""
    reader.force_login(secretary)
    return reader


def send_logo(client, letterhead, file):
    return client.post(at(letterhead, "logo/"), {"idempotency_key": KEY, "logo": file})


def test_a_logo_is_put_on_the_letterhead_and_seen_by_everybody(desk, letterhead):
    assert send_logo(desk, letterhead, picture_file()).status_code == 302
    logo = LetterheadLogo.objects.get()
    address = f"/kop-surat/logo/{logo.sha256}.png"
    assert address in page(desk, at(letterhead))
    answer = Client().get(address)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with logo.image.open("rb") as kept:
        assert b"".join(answer.streaming_content) == kept.read()


def test_only_kept_logos_are_handed_out(reader, letterhead):
    for name in ("0" * 64, "x", "..", "..%2F..%2Fmanage", "9" * 300):
        assert reader.get(f"/kop-surat/logo/{name}.png").status_code == 404


def test_a_logo_whose_file_is_lost_is_not_found(reader, letterhead, secretary):
    kept = keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    kept.image.storage.delete(kept.image.name)
    assert reader.get(f"/kop-surat/logo/{kept.sha256}.png").status_code == 404


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def forty_megapixels():
    out = io.BytesIO()
    Image.new("RGB", (8000, 5000), "red").save(out, "PNG")
    return out.getvalue()


NO_PICTURE = "This file is not a picture that can be read. Choose a JPEG, PNG or WebP."


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (SVG, "lambang.svg", NO_PICTURE),
        (SVG, "lambang.png", NO_PICTURE),
        (b"MZ", "lambang.exe", NO_PICTURE),
        (b"", "kosong.png", "The submitted file is empty."),
        (
            forty_megapixels(),
            "besar.png",
            "The picture has too many pixels to be opened. Save it smaller, or as a JPEG.",
        ),
    ],
    ids=["svg", "svg called png", "program", "empty", "40 megapixels"],
)
def test_a_hostile_logo_is_refused_in_a_sentence(desk, letterhead, content, name, sentence):
    answer = send_logo(desk, letterhead, SimpleUploadedFile(name, content, "image/png"))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not LetterheadLogo.objects.exists()
    letterhead.refresh_from_db()
    assert letterhead.logo_id is None


def test_without_a_file_the_form_says_so(desk, letterhead):
    assert "This field is required." in refused_page(
        desk, at(letterhead, "logo/"), {"idempotency_key": KEY}
    )


def test_the_logo_is_taken_off_after_a_question(desk, letterhead, secretary):
    keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    assert "Remove the logo from this letterhead?" in page(desk, at(letterhead, "logo/lepas/"))
    letterhead.refresh_from_db()
    assert letterhead.logo_id
    desk.post(at(letterhead, "logo/lepas/"), {"idempotency_key": KEY})
    letterhead.refresh_from_db()
    assert letterhead.logo_id is None


def test_the_page_of_a_document_shows_the_logo_it_was_frozen_with(
    reader, draft, letterhead, secretary
):
    kept = keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    draft.refresh_from_db()
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    keep_logo(letterhead=letterhead, logo=a_logo(colour="navy"), by=secretary)
    html = page(reader, draft.get_absolute_url())
    assert f'src="/kop-surat/logo/{kept.sha256}.png" alt="Lambang instansi"' in html
