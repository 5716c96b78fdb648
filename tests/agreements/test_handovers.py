"""A handover record: begun from pledges of what is in force, corrected to what really came."""

from decimal import Decimal

import pytest

from agreements.actions.freezing import freeze_document
from agreements.actions.handing_over import add_item, draft_bast
from agreements.content.documents import build_content
from agreements.models import Document, DocumentState
from agreements.preflight import examine
from pledges.models import PledgeState
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import IN_ROOM, PATTERN, sign, take_document_to
from tests.support.expect import refused, told
from tests.support.factories import make_pledge_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def agreed(draft, letterhead, secretary):
    """A berita acara in force; it holds ten stalls of the company."""
    letterhead.formulas.create(
        kind="bast", title="BERITA ACARA SERAH TERIMA", number_pattern=PATTERN
    )
    return take_document_to(DocumentState.IN_FORCE, draft, by=secretary)


@pytest.fixture
def at_desk(client, secretary):
    client.cookies["django_language"] = "en"
    client.force_login(secretary)
    return client


def begin(agreed, letterhead, forum, *, by, **changes):
    values = {"pledges": list(agreed.pledges.all()), "receiver": forum.taman, **changes}
    return draft_bast(
        rests_on=agreed, letterhead=letterhead, title="BAST", date=agreed.date, by=by, **values
    )


def test_a_handover_is_written_signed_and_read(
    agreed, letterhead, forum, at_desk, client, secretary
):
    page = desk(agreed, "serah-terima/")
    assert f'href="{page}"' in shown(at_desk, desk(agreed))
    pledge = agreed.pledges.get()
    assert pledge.reference in shown(at_desk, page)
    words = {"letterhead": letterhead.pk, "title": "BAST", "date": "2021-12-01", "place": "Madiun"}
    sent(at_desk, page, pledges=[pledge.pk], receiver=forum.taman.pk, **words)
    record = Document.objects.get(kind="bast")
    item = record.items.get()
    assert (item.amount, item.unit, item.pledge) == (Decimal(10), "lapak", pledge)
    assert [signatory.organisation for signatory in record.signatories.all()] == [
        forum.inka,
        forum.taman,
    ]

    edit = desk(record, f"barang/{item.pk}/")
    values = {"description": "Lapak", "unit": "lapak", "revision": item.revision}
    says(
        sent(at_desk, edit, **values, amount="9", condition="faulty", note=""),
        "Say in the note what the fault is.",
    )
    sent(at_desk, edit, **values, amount="9.5", condition="faulty", note="Satu atap bocor")
    assert "Satu atap bocor" in shown(at_desk, desk(record, "barang/"))
    assert examine(record) == []
    freeze_document(document=record, review_skipped=IN_ROOM, by=secretary)
    sign(record, record.signatories.all(), by=secretary, day=record.date)
    record.refresh_from_db()
    assert (record.state, record.subject) == (
        "in_force",
        "Serah terima dari PT INKA kepada Kelurahan Taman",
    )
    content = record.versions.get().content
    (row,) = content["items"]
    assert row == {
        "description": "Lapak",
        "volume": "9,5\u00a0lapak",
        "condition": "Ada kekurangan",
        "contribution": pledge.reference,
        "note": "Satu atap bocor",
    }
    assert content["rests_on"] == f"Berita Acara Nomor {agreed.number} tanggal 8\u00a0November 2021"
    client.logout()
    html = shown(client, desk(record))
    assert "selanjutnya disebut <strong>PIHAK KEDUA</strong>" in html
    assert record.reference in shown(client, desk(agreed))


def test_one_record_has_one_giver_and_takes_only_what_holds(agreed, letterhead, forum, secretary):
    pledge = agreed.pledges.get()
    stranger = make_pledge_in(PledgeState.ACCOMMODATED, forum.inka, by=secretary)
    other = make_pledge_in(PledgeState.AGREED, forum.outside, by=secretary)
    agreed.pledges.add(other)
    for pledges, sentence in (
        ([], "Tick what is handed over."),
        ([pledge, stranger], "Tick contributions of this document."),
        (
            [pledge, other],
            "One record has one giver; these are of several: PT INKA, Perusahaan Luar (contoh).",
        ),
    ):
        with refused(sentence, field="pledges"):
            begin(agreed, letterhead, forum, pledges=pledges, by=secretary)
    with refused("Giver and receiver are two different organisations.", field="receiver"):
        begin(agreed, letterhead, forum, pledges=[pledge], receiver=forum.inka, by=secretary)
    assert not Document.objects.filter(kind="bast").exists()


def test_only_what_is_in_force_is_handed_over(frozen, letterhead, forum, secretary, at_desk):
    shown(at_desk, desk(frozen, "serah-terima/"), 404)
    with refused(
        "BA-2021-0001 is “Final”: only what is in force can be handed over.", code="wrong_state"
    ):
        begin(frozen, letterhead, forum, by=secretary)


def test_things_are_added_and_taken_out_and_there_must_be_one(
    agreed, letterhead, forum, secretary, at_desk
):
    record = begin(agreed, letterhead, forum, by=secretary)
    page = desk(record, "barang/")
    for typed, sentence in (
        ({"description": "x", "amount": "3"}, "In which unit?"),
        ({"description": "x", "unit": "unit"}, "How much of it?"),
        ({"description": "x", "amount": "0", "unit": "unit"}, "A quantity is more than zero."),
        ({"description": "x", "amount": "-1", "unit": "unit"}, "A quantity is more than zero."),
        ({"description": "x", "amount": "banyak", "unit": "unit"}, "Enter a number."),
        ({"description": ""}, "This field is required."),
    ):
        says(sent(at_desk, page, condition="good", **typed), sentence)
    sent(at_desk, page, description="Kunci", condition="new")
    for item in record.items.all():
        sent(at_desk, desk(record, f"barang/{item.pk}/hapus/"))
    assert [finding.sentence for finding in examine(record)] == ["Nothing is handed over yet."]
    assert told(record)[-1].endswith("was removed.")


def test_a_berita_acara_hands_nothing_over(draft, at_desk, secretary):
    shown(at_desk, desk(draft, "barang/"), 404)
    with refused("Only a handover record has items to hand over.", code="wrong_kind"):
        add_item(document=draft, description="x", by=secretary)


def test_who_signs_for_a_receiver_that_was_no_party_comes_from_its_office(
    agreed, letterhead, forum, secretary, cast
):
    record = begin(agreed, letterhead, forum, receiver=forum.outside, by=secretary)
    signatory = record.signatories.get(organisation=forum.outside)
    assert (signatory.person, signatory.position) == (cast.outsider.person, "Wakil Luar")
    assert build_content(record)["receiver"] == "Perusahaan Luar (contoh)"
