"""The pages of meetings and decisions: what they show, and to whom."""

import csv
import io
from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.actions.logging import log_entry, log_pledge
from meetings.actions.planning import cancel_meeting, publish_meeting
from meetings.actions.pursuing import finish_follow_up
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import Attendance, Decision, FollowUp
from pledges.actions.deciding import accommodate_pledge, decline_pledge
from stakeholders.models import Sector
from tests.support import factories


def page(client, thing, user=None, query=""):
    if user is not None:
        client.force_login(user)
    answer = client.get(thing.get_absolute_url() + query)
    assert answer.status_code == 200
    return answer.content.decode()


def status(client, thing, user=None):
    client.logout()
    client.cookies["django_language"] = "en"
    if user is not None:
        client.force_login(user)
    return client.get(thing.get_absolute_url()).status_code


# ── Who sees it ──────────────────────────────────────────────────────────────────────────────


def test_an_unpublished_meeting_is_for_the_staff_and_the_invited(held, cast, reader):
    seen = {name: status(reader, held, cast[name]) for name in ("citizen", "outsider", "inka")}
    seen |= {name: status(reader, held, cast[name]) for name in ("facilitator", "secretary")}
    assert status(reader, held) == 404
    assert seen == {
        "citizen": 404,
        "outsider": 404,
        "inka": 200,
        "facilitator": 200,
        "secretary": 200,
    }


def test_the_invited_do_not_read_the_log_before_it_is_published(held, facilitator, cast, reader):
    log_entry(meeting=held, text="Rahasia rapat", by=facilitator)
    html = page(reader, held, cast.lurah)
    assert "Rahasia rapat" not in html
    assert "What was said can be read once the meeting is published." in html
    assert "Lokasi percontohan: Taman." not in html


def test_the_invited_see_their_own_tasks_before_it_is_published(held, cast, reader):
    assert "Menyiapkan lapak" in page(reader, held, cast.inka)
    reader.logout()
    assert "Menyiapkan lapak" not in page(reader, held, cast.lurah)


def test_a_declined_contribution_leaves_no_words_on_the_public_page(
    held, forum, facilitator, cast, reader
):
    pledge = log_pledge(
        meeting=held, lead=forum.taman, own_words="Janji yang ditolak", by=facilitator
    )
    decline_pledge(pledge=pledge, reason="Di luar program", by=facilitator)
    publish_meeting(meeting=held, by=facilitator)
    assert "Janji yang ditolak" not in page(reader, held)
    assert pledge.reference not in page(reader, held)
    assert "Janji yang ditolak" in page(reader, held, facilitator)


def test_a_decision_is_read_by_everybody_once_its_meeting_is_published(held, facilitator, reader):
    decision = Decision.objects.get()
    assert status(reader, decision) == 404
    publish_meeting(meeting=held, by=facilitator)
    assert status(reader, decision) == 200


def test_contact_data_never_stand_on_the_page(published, cast, facilitator, reader):
    person = cast.inka.person
    person.phone, person.email = "081234567890", "wakil@inka.example"
    person.save()
    for user in (None, cast.inka, facilitator):
        html = page(reader, published, user)
        assert person.phone not in html
        assert person.email not in html


def test_why_somebody_stayed_away_is_for_the_staff(held, cast, forum, facilitator, reader):
    guest = factories.make_guest(held, forum.outside, cast.outsider, by=facilitator)
    mark_attendance(
        participant=guest, attendance=Attendance.EXCUSED, excuse="Sakit keras", by=facilitator
    )
    publish_meeting(meeting=held, by=facilitator)
    assert "Sakit keras" not in page(reader, held)
    assert "Sakit keras" in page(reader, held, facilitator)


def test_history_and_publication_are_for_the_staff(published, cast, facilitator, reader):
    for user in (None, cast.inka, cast.administrator):
        html = page(reader, published, user, "?riwayat=semua")
        assert "The meeting was published." not in html
        assert "Published" not in html
    html = page(reader, published, facilitator)
    assert "Show the history" in html
    assert f"by {facilitator}" in html
    assert "The meeting was published." not in html
    assert "The meeting was published." in page(reader, published, query="?riwayat=semua")


def test_the_page_says_that_it_is_not_published_yet(held, facilitator, reader):
    assert "Not published yet" in page(reader, held, facilitator)


# ── What it shows ────────────────────────────────────────────────────────────────────────────


def test_the_sector_that_is_missing_is_named(published, reader):
    html = page(reader, published)
    assert "<strong>Civil society, Academia, Media</strong>" in html


def test_the_sources_own_count_stands_beside_ours(held, facilitator, reader):
    held.reported_attendance = 18
    held.save()
    html = page(reader, held, facilitator)
    assert "the source counts 18" in html
    assert '<span class="figures-value">2</span>' in html


def test_a_differing_view_and_the_speakers_own_words_are_kept(held, cast, facilitator, reader):
    item = add_agenda_item(meeting=held, title="Diskusi", starts_at=time(10, 45), by=facilitator)
    log_entry(
        meeting=held,
        agenda_item=item,
        speaker=held.participants.get(person=cast.inka.person),
        text="Sembilan kelurahan semula diharapkan.",
        original_words="harusnya sembilan",
        is_differing_view=True,
        by=facilitator,
    )
    html = page(reader, held, facilitator)
    assert "1. Diskusi" in html
    assert "10:45 WIB" in html
    assert "Differing view" in html
    assert "<summary>Original words</summary>" in html
    assert "harusnya sembilan" in html
    assert "Wakil INKA (contoh) (PT INKA)" in html


def test_what_is_written_after_closing_says_so(published, facilitator, reader):
    assert "recorded later" not in page(reader, published)
    log_entry(meeting=published, text="Tambahan", by=facilitator)
    assert "recorded later" in page(reader, published)


def test_a_passed_deadline_is_overdue_until_it_is_done(published, facilitator, reader):
    assert "1 past its deadline" in page(reader, published)
    assert "Overdue" in page(reader, published)
    finish_follow_up(follow_up=FollowUp.objects.get(), by=facilitator)
    html = page(reader, published)
    assert "Overdue" not in html
    assert "past its deadline" not in html


def test_what_somebody_typed_is_shown_as_text(held, facilitator, reader):
    log_entry(meeting=held, text="<script>alert(1)</script>", by=facilitator)
    record_decision(meeting=held, text="<b>tebal</b>", by=facilitator)
    html = page(reader, held, facilitator)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<b>tebal</b>" not in html


def test_invented_and_inferred_facts_are_marked(published, facilitator, reader):
    published.example_fields, published.inferred_fields = ["venue"], ["date"]
    published.venue = "Balai Kota"
    published.save()
    html = page(reader, published)
    assert 'Balai Kota <span class="example"' in html
    assert 'class="inferred" lang="id"' in html


def test_meetings_that_follow_each_other_are_linked(published, facilitator, reader):
    later = factories.make_meeting(
        theme="Evaluasi", date=date(2022, 2, 1), follows=published, by=facilitator
    )
    html = page(reader, published)
    assert "Evaluasi" not in html
    assert published.get_absolute_url() in page(reader, later, facilitator)
    assert later.get_absolute_url() in page(reader, published, facilitator)


def test_a_meeting_without_anything_says_so(meeting, facilitator, reader):
    html = page(reader, meeting, facilitator)
    for sentence in (
        "Nothing has been decided yet.",
        "No follow-up yet.",
        "No contribution yet.",
        "There is no agenda yet.",
    ):
        assert sentence in html


def test_a_cancelled_meeting_says_so(meeting, facilitator, reader):
    cancelled = cancel_meeting(meeting=meeting, reason="Banjir", by=facilitator)
    assert "Cancelled" in page(reader, cancelled, facilitator)


def test_a_decision_shows_what_follows_from_it(held, forum, facilitator, reader):
    decision = record_decision(
        meeting=held,
        title="Dua kelurahan",
        text="Dimulai dari dua.",
        note="Semula sembilan.",
        by=facilitator,
    )
    record_follow_up(
        meeting=held,
        activity="Menunjuk petugas",
        owner=forum.taman,
        decision=decision,
        deadline=date(2021, 11, 30),
        by=facilitator,
    )
    html = page(reader, decision, facilitator)
    for text in ("Dimulai dari dua.", "Semula sembilan.", "Menunjuk petugas", "Overdue"):
        assert text in html
    assert "Not in a document yet." in html


# ── What it costs ────────────────────────────────────────────────────────────────────────────


def queries_of(client, thing):
    with CaptureQueriesContext(connection) as queries:
        page(client, thing)
    return len(queries)


def test_the_page_asks_no_more_for_many_than_for_few(held, forum, cast, facilitator, reader):
    publish_meeting(meeting=held, by=facilitator)

    def count_both():
        reader.logout()
        visitor = queries_of(reader, held)
        reader.force_login(facilitator)
        return visitor, queries_of(reader, held)

    few = count_both()
    for number in range(30):
        participant = factories.make_guest(
            held, forum.outside, position=f"Wakil {number}", by=facilitator
        )
        mark_attendance(participant=participant, attendance=Attendance.PRESENT, by=facilitator)
        log_entry(meeting=held, text=f"Kata {number}", speaker=participant, by=facilitator)
        record_decision(meeting=held, text=f"Putusan {number}", by=facilitator)
        record_follow_up(
            meeting=held,
            activity=f"Tugas {number}",
            owner=forum.inka,
            supporters=[forum.taman, forum.outside],
            by=facilitator,
        )
    pledge = log_pledge(
        meeting=held,
        lead=forum.taman,
        own_words="Kami bantu",
        quantities=[(Decimal(1), "lapak")],
        by=facilitator,
    )
    accommodate_pledge(pledge=pledge, by=facilitator)
    assert count_both() == few
    assert max(few) <= 25


def test_one_reader_never_gets_the_rows_of_another(held, cast, facilitator, reader):
    log_entry(meeting=held, text="Hanya staf", by=facilitator)
    assert "Hanya staf" in page(reader, held, facilitator)
    for user in (cast.inka, cast.lurah):
        assert "Hanya staf" not in page(reader, held, user)
    assert "Hanya staf" in page(reader, held, cast.secretary)


# ── Lists ────────────────────────────────────────────────────────────────────────────────────


def test_the_list_of_meetings_shows_what_the_reader_may_see(published, cast, facilitator, reader):
    hidden = factories.make_meeting(theme="Rapat tertutup", by=facilitator)
    html = reader.get("/rapat/").content.decode()
    assert published.reference in html
    assert hidden.reference not in html
    reader.force_login(facilitator)
    html = reader.get("/rapat/").content.decode()
    assert hidden.reference in html
    assert "not published" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?cari=mandiri", True),
        ("?cari=RPT-2021", True),
        ("?cari=tidak-ada", False),
        ("?status=closed", True),
        ("?status=preparing", False),
        ("?jenis=workshop&tahun=2021", True),
        ("?tahun=2020", True),  # an unknown year is left out, and the page says so
    ],
)
def test_meetings_are_found_by_words_and_filters(published, reader, query, found):
    html = reader.get(f"/rapat/{query}").content.decode()
    assert (f'href="{published.get_absolute_url()}"' in html) is found


def test_meetings_are_exported_with_their_counts(published, reader):
    answer = reader.get("/rapat/?format=csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Reference"], row["Attended"], row["Decisions"]) for row in rows] == [
        (published.reference, "2", "1")
    ]


def test_decisions_are_found_by_kelurahan(held, ground, facilitator, reader):
    decision = record_decision(
        meeting=held, title="Di Taman", text="Teks", pilots=[ground.pilot], by=facilitator
    )
    publish_meeting(meeting=held, by=facilitator)
    html = reader.get("/keputusan/?kelurahan=35.77.03.1007").content.decode()
    assert decision.reference in html
    assert "1</strong> decision" in html


def test_empty_lists_say_what_to_do(db, reader):
    assert "No meeting has been published yet" in reader.get("/rapat/").content.decode()
    assert "No decision has been published yet" in reader.get("/keputusan/").content.decode()


def test_the_part_for_htmx_is_part_of_the_page(published, reader):
    whole = reader.get("/rapat/?cari=mandiri").content.decode()
    part = reader.get("/rapat/?cari=mandiri", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="results">')
    assert part.strip() in whole


def test_an_unknown_reference_is_404_with_a_way_back(db, reader):
    for path in ("/rapat/RPT-2021-9999/", "/keputusan/KEP-0/"):
        answer = reader.get(path)
        assert answer.status_code == 404
        assert b'href="/"' in answer.content


def test_only_reading_is_possible(published, reader):
    assert reader.post(published.get_absolute_url()).status_code == 405


def test_the_pentahelix_is_counted_in_its_order(published, reader):
    html = page(reader, published)
    labels = [
        html.index(f"<span>{sector.label}</span>")
        for sector in (
            Sector.GOVERNMENT,
            Sector.CIVIL_SOCIETY,
            Sector.COMPANY,
            Sector.ACADEMIA,
            Sector.MEDIA,
        )
    ]
    assert labels == sorted(labels)
