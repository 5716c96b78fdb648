"""The building blocks of contents: a TypedDict for each part of a document.

An empty string means that the document says nothing there; a template prints a placeholder for it
only where it is to be filled in by hand.
"""

from typing import NotRequired, TypedDict


class LetterheadLines(TypedDict):
    """The lines of a letterhead, and its emblem (may be empty).

    The emblem is the name of a static file, or "logo:" and the hash of a stored logo.
    """

    government: str
    agency: str
    unit: str
    address: str
    emblem: str


class PageSetup(TypedDict):
    """The page set-up of a letterhead: whole millimetres, points as text ("11", "11.5")."""

    paper: str  # A4 or F4
    margin_top_mm: int
    margin_right_mm: int
    margin_bottom_mm: int
    margin_left_mm: int
    font_pt: str
    signature_layout: str  # two_columns, table, stamps or certificate
    # Absent from contents frozen before it existed; these print as they did then.
    has_stamp_room: NotRequired[bool]


class Verification(TypedDict):
    """The target of the QR code, and the code that opens the same page when typed."""

    url: str
    code: str


class DocumentHead(TypedDict):
    """The head of every content.

    schema names the shape of the content and the folder of its templates; recorded_at (ISO 8601
    with offset) is used for all dates inside the PDF, never the time of printing.
    """

    schema: str
    kind: str
    reference: str
    number: str
    title: str
    subject: str
    example: bool
    example_notice: str
    recorded_at: str
    place: str
    date: str
    date_text: str
    letterhead: LetterheadLines
    page_setup: PageSetup
    verification: Verification | None


class Speaker(TypedDict):
    """A person in a role: printed name, position and organisation."""

    name: str
    position: str
    organisation: str


class MeetingFacts(TypedDict):
    """The facts of the meeting that a document is about."""

    reference: str
    kind: str
    theme: str
    purpose: str
    date: str
    date_text: str
    time_text: str
    venue: str
    host: str
    organisers: list[str]
    leader: Speaker | None
    moderator: Speaker | None
    note_taker: Speaker | None
    follows: str
    regions: list[str]


class Party(TypedDict):
    """An organisation that agrees, and who speaks for it (name empty when known by office only)."""

    organisation: str
    sector: str
    name: str
    position: str


class PrintedClause(TypedDict):
    """A clause (butir); the heading is its ordinal: KESATU, KEDUA and so on."""

    heading: str
    title: str
    text: str
    example: bool


class AmendedDocument(TypedDict):
    """The document that an addendum amends; the hash is empty for one from outside."""

    reference: str
    number: str
    cited: str  # "Berita Acara Nomor … tanggal …"
    content_sha256: str


class AmendingClause(PrintedClause):
    """A clause of an addendum: the kind of change, the changed clause, and its old text.

    A clause without a change has an empty `change`.
    """

    change: str  # replaces, adds, removes or empty
    change_text: str
    concerns: str  # the heading of the clause that changes
    old_title: str
    old_text: str


class ItemRow(TypedDict):
    """An item handed over; `contribution` is the reference of the pledge that it fulfils."""

    description: str
    volume: str
    condition: str
    contribution: str
    note: str


class SignatureBlock(TypedDict):
    """A signature block; lower ranks sign first. The content never says whether it is signed."""

    order: int
    capacity: str  # party, witness or acknowledging
    capacity_text: str
    rank: int
    name: str
    position: str
    organisation: str
    nip: str
    wants_nip: bool


class AttendanceRow(TypedDict):
    """A row of the attendance list; `inferred`: concluded from the source, not read in it."""

    name: str
    position: str
    organisation: str
    sector: str
    sex: str  # L, P or empty
    attendance: str
    inferred: bool
    example: bool


class ContributionRow(TypedDict):
    """A row of the contribution matrix; a merged one names the reference that it went into."""

    reference: str
    organisation: str
    sector: str
    partners: list[str]
    contribution: str
    own_words: str
    form: str
    volume: str
    value_idr: int | None
    value_text: str
    regions: str
    period: str
    focus: str
    problem: str
    decision: str  # accommodated, merged, deferred, declined or undecided
    decision_text: str
    merged_into: str
    reason: str
    example: bool


class PrintedFollowUp(TypedDict):
    """A follow-up: who does what by when after the meeting."""

    reference: str
    activity: str
    output: str
    owner: str
    supporters: list[str]
    deadline: str
    decision: str
    state: str
    example: bool


class PrintedDecision(TypedDict):
    """A decision of the meeting, with the remark that was kept beside it."""

    reference: str
    title: str
    text: str
    remark: str
    owner: str
    example: bool


class PrintedAgendaItem(TypedDict):
    """An agenda item of an invitation."""

    time: str
    title: str
    speaker: str
    example: bool


class MinutesEntry(TypedDict):
    """A log entry in the minutes, with the speaker's original words beside the edited text."""

    time: str
    kind: str
    speaker: str
    text: str
    original: str
    differs: bool
    recorded_later: str
    example: bool


class MinutesItem(TypedDict):
    """An agenda item in the minutes: its log entries, and a count of what is listed elsewhere."""

    time: str
    title: str
    speaker: str
    entries: list[MinutesEntry]
    recorded: str
    example: bool


class Objection(TypedDict):
    """An unresolved objection."""

    who: str
    text: str


class SectorCount(TypedDict):
    """How many people of one sector attended."""

    sector: str
    people: int
