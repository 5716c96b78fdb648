"""How a letterhead prints, before anything is printed: samples, drawn by the worker."""

import re

import pytest
from django.utils import timezone

from agreements.actions.letterheads import edit_letterhead, keep_logo
from agreements.models import FormulaKind, LetterheadPreview, SignatureLayout
from agreements.views.letterhead_samples import WORDS
from core.jobs import LATE_AFTER
from core.models import OutboxMessage
from core.outbox import run_due
from tests.support.letterhead_desk import KEY, at, page, whole
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
def test_every_paper_is_shown_as_it_prints(desk, letterhead, word):
    answer = desk.post(at(letterhead, "contoh/"), {"idempotency_key": KEY, "surat": word})
    assert answer.headers["Location"] == f"{at(letterhead)}?surat={word}#sample"
    run_due()
    assert LetterheadPreview.objects.get().error == ""
    answer = desk.get(f"{at(letterhead)}contoh/{word}.pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_every_kind_of_paper_has_a_word():
    assert set(WORDS) == set(FormulaKind)


def test_a_sample_is_drawn_once_as_long_as_nothing_changes(desk, letterhead, secretary):
    def drawn():
        desk.post(at(letterhead, "contoh/"), {"surat": "undangan"})
        run_due()
        preview = LetterheadPreview.objects.get()
        return preview, [each.pk for each in preview.pages.all()]

    first, pages = drawn()
    second, same = drawn()
    assert second.made_at > first.made_at
    assert same == pages
    edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, agency="DINAS BARU")
    assert "Something was changed after" in page(desk, at(letterhead, "?surat=undangan"))
    _third, others = drawn()
    assert not set(others) & set(pages)
    assert "Something was changed after" not in page(desk, at(letterhead, "?surat=undangan"))


def test_a_sample_that_cannot_be_drawn_says_so(desk, letterhead, secretary):
    kept = keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    kept.image.storage.delete(kept.image.name)
    desk.post(at(letterhead, "contoh/"), {"surat": "undangan"})
    run_due()
    assert LetterheadPreview.objects.get().error == "LookupError"
    assert "The pages could not be prepared" in page(desk, at(letterhead, "?surat=undangan"))


# ── Waiting for it ───────────────────────────────────────────────────────────────────────────


def ask(desk, letterhead):
    """Asks for the invitation's sample; what the page that comes then waits with."""
    desk.post(at(letterhead, "contoh/"), {"surat": "undangan"})
    return page(desk, at(letterhead, "?surat=undangan"))


def look_again(desk, letterhead):
    """What the waiting page gets when it asks again."""
    answer = desk.get(at(letterhead, "contoh/?surat=undangan"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_that_waits_for_a_sample_asks_again_until_it_is_drawn(desk, letterhead):
    asks = re.compile(
        rf'data-hx-get="{re.escape(at(letterhead, "contoh/?surat=undangan"))}"\s+'
        r'data-hx-trigger="every 2s"'
    )
    html = ask(desk, letterhead)
    assert asks.search(html)
    assert 'src="/static/vendor/htmx.min.js"' in html
    waiting = look_again(desk, letterhead)
    assert re.match(r'\s*<div\s+id="pages"', waiting)
    assert asks.search(waiting)
    run_due()
    drawn = look_again(desk, letterhead)
    assert "data-hx-get" not in drawn
    assert 'class="strip"' in drawn
    fresh = page(desk, at(letterhead, "?surat=undangan"))
    assert drop_keys(drawn).strip() in drop_keys(fresh)


def drop_keys(html):
    """A page without what differs each time it is read."""
    return re.sub(r'(csrfmiddlewaretoken|idempotency_key)"( id="\w+")? value="[^"]*"', "", html)


def test_without_javascript_a_link_looks_again(desk, letterhead):
    assert 'href="?surat=undangan#sample">Check again</a>' in ask(desk, letterhead)
    answer = desk.get(at(letterhead, "contoh/?surat=undangan"))
    assert answer.headers["Location"] == f"{at(letterhead)}?surat=undangan#sample"


def test_a_page_that_waits_for_a_sample_is_told_that_it_failed(desk, letterhead, secretary):
    kept = keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    kept.image.storage.delete(kept.image.name)
    ask(desk, letterhead)
    run_due()
    html = look_again(desk, letterhead)
    assert "The pages could not be prepared" in html
    assert "data-hx-get" not in html


def test_a_sample_that_nobody_draws_is_said_to_be_late_and_asked_for_less_often(desk, letterhead):
    ask(desk, letterhead)
    LetterheadPreview.objects.update(asked_at=timezone.now() - LATE_AFTER)
    html = look_again(desk, letterhead)
    assert "This takes longer than usual" in html
    assert 'data-hx-trigger="every 10s"' in html
    OutboxMessage.objects.update(dead_at=timezone.now())
    html = look_again(desk, letterhead)
    assert "The pages could not be prepared" in html
    assert "data-hx-get" not in html


def test_an_unknown_word_shows_the_berita_acara(desk, letterhead):
    assert 'href="?surat=berita-acara#sample" aria-current="page"' in page(
        desk, at(letterhead, "?surat=%00".replace("%00", "entah"))
    )


def test_a_sample_as_text_shows_the_layout(desk, letterhead, secretary):
    edit_letterhead(
        letterhead=letterhead,
        seen_revision=1,
        by=secretary,
        signature_layout=SignatureLayout.STAMPS,
    )
    html = page(desk, at(letterhead))
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
def test_a_sample_as_text_says_what_its_kind_says(desk, letterhead, word, says):
    assert says in page(desk, at(letterhead, f"?surat={word}"))


def test_a_web_worker_draws_nothing_itself(desk, letterhead):
    desk.post(at(letterhead, "ubah/"), whole(letterhead, agency="DINAS"))
    [message] = OutboxMessage.objects.filter(kind="agreements.sample")
    assert (message.attempts, LetterheadPreview.objects.get().made_at) == (0, None)
