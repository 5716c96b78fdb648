"""A line of the log is corrected, also where it stands in a register, or taken out."""

import re
from datetime import date

import pytest
from django.urls import reverse

from meetings.actions.logging import edit_entry, log_entry
from meetings.actions.planning import close_meeting
from meetings.actions.settling import edit_decision, record_decision, record_follow_up
from meetings.models import LogEntry
from tests.support.expect import told
from tests.support.log_desk import desk_of, edit_page, write

pytestmark = pytest.mark.django_db


def test_a_statement_is_corrected_on_its_page(staff, running, item, facilitator):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    assert 'name="revision" value="1"' in staff.get(edit_page(entry)).content.decode()
    answer = staff.post(
        edit_page(entry),
        {"kind": "note", "text": "Selamat pagi", "agenda_item": item.pk, "revision": 1},
    )
    assert answer["Location"] == f"{desk_of(running)}#catatan-{entry.pk}"
    entry.refresh_from_db()
    assert (entry.text, entry.kind, entry.agenda_item) == ("Selamat pagi", "note", item)


def test_the_second_writer_sees_both_texts_and_chooses(staff, running, facilitator, secretary):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    edit_entry(entry=entry, seen_revision=1, text="Pertama", by=secretary)
    mine = {"kind": "statement", "text": "Kedua", "revision": 1}
    answer = staff.post(edit_page(entry), mine)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Saved meanwhile by Sekretaris (contoh)" in html
    assert '<p class="conflict-text">Pertama</p>' in html
    assert '<p class="conflict-text">Kedua</p>' in html
    entry.refresh_from_db()
    assert entry.text == "Pertama"
    assert staff.post(edit_page(entry), {**mine, "revision": 2}).status_code == 302
    entry.refresh_from_db()
    assert entry.text == "Kedua"


def test_a_decision_is_corrected_in_the_register_and_in_the_log(
    staff, running, item, ground, facilitator, english
):
    decision = record_decision(meeting=running, text="Taman", by=facilitator)
    answer = staff.post(
        edit_page(decision.entry),
        {
            "title": "Lokasi",
            "text": "Taman dan Demangan",
            "pilots": [ground.pilot.pk],
            "agenda_item": item.pk,
            "revision": 1,
        },
    )
    assert answer.status_code == 302
    decision.refresh_from_db()
    decision.entry.refresh_from_db()
    assert (decision.title, decision.text) == ("Lokasi", "Taman dan Demangan")
    assert (decision.entry.text, decision.entry.agenda_item) == ("Taman dan Demangan", item)
    assert list(decision.pilots.all()) == [ground.pilot]
    assert told(decision)[-1] == "The decision was changed."


@pytest.mark.parametrize("pilot", ["9" * 19, "9" * 5000, "-1", "x", "1\0"])
def test_a_pilot_that_cannot_be_is_said_beside_its_field(staff, running, facilitator, pilot):
    decision = record_decision(meeting=running, text="Taman", by=facilitator)
    typed = {"text": "Taman dan Demangan", "pilots": [pilot], "revision": 1}
    answer = staff.post(edit_page(decision.entry), typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["pilots"]
    assert "Taman dan Demangan" in answer.content.decode()
    decision.refresh_from_db()
    assert decision.text == "Taman"


def test_a_decision_changed_by_two_shows_both_texts(staff, running, facilitator, secretary):
    decision = record_decision(meeting=running, text="Taman", by=facilitator)
    edit_decision(decision=decision, seen_revision=1, text="Pertama", by=secretary)
    answer = staff.post(
        edit_page(decision.entry), {"text": "Kedua", "speaker_note": "Semua", "revision": 1}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Pertama", "Kedua", "Semua"):
        assert f'<p class="conflict-text">{words}</p>' in html
    decision.entry.refresh_from_db()
    assert (decision.entry.text, decision.entry.speaker_note) == ("Pertama", "")


def test_a_follow_up_is_corrected_in_the_register_and_in_the_log(
    staff, running, forum, ground, facilitator, english
):
    decision = record_decision(meeting=running, text="Taman", by=facilitator)
    follow_up = record_follow_up(
        meeting=running,
        decision=decision,
        activity="Lapak",
        owner=forum.inka,
        supporters=[forum.taman],
        by=facilitator,
    )
    page = staff.get(edit_page(follow_up.entry)).content.decode()
    assert 'value="PT INKA"' in page
    assert re.search(rf'name="supporters"\s+value="{forum.taman.pk}"\s+checked', page)
    answer = staff.post(
        edit_page(follow_up.entry),
        {
            "activity": "Lapak siap",
            "owner_text": "Kelurahan Taman",
            "supporters_text": "PT INKA",
            "deadline": "2021-12-24",
            "regions": [ground.kelurahan.pk],
            "revision": 1,
        },
    )
    assert answer.status_code == 302
    follow_up.refresh_from_db()
    follow_up.entry.refresh_from_db()
    assert (follow_up.activity, follow_up.owner, follow_up.deadline, follow_up.decision) == (
        "Lapak siap",
        forum.taman,
        date(2021, 12, 24),
        decision,
    )
    assert follow_up.entry.text == "Lapak siap"
    assert list(follow_up.supporters.all()) == [forum.inka]
    assert list(follow_up.regions.all()) == [ground.kelurahan]
    assert told(follow_up)[-1] == "The follow-up was changed."


def test_a_contributions_line_changes_its_place_and_never_its_words(staff, running, item, speaker):
    write(staff, running, kind="pledge", text="Kami bantu", speaker=speaker.pk)
    entry = LogEntry.objects.get()
    assert 'name="text"' not in staff.get(edit_page(entry)).content.decode()
    answer = staff.post(
        edit_page(entry), {"text": "Lain", "agenda_item": item.pk, "revision": entry.revision}
    )
    assert answer.status_code == 302
    entry.refresh_from_db()
    assert (entry.text, entry.agenda_item) == ("Kami bantu", item)


def test_after_closing_a_line_no_longer_changes(staff, running, facilitator):
    decision = record_decision(meeting=running, text="Taman", by=facilitator)
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    close_meeting(meeting=running, by=facilitator)
    sentence = (
        "The meeting is closed, so this entry can no longer be changed. Add a new entry instead."
    )
    for line, fields in ((entry, {"kind": "note"}), (decision.entry, {})):
        answer = staff.post(edit_page(line), {"text": "Lain", "revision": 1, **fields})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    decision.refresh_from_db()
    assert decision.text == "Taman"


def test_a_statement_is_taken_out_and_the_history_keeps_its_words(
    staff, running, facilitator, english
):
    entry = log_entry(meeting=running, text="Halo", original_words="halo ya", by=facilitator)
    address = reverse("meetings:entry_remove", args=[running.reference, entry.pk])
    assert "“Halo”" in staff.get(address).content.decode()
    assert LogEntry.objects.exists()
    assert staff.post(address)["Location"] == desk_of(running)
    assert not LogEntry.objects.exists()
    assert told(running)[-1] == "A log entry was removed: “Halo / halo ya”"
    assert staff.post(address).status_code == 404


def test_what_stands_in_a_register_stays(staff, running, facilitator):
    decision = record_decision(meeting=running, text="Taman", by=facilitator)
    address = reverse("meetings:entry_remove", args=[running.reference, decision.entry.pk])
    assert address not in staff.get(desk_of(running)).content.decode()
    answer = staff.post(address)
    assert answer.status_code == 422
    assert (
        "A decision, follow-up or contribution cannot be removed from the log;"
        " withdraw it with a reason." in answer.content.decode()
    )
