"""The meeting room: a line from one box, news for the others, the agenda with its timer."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.actions.agenda import add_agenda_item, begin_agenda_item, end_agenda_item
from meetings.actions.attending import mark_attendance
from meetings.actions.logging import log_entry
from meetings.actions.planning import close_meeting
from meetings.models import AgendaItem, AttendeesBySector, LogEntry, Participant, RoomVersion
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose, Sector
from tests.support.crowds import fill_with_people

pytestmark = pytest.mark.django_db


def room_of(meeting, query=""):
    return reverse("meetings:meeting_room", args=[meeting.reference]) + query


def write(client, meeting, text, htmx=True, **fields):
    data = {"text": text, "idempotency_key": str(uuid4()), **fields}
    return client.post(room_of(meeting), data, headers={"HX-Request": "true"} if htmx else {})


def poll(client, meeting, version, query=""):
    address = reverse("meetings:room_news", args=[meeting.reference])
    return client.get(f"{address}?versi={version}{query}", headers={"HX-Request": "true"})


def version_of(meeting):
    return RoomVersion.objects.get(meeting=meeting).number


# ── A line ───────────────────────────────────────────────────────────────────────────────────


def test_one_box_says_kind_speaker_and_text(staff, running, speaker):
    answer = write(staff, running, "K wakil inka: Lapak dibuka hari Senin.")
    entry = LogEntry.objects.get()
    assert (entry.kind, entry.speaker, entry.text) == (
        "decision",
        speaker,
        "Lapak dibuka hari Senin.",
    )
    assert entry.decision.text == "Lapak dibuka hari Senin."
    html = answer.content.decode()
    assert 'data-hx-swap-oob="afterbegin:#newest"' in html
    assert "Written down" in html
    assert "<html" not in html


def test_the_next_line_begins_without_speaker_and_kind(staff, running):
    html = write(staff, running, "P inka: Halo").content.decode()
    assert not re.search(r"<input[^>]* checked", html)
    assert 'name="speaker"' not in html


def test_a_line_belongs_to_the_current_item(staff, running, item, facilitator):
    write(staff, running, "Sebelum mulai")
    begin_agenda_item(item=item, by=facilitator)
    write(staff, running, "Sesudah mulai")
    assert list(LogEntry.objects.values_list("text", "agenda_item")) == [
        ("Sebelum mulai", None),
        ("Sesudah mulai", item.pk),
    ]


def test_letters_that_nobody_matches_stay_in_the_text(staff, running):
    write(staff, running, "Catatan: listrik padam")
    entry = LogEntry.objects.get()
    assert (entry.text, entry.speaker) == ("Catatan: listrik padam", None)


def test_of_several_speakers_one_is_chosen_and_the_text_is_kept(staff, running):
    answer = write(staff, running, "P wakil: Halo semua")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "may be several people" in html
    assert "P wakil: Halo semua" in html
    chosen = running.participants.first()
    write(staff, running, "P wakil: Halo semua", speaker=chosen.pk)
    entry = LogEntry.objects.get()
    assert (entry.text, entry.speaker) == ("Halo semua", chosen)


def test_a_speaker_who_is_not_here_is_not_meant(staff, running, speaker, facilitator):
    mark_attendance(participant=speaker, attendance="absent", by=facilitator)
    write(staff, running, "P inka: Halo")
    assert LogEntry.objects.get().text == "inka: Halo"


def test_a_follow_up_takes_owner_and_date(staff, running):
    write(staff, running, "T Menata kios", owner_text="PT INKA", deadline="2021-12-01")
    entry = LogEntry.objects.get()
    assert (str(entry.follow_up.owner), str(entry.follow_up.deadline)) == ("PT INKA", "2021-12-01")


def test_sent_twice_a_line_stands_once(staff, running):
    key = str(uuid4())
    for _time in range(2):
        assert write(staff, running, "Halo", idempotency_key=key).status_code == 200
    assert LogEntry.objects.count() == 1


def test_without_script_the_room_is_shown_again_at_the_line(staff, running):
    answer = write(staff, running, "K Lapak dibuka", htmx=False)
    entry = LogEntry.objects.get()
    assert answer["Location"] == f"{room_of(running)}#catatan-{entry.pk}"
    html = staff.get(room_of(running)).content.decode()
    assert "Saved: Decision." in html
    assert f'id="catatan-{entry.pk}"' in html
    refused = write(staff, running, " ", htmx=False)
    assert refused.status_code == 422
    assert "Please write what was said." in refused.content.decode()


def test_the_preview_says_how_a_line_is_read_and_writes_nothing(staff, running, speaker):
    address = reverse("meetings:room_preview", args=[running.reference])
    html = staff.post(address, {"text": "T inka: Menata kios"}).content.decode()
    assert 'data-kind="follow_up"' in html
    assert speaker.as_speaker in html
    assert 'name="speaker"' in staff.post(address, {"text": "wakil: Halo"}).content.decode()
    assert not LogEntry.objects.exists()


def test_a_correction_opened_in_the_room_leads_back_to_it(staff, running, facilitator):
    entry = log_entry(meeting=running, text="Halo", by=facilitator)
    page = reverse("meetings:entry_edit", args=[running.reference, entry.pk])
    data = {"kind": "statement", "text": "Halo lagi", "revision": 1}
    answer = staff.post(f"{page}?dari=ruang", data)
    assert answer["Location"] == f"{room_of(running)}#catatan-{entry.pk}"
    assert f"{page}?dari=ruang" in staff.get(room_of(running)).content.decode()


# ── What is new ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_a_poll_of_an_idle_room_is_four_queries_and_no_body(staff, running):
    for listed in (2, 40):
        fill_with_people(running, listed)
        version = version_of(running)
        poll(staff, running, version)
        with CaptureQueriesContext(connection) as queries:
            answer = poll(staff, running, version)
        assert (answer.status_code, answer.content) == (204, b"")
        assert len(queries) <= 4, [each["sql"] for each in queries]


def test_lines_attendance_and_agenda_of_others_arrive(staff, running, item, speaker, facilitator):
    seen = version_of(running)
    log_entry(meeting=running, text="Dari notulis kedua", by=facilitator)
    html = poll(staff, running, seen).content.decode()
    assert "Dari notulis kedua" in html
    assert f"?versi={version_of(running)}" in html
    assert html.count('data-hx-swap-oob="true"') == 3
    for change in (
        lambda: mark_attendance(participant=speaker, attendance="absent", by=facilitator),
        lambda: begin_agenda_item(item=item, by=facilitator),
        lambda: LogEntry.objects.get().delete(),
        lambda: close_meeting(meeting=running, by=facilitator),
    ):
        seen = version_of(running)
        assert poll(staff, running, seen).status_code == 204
        change()
        assert poll(staff, running, seen).status_code == 200


def test_whoever_may_no_longer_see_it_is_told_and_polls_no_more(reader, running, cast):
    html = poll(reader, running, 1).content.decode()
    assert "You are signed out" in html
    assert "hx-get" not in html
    reader.force_login(cast.inka)
    html = poll(reader, running, 1).content.decode()
    assert "You may no longer see this room" in html
    assert "hx-get" not in html


# ── The agenda ───────────────────────────────────────────────────────────────────────────────


def test_one_item_is_current_and_counts_its_minutes(staff, running, facilitator):
    first, second = (
        add_agenda_item(meeting=running, title=title, minutes=20, by=facilitator)
        for title in ("Pembukaan", "Diskusi")
    )
    for item in (first, second):
        address = reverse("meetings:room_item_begin", args=[running.reference, item.pk])
        assert staff.post(address)["Location"] == room_of(running)
    assert [each.is_current for each in running.agenda.all()] == [False, True]
    html = staff.get(room_of(running)).content.decode()
    assert "20 minutes left" in html
    late = timezone.now() - timedelta(minutes=25)
    AgendaItem.objects.filter(pk=second.pk).update(began_at=late)
    assert "5 minutes over" in staff.get(room_of(running)).content.decode()
    end = reverse("meetings:room_item_end", args=[running.reference, second.pk])
    staff.post(end)
    assert not any(each.is_current for each in running.agenda.all())


def test_an_agenda_does_not_run_once_the_meeting_is_closed(staff, running, item, facilitator):
    begin_agenda_item(item=item, by=facilitator)
    close_meeting(meeting=running, by=facilitator)
    end = reverse("meetings:room_item_end", args=[running.reference, item.pk])
    html = staff.post(end, follow=True).content.decode()
    assert "The agenda runs only while the meeting is open." in html


def test_ending_what_is_not_current_changes_nothing(running, item, facilitator):
    assert end_agenda_item(item=item, by=facilitator).ended_at is None


# ── Attendance ───────────────────────────────────────────────────────────────────────────────


def counted(meeting):
    kept = AttendeesBySector.objects.filter(meeting=meeting)
    return {row.sector: (row.listed, row.present) for row in kept if row.listed or row.present}


def recounted(meeting):
    found = {}
    for guest in Participant.objects.filter(meeting=meeting).select_related("organisation"):
        listed, present = found.get(guest.organisation.sector, (0, 0))
        is_here = guest.attendance in ("present", "late", "represented")
        found[guest.organisation.sector] = (listed + 1, present + is_here)
    return found


def test_counts_by_sector_follow_every_change(running, forum, facilitator, speaker):
    assert counted(running) == recounted(running)
    mark_attendance(participant=speaker, attendance="absent", by=facilitator)
    assert counted(running) == recounted(running)
    forum.inka.sector = Sector.ACADEMIA
    forum.inka.save(update_fields=["sector"])
    assert counted(running) == recounted(running)
    assert Sector.ACADEMIA in counted(running)
    speaker.organisation = forum.forpemma
    speaker.save(update_fields=["organisation"])
    assert counted(running) == recounted(running)
    speaker.delete()
    assert counted(running) == recounted(running)


def test_the_quorum_is_counted_where_the_meeting_sets_one(staff, running):
    assert "Quorum" not in staff.get(room_of(running)).content.decode()
    present = running.participants.attending().count()
    running.quorum = present + 2
    running.save(update_fields=["quorum"])
    assert f"Quorum {present + 2}: 2 more needed" in staff.get(room_of(running)).content.decode()
    running.quorum = present
    running.save(update_fields=["quorum"])
    assert f"Quorum of {present} is reached" in staff.get(room_of(running)).content.decode()


# ── The projector, states, limits ────────────────────────────────────────────────────────────


def test_the_projector_shows_item_counts_pledges_and_the_code(
    staff, running, item, room, facilitator
):
    begin_agenda_item(item=item, by=facilitator)
    write(staff, running, "J inka: Dua puluh kios")
    html = staff.get(room_of(running, "?tampil=proyektor")).content.decode()
    for shown in (item.title, "Dua puluh kios", "Contributions so far: 1", "qr-image"):
        assert shown in html
    main = html[html.index("<main") : html.index("</main>")]
    assert "<button" not in main
    assert "<a " not in main
    news = poll(staff, running, 0, "&tampil=proyektor").content.decode()
    assert "tampil=proyektor" in news
    assert "<html" not in news


def test_the_projector_prefers_the_code_to_check_in(staff, running, room, facilitator):
    projector = room_of(running, "?tampil=proyektor")
    assert "Scan to write your contribution" in staff.get(projector).content.decode()
    expires = room.expires_at
    issue_link(purpose=LinkPurpose.CHECK_IN, target=running, expires_at=expires, by=facilitator)
    html = staff.get(projector).content.decode()
    assert "Scan to check in" in html
    assert "Scan to write your contribution" not in html


def test_before_it_begins_the_room_speaks_of_the_future(staff, meeting):
    html = staff.get(room_of(meeting)).content.decode()
    assert "The meeting has not begun" in html
    assert 'id="catat"' not in html


def test_older_lines_are_shown_on_demand(staff, running):
    LogEntry.objects.bulk_create(
        LogEntry(meeting=running, order=number, text=f"Baris {number};") for number in range(1, 61)
    )
    html = staff.get(room_of(running)).content.decode()
    assert "Baris 11;" in html
    assert "Baris 10;" not in html
    assert "?sebelum=11" in html
    older = staff.get(room_of(running, "?sebelum=11")).content.decode()
    assert "Baris 10;" in older
    assert "Baris 11;" not in older
    assert 'href="?sebelum=' not in older


# ── Words of what is ahead and of what is over ───────────────────────────────────────────────


def test_a_meeting_ahead_is_told_as_the_future(staff, meeting):
    html = staff.get(meeting.get_absolute_url()).content.decode()
    for sentence in ("Who is invited, by sector", "Nothing has been decided yet."):
        assert sentence in html
    for sentence in ("attended", "is not known", "No notes under this item."):
        assert sentence not in html


def test_a_closed_meeting_asks_for_no_reply_and_shows_no_code_first(staff, running, facilitator):
    invitations = reverse("meetings:meeting_invitations", args=[running.reference])
    contributions = reverse("meetings:meeting_contributions", args=[running.reference])
    assert 'name="reply"' in staff.get(invitations).content.decode()
    assert "Make a QR code for the room" in staff.get(contributions).content.decode()
    close_meeting(meeting=running, by=facilitator)
    assert 'name="reply"' not in staff.get(invitations).content.decode()
    html = staff.get(contributions).content.decode()
    assert "Make a QR code for the room" not in html
    assert html.index("Enter a slip") < html.index("QR code of the room")


def test_a_title_that_equals_the_text_stands_once(staff, running):
    write(staff, running, "K Lapak dibuka hari Senin", title="Lapak dibuka hari Senin")
    html = staff.get(room_of(running)).content.decode()
    lines = html[html.index('id="newest"') :]
    assert lines.count("Lapak dibuka hari Senin") == 1


def test_dots_repeat_the_numbers_beside_them(staff, running):
    present = running.participants.attending().count()
    html = staff.get(running.get_absolute_url()).content.decode()
    dots = re.findall(r'<span class="dots.*?</span>', html, re.DOTALL)
    drawn = "".join(dots)
    assert drawn.count("<use") - drawn.count("dot-empty") == present
    assert all('aria-hidden="true"' in each for each in dots)
