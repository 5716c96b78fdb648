"""Meetings of a sample, replayed: planned, invited, opened, marked, logged, closed, published."""

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import invite, mark_attendance
from meetings.actions.logging import log_entry, log_pledge
from meetings.actions.planning import (
    close_meeting,
    create_meeting,
    publish_meeting,
    register_past_meeting,
    start_meeting,
)
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import Attendance, LogKind, Meeting, MeetingKind
from pledges.actions.deciding import accommodate_pledge, decline_pledge, defer_pledge, merge_pledge
from pledges.models import PledgeForm
from portal.sample.reader import Folder, Row
from portal.sample.register import Register
from stakeholders.models import User

KINDS = {
    "lokakarya": MeetingKind.WORKSHOP,
    "koordinasi": MeetingKind.COORDINATION,
    "evaluasi": MeetingKind.EVALUATION,
    "forum": MeetingKind.FORUM,
    "lainnya": MeetingKind.OTHER,
}
STATES = {name: name for name in ("disiapkan", "berlangsung", "ditutup")}
ATTENDANCE = {
    "belum_ditandai": Attendance.UNMARKED,
    "hadir": Attendance.PRESENT,
    "terlambat": Attendance.LATE,
    "diwakili": Attendance.REPRESENTED,
    "izin": Attendance.EXCUSED,
    "tidak_hadir": Attendance.ABSENT,
}
LOG_KINDS = {
    "pernyataan": LogKind.STATEMENT,
    "keputusan": LogKind.DECISION,
    "janji": LogKind.PLEDGE,
    "tindak_lanjut": LogKind.FOLLOW_UP,
    "catatan": LogKind.NOTE,
}
FORMS = {
    "": "",
    "barang": PledgeForm.GOODS,
    "pekerjaan_fisik": PledgeForm.PHYSICAL_WORKS,
    "jasa_pendampingan": PledgeForm.SERVICE,
    "pelatihan": PledgeForm.TRAINING,
    "pinjaman_langsung": PledgeForm.LOAN,
    "kebijakan_fasilitasi": PledgeForm.POLICY,
    "publikasi": PledgeForm.PUBLICATION,
    "riset": PledgeForm.RESEARCH,
    "tenaga": PledgeForm.LABOUR,
    "tempat": PledgeForm.SPACE,
    "lainnya": PledgeForm.OTHER,
}
FUNDS = {"": "", "apbd": "APBD", "perusahaan": "Perusahaan", "hibah": "Hibah", "swadaya": "Swadaya"}
VERDICTS = {name: name for name in ("diakomodir", "digabung", "ditunda", "ditolak", "")}
MEETING_FIELDS = {
    "tema": "theme",
    "tujuan": "purpose",
    "tempat": "venue",
    "mulai": "starts_at",
    "selesai": "ends_at",
    "tuan_rumah": "host",
    "penyelenggara": "organisers",
    "pimpinan": "leader",
    "moderator": "moderator",
    "catatan_undangan": "invitation_note",
}


class Tables:
    """The files about meetings, their rows grouped by meeting."""

    def __init__(self, folder: Folder):
        self.participants = _grouped(folder.table("peserta"))
        self.agenda = _grouped(folder.table("agenda"))
        self.log = _grouped(folder.table("catatan"))
        self.referred = {
            row.needed("kode"): row
            for name in ("keputusan", "tindak_lanjut", "kontribusi")
            for row in folder.table(name, key="kode")
        }
        self.contributions = _grouped(folder.table("kontribusi", key="kode"))


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.needed("rapat")].append(row)
    return grouped


def load_meetings(folder: Folder, register: Register, by: User) -> None:
    """Replay every meeting, the earlier ones first."""
    tables = Tables(folder)
    rows = folder.table("rapat", key="kunci")
    known = {row.needed("kunci") for row in rows}
    for grouped in (tables.participants, tables.agenda, tables.log, tables.contributions):
        for key, strangers in grouped.items():
            if key not in known:
                raise strangers[0].error(
                    _("“%(key)s” is not known as %(kind)s.") % {"key": key, "kind": "rapat"}
                )
    for row in sorted(rows, key=lambda row: row.needed_day("tanggal")):
        _Replay(row, tables, register, by).run()


class _Replay:
    """One meeting from its first plan to its publication."""

    def __init__(self, row: Row, tables: Tables, register: Register, by: User):
        self.row = row
        self.key = row.needed("kunci")
        self.tables = tables
        self.register = register
        self.by = by
        self.seats = {r.needed("kunci"): r for r in tables.participants.get(self.key, [])}

    def run(self) -> None:
        state = self.row.choice("status", STATES)
        with self.row.blamed():
            if state == "ditutup" and not self.seats:
                # Nothing is known of who was there, so it cannot be replayed.
                meeting = register_past_meeting(by=self.by, **self._particulars())
            else:
                meeting = create_meeting(by=self.by, **self._particulars())
        self.register.add("rapat", self.key, meeting)
        if self.seats:
            self._hold(meeting, state)
        if self.row.yes("terbit"):
            with self.row.blamed():
                publish_meeting(meeting=meeting, by=self.by)

    def _particulars(self) -> dict[str, Any]:
        row, find = self.row, self.register
        return {
            "kind": row.choice("jenis", KINDS),
            "theme": row.needed("tema"),
            "purpose": row.text("tujuan"),
            "venue": row.text("tempat"),
            "date": row.needed_day("tanggal"),
            "starts_at": row.clock("mulai"),
            "ends_at": row.clock("selesai"),
            "host": find.maybe("organisasi", row, "tuan_rumah"),
            "organisers": find.many("organisasi", row, "penyelenggara"),
            "leader": self._mandate(row, "pimpinan"),
            "moderator": self._mandate(row, "moderator"),
            "note_taker": self._mandate(row, "notulis"),
            "follows": find.maybe("rapat", row, "mengikuti"),
            "pilots": find.many("pilot", row, "kelurahan"),
            "invitation_note": row.text("catatan_undangan"),
            "reported_attendance": row.integer("jumlah_peserta_sumber"),
            **row.facts(MEETING_FIELDS),
        }

    def _mandate(self, row: Row, column: str) -> Any:
        """Return the mandate of a seat named in a cell; an office without a person has none."""
        key = row.text(column)
        if not key:
            return None
        if key not in self.seats:
            raise row.error(
                _("“%(key)s” is not known as %(kind)s.") % {"key": key, "kind": "peserta"}
            )
        seat = self.seats[key]
        if not seat.text("orang"):
            return None
        pair = f"{seat.text('orang')} {seat.needed('organisasi')}"
        return self.register.find("mandat", pair, seat)

    def _hold(self, meeting: Meeting, state: str) -> None:
        for row in self.tables.agenda.get(self.key, []):
            with row.blamed():
                item = add_agenda_item(
                    meeting=meeting,
                    title=row.needed("judul"),
                    description=row.text("uraian"),
                    speaker=self._mandate(row, "pembicara"),
                    starts_at=row.clock("mulai"),
                    minutes=row.integer("menit"),
                    by=self.by,
                    **row.facts(),
                )
            self.register.add(f"agenda {self.key}", row.needed("urutan"), item)
        for row in self.seats.values():
            self._invite(meeting, row)
        if state == "disiapkan":
            return
        with self.row.blamed():
            start_meeting(meeting=meeting, by=self.by)
        for key, row in self.seats.items():
            participant = self.register.find(f"peserta {self.key}", key, row)
            attendance = row.choice("kehadiran", ATTENDANCE)
            with row.blamed():
                mark_attendance(
                    participant=participant,
                    attendance=attendance,
                    arrived_at=row.clock("datang"),
                    by=self.by,
                )
        for row in self.tables.log.get(self.key, []):
            with row.blamed():
                self._log(meeting, row)
        self._decide()
        if state == "ditutup":
            with self.row.blamed():
                close_meeting(meeting=meeting, by=self.by)

    def _invite(self, meeting: Meeting, row: Row) -> None:
        person = self.register.maybe("orang", row, "orang")
        with row.blamed():
            participant = invite(
                meeting=meeting,
                organisation=self.register.find("organisasi", row.needed("organisasi"), row),
                person=person,
                position=row.text("jabatan"),
                sex=row.text("jk"),
                note=row.text("catatan"),
                is_inferred=row.yes("disimpulkan"),
                by=self.by,
                **row.facts(),
            )
        self.register.add(f"peserta {self.key}", row.needed("kunci"), participant)

    def _log(self, meeting: Meeting, row: Row) -> None:
        kind = row.choice("jenis", LOG_KINDS)
        entry = {
            "agenda_item": self.register.maybe(f"agenda {self.key}", row, "agenda"),
            "speaker": self.register.maybe(f"peserta {self.key}", row, "pembicara"),
            "speaker_note": row.text("pembicara_catatan"),
            "said_at": row.clock("waktu"),
        }
        if kind in (LogKind.STATEMENT, LogKind.NOTE):
            log_entry(
                meeting=meeting,
                kind=kind,
                text=row.needed("teks"),
                original_words=row.text("kutipan_asli"),
                is_differing_view=row.yes("beda_pandangan"),
                by=self.by,
                **entry,
                **row.facts(),
            )
            return
        code = row.needed("rujukan")
        referred = self.tables.referred.get(code)
        if referred is None or referred.needed("rapat") != self.key:
            raise row.error(_("“%(key)s” is not known as %(kind)s.") % {"key": code, "kind": kind})
        perform = {
            LogKind.DECISION: self._decision,
            LogKind.FOLLOW_UP: self._follow_up,
            LogKind.PLEDGE: self._pledge,
        }[LogKind(kind)]
        with referred.blamed():
            perform(meeting, referred, entry)

    def _decision(self, meeting: Meeting, row: Row, entry: dict[str, Any]) -> None:
        decision = record_decision(
            meeting=meeting,
            title=row.text("judul"),
            text=row.needed("teks"),
            note=row.text("catatan"),
            pilots=self.register.many("pilot", row, "kelurahan"),
            entry_fields=entry,
            by=self.by,
            **row.facts(),
        )
        self.register.add("keputusan", row.needed("kode"), decision)

    def _follow_up(self, meeting: Meeting, row: Row, entry: dict[str, Any]) -> None:
        record_follow_up(
            meeting=meeting,
            activity=row.needed("kegiatan"),
            output=row.text("keluaran"),
            owner=self.register.maybe("organisasi", row, "penanggung_jawab"),
            supporters=self.register.many("organisasi", row, "pendukung"),
            regions=self.register.many("wilayah", row, "wilayah"),
            deadline=row.day("tenggat"),
            decision=self.register.maybe("keputusan", row, "keputusan"),
            entry_fields=entry,
            by=self.by,
            **row.facts(),
        )

    def _pledge(self, meeting: Meeting, row: Row, entry: dict[str, Any]) -> None:
        pledge = log_pledge(
            meeting=meeting,
            lead=self.register.find("organisasi", row.needed("organisasi"), row),
            partners=self.register.many("organisasi", row, "mitra"),
            submitter=self._mandate(row, "penyampai"),
            title=row.text("judul"),
            own_words=row.needed("kata_asli"),
            description=row.text("uraian"),
            form=row.choice("bentuk", FORMS),
            quantities=_quantities(row),
            value_rupiah=row.integer("nilai_rp"),
            value_note=row.text("nilai_catatan"),
            regions=self.register.many("wilayah", row, "wilayah"),
            focuses=self.register.many("fokus", row, "fokus"),
            problems=self.register.many("masalah", row, "masalah"),
            men=row.integer("penerima_l"),
            women=row.integer("penerima_p"),
            start_date=row.day("mulai"),
            end_date=row.day("sampai"),
            source_of_funds=row.choice("sumber_dana", FUNDS),
            entry_fields=entry,
            by=self.by,
            **row.facts(),
        )
        self.register.add("kontribusi", row.needed("kode"), pledge)

    def _decide(self) -> None:
        """Accommodate first: what is merged needs its survivor."""
        rows = self.tables.contributions.get(self.key, [])
        for row in sorted(rows, key=lambda row: row.choice("putusan", VERDICTS) != "diakomodir"):
            pledge = self.register.find("kontribusi", row.needed("kode"), row)
            verdict, reason = row.choice("putusan", VERDICTS), row.text("alasan")
            with row.blamed():
                if verdict == "diakomodir":
                    accommodate_pledge(pledge=pledge, reason=reason, by=self.by)
                elif verdict == "ditunda":
                    defer_pledge(pledge=pledge, reason=reason, by=self.by)
                elif verdict == "ditolak":
                    decline_pledge(pledge=pledge, reason=reason, by=self.by)
                elif verdict == "digabung":
                    survivor = self.register.find("kontribusi", row.needed("digabung_ke"), row)
                    merge_pledge(pledge=pledge, survivor=survivor, reason=reason, by=self.by)


def _quantities(row: Row) -> list[tuple[Decimal, str]]:
    quantities = []
    amount = row.decimal("volume")
    if amount is not None:
        quantities.append((amount, row.needed("satuan")))
    for more in row.many("volume_lain"):
        match = re.fullmatch(r"(\d+(?:\.\d+)?) (.+)", more)
        if match is None:
            raise row.error(
                _("“%(value)s” in “%(column)s” is not written like %(like)s.")
                % {"value": more, "column": "volume_lain", "like": "2 titik"}
            )
        quantities.append((Decimal(match[1]), match[2]))
    return quantities
