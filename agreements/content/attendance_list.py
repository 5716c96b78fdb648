"""The content of an attendance list, blank for signing or filled."""

from agreements.content.shape import AttendanceRow, Head, MeetingFacts, SectorCount, Slot

SCHEMA = "daftar-hadir/1"


class AttendanceListContent(Head):
    """An attendance list; spare_rows are empty lines for those who come uninvited."""

    meeting: MeetingFacts
    attendance: list[AttendanceRow]
    attendance_note: str
    counts: list[SectorCount]
    spare_rows: int
    signatories: list[Slot]
