"""The meeting of 8 November 2021 as it stood before it began: agenda, guests, nothing said yet."""

from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import invite
from stakeholders.models import Mandate, Organisation, Person
from tests.journeys.replay.source import meeting_row, name_of, rows_of
from tests.support import factories


def prepare_meeting(*, by):
    """The meeting with its eight points and its eighteen guests, of whom nobody is marked."""
    row = meeting_row()
    meeting = factories.make_meeting(
        kind="Lokakarya",
        theme=row.get_text("tema"),
        purpose=row.get_text("tujuan"),
        venue=row.get_text("tempat"),
        leader=Mandate.objects.get(person__slug="elita-mardiani"),
        moderator=Mandate.objects.get(person__slug="kadaryono"),
        by=by,
    )
    for point in rows_of("agenda"):
        add_agenda_item(
            meeting=meeting,
            title=point.get_text("judul"),
            minutes=int(point.get_text("menit")),
            by=by,
        )
    for guest in rows_of("peserta"):
        slug = guest.get_text("orang")
        invite(
            meeting=meeting,
            organisation=Organisation.objects.get(slug=guest.get_text("organisasi")),
            person=Person.objects.get(slug=slug) if slug else None,
            position=guest.get_text("jabatan"),
            by=by,
        )
    return meeting


def name_guest(guest):
    """What a guest types into the phone: the own name, or that of the office."""
    slug = guest.get_text("orang")
    return name_of("orang", slug) if slug else guest.get_text("jabatan")


def read_said():
    """What was said, in its order."""
    rows = rows_of("catatan")
    return [row.get_text("teks") for row in rows if row.get_text("jenis") == "pernyataan"]


def read_promised():
    """What was promised: words by the organisation's key."""
    return {row.get_text("organisasi"): row.get_text("kata_asli") for row in rows_of("kontribusi")}


def read_decided():
    """What was decided."""
    return [row.get_text("teks") for row in rows_of("keputusan")]


def read_to_do():
    """What is to be done: activity, who does it, until when."""
    return [
        (
            row.get_text("kegiatan"),
            name_of("organisasi", row.get_text("penanggung_jawab"), "nama_pendek"),
            row.get_text("tenggat"),
        )
        for row in rows_of("tindak_lanjut")
    ]
