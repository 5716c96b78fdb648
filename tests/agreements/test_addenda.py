"""An addendum: begun from what is in force, clause by clause, until what it amends is amended."""

import pytest

from agreements.actions.amending import change_clause, draft_addendum
from agreements.actions.clauses import add_clause
from agreements.actions.freezing import freeze_document
from agreements.actions.signatories import add_signatory
from agreements.content.addendum import get_clauses_in_force
from agreements.content.documents import build_content
from agreements.models import Document, DocumentState
from agreements.preflight import examine
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import IN_ROOM, PATTERN, sign, take_document_to
from tests.support.expect import refused, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def agreed(draft, letterhead, secretary, facilitator):
    """A berita acara in force with two clauses."""
    letterhead.formulas.create(kind="addendum", title="ADENDUM", number_pattern=PATTERN)
    add_clause(document=draft, title="Laporan", text="Dilaporkan setiap bulan.", by=facilitator)
    return take_document_to(DocumentState.IN_FORCE, draft, by=secretary)


def amended_by(document, *changes, letterhead, by):
    """A draft addendum with these changes: (kind, heading, text)."""
    addendum = draft_addendum(
        amended=document, letterhead=letterhead, title="Adendum", date=document.date, by=by
    )
    for kind, heading, text in changes:
        change_clause(document=addendum, kind=kind, heading=heading, text=text, by=by)
    return addendum


def bring_into_force(addendum, *, by):
    freeze_document(document=addendum, review_skipped=IN_ROOM, by=by)
    sign(addendum, addendum.signatories.all(), by=by)
    addendum.refresh_from_db()
    return addendum


def standing(document):
    return {clause.heading: clause.text for clause in get_clauses_in_force(document)}


@pytest.fixture
def at_desk(client, secretary):
    client.cookies["django_language"] = "en"
    client.force_login(secretary)
    return client


# ── The whole walk ───────────────────────────────────────────────────────────────────────────


def test_an_addendum_is_written_signed_and_read_as_a_difference(
    agreed, letterhead, at_desk, client, secretary
):
    page = desk(agreed, "adendum/")
    assert f'href="{page}"' in shown(at_desk, desk(agreed))
    answer = sent(
        at_desk,
        page,
        letterhead=letterhead.pk,
        title="Adendum",
        subject="Perubahan",
        date="2021-11-09",
        place="Madiun",
    )
    addendum = Document.objects.get(kind="addendum")
    assert answer["Location"] == desk(addendum, "butir/")
    assert [signatory.organisation for signatory in addendum.signatories.all()] == [
        signatory.organisation for signatory in agreed.signatories.all()
    ]
    html = shown(at_desk, f"{desk(addendum, 'butir/')}?ubah=KEDUA")
    assert "Dilaporkan setiap bulan.</textarea>" in html
    clauses = desk(addendum, "butir/")
    sent(at_desk, clauses, kind="replaces", heading="KEDUA", text="Dilaporkan setiap tahun.")
    sent(at_desk, clauses, kind="adds", text="Narahubung ditunjuk.")
    sent(at_desk, clauses, kind="removes", heading="KESATU")
    assert examine(addendum) == []

    bring_into_force(addendum, by=secretary)
    agreed.refresh_from_db()
    assert (agreed.state, told(agreed)[-1]) == (
        "amended",
        "The document was amended by AD-2021-0001.",
    )
    assert standing(agreed) == {
        "KEDUA": "Dilaporkan setiap tahun.",
        "KETIGA": "Narahubung ditunjuk.",
    }
    client.logout()
    client.cookies["django_language"] = "en"
    for address in (desk(addendum, "perubahan/"), desk(agreed, "perubahan/")):
        html = shown(client, address)
        assert "Dilaporkan setiap <del>" in html
        assert "[removed:" in html
        assert "Mengubah butir KEDUA" in html
    assert desk(addendum, "perubahan/") in shown(client, desk(agreed))
    assert "Menambah butir KETIGA" in shown(client, desk(addendum))


def test_its_content_names_what_it_amends_by_number_and_hash(agreed, letterhead, secretary):
    addendum = amended_by(
        agreed, ("replaces", "KEDUA", "Baru."), letterhead=letterhead, by=secretary
    )
    content = build_content(addendum)
    assert content["amended"] == {
        "reference": agreed.reference,
        "number": agreed.number,
        "cited": f"Berita Acara Nomor {agreed.number} tanggal 8\u00a0November 2021",
        "content_sha256": agreed.versions.get().content_sha256,
    }
    (clause,) = content["clauses"]
    assert (clause["concerns"], clause["old_title"], clause["old_text"], clause["text"]) == (
        "KEDUA",
        "Laporan",
        "Dilaporkan setiap bulan.",
        "Baru.",
    )


# ── A second one ─────────────────────────────────────────────────────────────────────────────


def test_a_second_addendum_changes_what_the_first_left(agreed, letterhead, secretary):
    first = [("replaces", "KEDUA", "Setiap tahun."), ("adds", "", "Narahubung.")]
    bring_into_force(amended_by(agreed, *first, letterhead=letterhead, by=secretary), by=secretary)
    second = [("replaces", "KETIGA", "Dua narahubung."), ("adds", "", "Penutup.")]
    addendum = amended_by(agreed, *second, letterhead=letterhead, by=secretary)
    quoted = [(c["concerns"], c["old_text"]) for c in build_content(addendum)["clauses"]]
    assert quoted == [("KETIGA", "Narahubung."), ("KEEMPAT", "")]
    bring_into_force(addendum, by=secretary)
    assert standing(agreed)["KETIGA"] == "Dua narahubung."
    assert list(standing(agreed)) == ["KESATU", "KEDUA", "KETIGA", "KEEMPAT"]


def test_a_quotation_that_grew_old_stops_the_freezing_until_it_is_renewed(
    agreed, letterhead, secretary, at_desk
):
    slow = amended_by(
        agreed, ("replaces", "KEDUA", "Setiap minggu."), letterhead=letterhead, by=secretary
    )
    quick = amended_by(
        agreed, ("replaces", "KEDUA", "Setiap tahun."), letterhead=letterhead, by=secretary
    )
    bring_into_force(quick, by=secretary)
    (finding,) = examine(slow)
    assert "no longer as this addendum quotes it" in finding.sentence
    clause = slow.clauses.get()
    sent(at_desk, finding.url, text="Setiap minggu.", title="", revision=clause.revision)
    assert examine(slow) == []
    assert build_content(slow)["clauses"][0]["old_text"] == "Setiap tahun."


def test_added_clauses_keep_their_order_and_numbers(agreed, letterhead, secretary, at_desk):
    adds = [("adds", "", text) for text in "ABC"]
    addendum = amended_by(agreed, *adds, letterhead=letterhead, by=secretary)
    first = addendum.clauses.first()
    sent(at_desk, desk(addendum, f"butir/{first.pk}/hapus/"))
    concerns = [(c["concerns"], c["text"]) for c in build_content(addendum)["clauses"]]
    assert concerns == [("KETIGA", "B"), ("KEEMPAT", "C")]


def test_a_letterhead_without_words_for_addenda_lends_the_first_ones_and_no_number(
    agreed, letterhead, secretary, at_desk
):
    letterhead.formulas.filter(kind="addendum").delete()
    addendum = amended_by(agreed, ("adds", "", "Baru."), letterhead=letterhead, by=secretary)
    assert build_content(addendum)["agreement"].startswith("Para pihak sepakat mengubah Berita")
    (finding,) = examine(addendum)
    assert finding.sentence == "There is no number, and no pattern to make one."
    assert f'href="{letterhead.get_absolute_url()}"' in shown(at_desk, finding.url)
    sent(at_desk, finding.url, number="050/7")
    addendum.refresh_from_db()
    assert examine(addendum) == []


# ── What is refused ──────────────────────────────────────────────────────────────────────────


def test_only_what_holds_is_amended_and_an_addendum_is_not(draft, agreed, letterhead, secretary):
    addendum = amended_by(agreed, ("adds", "", "Baru."), letterhead=letterhead, by=secretary)
    with refused("AD-2021-0001 is “Draft”: only what is in force is amended.", code="wrong_state"):
        amended_by(addendum, letterhead=letterhead, by=secretary)
    bring_into_force(addendum, by=secretary)
    with refused(
        "AD-2021-0001 is “In force”: only what is in force is amended.", code="wrong_state"
    ):
        amended_by(addendum, letterhead=letterhead, by=secretary)


@pytest.mark.parametrize("state", DocumentState)
def test_what_can_be_amended_depends_on_its_state(draft, letterhead, secretary, at_desk, state):
    document = take_document_to(state, draft, by=secretary)
    page = desk(document, "adendum/")
    if state in ("in_force", "amended", "registered"):
        assert f'href="{page}"' in shown(at_desk, desk(document))
        assert amended_by(document, letterhead=letterhead, by=secretary).amends == document
        answer = sent(at_desk, page, title="Adendum", date="2021-11-09")
        says(answer, "Choose a letterhead. If there is none yet, the secretariat makes one.")
        return
    shown(at_desk, page, 404)
    with refused(
        f"{document} is “{document.get_state_display()}”: only what is in force is amended.",
        code="wrong_state",
    ):
        amended_by(document, letterhead=letterhead, by=secretary)
    assert not Document.objects.filter(kind="addendum").exists()


def test_the_form_says_what_each_change_needs(agreed, letterhead, secretary, at_desk):
    addendum = amended_by(agreed, letterhead=letterhead, by=secretary)
    page = desk(addendum, "butir/")
    says(sent(at_desk, page, kind="replaces", text="Baru."), "Say which clause it is.")
    says(sent(at_desk, page, kind="replaces", heading="KEDUA"), "Write what the clause says")
    says(sent(at_desk, page, kind="removes", heading="KESEPULUH"), "Select a valid choice.")
    says(sent(at_desk, page, kind="entah", heading="KEDUA", text="x"), "Select a valid choice.")
    sent(at_desk, page, kind="removes", heading="KEDUA")
    says(
        sent(at_desk, page, kind="replaces", heading="KEDUA", text="x"),
        "This addendum changes clause KEDUA already: edit that.",
    )
    assert [finding.sentence for finding in examine(addendum)] == []


def test_what_was_made_elsewhere_is_amended_by_words_that_are_typed(
    draft, letterhead, secretary, at_desk
):
    outside = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    addendum = amended_by(outside, letterhead=letterhead, by=secretary)
    page = desk(addendum, "butir/")
    says(sent(at_desk, page, kind="replaces", heading="Pasal 4", text="x"), "Write the text as it")
    sent(at_desk, page, kind="replaces", heading="Pasal 4", old_text="Lama.", text="Baru.")
    assert build_content(addendum)["clauses"][0]["change_text"] == "Mengubah butir Pasal 4"
    shown(at_desk, desk(addendum, "perubahan/"))


def test_what_was_made_elsewhere_stays_registered_when_its_addendum_is_in_force(
    draft, letterhead, forum, secretary
):
    letterhead.formulas.create(kind="addendum", title="ADENDUM", number_pattern=PATTERN)
    outside = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    addendum = amended_by(
        outside, ("adds", "Pasal 9", "Baru."), letterhead=letterhead, by=secretary
    )
    for organisation in (forum.inka, forum.taman):
        add_signatory(document=addendum, organisation=organisation, position="Wakil", by=secretary)
    assert bring_into_force(addendum, by=secretary).state == "in_force"
    outside.refresh_from_db()
    assert outside.state == "registered"


def test_a_draft_addendum_shows_its_difference_to_the_staff_only(
    agreed, letterhead, secretary, cast, client
):
    addendum = amended_by(agreed, ("adds", "", "Baru."), letterhead=letterhead, by=secretary)
    for name, status in (("secretary", 200), ("administrator", 200), ("inka", 404)):
        client.force_login(cast[name])
        shown(client, desk(addendum, "perubahan/"), status)
        shown(client, desk(agreed, "perubahan/"), status)
    client.force_login(cast.inka)
    assert addendum.reference not in shown(client, desk(agreed))
