"""A draft is begun from a meeting: prefilled, filled, once; its signatories from those present."""

import uuid

import pytest

from agreements.actions.signatories import fill_signatories
from agreements.models import Document, Letterhead, Signatory
from meetings.actions.attending import add_walk_in, mark_attendance
from stakeholders.models import Mandate
from tests.support.desk import says, sent, shown
from tests.support.document_factories import make_draft
from tests.support.expect import told
from tests.support.factories import hold_meeting, make_person, take_meeting_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NEW = "/berita-acara/baru/"


@pytest.fixture
def held(meeting, forum, facilitator):
    """The meeting, in progress, with a decision and a contribution."""
    meeting, _pledge = hold_meeting(meeting, forum.inka, by=facilitator)
    return meeting


@pytest.fixture
def at_desk(client, facilitator):
    """The facilitator's browser, in English."""
    client.cookies["django_language"] = "en"
    client.force_login(facilitator)
    return client


def words(template, **changes):
    return {
        "kind": "berita_acara",
        "letterhead": template.pk,
        "title": "Berita Acara",
        "subject": "Tentang lapak",
        "date": "2021-11-08",
        "place": "Madiun",
        **changes,
    }


# ── The page ─────────────────────────────────────────────────────────────────────────────────


def test_the_form_knows_what_the_meeting_knows(held, letterhead, at_desk):
    html = shown(at_desk, f"{NEW}?rapat={held}")
    for value in ("Kelurahan Mandiri", 'value="2021-11-08"', 'value="Madiun"', str(letterhead)):
        assert value in html
    assert "was already drafted from this meeting" not in html
    assert "The meeting is still open" in html


def test_one_of_more_than_a_hundred_letterheads_is_typed(held, letterhead, at_desk, secretary):
    suggested = "/saran/kop-surat/?cari=nomor 07"
    assert "Kop" not in shown(at_desk, suggested)
    Letterhead.objects.bulk_create(
        Letterhead(name=f"Kop nomor {n:03}", slug=f"kop-{n}", issuer=letterhead.issuer)
        for n in range(100)
    )
    assert shown(at_desk, suggested).count("<option") == 10
    html = shown(at_desk, f"{NEW}?rapat={held}")
    assert f'value="{letterhead}"' in html  # the proposed one
    assert "Kop nomor" not in html
    typed = {"letterhead": "", "letterhead_text": "nomor 07"}
    asked = sent(at_desk, f"{NEW}?rapat={held}", **words(letterhead, **typed))
    html = says(asked, "11 match. Choose one.")
    assert html.count("Kop nomor 07") == 10
    typed["letterhead_text"] = "nomor 077"
    sent(at_desk, f"{NEW}?rapat={held}", **words(letterhead, **typed))
    assert Document.objects.get().letterhead.name == "Kop nomor 077"


def test_a_draft_is_begun_also_while_the_meeting_goes_on(held, letterhead, at_desk):
    answer = sent(at_desk, f"{NEW}?rapat={held}", **words(letterhead))
    draft = Document.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, draft.get_absolute_url())
    assert (draft.subject, draft.letterhead, draft.clauses.count()) == (
        "Tentang lapak",
        letterhead,
        1,
    )
    assert (draft.signatories.count(), held.state) == (2, "in_progress")


def test_sent_twice_it_is_one_draft(held, letterhead, at_desk):
    key = uuid.uuid4()
    first = sent(at_desk, f"{NEW}?rapat={held}", key=key, **words(letterhead))
    second = sent(at_desk, f"{NEW}?rapat={held}", key=key, **words(letterhead))
    assert first["Location"] == second["Location"]
    assert Document.objects.count() == 1


def test_who_begins_a_second_draft_is_told_of_the_first(held, letterhead, facilitator, at_desk):
    first = make_draft(held, letterhead, by=facilitator)
    html = shown(at_desk, f"{NEW}?rapat={held}")
    assert f"{first} was already drafted from this meeting" in html
    assert f'href="{first.get_absolute_url()}"' in html


def test_a_cancelled_meeting_has_no_draft(meeting, letterhead, facilitator, at_desk):
    take_meeting_to("cancelled", meeting, by=facilitator)
    html = says(
        sent(at_desk, f"{NEW}?rapat={meeting}", **words(letterhead)), "The meeting was cancelled."
    )
    assert "Tentang lapak" in html
    assert meeting.theme not in shown(at_desk, NEW)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "This field is required."),
        ("title", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("title", "a\0b", "Null characters are not allowed."),
        ("date", "kemarin", "Enter a valid date."),
        ("date", "0021-11-08", "Ensure this value is greater than or equal to 1945-08-17."),
        ("letterhead", "99999999999999999999", "What was chosen is no longer there."),
        ("kind", "mou", "Select a valid choice."),
        ("subject", "\u202e" * 501, "Ensure this value has at most 500 characters"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(held, letterhead, at_desk, field, value, sentence):
    typed = words(letterhead, place="Madiun <b>Kota</b>", **{field: value})
    html = says(sent(at_desk, f"{NEW}?rapat={held}", **typed), sentence)
    assert "Madiun &lt;b&gt;Kota&lt;/b&gt;" in html
    assert not Document.objects.exists()


def test_without_a_meeting_it_asks_which(held, at_desk):
    assert f"?rapat={held}" in shown(at_desk, NEW)
    shown(at_desk, f"{NEW}?rapat=RPT-9999-9999", 404)


def test_drafting_is_the_staffs(held, cast, client):
    assert client.get(NEW).status_code == 302
    for name in ("citizen", "inka", "administrator"):
        client.force_login(cast[name])
        shown(client, f"{NEW}?rapat={held}", 403)


# ── Who signs ────────────────────────────────────────────────────────────────────────────────


def signers(draft):
    return [
        (signatory.printed_name, signatory.position, signatory.nip)
        for signatory in draft.signatories.order_by("order")
    ]


def test_office_and_nip_come_from_the_registers(held, forum, letterhead, facilitator):
    person = make_person(
        "siti", name="Siti", title_after="M.Si.", nip="198001012005012001", by=facilitator
    )
    Mandate.objects.create(person=person, organisation=forum.outside, position="Kepala Dinas")
    add_walk_in(meeting=held, organisation=forum.outside, person=person, by=facilitator)
    draft = make_draft(held, letterhead, by=facilitator)
    assert signers(draft)[-1] == ("Siti, M.Si.", "Kepala Dinas", "198001012005012001")


def test_who_stood_in_signs_on_behalf(held, letterhead, forum, facilitator):
    participant = held.participants.get(organisation=forum.inka)
    mark_attendance(
        participant=participant,
        attendance="represented",
        represented_by="Budi Santoso, S.T.",
        by=facilitator,
    )
    draft = make_draft(held, letterhead, by=facilitator)
    assert signers(draft)[0] == ("Budi Santoso, S.T.", "a.n. Wakil", "")
    assert draft.signatories.first().person is None


def test_a_substitute_whom_the_registers_know_is_that_person(
    held, letterhead, forum, cast, facilitator
):
    budi = make_person("budi", name="Budi Santoso", nip="1", by=facilitator)
    cast.inka.person.mandates.update(substitute=budi)
    mark_attendance(
        participant=held.participants.get(organisation=forum.inka),
        attendance="represented",
        represented_by="Bp. BUDI SANTOSO",
        by=facilitator,
    )
    draft = make_draft(held, letterhead, by=facilitator)
    assert signers(draft)[0] == ("Budi Santoso", "a.n. Wakil", "1")
    assert draft.signatories.first().person == budi


def test_filling_again_adds_who_is_missing_and_changes_nobody(draft, forum, facilitator):
    first = draft.signatories.first()
    first.position = "Direktur"
    first.save()
    add_walk_in(meeting=draft.meeting, organisation=forum.outside, position="Staf", by=facilitator)
    added = fill_signatories(document=draft, by=facilitator)
    assert [str(signatory) for signatory in added] == ["Staf"]
    assert Signatory.objects.get(pk=first.pk).position == "Direktur"
    assert fill_signatories(document=draft, by=facilitator) == []
    assert told(draft)[-1] == "Staf (Perusahaan Luar (contoh)) was added as a signatory."
