"""What a document says, built from the database: plain JSON, Indonesian, no contact data."""

import json
from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.utils import translation

from agreements.actions.clauses import add_clause
from agreements.actions.signatories import add_signatory
from agreements.content import attendance_list, berita_acara, invitation, minutes, rows, wording
from agreements.content.letterheads import fill_formula, get_formula
from agreements.models import Capacity, Route, SignatoryState
from core.canonical import to_canonical_json
from meetings.models import Attendance, FollowUpState, LogKind
from pledges.models import PledgeForm, PledgeState
from stakeholders.models import Sector

MOMENT = datetime(2021, 11, 8, 5, 0, 0, 123456, tzinfo=UTC)


def built(document):
    return berita_acara.build_content(document, recorded_at=MOMENT)


def test_content_is_exact_json(draft):
    content = built(draft)
    assert json.loads(to_canonical_json(content)) == content


def test_content_follows_its_declared_shape(draft, meeting, letterhead):
    declared = {
        berita_acara.BeritaAcaraContent: built(draft),
        invitation.InvitationContent: invitation.build_content(meeting, letterhead),
        attendance_list.AttendanceListContent: attendance_list.build_content(meeting, letterhead),
        minutes.MinutesContent: minutes.build_content(meeting, letterhead),
    }
    for shape, content in declared.items():
        assert set(content) == shape.__required_keys__


def test_a_moment_is_kept_to_the_second_in_western_time(draft):
    assert built(draft)["recorded_at"] == "2021-11-08T12:00:00+07:00"


def test_a_draft_is_dated_by_its_beginning_so_printing_it_twice_is_the_same(draft):
    assert berita_acara.build_content(draft) == berita_acara.build_content(draft)


def test_the_language_of_the_reader_changes_nothing(draft, meeting, letterhead):
    def everything():
        return [
            built(draft),
            invitation.build_content(meeting, letterhead),
            attendance_list.build_content(meeting, letterhead),
            minutes.build_content(meeting, letterhead),
        ]

    with translation.override("en"):
        english = everything()
    with translation.override("id"):
        assert everything() == english


def test_no_contact_data_and_no_source_is_in_any_paper(draft, meeting, letterhead, cast):
    person = cast.inka.person
    person.phone, person.email = "0812-7777-8888", "rahasia@rembug.example"
    person.save()
    said = "".join(
        to_canonical_json(content).decode()
        for content in (
            built(draft),
            invitation.build_content(meeting, letterhead),
            attendance_list.build_content(meeting, letterhead),
            minutes.build_content(meeting, letterhead),
        )
    )
    assert person.full_name in said
    assert "0812" not in said
    assert "@" not in said


def test_signing_changes_no_content(draft):
    before = built(draft)
    signed = {"state": SignatoryState.SIGNED, "route": Route.INK}
    draft.signatories.update(**signed, signed_date=date(2021, 11, 8))
    assert built(draft) == before


def test_a_draft_cannot_be_verified(draft):
    assert built(draft)["verification"] is None


def test_a_frozen_document_leads_to_its_page(frozen):
    code = frozen.verification_code
    url = f"http://rembug.example/verifikasi/{code}/"
    assert frozen.versions.get().content["verification"] == {"url": url, "code": code}


def test_a_document_without_a_letter_template_has_no_content(draft):
    draft.letterhead = None
    with pytest.raises(ValueError, match="no letterhead"):
        built(draft)


def test_parties_come_first_and_who_acknowledges_last(draft, forum, facilitator):
    for capacity in (Capacity.ACKNOWLEDGING, Capacity.WITNESS, Capacity.PARTY):
        add_signatory(
            document=draft,
            organisation=forum.taman,
            capacity=capacity,
            position="Lurah",
            by=facilitator,
        )
    capacities = [block["capacity_text"] for block in built(draft)["signatories"]]
    assert capacities[-2:] == ["Saksi", "Mengetahui"]
    assert set(capacities[:-2]) == {"Para Pihak"}


def test_only_parties_are_named_as_parties(draft, forum, facilitator):
    before = built(draft)["parties"]
    add_signatory(
        document=draft,
        organisation=forum.taman,
        capacity=Capacity.WITNESS,
        position="Camat",
        by=facilitator,
    )
    assert built(draft)["parties"] == before


def test_only_civil_servants_are_asked_for_a_nip(draft, forum, facilitator):
    for organisation in (forum.bappelitbangda, forum.outside):
        add_signatory(document=draft, organisation=organisation, position="X", by=facilitator)
    asked = {block["organisation"]: block["wants_nip"] for block in built(draft)["signatories"]}
    assert asked["Bappelitbangda"] is True
    assert asked["Perusahaan Luar (contoh)"] is False


def test_clauses_are_headed_in_their_order(draft, facilitator):
    while draft.clauses.count() < 3:
        add_clause(document=draft, text="Sepakat.", by=facilitator)
    headings = [clause["heading"] for clause in built(draft)["clauses"]]
    assert headings == ["KESATU", "KEDUA", "KETIGA"]


def test_an_illustrative_clause_marks_the_whole_document(draft, facilitator):
    content = built(draft)
    draft.is_example = False
    add_clause(document=draft, text="Sepakat.", is_example=True, by=facilitator)
    marked = built(draft)
    assert marked["example"] is True
    assert marked["example_notice"] == wording.EXAMPLE_NOTICE
    assert content["clauses"] == marked["clauses"][:-1]


def test_a_pledge_that_is_not_public_keeps_a_row_without_details(draft, pledge):
    shown = built(draft)["contributions"][0]
    assert shown["own_words"] == pledge.own_words
    pledge.is_public = False
    pledge.save()
    hidden = built(draft)["contributions"][0]
    assert hidden["reference"] == shown["reference"]
    assert hidden["contribution"] == wording.NOT_PUBLIC
    assert pledge.own_words not in json.dumps(hidden)
    assert hidden["volume"] == hidden["regions"] == hidden["period"] == hidden["form"] == ""
    assert hidden["value_idr"] is None


def test_contributions_are_counted_by_decision():
    words = [{"decision_text": word} for word in ("Diakomodir", "Digabung", "Diakomodir")]
    assert rows.describe_contributions(words) == "3 kontribusi: 2 diakomodir, 1 digabung."
    assert rows.describe_contributions([]) == ""


def test_invented_and_inferred_values_say_so():
    fact = SimpleNamespace(example_fields=["starts_at"], inferred_fields=["host", "starts_at"])
    assert rows.mark_origin(fact, "venue", "Aula") == "Aula"
    assert rows.mark_origin(fact, "host", "Bappelitbangda") == "Bappelitbangda (disimpulkan)"
    assert rows.mark_origin(fact, "starts_at", "09.00") == "09.00 (contoh dan disimpulkan)"
    assert rows.mark_origin(fact, "starts_at", "09.00 (contoh)") == "09.00 (contoh) (disimpulkan)"
    assert rows.mark_origin(fact, "host", "") == ""


def test_a_field_that_is_empty_leaves_dots_for_a_hand():
    assert fill_formula("dipandu oleh {moderator}, dihadiri", {"moderator": ""}) == (
        "dipandu oleh ……………………, dihadiri"
    )


def test_formulas_fill_what_they_know_and_leave_the_rest():
    formula = "Pada {tanggal} di {tempat}: {tak_dikenal} {0} {tema.__class__} {}"
    assert fill_formula(formula, {"tanggal": "Senin", "tempat": "{tema}", "tema": "X"}) == (
        "Pada Senin di {tema}: {tak_dikenal} {0} {tema.__class__} {}"
    )


def test_a_template_without_a_formula_still_has_a_title(letterhead):
    letterhead.formulas.all().delete()
    assert get_formula(letterhead, "minutes").title == "NOTULEN"


def test_the_opening_says_the_day_in_words(draft, letterhead):
    letterhead.formulas.filter(kind="berita_acara").update(
        opening="Pada hari ini, {tanggal_terbilang}, dihadiri {jumlah_peserta} orang."
    )
    assert built(draft)["opening"] == (
        "Pada hari ini, Senin, tanggal delapan bulan November tahun dua ribu dua puluh satu"
        " (08-11-2021), dihadiri 2 orang."
    )


def test_an_invitation_waits_for_number_and_day_unless_told(meeting, letterhead):
    waiting = invitation.build_content(meeting, letterhead)
    assert (waiting["number"], waiting["date"]) == ("", "")
    assert waiting["date_text"].endswith("2021")
    told = invitation.build_content(meeting, letterhead, number="005/001", day=date(2021, 11, 1))
    assert (told["number"], told["date"]) == ("005/001", "2021-11-01")


def test_papers_of_a_meeting_carry_the_moment_when_it_begins(meeting, letterhead):
    meeting.starts_at = time(9)
    meeting.save()
    content = attendance_list.build_content(meeting, letterhead)
    assert content["recorded_at"] == "2021-11-08T09:00:00+07:00"


def test_minutes_list_each_point_of_the_agenda_and_what_was_said_apart(meeting, letterhead):
    content = minutes.build_content(meeting, letterhead)
    titles = [item["title"] for item in content["course"]]
    assert titles == [item.title for item in meeting.agenda.order_by("order")]


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (Sector, wording.SECTORS),
        (Attendance, wording.ATTENDANCE),
        (PledgeForm, wording.FORMS),
        (FollowUpState, wording.FOLLOW_UPS),
        (LogKind, wording.LOG),
        (Capacity, wording.CAPACITIES),
        (SignatoryState, wording.INK),
    ],
)
def test_every_choice_has_its_official_word(choices, words):
    assert set(words) == set(choices.values)


def test_every_decided_state_of_a_pledge_has_its_word():
    undecided = {PledgeState.DRAFT, PledgeState.SUBMITTED}
    assert set(wording.PLEDGES) == set(PledgeState.values) - undecided
