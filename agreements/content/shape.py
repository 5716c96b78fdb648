"""The parts that the contents of our documents are made of.

An empty string means that the document says nothing there; a template never prints a placeholder
for it unless a hand is meant to fill the gap.
"""

from typing import NotRequired, TypedDict


class LetterheadLines(TypedDict):
    """The head of a letter: who writes, and the emblem (may be empty).

    The emblem is the name of a static file, or "logo:" and the hash of a kept logo.
    """

    government: str
    agency: str
    unit: str
    address: str
    emblem: str


class PageSetup(TypedDict):
    """How the letterhead wants the paper: whole millimetres, points as text ("11", "11.5")."""

    paper: str  # A4 or F4
    margin_top_mm: int
    margin_right_mm: int
    margin_bottom_mm: int
    margin_left_mm: int
    font_pt: str
    signature_layout: str  # two_columns, table, stamps or certificate
    # Contents frozen before letterheads could say it print as they did then.
    has_stamp_room: NotRequired[bool]


class Verification(TypedDict):
    """Where the QR leads, and the code that opens the same page when typed."""

    url: str
    code: str


class DocumentHead(TypedDict):
    """What every document begins with.

    schema names the content's shape and the folder of its templates; recorded_at is the moment
    (ISO 8601 with offset) that every date inside the PDF takes, never the time of printing.
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
    """A person in a role: name, position and organisation as they are printed."""

    name: str
    position: str
    organisation: str


class MeetingFacts(TypedDict):
    """What is known of the meeting that a document is about."""

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
    """One thing agreed: KESATU, KEDUA and so on."""

    heading: str
    title: str
    text: str
    example: bool


class AmendedDocument(TypedDict):
    """The document that an addendum amends; its hash is empty when its text is not here."""

    reference: str
    number: str
    cited: str  # "Berita Acara Nomor … tanggal …"
    content_sha256: str


class AmendingClause(PrintedClause):
    """A clause of an addendum: what it does to which clause, and the text that stood there.

    One that changes nothing but only says something has an empty `change`.
    """

    change: str  # replaces, adds, removes or empty
    change_text: str
    concerns: str  # the heading of the clause that changes
    old_title: str
    old_text: str


class ItemRow(TypedDict):
    """A thing that is handed over; `contribution` is the reference of the promise that it keeps."""

    description: str
    volume: str
    condition: str
    contribution: str
    note: str


class SignatureBlock(TypedDict):
    """A place to sign. Ranks sign in order; whether it is signed is not content."""

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
    """A participant: inferred rows were concluded from the source, not read in it."""

    name: str
    position: str
    organisation: str
    sector: str
    sex: str  # L, P or empty
    attendance: str
    inferred: bool
    example: bool


class ContributionRow(TypedDict):
    """A contribution as the matrix shows it; merged ones name the reference that they went into."""

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
    """Who does what by when after the meeting."""

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
    example: bool


class PrintedAgendaItem(TypedDict):
    """A point of the agenda as invited to."""

    time: str
    title: str
    speaker: str
    example: bool


class MinutesEntry(TypedDict):
    """Something said or noted: the speaker's own words stand beside the clean text."""

    time: str
    kind: str
    speaker: str
    text: str
    original: str
    differs: bool
    recorded_later: str
    example: bool


class MinutesItem(TypedDict):
    """A point of the agenda with what was said under it, and how much else was recorded there."""

    time: str
    title: str
    speaker: str
    entries: list[MinutesEntry]
    recorded: str
    example: bool


class Objection(TypedDict):
    """A note of objection that stayed unresolved."""

    who: str
    text: str


class SectorCount(TypedDict):
    """How many people of one sector were there."""

    sector: str
    people: int
