"""The workbench of a draft: what is missing with the way there, who may what, its particulars."""

import re

import pytest

from agreements.actions.clauses import add_clause
from agreements.actions.drafting import edit_document, number_document
from agreements.models import Document, LetterheadFormula
from agreements.preflight import examine
from core.numbering import reserve_number
from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.actions.logging import log_pledge
from meetings.actions.settling import record_follow_up
from pledges.actions.deciding import reopen_pledge
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import make_letterhead
from tests.support.expect import refused, told
from tests.support.factories import take_pledge_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def at_desk(client, secretary):
    """The secretary's browser, in English."""
    client.cookies["django_language"] = "en"
    client.force_login(secretary)
    return client


@pytest.fixture
def spoilt(draft, forum, secretary):
    """A draft that lacks everything which a draft can lack while the meeting took place."""
    meeting = draft.meeting
    add_clause(document=draft, text="", title="Anggaran", by=secretary)
    draft.signatories.filter(order=1).update(position="")
    reopen_pledge(pledge=draft.pledges.get(), by=secretary)
    late = log_pledge(meeting=meeting, lead=forum.taman, own_words="Kami juga", by=secretary)
    take_pledge_to("accommodated", late, by=secretary)
    add_agenda_item(meeting=meeting, title="Penutup", by=secretary)
    meeting.follow_ups.update(decision=None)
    record_follow_up(meeting=meeting, activity="x", by=secretary)
    for participant in meeting.participants.all():
        mark_attendance(participant=participant, attendance="absent", by=secretary)
    LetterheadFormula.objects.update(number_pattern="")
    Document.objects.update(letterhead=None)
    return Document.objects.select_related("meeting").get(pk=draft.pk)


RUNNING = "The meeting is still in progress: what is said after freezing is not in the document."


# ── What is missing ──────────────────────────────────────────────────────────────────────────


def test_every_finding_leads_to_a_page_where_it_is_mended(spoilt, cast, client):
    findings = examine(spoilt)
    assert [finding.sentence for finding in findings] == [
        "No letterhead is chosen.",
        "There is no number, and no pattern to make one.",
        "Clause 2 is empty.",
        "PT INKA has no position.".replace("PT INKA", "Wakil INKA (contoh) (PT INKA)"),
        "Contribution KOM-2021-0001 is not decided yet.",
        "Nobody is marked as present.",
        "Contribution KOM-2021-0002 of this meeting is not in the document.",
        "Contribution KOM-2021-0002 has no deadline.",
        RUNNING,
        "Agenda item “Penutup” has no notes.",
        "Nobody is responsible for KEP-2021-0001.",
        "RTL-2021-0002 has nobody responsible.",
        "RTL-2021-0002 has no deadline.",
    ]
    for user in (cast.facilitator, cast.secretary):
        client.force_login(user)
        for finding in findings:
            shown(client, finding.url)


def test_a_pledge_that_stands_elsewhere_leads_to_where_it_is_left_out(
    draft, letterhead, secretary, at_desk
):
    Document.objects.filter(pk=draft.pk).update(reference="BA-2021-0009")
    draft.pledges.update(locked_in="BA-2021-0009")
    draft.refresh_from_db()
    assert [finding.sentence for finding in examine(draft)] == [RUNNING]
    draft.pledges.update(locked_in="BA-2021-0008")
    blocker, _running = examine(draft)
    assert blocker.url == "/berita-acara/BA-2021-0009/#contributions"


def test_the_page_asks_one_question_and_answers_it(spoilt, at_desk):
    html = shown(at_desk, desk(spoilt))
    assert "What is missing before it can be frozen?" in html
    assert "6 things must be settled before it can be frozen." in html
    for finding in examine(spoilt):
        assert f'href="{finding.url}"' in html
    assert "Complete the first" in html
    assert "Freeze the text" not in html


def test_a_ready_draft_is_frozen_by_the_secretariat(draft, at_desk, facilitator):
    html = shown(at_desk, desk(draft))
    assert "Nothing is missing: the secretariat can freeze it." in html
    assert f'href="{desk(draft, "bekukan/")}"' in html
    at_desk.force_login(facilitator)
    html = shown(at_desk, desk(draft))
    assert "Who can freeze it" in html
    assert "Sekretaris (contoh)" in shown(at_desk, desk(draft, "bekukan/"))


def test_an_administrator_reads_and_is_led_nowhere_closed(spoilt, cast, client):
    client.force_login(cast.administrator)
    html = shown(client, desk(spoilt))
    assert "KONSEP" in html
    for link in set(re.findall(rf'href="({desk(spoilt)}[^"#?]+)"', html)):
        shown(client, link)


@pytest.mark.parametrize("who", ["facilitator", "secretary", "administrator"])
def test_the_page_stays_within_twelve_queries(
    spoilt, cast, client, who, django_assert_max_num_queries
):
    Document.objects.filter(pk=spoilt.pk).update(letterhead=make_letter_of(spoilt, cast))
    client.force_login(cast[who])
    with django_assert_max_num_queries(12):
        shown(client, desk(spoilt))


def make_letter_of(document, cast):
    issuer = cast.secretary.person.mandates.get().organisation
    return make_letterhead(issuer, by=cast.secretary, slug="lain", name="Surat lain (contoh)")


def test_contributions_are_gathered_again(draft, forum, at_desk, secretary):
    late = log_pledge(meeting=draft.meeting, lead=forum.taman, own_words="x", by=secretary)
    take_pledge_to("deferred", late, by=secretary)
    answer = at_desk.post(desk(draft, "kontribusi/"), follow=True)
    assert "2 contributions are in the draft now." in answer.content.decode()
    assert late.get_absolute_url() in answer.content.decode()


# ── Particulars ──────────────────────────────────────────────────────────────────────────────


def particulars(draft, **changes):
    return {
        "revision": draft.revision,
        "title": draft.title,
        "subject": draft.subject,
        "date": draft.date.isoformat(),
        "place": draft.place,
        "basis": draft.basis,
        "letterhead": draft.letterhead_id,
        **changes,
    }


def test_particulars_are_changed(draft, at_desk):
    typed = particulars(draft, title="Berita Acara Kesepakatan", basis="Satu\r\nDua")
    assert sent(at_desk, desk(draft, "keterangan/"), **typed)["Location"] == desk(draft)
    draft.refresh_from_db()
    assert (draft.title, draft.basis, draft.revision) == (
        "Berita Acara Kesepakatan",
        "Satu\r\nDua",
        2,
    )
    assert told(draft)[-1] == "The particulars were changed."


def test_the_second_editor_of_the_particulars_sees_both(draft, at_desk, facilitator):
    edit_document(document=draft, seen_revision=1, title="Dari rekan", by=facilitator)
    html = says(
        sent(at_desk, desk(draft, "keterangan/"), **particulars(draft, title="Dari saya")),
        "Someone else changed this while you were writing. Compare both and choose.",
    )
    assert "Dari rekan" in html
    assert "Dari saya" in html


def test_a_number_stays_in_the_register_it_was_taken_from(draft, forum, secretary, at_desk):
    number_document(document=draft, number="050/7", by=secretary)
    other = make_letterhead(forum.forpemma, slug="lain", by=secretary)
    draft.refresh_from_db()
    says(
        sent(at_desk, desk(draft, "keterangan/"), **particulars(draft, letterhead=other.pk)),
        "Number 050/7 was taken from the register of Bappelitbangda.",
    )


def test_a_title_is_needed(draft, secretary, at_desk):
    typed = particulars(draft, title=" ")
    says(sent(at_desk, desk(draft, "keterangan/"), **typed), "This field is required.")


# ── The number ───────────────────────────────────────────────────────────────────────────────


def test_the_next_number_is_shown_and_not_taken(draft, at_desk):
    page = desk(draft, "nomor/")
    for _again in range(2):
        assert "050/001/CONTOH/2021" in shown(at_desk, page)
    reserve_number(f"organisation:{draft.letterhead.issuer_id}", "050/001/CONTOH/2021", purpose="x")
    assert "050/002/CONTOH/2021" in shown(at_desk, page)


def test_a_number_from_the_register_is_typed_once(draft, at_desk, secretary, letterhead):
    page = desk(draft, "nomor/")
    assert sent(at_desk, page, number=" 050/7/2021 ")["Location"] == desk(draft)
    draft.refresh_from_db()
    assert draft.number == "050/7/2021"
    assert "050/7/2021" in shown(at_desk, page)
    reserve_number(f"organisation:{letterhead.issuer_id}", "050/8", purpose="lain")
    sent(at_desk, page, number="050/8")
    with refused("Number 050/7/2021 is already taken.", field="number"):
        number_document(document=draft, number="050/7/2021", by=secretary)
    html = says(sent(at_desk, page, number="050/7/2021"), "Number 050/7/2021 is already taken.")
    assert 'value="050/7/2021"' in html


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("", "This field is required."), ("9" * 101, "at most 100 characters"), ("a\0", "Null")],
)
def test_a_number_that_cannot_be_is_said(draft, at_desk, number, sentence):
    says(sent(at_desk, desk(draft, "nomor/"), number=number), sentence)


def test_who_may_not_number_learns_who_may(draft, facilitator, client):
    client.force_login(facilitator)
    assert "Sekretaris (contoh)" in shown(client, desk(draft, "nomor/"))
    assert sent(client, desk(draft, "nomor/"), number="1").status_code == 403
