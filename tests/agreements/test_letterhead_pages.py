"""Letterheads in the browser: made, changed, worded."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from agreements.actions.freezing import freeze_document
from agreements.actions.letterheads import edit_letterhead, keep_logo, save_formula
from agreements.models import FormulaKind, Letterhead, LetterheadPreview, Paper, SignatureLayout
from core.outbox import run_due
from tests.support.document_factories import IN_ROOM, make_letterhead
from tests.support.expect import told
from tests.support.letterhead_desk import at, lines, page, refused_page, whole, wording
from tests.support.logos import a_logo
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

LIST = "/kop-surat/"


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


# ── Made ─────────────────────────────────────────────────────────────────────────────────────


def test_where_there_is_none_the_list_says_what_to_do(desk):
    html = page(desk, LIST)
    assert "No letterhead yet" in html
    assert 'href="/kop-surat/baru/"' in html


def test_the_first_form_knows_the_forum(desk, ground):
    html = page(desk, "/kop-surat/baru/")
    assert 'value="PEMERINTAH KOTA MADIUN"' in html
    assert 'value="BAPPELITBANGDA"' in html
    assert 'value="Madiun"' in html


def test_a_letterhead_is_made_and_shown_as_it_prints(desk, forum, secretary):
    answer = desk.post("/kop-surat/baru/", lines(forum.bappelitbangda))
    letterhead = Letterhead.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/kop-surat/surat-dinas-contoh/",
    )
    assert letterhead.formulas.count() == len(FormulaKind)
    assert told(letterhead) == ["The letterhead was created."]
    assert "The pages are being prepared" in page(desk, at(letterhead))
    run_due()
    html = page(desk, at(letterhead))
    assert "The pages are being prepared" not in html
    pages = LetterheadPreview.objects.get().pages.all()
    assert len(pages) > 1
    for each in pages:
        assert f"{at(letterhead)}contoh/{each.pk}.webp" in html
        picture = desk.get(f"{at(letterhead)}contoh/{each.pk}.webp")
        assert picture.headers["Content-Type"] == "image/webp"
        size = Image.open(io.BytesIO(b"".join(picture.streaming_content))).size
        assert size == (each.width, each.height)


def test_a_form_sent_twice_makes_one(desk, forum):
    answers = [desk.post("/kop-surat/baru/", lines(forum.bappelitbangda)) for _time in range(2)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Letterhead.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_instant_makes_one(forum, secretary):
    def send():
        client = Client()
        client.force_login(secretary)
        return client.post("/kop-surat/baru/", lines(forum.bappelitbangda)).status_code

    assert at_once(send, send) == [302, 302]
    assert Letterhead.objects.count() == 1


def test_another_one_starts_from_this(desk, letterhead, forum, secretary):
    edit_letterhead(
        letterhead=letterhead,
        seen_revision=1,
        by=secretary,
        margin_left_mm=35,
        signature_layout=SignatureLayout.STAMPS,
        shows_nip=False,
    )
    keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    address = f"/kop-surat/baru/?salin={letterhead.slug}"
    assert 'value="Surat (contoh) (copy)"' in page(desk, address)
    desk.post(address, lines(forum.taman, name="Surat Taman"))
    copy = Letterhead.objects.get(name="Surat Taman")
    assert (copy.margin_left_mm, copy.signature_layout, copy.shows_nip, copy.logo_id) == (
        35,
        "stamps",
        False,
        a_logo().sha256,
    )
    [formula] = copy.formulas.all()
    assert formula.number_pattern == "{klasifikasi}/{urut:03}/CONTOH/{tahun}"


def test_what_was_typed_stays_when_something_is_missing(desk, forum):
    html = refused_page(
        desk,
        "/kop-surat/baru/",
        lines(forum.bappelitbangda, agency="", address="Jalan <b>Lama</b>"),
    )
    assert "This field is required." in html
    assert 'value="Jalan &lt;b&gt;Lama&lt;/b&gt;"' in html
    assert not Letterhead.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 121},
        {"issuer": "9" * 30},
        {"issuer": "-1"},
        {"paper": "A3"},
        {"place": "\0"},
        {"government": "x" * 100_000},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_absurd_input_is_refused(desk, forum, wrong):
    refused_page(desk, "/kop-surat/baru/", lines(forum.bappelitbangda, **wrong))
    assert not Letterhead.objects.exists()


# ── Changed ──────────────────────────────────────────────────────────────────────────────────


def test_letterhead_and_page_are_changed(desk, letterhead):
    answer = desk.post(
        at(letterhead, "ubah/"),
        whole(
            letterhead, agency="DINAS BARU", paper="F4", font_pt="11.5", signature_layout="stamps"
        ),
    )
    assert answer.status_code == 302
    letterhead.refresh_from_db()
    assert (
        letterhead.agency,
        letterhead.paper,
        str(letterhead.font_pt),
        letterhead.signature_layout,
    ) == (
        "DINAS BARU",
        "F4",
        "11.5",
        "stamps",
    )


def test_the_size_of_letters_is_typed_as_one_writes_it(client, letterhead, secretary):
    client.force_login(secretary)
    assert (
        client.post(at(letterhead, "ubah/"), whole(letterhead, font_pt="11,5")).status_code == 302
    )
    letterhead.refresh_from_db()
    assert str(letterhead.font_pt) == "11.5"
    assert 'value="11,5"' in page(client, at(letterhead, "ubah/"))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("margin_left_mm", "19", "Ensure this value is greater than or equal to 20."),
        ("margin_top_mm", "61", "Ensure this value is less than or equal to 60."),
        ("margin_top_mm", "1e400", "Enter a whole number."),
        ("font_pt", "8", "Ensure this value is greater than or equal to 9."),
        ("font_pt", "NaN", "Enter a number."),
        ("signature_layout", "circle", "Select a valid choice."),
    ],
)
def test_a_page_that_cannot_be_printed_is_refused(desk, letterhead, field, value, sentence):
    html = refused_page(desk, at(letterhead, "ubah/"), whole(letterhead, **{field: value}))
    assert sentence in html
    letterhead.refresh_from_db()
    assert letterhead.revision == 1


def test_the_second_editor_sees_both_and_chooses(desk, letterhead, administrator):
    edit_letterhead(
        letterhead=letterhead,
        seen_revision=1,
        by=administrator,
        agency="DINAS SATU",
        shows_nip=False,
    )
    letterhead.refresh_from_db()
    html = refused_page(
        desk, at(letterhead, "ubah/"), whole(letterhead, revision=1, agency="DINAS DUA")
    )
    assert "DINAS SATU" in html
    assert 'value="DINAS DUA"' in html
    assert 'name="revision" value="2"' in html
    letterhead.refresh_from_db()
    assert letterhead.agency == "DINAS SATU"
    desk.post(at(letterhead, "ubah/"), whole(letterhead, agency="DINAS DUA"))
    letterhead.refresh_from_db()
    assert letterhead.agency == "DINAS DUA"


# ── Wording ──────────────────────────────────────────────────────────────────────────────────


def test_a_paper_is_worded_with_its_fields_beside(desk, letterhead):
    html = page(desk, at(letterhead, "tulisan/berita-acara/"))
    for name in ("{tema}", "{tanggal_terbilang}", "{jumlah_peserta}", "{urut}", "{bulan_romawi}"):
        assert f"<code>{name}</code>" in html
    assert "050/001/CONTOH/" in html
    answer = desk.post(at(letterhead, "tulisan/berita-acara/"), wording())
    assert answer.headers["Location"] == f"{at(letterhead)}?surat=berita-acara#sample"
    assert letterhead.formulas.get().opening == "Pada hari {tanggal}:"


def test_a_paper_without_a_pattern_is_proposed_one(desk, letterhead):
    html = page(desk, at(letterhead, "tulisan/serah-terima/"))
    assert "<code>{penyerah}</code>" in html
    assert "<code>{moderator}</code>" not in html
    assert 'value="{urut:03}/BAST/{bulan_romawi}/{tahun}"' in html
    assert "PIHAK KESATU menyerahkan" in html


def test_a_form_asks_only_for_what_its_paper_prints(desk, letterhead):
    html = page(desk, at(letterhead, "tulisan/daftar-hadir/"))
    assert 'name="title"' in html
    for name in ("opening", "closing", "agreement", "number_pattern", "classification"):
        assert f'name="{name}"' not in html
    assert 'name="agreement"' not in page(desk, at(letterhead, "tulisan/undangan/"))


def test_an_unknown_field_is_refused_beside_its_sentence(desk, letterhead):
    html = refused_page(
        desk,
        at(letterhead, "tulisan/berita-acara/"),
        wording(opening="Tentang {topik}", closing="Baru"),
    )
    assert "The field {topik} is unknown. Known fields: {tema}, {tanggal}," in html
    assert ">\nBaru</textarea>" in html
    assert letterhead.formulas.get().revision == 1


def test_an_impossible_pattern_is_refused_beside_its_field(desk, letterhead):
    path = at(letterhead, "tulisan/berita-acara/")
    html = refused_page(desk, path, wording(number_pattern="BA/{tahun}"))
    assert "A number pattern needs {urut} and may use only: {klasifikasi}, {urut}, {unit}," in html
    html = refused_page(desk, path, wording(number_pattern="{urut}/{unit}"))
    assert "the letterhead has no code of the unit yet" in html


def test_the_next_number_is_the_one_that_freezing_gives(desk, draft, letterhead, secretary):
    shown = page(desk, at(letterhead, "tulisan/berita-acara/"))
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    draft.refresh_from_db()
    # The draft is dated 2021; the page shows this year's.
    assert draft.number == "050/001/CONTOH/2021"
    assert "050/001/CONTOH/" in shown


def test_the_second_who_words_a_paper_sees_both(desk, letterhead, administrator):
    save_formula(
        letterhead=letterhead,
        kind="berita_acara",
        seen_revision=1,
        by=administrator,
        closing="Kata mereka.",
    )
    path = at(letterhead, "tulisan/berita-acara/")
    html = refused_page(desk, path, wording(closing="Kata kami."))
    assert "Kata mereka." in html
    assert ">\nKata kami.</textarea>" in html
    assert letterhead.formulas.get().closing == "Kata mereka."


# ── Who, and what it costs ───────────────────────────────────────────────────────────────────


def test_the_facilitator_looks_and_does_not_change(reader, letterhead, facilitator):
    reader.force_login(facilitator)
    html = page(reader, at(letterhead))
    for below in ("ubah/", "logo/", "logo/lepas/", "tulisan/undangan/"):
        assert at(letterhead, below) not in html
        assert reader.get(at(letterhead, below)).status_code == 403
    assert reader.post(at(letterhead, "contoh/"), {"surat": "undangan"}).status_code == 403
    assert reader.post(at(letterhead, "ubah/"), whole(letterhead)).status_code == 403


def test_others_do_not_learn_that_it_exists(reader, letterhead, cast):
    for name in ("citizen", "outsider", "inka", "lurah"):
        reader.force_login(cast[name])
        assert reader.get(LIST).status_code == 403
        for below in ("", "ubah/", "logo/", "contoh/", "contoh/undangan.pdf"):
            assert reader.get(at(letterhead, below)).status_code == 404


def test_the_administrator_sets_the_first_one_up(reader, forum, administrator):
    reader.force_login(administrator)
    assert reader.post("/kop-surat/baru/", lines(forum.bappelitbangda)).status_code == 302


def test_the_list_costs_the_same_for_many(desk, letterhead, forum, secretary):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(desk, LIST)
        return len(queries)

    keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    alone = cost()
    for number in range(4):
        more = make_letterhead(forum.taman, slug=f"surat-{number}", by=secretary)
        keep_logo(letterhead=more, logo=a_logo(), by=secretary)
    assert cost() == alone <= 12


def test_papers_and_layouts_have_words(desk, letterhead):
    html = page(desk, at(letterhead, "ubah/"))
    for label in (*Paper.labels, *map(str, SignatureLayout.labels)):
        assert str(label) in html
