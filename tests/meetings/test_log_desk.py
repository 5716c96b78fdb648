"""The log desk: the next line quickly, of every kind; corrections; what was left open before."""

import re
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.actions.logging import log_entry
from meetings.actions.planning import close_meeting
from meetings.models import Decision, FollowUp, LogEntry
from pledges.models import Pledge
from tests.support import factories
from tests.support.log_desk import desk_of, edit_page, write
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


# ── A line of every kind ─────────────────────────────────────────────────────────────────


def test_a_statement_is_written_and_settles_in_under_its_point(staff, running, item, speaker):
    answer = write(
        staff,
        running,
        text="Sembilan lokasi.",
        original_words="harusnya sembilan",
        agenda_item=item.pk,
        speaker=speaker.pk,
        said_at="10.15",
        is_differing_view="on",
    )
    entry = LogEntry.objects.get()
    assert (entry.text, entry.original_words, entry.said_at) == (
        "Sembilan lokasi.",
        "harusnya sembilan",
        time(10, 15),
    )
    assert (entry.agenda_item, entry.speaker, entry.is_differing_view) == (item, speaker, True)
    html = answer.content.decode()
    assert f'data-hx-swap-oob="beforeend:#butir-{item.pk}"' in html
    assert f'id="catatan-{entry.pk}"' in html
    assert "line-new" in html
    assert "Wakil INKA (contoh) (PT INKA)" in html
    # The words come back empty with a key of their own; point and speaker stay in the page.
    assert 'id="words"' in html
    assert str(entry.idempotency_key) not in html
    assert 'id="id_speaker"' not in html
    assert "<html" not in html


def test_a_line_that_waited_on_the_device_tells_both_times(staff, running):
    html = write(staff, running, text="Sembilan lokasi.", seconds_ago=2280).content.decode()
    entry = LogEntry.objects.get()
    waited = entry.recorded_at - entry.typed_at
    assert timedelta(minutes=37) < waited < timedelta(minutes=39)
    typed, sent = (timezone.localtime(at) for at in (entry.typed_at, entry.recorded_at))
    assert f"diketik {typed:%H.%M}" in html or f"typed {typed:%H.%M}" in html
    assert f" {sent:%H.%M} WIB" in html


def test_without_script_point_and_speaker_are_kept_in_the_address(staff, running, item, speaker):
    fields = {"kind": "note", "agenda_item": item.pk, "speaker": speaker.pk}
    answer = write(staff, running, htmx=False, **fields)
    entry = LogEntry.objects.get()
    assert answer["Location"] == (
        f"{desk_of(running)}?jenis=note&butir={item.pk}&pembicara={speaker.pk}#catatan-{entry.pk}"
    )
    html = staff.get(answer["Location"]).content.decode()
    assert f'<option value="{item.pk}" selected>' in html
    assert f'<option value="{speaker.pk}" selected>' in html
    assert '<option value="note" selected>' in html


def test_a_decision_goes_to_the_register_with_its_pilots(staff, running, item, ground):
    answer = write(
        staff,
        running,
        kind="decision",
        text="Lokasi: Taman.",
        title="Lokasi",
        note="Satu pihak mengusulkan sembilan.",
        pilots=[ground.pilot.pk],
        agenda_item=item.pk,
    )
    decision = Decision.objects.get()
    assert (decision.title, decision.text, decision.note) == (
        "Lokasi",
        "Lokasi: Taman.",
        "Satu pihak mengusulkan sembilan.",
    )
    assert list(decision.pilots.all()) == [ground.pilot]
    assert (decision.entry.agenda_item, decision.entry.text) == (item, "Lokasi: Taman.")
    html = answer.content.decode()
    assert decision.reference in html
    # What the kind asks comes back empty as well.
    assert 'id="more" data-hx-swap-oob="true"' in html
    assert "Satu pihak" not in html
    assert 'id="places" class="for-places" data-hx-swap-oob="true"' in html
    assert " checked" not in html


def test_boxes_that_nobody_ticked_stay_as_they_are(staff, running):
    assert 'id="places"' in staff.get(desk_of(running)).content.decode()
    assert 'id="places"' not in write(staff, running, kind="decision").content.decode()
    refused = write(staff, running, kind="decision", pilots=["x"]).content.decode()
    assert 'id="places"' in refused
    assert "What was chosen is no longer there." in refused


def test_a_follow_up_finds_its_organisations_by_any_name(staff, running, forum, ground):
    write(
        staff,
        running,
        kind="follow_up",
        text="Menyiapkan lapak",
        owner_text="pt inka",
        supporters=[str(forum.forpemma.pk)],
        supporters_text=" KELURAHAN TAMAN ",
        deadline="2021-12-01",
        output="Lapak siap",
        pilots=[ground.pilot.pk],
    )
    follow_up = FollowUp.objects.get()
    assert (follow_up.owner, follow_up.deadline, follow_up.output) == (
        forum.inka,
        date(2021, 12, 1),
        "Lapak siap",
    )
    assert set(follow_up.supporters.all()) == {forum.forpemma, forum.taman}
    assert list(follow_up.regions.all()) == [ground.kelurahan]


def test_a_contribution_is_the_speakers_organisations_in_its_own_words(
    staff, running, item, speaker, forum
):
    answer = write(
        staff,
        running,
        kind="pledge",
        text="Kami pinjami tenda",
        speaker=speaker.pk,
        agenda_item=item.pk,
    )
    pledge = Pledge.objects.get()
    assert (pledge.lead, pledge.own_words, pledge.state) == (
        forum.inka,
        "Kami pinjami tenda",
        "submitted",
    )
    assert (pledge.written_by, pledge.is_on_behalf) == ("Wakil INKA (contoh)", True)
    entry = LogEntry.objects.get()
    assert (entry.kind, entry.pledge, entry.agenda_item, entry.speaker) == (
        "pledge",
        pledge,
        item,
        speaker,
    )
    assert pledge.reference in answer.content.decode()


def test_a_contribution_may_be_anothers_but_not_nobodys(staff, running, forum):
    answer = write(staff, running, kind="pledge", text="Kami bantu")
    assert answer.status_code == 422
    assert "Whose contribution is it?" in answer.content.decode()
    assert (
        write(staff, running, kind="pledge", text="Kami bantu", lead_text="PT INKA").status_code
        == 200
    )
    assert Pledge.objects.get().lead == forum.inka


def test_speakers_who_are_not_on_the_list_are_named_in_words(staff, running):
    html = write(staff, running, speaker_note="Beberapa warga").content.decode()
    assert "Beberapa warga" in html


# ── What is refused ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Please write what was said."),
        ({"text": " \n "}, "Please write what was said."),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"text": "x" * 10_001}, "Ensure this value has at most 10000 characters"),
        ({"said_at": "25:61"}, "Enter a valid time."),
        ({"kind": "gossip"}, "Select a valid choice."),
        ({"speaker": "9" * 40}, "What was chosen is no longer there."),
        ({"agenda_item": "'; --"}, "Select a valid choice."),
        ({"kind": "follow_up", "owner_text": "Tak Dikenal"}, "Nothing matches “Tak Dikenal”."),
        ({"kind": "follow_up", "supporters_text": "Entah"}, "Nothing matches “Entah”."),
        ({"kind": "follow_up", "deadline": "1021-12-01"}, "Please check the year."),
        ({"kind": "decision", "title": "x" * 201}, "Ensure this value has at most 200"),
        ({"kind": "decision", "pilots": ["x"]}, "What was chosen is no longer there."),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_wrong_is_told_and_what_was_typed_stays(staff, running, htmx, fields, sentence):
    answer = write(staff, running, htmx=htmx, **{"original_words": "kata asli saya", **fields})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert "kata asli saya" in html
    assert not LogEntry.objects.exists()


def test_a_point_or_speaker_of_another_meeting_is_no_choice(staff, running, forum, facilitator):
    other = factories.make_meeting(by=facilitator)
    item = add_agenda_item(meeting=other, title="Lain", by=facilitator)
    guest = factories.make_guest(other, forum.outside, by=facilitator)
    for fields in ({"agenda_item": item.pk}, {"speaker": guest.pk}):
        assert write(staff, running, **fields).status_code == 422


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "🎋 \u202eterbalik", "'; --"])
def test_what_somebody_typed_is_shown_as_text(staff, running, text):
    html = write(staff, running, text=text, original_words=text).content.decode()
    assert "<script>alert" not in html
    assert LogEntry.objects.get().text == text
    assert "<script>alert" not in staff.get(desk_of(running)).content.decode()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("preparing", "Open the meeting first; then the log can be written."),
        ("cancelled", "The meeting was cancelled."),
    ],
)
def test_a_log_that_is_not_open_has_no_form_and_takes_nothing(
    staff, meeting, facilitator, state, sentence
):
    meeting = factories.take_meeting_to(state, meeting, by=facilitator)
    assert 'id="catat"' not in staff.get(desk_of(meeting)).content.decode()
    answer = write(staff, meeting)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_after_closing_a_line_says_who_wrote_it_and_when(staff, running, facilitator):
    earlier = log_entry(meeting=running, text="Lama", by=facilitator)
    close_meeting(meeting=running, by=facilitator)
    html = write(staff, running, text="Susulan").content.decode()
    assert re.search(r"recorded later\s+by Fasilitator \(contoh\)", html)
    page = staff.get(desk_of(running)).content.decode()
    assert "it is marked as recorded later" in page
    assert edit_page(LogEntry.objects.get(text="Susulan")) in page
    assert edit_page(earlier) not in page


# ── Twice ────────────────────────────────────────────────────────────────────────────────

KINDS = {
    "statement": {},
    "decision": {"title": "Judul"},
    "follow_up": {"owner_text": "PT INKA"},
    "pledge": {"lead_text": "PT INKA"},
}


def counted():
    models = (LogEntry, Decision, FollowUp, Pledge)
    return sum(model.objects.count() for model in models)


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_sent_twice_is_one_line(staff, running, kind):
    key = str(uuid4())
    for _time in range(2):
        assert (
            write(staff, running, kind=kind, idempotency_key=key, **KINDS[kind]).status_code == 200
        )
    assert counted() == (1 if kind == "statement" else 2)
    # Another key is another line.
    write(staff, running, kind=kind, **KINDS[kind])
    assert LogEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_a_line_sent_twice_at_the_same_instant_is_one_line(running, facilitator, kind):
    key = str(uuid4())

    def send():
        client = Client()
        client.force_login(facilitator)
        return write(client, running, kind=kind, idempotency_key=key, **KINDS[kind]).status_code

    assert at_once(send, send) == [200, 200]
    assert counted() == (1 if kind == "statement" else 2)


# ── Speakers ─────────────────────────────────────────────────────────────────────────────


def test_those_who_are_here_are_offered_first(staff, running, speaker, facilitator):
    mark_attendance(participant=speaker, attendance="absent", by=facilitator)
    html = staff.get(desk_of(running)).content.decode()
    here, away = html.index('<optgroup label="Here">'), html.index('<optgroup label="Not here">')
    assert here < html.index("Lurah Taman (contoh)", here) < away
    assert html.index("Wakil INKA (contoh)", here) > away


# ── Who may ──────────────────────────────────────────────────────────────────────────────


def test_the_desk_is_the_staffs(reader, cast, running, facilitator):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    remove = reverse("meetings:entry_remove", args=[running.reference, entry.pk])
    for name, status in (
        ("inka", 403),
        ("administrator", 403),
        ("outsider", 404),
        ("secretary", 200),
    ):
        reader.force_login(cast[name])
        for path in (desk_of(running), edit_page(entry), remove):
            assert reader.get(path).status_code == status, (name, path)
        if status != 200:
            assert write(reader, running).status_code == status
            assert reader.post(remove).status_code == status
    assert LogEntry.objects.count() == 1


def test_a_line_of_another_meeting_is_not_here(staff, running, facilitator):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    other = factories.make_meeting(by=facilitator)
    for number in (entry.pk, int("9" * 30)):
        assert staff.get(f"{desk_of(other)}{number}/").status_code == 404
