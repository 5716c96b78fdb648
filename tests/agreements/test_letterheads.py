"""Letterheads: what can be changed, what is refused, and what papers make of them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from agreements.actions.freezing import freeze_document
from agreements.actions.letterheads import (
    create_letterhead,
    edit_letterhead,
    keep_logo,
    remove_logo,
    save_formula,
)
from agreements.content.berita_acara import build_content
from agreements.content.formulas import get_default_formulas
from agreements.content.letterheads import suggest_letterhead
from agreements.content.sample import build_sample
from agreements.models import FormulaKind, Letterhead, LetterheadFormula, LetterheadLogo
from core.numbering import issue_number
from core.optimistic_lock import Conflict
from tests.support.document_factories import IN_ROOM, make_letterhead
from tests.support.expect import invalid, refused, stopped_by_the_database, told
from tests.support.logos import a_logo
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

DAY = date(2021, 11, 8)


def word(letterhead, by, *, kind="berita_acara", seen_revision=1, **changes):
    return save_formula(
        letterhead=letterhead, kind=kind, seen_revision=seen_revision, by=by, **changes
    )


# ── Letterhead and page ──────────────────────────────────────────────────────────────────────


def test_letterhead_and_page_are_changed(letterhead, secretary):
    edit_letterhead(
        letterhead=letterhead,
        seen_revision=1,
        by=secretary,
        agency="DINAS SOSIAL",
        paper="F4",
        font_pt=12,
    )
    letterhead.refresh_from_db()
    assert (letterhead.agency, letterhead.paper, letterhead.font_pt, letterhead.revision) == (
        "DINAS SOSIAL",
        "F4",
        12,
        2,
    )
    assert told(letterhead)[-1] == "Letterhead and page were changed."


def test_what_is_frozen_keeps_its_letterhead(frozen, letterhead, secretary):
    before = frozen.versions.get().canonical
    edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, agency="DINAS SOSIAL")
    keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    assert frozen.versions.get().canonical == before


def test_a_draft_follows_its_letterhead(draft, letterhead, secretary):
    edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, agency="DINAS SOSIAL")
    draft.refresh_from_db()
    assert build_content(draft)["letterhead"]["agency"] == "DINAS SOSIAL"


def test_two_editors_see_both_texts(letterhead, secretary, administrator):
    edit_letterhead(letterhead=letterhead, seen_revision=1, by=administrator, agency="DINAS SATU")
    with pytest.raises(Conflict) as caught:
        edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, agency="DINAS DUA")
    assert caught.value.theirs == {"agency": "DINAS SATU"}
    assert caught.value.mine == {"agency": "DINAS DUA"}
    letterhead.refresh_from_db()
    assert letterhead.agency == "DINAS SATU"


@pytest.mark.parametrize(
    "wrong",
    [{"margin_left_mm": 19}, {"font_pt": 15}, {"paper": "A3"}, {"agency": ""}],
    ids=str,
)
def test_a_page_that_cannot_be_printed_is_refused(letterhead, secretary, wrong):
    with pytest.raises(ValidationError) as caught:
        edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, **wrong)
    assert list(caught.value.message_dict) == list(wrong)
    letterhead.refresh_from_db()
    assert letterhead.revision == 1


def test_the_code_of_the_unit_stays_while_numbers_write_it(letterhead, secretary):
    edit_letterhead(
        letterhead=letterhead, seen_revision=1, by=secretary, unit_code="BAPPELITBANGDA"
    )
    word(letterhead, secretary, number_pattern="{urut}/{unit}/{tahun}")
    sentence = "The number pattern of “Berita acara” writes {unit}: change it first."
    with refused(sentence, field="unit_code"):
        edit_letterhead(letterhead=letterhead, seen_revision=2, by=secretary, unit_code="")


def test_a_code_that_makes_numbers_too_long_is_refused_beside_it(letterhead, secretary):
    edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, unit_code="BAP")
    word(letterhead, secretary, number_pattern="{urut}/{unit}/{unit}/{unit}/{tahun}")
    sentence = "With this code numbers of “Berita acara” are longer than 100 characters."
    with refused(sentence, field="unit_code"):
        edit_letterhead(letterhead=letterhead, seen_revision=2, by=secretary, unit_code="B" * 40)


def test_an_address_is_made_of_the_name_and_never_given_twice(forum, secretary):
    lines = {"government": "PEMERINTAH", "agency": "BADAN", "place": "Madiun"}
    slugs = [
        create_letterhead(issuer=forum.taman, name=name, by=secretary, **lines).slug
        for name in ("Surat Taman", "Surat Taman", "Baru", "✉", "x" * 120)
    ]
    assert slugs == ["surat-taman", "surat-taman-2", "baru-2", "surat", "x" * 60]


def test_a_city_begins_with_a_letterhead_that_works(forum, secretary):
    lines = suggest_letterhead(forum.bappelitbangda, "Kota Contoh")
    assert lines == {
        "name": "Surat Bappelitbangda",
        "government": "PEMERINTAH KOTA CONTOH",
        "agency": "BAPPELITBANGDA",
        "place": "Contoh",
    }
    letterhead = create_letterhead(
        issuer=forum.bappelitbangda, formulas=get_default_formulas(), by=secretary, **lines
    )
    assert {formula.kind for formula in letterhead.formulas.all()} == set(FormulaKind.values)


# ── Formulas ─────────────────────────────────────────────────────────────────────────────────


def test_a_paper_is_worded_anew(letterhead, secretary):
    word(letterhead, secretary, opening="Pada {tanggal} di {tempat}, tentang {tema}:")
    formula = letterhead.formulas.get(kind="berita_acara")
    assert (formula.opening, formula.revision) == ("Pada {tanggal} di {tempat}, tentang {tema}:", 2)
    assert formula.number_pattern == "{klasifikasi}/{urut:03}/CONTOH/{tahun}"
    assert told(letterhead)[-1] == "The wording of “Berita acara” was changed."


def test_a_paper_without_a_formula_gets_its_first(letterhead, secretary):
    word(letterhead, secretary, kind="invitation", title="UNDANGAN RAPAT", closing="Terima kasih.")
    assert letterhead.formulas.get(kind="invitation").title == "UNDANGAN RAPAT"


def test_two_who_word_the_same_paper_see_both_texts(letterhead, secretary):
    word(letterhead, secretary, closing="Satu")
    with pytest.raises(Conflict) as caught:
        word(letterhead, secretary, closing="Dua")
    assert (caught.value.theirs, caught.value.mine) == ({"closing": "Satu"}, {"closing": "Dua"})


def test_two_papers_can_be_worded_at_once(letterhead, secretary):
    word(letterhead, secretary, closing="Satu")
    word(letterhead, secretary, kind="minutes", closing="Dua")
    assert letterhead.formulas.get(kind="minutes").closing == "Dua"


KNOWN = (
    "{tema}, {tanggal}, {tanggal_terbilang}, {tempat}, {pimpinan}, {moderator}, {jumlah_peserta}"
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Tentang {topik}.", f"The field {{topik}} is unknown. Known fields: {KNOWN}."),
        ("{}", f"The field {{}} is unknown. Known fields: {KNOWN}."),
        ("{tema.__class__}", f"The field {{tema.__class__}} is unknown. Known fields: {KNOWN}."),
        ("{ tema }", f"The field {{ tema }} is unknown. Known fields: {KNOWN}."),
        ("{tema", "A brace { or } is not paired: write fields as {tanggal}."),
        ("tema}", "A brace { or } is not paired: write fields as {tanggal}."),
        ("{{tema}}", "A brace { or } is not paired: write fields as {tanggal}."),
        ("{" * 3000, "A brace { or } is not paired: write fields as {tanggal}."),
    ],
)
@pytest.mark.parametrize("part", ["opening", "agreement", "closing"])
def test_a_field_that_no_paper_fills_is_refused(letterhead, secretary, part, text, sentence):
    with refused(sentence, field=part):
        word(letterhead, secretary, **{part: text})


@pytest.mark.parametrize(
    ("kind", "named", "known"),
    [
        ("berita_acara", "naskah", KNOWN),
        ("addendum", "pimpinan", "{tanggal}, {tanggal_terbilang}, {tempat}, {naskah}"),
        (
            "bast",
            "jumlah_peserta",
            "{tanggal}, {tanggal_terbilang}, {tempat}, {naskah}, {penyerah}, {penerima}",
        ),
    ],
)
def test_what_follows_from_a_document_names_that_and_no_meeting(
    letterhead, secretary, kind, named, known
):
    with refused(f"The field {{{named}}} is unknown. Known fields: {known}.", field="opening"):
        word(letterhead, secretary, kind=kind, opening=f"Menurut {{{named}}}:")
    word(letterhead, secretary, kind=kind, opening=f"Pada {known}:")


def test_a_paper_that_nobody_worded_says_what_a_new_letterhead_says(letterhead, secretary):
    sample = build_sample(letterhead, "addendum", day=DAY)
    assert sample["agreement"].startswith("Para pihak sepakat mengubah Berita Acara")
    assert sample["number"] == ""  # numbers are the city's to say
    word(letterhead, secretary, kind="addendum", agreement="")
    assert build_sample(letterhead, "addendum", day=DAY)["agreement"] == ""


PATTERNS = "A number pattern needs {urut} and may use only: "


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"number_pattern": "BA/{tahun}"}, PATTERNS, "number_pattern"),
        ({"number_pattern": "{urut}/{kota}"}, PATTERNS, "number_pattern"),
        ({"number_pattern": "{urut:09999}"}, PATTERNS, "number_pattern"),
        ({"number_pattern": "{urut!r}"}, PATTERNS, "number_pattern"),
        ({"number_pattern": "{urut}{"}, PATTERNS, "number_pattern"),
        (
            {"number_pattern": "{urut}/{unit}"},
            "The number pattern writes {unit}, but the letterhead has no code of the unit yet",
            "number_pattern",
        ),
        (
            {"number_pattern": "{klasifikasi}/{urut}", "classification": ""},
            "The number pattern writes {klasifikasi}: give the classification, or leave it out.",
            "classification",
        ),
        (
            {"number_pattern": "{urut}" + "x" * 100},
            "Numbers by this pattern would be longer than 100 characters.",
            "number_pattern",
        ),
    ],
    ids=str,
)
def test_a_pattern_that_cannot_number_is_refused(letterhead, secretary, changes, sentence, field):
    with pytest.raises(ValidationError) as caught:
        word(letterhead, secretary, **changes)
    assert str(caught.value).startswith(sentence)
    assert caught.value.field == field
    assert letterhead.formulas.get().number_pattern == "{klasifikasi}/{urut:03}/CONTOH/{tahun}"


def test_a_pattern_that_is_accepted_gives_numbers(letterhead, secretary):
    edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, unit_code="BAP")
    pattern = "{klasifikasi}/{urut:04}/{unit}/{bulan}/{bulan_romawi}/{tahun}"
    formula = word(letterhead, secretary, number_pattern=pattern)
    number = issue_number(
        letterhead.register,
        formula.number_pattern,
        day=DAY,
        classification="050",
        unit="BAP",
        purpose="",
    )
    assert number == "050/0001/BAP/11/XI/2021"


def test_there_is_no_formula_for_a_poem(letterhead, secretary):
    with refused("There is no such kind of paper."):
        word(letterhead, secretary, kind="poem")
    assert LetterheadFormula.objects.count() == 1


# ── Logo ─────────────────────────────────────────────────────────────────────────────────────


def test_a_logo_is_kept_by_its_fingerprint(letterhead, secretary):
    logo = a_logo()
    kept = keep_logo(letterhead=letterhead, logo=logo, by=secretary)
    letterhead.refresh_from_db()
    assert (letterhead.logo, letterhead.logo_id, kept.kept_by) == (kept, logo.sha256, secretary)
    assert kept.image.name == f"logos/{logo.sha256}.png"
    with default_storage.open(kept.image.name) as file:
        assert file.read() == logo.content
    assert told(letterhead)[-1] == f"The logo was changed, fingerprint {logo.sha256[:16]}."


def test_the_same_picture_is_kept_once(letterhead, forum, secretary):
    other = make_letterhead(forum.taman, slug="dua", by=secretary)
    keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    keep_logo(letterhead=other, logo=a_logo(), by=secretary)
    keep_logo(letterhead=other, logo=a_logo(colour="navy"), by=secretary)
    assert LetterheadLogo.objects.count() == 2


def test_a_logo_that_was_taken_off_stays_for_old_papers(draft, letterhead, secretary):
    kept = keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    remove_logo(letterhead=letterhead, by=secretary)
    letterhead.refresh_from_db()
    assert letterhead.logo is None
    content = draft.versions.get().content
    assert content["letterhead"]["emblem"] == f"logo:{kept.sha256}"
    assert default_storage.exists(kept.image.name)
    assert told(letterhead)[-1] == "The logo was removed."


def test_who_edits_the_lines_meanwhile_meets_no_conflict(letterhead, secretary):
    keep_logo(letterhead=letterhead, logo=a_logo(), by=secretary)
    edited = edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, agency="DINAS")
    assert (edited.logo_id, edited.agency) == (a_logo().sha256, "DINAS")


# ── What papers make of it ───────────────────────────────────────────────────────────────────


def test_without_a_logo_a_neutral_shield_stands_on_top(draft):
    assert build_content(draft)["letterhead"]["emblem"] == "img/letterhead/emblem.svg"


def test_the_sentence_before_the_clauses_is_filled_in(draft, letterhead, secretary):
    word(letterhead, secretary, agreement="Tentang {tema} disepakati:")
    draft.refresh_from_db()
    assert build_content(draft)["agreement"] == f"Tentang {draft.meeting.theme} disepakati:"


def test_a_letterhead_can_keep_the_nip_off_its_papers(draft, letterhead, signatories, secretary):
    signatories[1].nip = "19650101 199003 1 002"
    signatories[1].save()
    assert "19650101" in str(build_content(draft)["signatories"])
    edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, shows_nip=False)
    draft.refresh_from_db()
    content = build_content(draft)
    assert "19650101" not in str(content)
    assert [block["wants_nip"] for block in content["signatories"]] == [False, False]


def test_room_for_a_stamp_is_part_of_the_content(draft, letterhead, secretary):
    assert build_content(draft)["page_setup"]["has_stamp_room"] is True
    edit_letterhead(letterhead=letterhead, seen_revision=1, by=secretary, has_stamp_room=False)
    draft.refresh_from_db()
    assert build_content(draft)["page_setup"]["has_stamp_room"] is False


@pytest.mark.parametrize("kind", FormulaKind)
def test_a_sample_says_that_it_is_one(letterhead, kind):
    sample = build_sample(letterhead, kind, day=DAY)
    assert sample["example_notice"].startswith("Contoh: ")
    assert sample["letterhead"]["agency"] == "BADAN"
    assert sample["verification"] is None
    assert "{" not in str([sample["opening"], sample["closing"]])
    assert build_sample(letterhead, kind, day=DAY) == sample


def test_a_sample_carries_the_first_number_of_the_year(letterhead):
    assert build_sample(letterhead, "berita_acara", day=DAY)["number"] == "050/001/CONTOH/2021"
    assert build_sample(letterhead, "minutes", day=DAY)["number"] == ""


@pytest.mark.django_db(transaction=True)
def test_one_logo_from_two_at_the_same_instant_is_kept_once(forum, secretary):
    letters = [make_letterhead(forum.taman, slug=slug, by=secretary) for slug in ("satu", "dua")]
    logo = a_logo()
    made = at_once(
        *(lambda each=each: keep_logo(letterhead=each, logo=logo, by=secretary) for each in letters)
    )
    assert [type(each) for each in made] == [LetterheadLogo, LetterheadLogo], made
    assert Letterhead.objects.filter(logo=logo.sha256).count() == 2


@pytest.mark.both_databases
def test_a_template_has_one_formula_a_kind(letterhead):
    same = {"letterhead": letterhead, "kind": "berita_acara", "title": "Lagi"}
    with invalid("This template already has such a paper."):
        LetterheadFormula(**same).full_clean()
    with stopped_by_the_database():
        LetterheadFormula.objects.create(**same)
