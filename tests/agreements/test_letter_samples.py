"""How a letterhead prints, before anything is printed: samples, drawn by the worker."""

import re

import pytest
from django.utils import timezone

from agreements.actions.letters import edit_letter, keep_logo
from agreements.models import LetterKind, LetterPreview, SignatureLayout
from agreements.views.letter_samples import WORDS
from core.models import OutboxMessage
from core.outbox import LEASE, run_due
from tests.support.letter_desk import KEY, at, page, whole
from tests.support.logos import a_logo

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


@pytest.mark.parametrize("word", WORDS.values())
def test_every_paper_is_shown_as_it_prints(desk, letter, word):
    answer = desk.post(at(letter, "contoh/"), {"kiriman": KEY, "surat": word})
    assert answer.headers["Location"] == f"{at(letter)}?surat={word}#sample"
    run_due()
    assert LetterPreview.objects.get().error == ""
    answer = desk.get(f"{at(letter)}contoh/{word}.pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_every_kind_of_paper_has_a_word():
    assert set(WORDS) == set(LetterKind)


def test_a_sample_is_drawn_once_as_long_as_nothing_changes(desk, letter, secretary):
    def drawn():
        desk.post(at(letter, "contoh/"), {"surat": "undangan"})
        run_due()
        preview = LetterPreview.objects.get()
        return preview, [each.pk for each in preview.pages.all()]

    first, pages = drawn()
    second, same = drawn()
    assert second.made_at > first.made_at
    assert same == pages
    edit_letter(letter=letter, seen=1, by=secretary, agency="DINAS BARU")
    assert "Something was changed since" in page(desk, at(letter, "?surat=undangan"))
    _third, others = drawn()
    assert not set(others) & set(pages)
    assert "Something was changed since" not in page(desk, at(letter, "?surat=undangan"))


def test_a_sample_that_cannot_be_drawn_says_so(desk, letter, secretary):
    kept = keep_logo(letter=letter, logo=a_logo(), by=secretary)
    kept.image.storage.delete(kept.image.name)
    desk.post(at(letter, "contoh/"), {"surat": "undangan"})
    run_due()
    assert LetterPreview.objects.get().error == "LookupError"
    assert "The pages could not be drawn" in page(desk, at(letter, "?surat=undangan"))


# ── Waiting for it ───────────────────────────────────────────────────────────────────────────


def ask(desk, letter):
    """Asks for the invitation's sample; what the page that comes then waits with."""
    desk.post(at(letter, "contoh/"), {"surat": "undangan"})
    return page(desk, at(letter, "?surat=undangan"))


def look_again(desk, letter):
    """What the waiting page gets when it asks again."""
    answer = desk.get(at(letter, "contoh/?surat=undangan"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_that_waits_for_a_sample_asks_again_until_it_is_drawn(desk, letter):
    asks = f'data-hx-get="{at(letter, "contoh/?surat=undangan")}" data-hx-trigger="every 2s"'
    html = ask(desk, letter)
    assert asks in html
    assert 'src="/static/vendor/htmx.min.js"' in html
    waiting = look_again(desk, letter)
    assert waiting.lstrip().startswith('<div id="pages"')
    assert asks in waiting
    run_due()
    drawn = look_again(desk, letter)
    assert "data-hx-get" not in drawn
    assert 'class="strip"' in drawn
    fresh = page(desk, at(letter, "?surat=undangan"))
    assert drop_keys(drawn).strip() in drop_keys(fresh)


def drop_keys(html):
    """A page without what differs each time it is read."""
    return re.sub(r'(csrfmiddlewaretoken|kiriman)"( id="\w+")? value="[^"]*"', "", html)


def test_without_javascript_a_link_looks_again(desk, letter):
    assert 'href="?surat=undangan#sample">Look again</a>' in ask(desk, letter)
    answer = desk.get(at(letter, "contoh/?surat=undangan"))
    assert answer.headers["Location"] == f"{at(letter)}?surat=undangan#sample"


def test_a_page_that_waits_for_a_sample_is_told_that_it_failed(desk, letter, secretary):
    kept = keep_logo(letter=letter, logo=a_logo(), by=secretary)
    kept.image.storage.delete(kept.image.name)
    ask(desk, letter)
    run_due()
    html = look_again(desk, letter)
    assert "The pages could not be drawn" in html
    assert "data-hx-get" not in html


def test_a_sample_that_nobody_draws_is_said_to_be_late_and_asked_for_less_often(desk, letter):
    ask(desk, letter)
    LetterPreview.objects.update(asked_at=timezone.now() - LEASE)
    html = look_again(desk, letter)
    assert "This takes longer than usual" in html
    assert 'data-hx-trigger="every 10s"' in html
    OutboxMessage.objects.update(dead_at=timezone.now())
    html = look_again(desk, letter)
    assert "The pages could not be drawn" in html
    assert "data-hx-get" not in html


def test_an_unknown_word_shows_the_berita_acara(desk, letter):
    assert 'href="?surat=berita-acara#sample" aria-current="page"' in page(
        desk, at(letter, "?surat=%00".replace("%00", "entah"))
    )


def test_a_sample_as_text_shows_the_layout(desk, letter, secretary):
    edit_letter(letter=letter, seen=1, by=secretary, signature_layout=SignatureLayout.STAMPS)
    html = page(desk, at(letter))
    assert "signing-list" in html
    assert "Cap</th>" in html
    assert html.index("Saksi") < html.index("Mengetahui</h")


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("adendum", "Mengubah butir KEDUA"),
        ("serah-terima", "Mesin jahit (contoh)"),
        ("nota-kesepakatan", "selanjutnya disebut <strong>PIHAK KEDUA</strong>"),
        ("notulen", "Catatan jalannya pertemuan"),
    ],
)
def test_a_sample_as_text_says_what_its_kind_says(desk, letter, word, says):
    assert says in page(desk, at(letter, f"?surat={word}"))


def test_a_web_worker_draws_nothing_itself(desk, letter):
    desk.post(at(letter, "ubah/"), whole(letter, agency="DINAS"))
    [message] = OutboxMessage.objects.filter(kind="agreements.sample")
    assert (message.attempts, LetterPreview.objects.get().made_at) == (0, None)
