"""Loading meetings of a sample, replayed from planning to publication."""

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
from meetings.models import (
    AgendaItem,
    Attendance,
    Decision,
    LogKind,
    Meeting,
    Participant,
    read_kind,
)
from pilots.models import Focus, Pilot, Problem, Region
from pledges.actions.deciding import accommodate_pledge, decline_pledge, defer_pledge, merge_pledge
from pledges.models import Pledge, PledgeForm
from portal.sample.loaded import LoadedObjects
from portal.sample.reader import CsvRow, SampleFolder
from stakeholders.models import Mandate, Organisation, Person, User

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


class MeetingTables:
    """The rows of the files about meetings, grouped by meeting."""

    def __init__(self, folder: SampleFolder):
        self.participants = _group_by_meeting(folder.read_table("peserta"))
        self.agenda = _group_by_meeting(folder.read_table("agenda"))
        self.log = _group_by_meeting(folder.read_table("catatan"))
        self.referred = {
            row.require_text("kode"): row
            for name in ("keputusan", "tindak_lanjut", "kontribusi")
            for row in folder.read_table(name, key="kode")
        }
        self.contributions = _group_by_meeting(folder.read_table("kontribusi", key="kode"))


def _group_by_meeting(rows: Iterable[CsvRow]) -> dict[str, list[CsvRow]]:
    grouped: dict[str, list[CsvRow]] = defaultdict(list)
    for row in rows:
        grouped[row.require_text("rapat")].append(row)
    return grouped


def load_meetings(folder: SampleFolder, loaded: LoadedObjects, by: User) -> None:
    """Replay all meetings in the order of their dates."""
    tables = MeetingTables(folder)
    rows = folder.read_table("rapat", key="kunci")
    known = {row.require_text("kunci") for row in rows}
    for grouped in (tables.participants, tables.agenda, tables.log, tables.contributions):
        for key, unknown_rows in grouped.items():
            if key not in known:
                raise unknown_rows[0].build_error(
                    _("There is no %(kind)s with the key “%(key)s”.")
                    % {"key": key, "kind": "rapat"}
                )
    for row in sorted(rows, key=lambda row: row.require_day("tanggal")):
        _MeetingReplay(row, tables, loaded, by).run()


class _MeetingReplay:
    """The replay of one meeting, from planning to publication."""

    def __init__(self, row: CsvRow, tables: MeetingTables, loaded: LoadedObjects, by: User):
        self.row = row
        self.key = row.require_text("kunci")
        self.tables = tables
        self.loaded = loaded
        self.by = by
        self.invited_rows = {
            r.require_text("kunci"): r for r in tables.participants.get(self.key, [])
        }

    def run(self) -> None:
        state = self.row.get_choice("status", STATES)
        with self.row.report_refusals():
            if state == "ditutup" and not self.invited_rows:
                # Without participants a meeting cannot be replayed, only registered as past.
                meeting = register_past_meeting(by=self.by, **self._build_meeting_fields())
            else:
                meeting = create_meeting(by=self.by, **self._build_meeting_fields())
        self.loaded.add(self.key, meeting)
        if self.invited_rows:
            self._hold(meeting, state)
        if self.row.get_bool("terbit"):
            with self.row.report_refusals():
                publish_meeting(meeting=meeting, by=self.by)

    def _build_meeting_fields(self) -> dict[str, Any]:
        row, loaded = self.row, self.loaded
        return {
            "kind": read_kind(row.require_text("jenis")),
            "theme": row.require_text("tema"),
            "purpose": row.get_text("tujuan"),
            "venue": row.get_text("tempat"),
            "date": row.require_day("tanggal"),
            "starts_at": row.get_time("mulai"),
            "ends_at": row.get_time("selesai"),
            "host": loaded.find_optional(Organisation, row, "tuan_rumah"),
            "organisers": loaded.find_all(Organisation, row, "penyelenggara"),
            "leader": self._find_mandate(row, "pimpinan"),
            "moderator": self._find_mandate(row, "moderator"),
            "note_taker": self._find_mandate(row, "notulis"),
            "follows": loaded.find_optional(Meeting, row, "mengikuti"),
            "pilots": loaded.find_all(Pilot, row, "kelurahan"),
            "invitation_note": row.get_text("catatan_undangan"),
            "reported_attendance": row.get_integer("jumlah_peserta_sumber"),
            **row.get_source_fields(MEETING_FIELDS),
        }

    def _find_mandate(self, row: CsvRow, column: str) -> Mandate | None:
        """Return the mandate of the participant named in a cell; None without a person."""
        key = row.get_text(column)
        if not key:
            return None
        if key not in self.invited_rows:
            raise row.build_error(
                _("There is no %(kind)s with the key “%(key)s”.") % {"key": key, "kind": "peserta"}
            )
        invited = self.invited_rows[key]
        if not invited.get_text("orang"):
            return None
        pair = f"{invited.get_text('orang')} {invited.require_text('organisasi')}"
        return self.loaded.find(Mandate, pair, invited)

    def _hold(self, meeting: Meeting, state: str) -> None:
        for row in self.tables.agenda.get(self.key, []):
            with row.report_refusals():
                item = add_agenda_item(
                    meeting=meeting,
                    title=row.require_text("judul"),
                    description=row.get_text("uraian"),
                    speaker=self._find_mandate(row, "pembicara"),
                    starts_at=row.get_time("mulai"),
                    minutes=row.get_integer("menit"),
                    by=self.by,
                    **row.get_source_fields(),
                )
            self.loaded.add(row.require_text("urutan"), item, within=self.key)
        for row in self.invited_rows.values():
            self._invite(meeting, row)
        if state == "disiapkan":
            return
        with self.row.report_refusals():
            start_meeting(meeting=meeting, by=self.by)
        for key, row in self.invited_rows.items():
            participant = self.loaded.find(Participant, key, row, within=self.key)
            attendance = row.get_choice("kehadiran", ATTENDANCE)
            with row.report_refusals():
                mark_attendance(
                    participant=participant,
                    attendance=attendance,
                    arrived_at=row.get_time("datang"),
                    by=self.by,
                )
        for row in self.tables.log.get(self.key, []):
            with row.report_refusals():
                self._log(meeting, row)
        self._decide_pledges()
        if state == "ditutup":
            with self.row.report_refusals():
                close_meeting(meeting=meeting, by=self.by)

    def _invite(self, meeting: Meeting, row: CsvRow) -> None:
        person = self.loaded.find_optional(Person, row, "orang")
        with row.report_refusals():
            participant = invite(
                meeting=meeting,
                organisation=self.loaded.find(Organisation, row.require_text("organisasi"), row),
                person=person,
                position=row.get_text("jabatan"),
                sex=row.get_text("jk"),
                note=row.get_text("catatan"),
                is_inferred=row.get_bool("disimpulkan"),
                by=self.by,
                **row.get_source_fields(),
            )
        self.loaded.add(row.require_text("kunci"), participant, within=self.key)

    def _log(self, meeting: Meeting, row: CsvRow) -> None:
        kind = row.get_choice("jenis", LOG_KINDS)
        entry = {
            "agenda_item": self.loaded.find_optional(AgendaItem, row, "agenda", within=self.key),
            "speaker": self.loaded.find_optional(Participant, row, "pembicara", within=self.key),
            "speaker_note": row.get_text("pembicara_catatan"),
            "said_at": row.get_time("waktu"),
        }
        if kind in (LogKind.STATEMENT, LogKind.NOTE):
            log_entry(
                meeting=meeting,
                kind=kind,
                text=row.require_text("teks"),
                original_words=row.get_text("kutipan_asli"),
                is_differing_view=row.get_bool("beda_pandangan"),
                by=self.by,
                **entry,
                **row.get_source_fields(),
            )
            return
        code = row.require_text("rujukan")
        referred = self.tables.referred.get(code)
        if referred is None or referred.require_text("rapat") != self.key:
            raise row.build_error(
                _("There is no %(kind)s with the key “%(key)s”.") % {"key": code, "kind": kind}
            )
        perform = {
            LogKind.DECISION: self._record_decision,
            LogKind.FOLLOW_UP: self._record_follow_up,
            LogKind.PLEDGE: self._log_pledge,
        }[LogKind(kind)]
        with referred.report_refusals():
            perform(meeting, referred, entry)

    def _record_decision(self, meeting: Meeting, row: CsvRow, entry: dict[str, Any]) -> None:
        decision = record_decision(
            meeting=meeting,
            title=row.get_text("judul"),
            text=row.require_text("teks"),
            note=row.get_text("catatan"),
            pilots=self.loaded.find_all(Pilot, row, "kelurahan"),
            entry_fields=entry,
            by=self.by,
            **row.get_source_fields(),
        )
        self.loaded.add(row.require_text("kode"), decision)

    def _record_follow_up(self, meeting: Meeting, row: CsvRow, entry: dict[str, Any]) -> None:
        record_follow_up(
            meeting=meeting,
            activity=row.require_text("kegiatan"),
            output=row.get_text("keluaran"),
            owner=self.loaded.find_optional(Organisation, row, "penanggung_jawab"),
            supporters=self.loaded.find_all(Organisation, row, "pendukung"),
            regions=self.loaded.find_all(Region, row, "wilayah"),
            deadline=row.get_day("tenggat"),
            decision=self.loaded.find_optional(Decision, row, "keputusan"),
            entry_fields=entry,
            by=self.by,
            **row.get_source_fields(),
        )

    def _log_pledge(self, meeting: Meeting, row: CsvRow, entry: dict[str, Any]) -> None:
        pledge = log_pledge(
            meeting=meeting,
            lead=self.loaded.find(Organisation, row.require_text("organisasi"), row),
            partners=self.loaded.find_all(Organisation, row, "mitra"),
            submitter=self._find_mandate(row, "penyampai"),
            title=row.get_text("judul"),
            own_words=row.require_text("kata_asli"),
            description=row.get_text("uraian"),
            form=row.get_choice("bentuk", FORMS),
            quantities=_parse_quantities(row),
            value_rupiah=row.get_integer("nilai_rp"),
            value_note=row.get_text("nilai_catatan"),
            regions=self.loaded.find_all(Region, row, "wilayah"),
            focuses=self.loaded.find_all(Focus, row, "fokus"),
            problems=self.loaded.find_all(Problem, row, "masalah"),
            men=row.get_integer("penerima_l"),
            women=row.get_integer("penerima_p"),
            start_date=row.get_day("mulai"),
            end_date=row.get_day("sampai"),
            source_of_funds=row.get_choice("sumber_dana", FUNDS),
            entry_fields=entry,
            by=self.by,
            **row.get_source_fields(),
        )
        self.loaded.add(row.require_text("kode"), pledge)

    def _decide_pledges(self) -> None:
        """Decide on the pledges; accommodate first, since a merge needs its survivor."""
        rows = self.tables.contributions.get(self.key, [])
        for row in sorted(
            rows, key=lambda row: row.get_choice("putusan", VERDICTS) != "diakomodir"
        ):
            pledge = self.loaded.find(Pledge, row.require_text("kode"), row)
            verdict, reason = row.get_choice("putusan", VERDICTS), row.get_text("alasan")
            with row.report_refusals():
                if verdict == "diakomodir":
                    accommodate_pledge(pledge=pledge, reason=reason, by=self.by)
                elif verdict == "ditunda":
                    defer_pledge(pledge=pledge, reason=reason, by=self.by)
                elif verdict == "ditolak":
                    decline_pledge(pledge=pledge, reason=reason, by=self.by)
                elif verdict == "digabung":
                    survivor = self.loaded.find(Pledge, row.require_text("digabung_ke"), row)
                    merge_pledge(pledge=pledge, survivor=survivor, reason=reason, by=self.by)


def _parse_quantities(row: CsvRow) -> list[tuple[Decimal, str]]:
    quantities = []
    amount = row.get_decimal("volume")
    if amount is not None:
        quantities.append((amount, row.require_text("satuan")))
    for more in row.get_texts("volume_lain"):
        match = re.fullmatch(r"(\d+(?:\.\d+)?) (.+)", more)
        if match is None:
            raise row.build_error(
                _("“%(value)s” in “%(column)s” is not written like %(like)s.")
                % {"value": more, "column": "volume_lain", "like": "2 titik"}
            )
        quantities.append((Decimal(match[1]), match[2]))
    return quantities
