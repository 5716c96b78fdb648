"""Content rows built from database rows: meeting, people, contributions, signatories."""

from collections.abc import Iterable, Sequence

from agreements.content import wording
from agreements.content.shape import (
    AttendanceRow,
    ContributionRow,
    MeetingFacts,
    PrintedDecision,
    PrintedFollowUp,
    SectorCount,
    SignatureBlock,
    Speaker,
)
from agreements.models import Letterhead, Signatory, sort_as_printed
from core.indonesian_formats import (
    NO_BREAK_SPACE,
    format_date,
    format_period,
    format_quantity,
    format_time_span,
    format_weekday_date,
    join_names,
)
from core.models import Sourced
from core.text_diff import is_same_wording
from meetings.models import PRESENT, Decision, FollowUp, Meeting, Participant
from pilots.models import Region
from pledges.models import Pledge
from stakeholders.models import Mandate

PEOPLE_OF_MEETING = (
    "host",
    "follows",
    "leader__person",
    "leader__organisation",
    "moderator__person",
    "moderator__organisation",
    "note_taker__person",
    "note_taker__organisation",
)
SHORT_LEVELS = {"Kelurahan ": f"Kel.{NO_BREAK_SPACE}", "Kecamatan ": f"Kec.{NO_BREAK_SPACE}"}


def build_meeting_facts(meeting: Meeting) -> MeetingFacts:
    """Return the facts of a meeting for a content, with example and inferred values marked."""
    return MeetingFacts(
        reference=meeting.reference,
        kind=meeting.kind,
        theme=meeting.theme,
        purpose=mark_origin(meeting, "purpose", meeting.purpose),
        date=meeting.date.isoformat(),
        date_text=format_weekday_date(meeting.date),
        time_text=mark_origin(meeting, "starts_at", _format_hours(meeting)),
        venue=mark_origin(meeting, "venue", meeting.venue),
        host=mark_origin(meeting, "host", meeting.host.name if meeting.host else ""),
        organisers=[organisation.name for organisation in meeting.organisers.all()],
        leader=build_speaker(meeting.leader),
        moderator=build_speaker(meeting.moderator),
        note_taker=build_speaker(meeting.note_taker),
        follows=_describe_earlier_meeting(meeting.follows),
        regions=[str(pilot.region) for pilot in meeting.pilots.select_related("region")],
    )


def _describe_earlier_meeting(meeting: Meeting | None) -> str:
    # A paper must not disclose a meeting that is not published.
    if meeting is None or not meeting.is_published:
        return ""
    return f"{meeting.theme}, {format_date(meeting.date)}"


def build_speaker(mandate: Mandate | None) -> Speaker | None:
    """Return the printed name, position and organisation of a mandate's holder."""
    if mandate is None:
        return None
    return Speaker(
        name=mandate.person.full_name,
        position=mandate.position,
        organisation=str(mandate.organisation),
    )


def format_holder(mandate: Mandate | None) -> str:
    """Return a mandate's holder for running text: "Siti (Dinas Sosial)"."""
    return f"{mandate.person.full_name} ({mandate.organisation})" if mandate else ""


def build_attendance_rows(participants: Iterable[Participant]) -> list[AttendanceRow]:
    """Return participants in their order, with the attendance of each."""
    return [
        AttendanceRow(
            name=participant.person.full_name if participant.person else "",
            position=participant.position,
            organisation=str(participant.organisation),
            sector=wording.SECTORS[participant.organisation.sector],
            sex=participant.sex,
            attendance=_describe_attendance(participant),
            inferred=participant.is_inferred,
            example=participant.is_example,
        )
        for participant in participants
    ]


def count_attendance_by_sector(participants: Iterable[Participant]) -> list[SectorCount]:
    """Return how many people of each sector attended; sectors without any are left out."""
    sectors = [p.organisation.sector for p in participants if p.attendance in PRESENT]
    return [
        SectorCount(sector=word, people=sectors.count(sector))
        for sector, word in wording.SECTORS.items()
        if sector in sectors
    ]


def describe_attendance_count(meeting: Meeting, participants: Sequence[Participant]) -> str:
    """Return a sentence that compares the reported number of participants with the list."""
    if meeting.reported_attendance is None:
        return ""
    listed = sum(participant.attendance in PRESENT for participant in participants)
    note = f"Sumber mencatat {meeting.reported_attendance} peserta; tercantum {listed}."
    if any(participant.is_inferred for participant in participants):
        note += " Baris bertanda “disimpulkan” berasal dari daftar organisasi, bukan dari nama."
    return note


def build_contribution_rows(pledges: Iterable[Pledge]) -> list[ContributionRow]:
    """Return pledges as rows of the matrix; for a pledge that is not public, without details."""
    return [_build_contribution_row(pledge) for pledge in pledges]


def describe_contributions(rows: Sequence[ContributionRow]) -> str:
    """Return a sentence with the number of contributions by decision."""
    words = [row["decision_text"].lower() for row in rows]
    counts = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
    return f"{len(rows)} kontribusi: {counts}." if rows else ""


def build_decision_rows(decisions: Iterable[Decision]) -> list[PrintedDecision]:
    """Return the decisions of a meeting in their order."""
    return [
        PrintedDecision(
            reference=decision.reference,
            title="" if is_same_wording(decision.title, decision.text) else decision.title,
            text=decision.text,
            remark=decision.note,
            owner=str(decision.owner or ""),
            example=decision.is_example,
        )
        for decision in decisions
    ]


def build_follow_up_rows(follow_ups: Iterable[FollowUp]) -> list[PrintedFollowUp]:
    """Return follow-ups in order: who does what by when."""
    return [
        PrintedFollowUp(
            reference=follow_up.reference,
            activity=follow_up.activity,
            output=follow_up.output,
            owner=str(follow_up.owner or ""),
            supporters=[str(organisation) for organisation in follow_up.supporters.all()],
            deadline=format_date(follow_up.deadline) if follow_up.deadline else "",
            decision=str(follow_up.standing_decision or ""),
            state=wording.FOLLOW_UPS[follow_up.state],
            example=follow_up.is_example,
        )
        for follow_up in follow_ups
    ]


def build_signature_blocks(
    signatories: Iterable[Signatory], *, shows_nip: bool = True
) -> list[SignatureBlock]:
    """Return the signature blocks: parties, then witnesses, then acknowledging signatories.

    `shows_nip` is a setting of the letterhead: whether the NIP of civil servants is printed.
    """
    return [
        SignatureBlock(
            order=signatory.order,
            capacity=signatory.capacity,
            capacity_text=wording.CAPACITIES[signatory.capacity],
            rank=signatory.rank,
            name=signatory.printed_name,
            position=signatory.position,
            organisation=signatory.organisation.name,
            nip=signatory.nip if shows_nip else "",
            wants_nip=shows_nip and signatory.organisation.sector == "government",
        )
        for signatory in sort_as_printed(signatories)
    ]


def build_author_block(
    order: int, mandate: Mandate, letterhead: Letterhead, *, office: str = ""
) -> SignatureBlock:
    """Return the signature block of a paper's author; the issuing agency is not repeated in it."""
    is_issuer = mandate.organisation_id == letterhead.issuer_id
    return SignatureBlock(
        order=order,
        capacity="party",
        capacity_text="",
        rank=1,
        name=mandate.person.full_name,
        position=office or mandate.position,
        organisation="" if is_issuer else mandate.organisation.name,
        nip=mandate.person.nip if letterhead.shows_nip else "",
        wants_nip=letterhead.shows_nip and mandate.organisation.sector == "government",
    )


def mark_origin(fact: Sourced, field: str, text: str) -> str:
    """Return a text, followed by "(contoh)" or "(disimpulkan)" if its field is marked so."""
    marks = [
        word
        for word, fields in (
            (wording.EXAMPLE, fact.example_fields),
            (wording.INFERRED, fact.inferred_fields),
        )
        if text and field in fields and f"({word})" not in text
    ]
    return f"{text} ({join_names(marks)})" if marks else text


def _build_contribution_row(pledge: Pledge) -> ContributionRow:
    decision, word = wording.PLEDGES.get(pledge.state, wording.UNDECIDED)
    shown = pledge.is_public
    clean = pledge.description or pledge.title
    volume = ", ".join(format_quantity(each.amount, each.unit) for each in pledge.quantities.all())
    return ContributionRow(
        reference=pledge.reference,
        organisation=str(pledge.lead),
        sector=wording.SECTORS[pledge.lead.sector],
        partners=[str(partner) for partner in pledge.partners.all()] if shown else [],
        contribution=clean if shown else wording.NOT_PUBLIC,
        own_words="" if not shown or is_same_wording(pledge.own_words, clean) else pledge.own_words,
        form=wording.FORMS.get(pledge.form, "") if shown else "",
        volume=volume if shown else "",
        value_idr=pledge.value_rupiah if shown else None,
        value_text=pledge.value_note if shown else "",
        regions=", ".join(_shorten_region(region) for region in pledge.regions.all())
        if shown
        else "",
        period=format_period(pledge.start_date, pledge.end_date) if shown else "",
        focus=", ".join(focus.code for focus in pledge.focuses.all()) if shown else "",
        problem=", ".join(problem.code for problem in pledge.problems.all()) if shown else "",
        decision=decision,
        decision_text=word,
        merged_into=str(pledge.survivor or ""),
        reason=pledge.reason if shown else "",
        example=pledge.is_example,
    )


def _describe_attendance(participant: Participant) -> str:
    word = wording.ATTENDANCE[participant.attendance]
    if participant.represented_by:
        word = f"{word}: {participant.represented_by}"
    further = [wording.ONLINE] if participant.is_online else []
    if participant.mark_source:
        further.append(wording.MARK_SOURCES[participant.mark_source])
    return f"{word} ({', '.join(further)})" if further else word


def _format_hours(meeting: Meeting) -> str:
    return format_time_span(meeting.starts_at, meeting.ends_at) if meeting.starts_at else ""


def _shorten_region(region: Region) -> str:
    name = str(region)
    for long, short in SHORT_LEVELS.items():
        name = name.replace(long, short)
    return name
