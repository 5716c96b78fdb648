"""The pages of a draft as pictures: asked for, drawn by the worker, small, private, replaced."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from agreements.actions.clauses import add_clause
from agreements.actions.freezing import freeze_document
from agreements.actions.previewing import ask_for_preview, keep_preview
from agreements.models import Document, DraftPreview, PreviewPage
from core.jobs import LATE_AFTER
from core.models import OutboxMessage
from core.outbox import run_due
from files.images import PagePicture
from tests.support.desk import desk, shown
from tests.support.document_factories import IN_ROOM, take_document_to
from tests.support.expect import refused
from tests.support.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

MOST_BYTES = 25_000
HTMX = {"HX-Request": "true"}


@pytest.fixture
def at_desk(client, secretary):
    client.cookies["django_language"] = "en"
    client.force_login(secretary)
    return client


@pytest.fixture
def drawn(draft, secretary, django_capture_on_commit_callbacks):
    """The draft's preview in A4, drawn."""
    preview = ask_for_preview(document=draft, paper="A4", by=secretary)
    run_due()
    preview.refresh_from_db()
    return preview


def ask(client, draft, paper="A4", **headers):
    return client.post(desk(draft, "pratinjau/"), {"paper": paper}, headers=headers)


# ── Drawing ──────────────────────────────────────────────────────────────────────────────────


def test_the_worker_draws_every_page_small(drawn):
    assert not drawn.is_waiting
    assert len(drawn.content_sha256) == 64
    pages = list(drawn.pages.all())
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert (page.width, page.image.size < MOST_BYTES) == (720, True)
        with page.image.open("rb") as file:
            assert file.read(16)[8:16] == b"WEBPVP8L"


def test_asking_again_draws_only_what_has_changed(drawn, draft, secretary):
    before = [page.pk for page in drawn.pages.all()]
    ask_for_preview(document=draft, paper="A4", by=secretary)
    drawn.refresh_from_db()
    assert drawn.is_waiting
    run_due()
    drawn.refresh_from_db()
    assert not drawn.is_waiting
    assert [page.pk for page in drawn.pages.all()] == before


def test_replaced_pages_leave_no_file_behind(
    drawn, draft, secretary, django_capture_on_commit_callbacks
):
    old = [drawn.pdf.name, *(page.image.name for page in drawn.pages.all())]
    add_clause(document=draft, text="Baru", by=secretary)
    ask_for_preview(document=draft, paper="A4", by=secretary)
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    new = [page.image.name for page in PreviewPage.objects.filter(preview=drawn)]
    assert [name for name in old if default_storage.exists(name)] == []
    assert new
    assert all(default_storage.exists(name) for name in new)


def test_each_paper_has_pages_of_its_own_size(drawn, draft, secretary):
    ask_for_preview(document=draft, paper="F4", by=secretary)
    run_due()
    heights = set()
    for preview in draft.previews.all():
        with preview.pages.first().image.open("rb") as file:
            heights.add(Image.open(file).height)
    # F4 is taller for its width than A4.
    assert len(heights) == 2


def test_two_workers_that_draw_the_same_leave_the_pages_of_the_later_one(
    drawn, django_capture_on_commit_callbacks
):
    picture = PagePicture(b"RIFF", 720, 1018)
    with django_capture_on_commit_callbacks(execute=True):
        keep_preview(
            preview=drawn,
            content_sha256=drawn.content_sha256,
            read_at=timezone.now(),
            pdf=b"%PDF",
            pictures=[picture],
        )
    [page] = drawn.pages.all()
    with page.image.open("rb") as file:
        assert file.read() == b"RIFF"


def test_freezing_forgets_the_pictures(drawn, draft, secretary, django_capture_on_commit_callbacks):
    name = drawn.pages.first().image.name
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    assert not DraftPreview.objects.exists()
    assert not default_storage.exists(name)


def test_a_failure_is_told_and_the_old_pages_stay(drawn, draft, secretary, at_desk, monkeypatch):
    monkeypatch.setattr("agreements.tasks.printing.draw_pages", lambda *args, **kwargs: 1 / 0)
    add_clause(document=draft, text="Baru", by=secretary)
    ask_for_preview(document=draft, paper="A4", by=secretary)
    run_due()
    drawn.refresh_from_db()
    assert (drawn.error, drawn.is_waiting) == ("ZeroDivisionError", False)
    html = shown(at_desk, desk(draft))
    assert "The pages could not be prepared" in html
    assert '<p class="job-error">ZeroDivisionError</p>' in html
    assert 'class="sheets"' in html


def test_a_preview_that_is_gone_or_drawn_is_no_work(drawn):
    OutboxMessage.objects.update(done_at=None)
    assert run_due() >= 1
    drawn.delete()
    OutboxMessage.objects.update(done_at=None)
    assert run_due() >= 1


def test_what_cannot_be_drawn_is_said(draft, secretary):
    with refused("There is no such paper.", field="paper"):
        ask_for_preview(document=draft, paper="A5", by=secretary)
    Document.objects.update(letterhead=None)
    draft.refresh_from_db()
    with refused("Choose a letterhead first; then the text can be printed."):
        ask_for_preview(document=draft, paper="A4", by=secretary)


def test_what_is_frozen_has_prints_instead(frozen, secretary):
    with refused("Only a draft is previewed; what is frozen has prints.", code="frozen"):
        ask_for_preview(document=frozen, paper="A4", by=secretary)


def test_a_web_worker_knows_no_printer():
    """Importing every page loads neither WeasyPrint nor PDFium: a web worker stays small."""
    program = (
        "import django, sys; django.setup(); import portal.urls;"
        " print(sorted({'weasyprint', 'pypdfium2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
        text=True,
    )
    assert done.stdout.strip() == "[]"


# ── In the browser ───────────────────────────────────────────────────────────────────────────


def test_without_javascript_a_button_asks_and_a_link_looks_again(draft, at_desk):
    html = shown(at_desk, desk(draft))
    assert "The pages have not been prepared yet." in html
    answer = ask(at_desk, draft, "F4")
    assert answer["Location"] == f"{desk(draft)}?kertas=F4#pages"
    assert "The pages are being prepared." in shown(at_desk, f"{desk(draft)}?kertas=F4")
    run_due()
    html = shown(at_desk, f"{desk(draft)}?kertas=F4")
    assert "Text as of" in html
    assert f'href="{desk(draft, "pratinjau/f4.pdf")}#page=1"' in html


def test_with_javascript_it_asks_by_itself_and_looks_every_two_seconds(draft, at_desk):
    assert 'data-hx-trigger="load, submit"' in shown(at_desk, desk(draft))
    fragment = ask(at_desk, draft, **HTMX).content.decode()
    assert re.match(r'\s*<section\s+class="bench-pages"\s+id="pages"', fragment)
    assert 'data-hx-trigger="every 2s"' in fragment
    assert 'data-hx-trigger="submit"' in fragment
    run_due()
    answer = at_desk.get(desk(draft, "pratinjau/?kertas=A4"), headers=HTMX)
    assert "every 2s" not in answer.content.decode()
    assert 'class="sheets"' in answer.content.decode()


def test_pages_that_nobody_draws_are_said_to_be_late_and_asked_for_less_often(draft, at_desk):
    ask(at_desk, draft, **HTMX)
    DraftPreview.objects.update(asked_at=timezone.now() - LATE_AFTER)
    fragment = at_desk.get(desk(draft, "pratinjau/?kertas=A4"), headers=HTMX).content.decode()
    assert "This takes longer than usual" in fragment
    assert 'data-hx-trigger="every 10s"' in fragment
    OutboxMessage.objects.update(dead_at=timezone.now())
    fragment = at_desk.get(desk(draft, "pratinjau/?kertas=A4"), headers=HTMX).content.decode()
    assert "The pages could not be prepared" in fragment
    assert "data-hx-get" not in fragment


def test_looking_asks_for_nothing(draft, at_desk):
    shown(at_desk, desk(draft))
    at_desk.get(desk(draft, "pratinjau/"))
    assert not DraftPreview.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("paper", ["", "A5", "x" * 5000, "\0"])
def test_an_absurd_paper_is_refused(draft, at_desk, paper):
    assert ask(at_desk, draft, paper).status_code == 302
    assert not DraftPreview.objects.exists()


@pytest.mark.parametrize("state", ["draft", "in_review", "final"])
def test_the_pages_are_drawn_for_whoever_reads_the_draft(draft, cast, client, state):
    document = take_document_to(state, draft, by=cast.secretary)
    staff = {"facilitator", "secretary", "administrator"}
    may = {"draft": staff, "in_review": {*staff, "inka", "lurah"}, "final": set()}[state]
    for name in cast.names[1:]:
        client.force_login(cast[name])
        html = client.get(desk(document)).content.decode()
        # Who is shown the pages asks for them without being turned away, and nobody else asks.
        assert ('data-hx-trigger="load, submit"' in html) == (name in may), name
        if name in may:
            assert ask(client, document, **HTMX).status_code == 200, name
            run_due()
            look = client.get(desk(document, "pratinjau/?kertas=A4"), headers=HTMX)
            [picture, *_others] = re.findall(r'src="([^"]+\.webp)"', look.content.decode())
            assert read(client, picture)[0].status_code == 200, name
            assert read(client, desk(document, "pratinjau/a4.pdf"))[0].status_code == 200, name
        elif name not in staff:
            expected = 403 if state == "final" else 404
            assert ask(client, document, **HTMX).status_code == expected, name


def test_a_party_is_shown_no_way_to_change_the_draft_with_the_pages(draft, cast, client):
    document = take_document_to("in_review", draft, by=cast.secretary)
    Document.objects.update(letterhead=None)
    client.force_login(cast.inka)
    assert "keterangan/" not in ask(client, document, **HTMX).content.decode()
    client.force_login(cast.secretary)
    assert "keterangan/" in ask(client, document, **HTMX).content.decode()


def test_a_review_begins_without_the_pages_that_were_drawn_before(
    drawn, draft, secretary, django_capture_on_commit_callbacks
):
    name = drawn.pages.first().image.name
    with django_capture_on_commit_callbacks(execute=True):
        take_document_to("in_review", draft, by=secretary)
    assert not DraftPreview.objects.exists()
    assert not default_storage.exists(name)


def test_pictures_are_the_staffs_and_stay_in_their_browser(drawn, draft, cast, at_desk, client):
    page = drawn.pages.first()
    picture = desk(draft, f"pratinjau/{page.pk}.webp")
    answer, _body = read(at_desk, picture)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "private, max-age=86400, immutable"
    answer, _body = read(at_desk, desk(draft, "pratinjau/a4.pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="{draft}-KONSEP-A4.pdf"'
    for below in ("pratinjau/f4.pdf", "pratinjau/a5.pdf", "pratinjau/99999999999999999999.webp"):
        shown(at_desk, desk(draft, below), 404)
    client.logout()
    assert client.get(picture).status_code == 302
    for name in ("citizen", "inka"):
        client.force_login(cast[name])
        shown(client, picture, 404)
        shown(client, desk(draft, "pratinjau/a4.pdf"), 404)


def test_a_picture_of_another_draft_is_not_found(drawn, frozen, secretary, at_desk):
    shown(
        at_desk,
        f"/berita-acara/{frozen.reference}/pratinjau/{drawn.pages.first().pk + 1000}.webp",
        404,
    )
