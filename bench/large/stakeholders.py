"""Generated regions, pilots, organisations, people and mandates."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bench.large.plan import Block, Plan
from bench.large.words import (
    POSITIONS,
    write_body,
    write_phrase,
    write_place,
    write_sentence,
)
from bench.large.writing import Rows
from meetings.models import Meeting
from pilots.models import Pilot, PilotState, Programme, Region, RegionLevel
from stakeholders.models import (
    LinkPurpose,
    Mandate,
    NameKind,
    Organisation,
    OrganisationName,
    Person,
    PersonalLink,
    Sector,
    SupportProgramme,
)

# As in the register of the ministry, rounded; kelurahan fill up to 83,000.
PROVINCES, CITIES, DISTRICTS, REGIONS = 38, 514, 7_277, 83_000
FIRST_PROVINCE = 51

_SECTORS = (
    *[Sector.COMPANY] * 7,
    *[Sector.GOVERNMENT] * 5,
    *[Sector.CIVIL_SOCIETY] * 3,
    *[Sector.ACADEMIA] * 2,
    Sector.MEDIA,
    Sector.DEVELOPMENT_PARTNER,
    Sector.CITIZEN,
)


def build_regions(plan: Plan) -> Iterator[Rows]:
    """Yield the regions from province to kelurahan, and pilots in some of them."""
    levels = [plan.count(size) for size in (PROVINCES, CITIES, DISTRICTS)]
    provinces, cities, districts = levels
    kelurahan = max(1, plan.count(REGIONS) - sum(levels))
    block = plan.begin(Region, sum(levels) + kelurahan)
    yield Rows(
        Region,
        ("id", "code", "level", "name", "parent_id", "parent_name", "post_code"),
        _list_regions(block.first, provinces, cities, districts, kelurahan),
    )
    # Whoever names a region names a kelurahan.
    plan.blocks[Region] = Block(block.first + sum(levels), kelurahan)
    pilots = plan.begin(Pilot, plan.count(400))
    programme = Programme.objects.earliest("pk").pk
    states = (PilotState.SELECTED, PilotState.PROPOSED, PilotState.SELECTED, PilotState.DROPPED)
    yield Rows(
        Pilot,
        ("id", "programme_id", "region_id", "state", "reason", "agreed_on"),
        (
            (
                pilots.first + i,
                programme,
                plan.blocks[Region].first + i * (kelurahan // pilots.size),
                states[i % 4],
                write_sentence(i),
                str(plan.find_day(i, pilots.size))[:7],
            )
            for i in range(pilots.size)
        ),
    )


def _list_regions(
    first: int, provinces: int, cities: int, districts: int, kelurahan: int
) -> Iterator[tuple]:
    def build_province_code(i: int) -> str:
        return f"{FIRST_PROVINCE + i}"

    def build_city_code(i: int) -> str:
        return f"{build_province_code(i % provinces)}.{i // provinces + 1:02}"

    def build_district_code(i: int) -> str:
        return f"{build_city_code(i % cities)}.{i // cities + 1:02}"

    number = first
    for i in range(provinces):
        name = _build_province_name(i)
        yield number, build_province_code(i), RegionLevel.PROVINCE, name, None, None, ""
        number += 1
    above = first
    for i in range(cities):
        over = i % provinces
        name, over_name = _build_city_name(i), _build_province_name(over)
        yield number, build_city_code(i), RegionLevel.CITY, name, above + over, over_name, ""
        number += 1
    above += provinces
    for i in range(districts):
        over = i % cities
        name, over_name = _build_district_name(i), _build_city_name(over)
        code = build_district_code(i)
        yield number, code, RegionLevel.DISTRICT, name, above + over, over_name, ""
        number += 1
    above += cities
    for i in range(kelurahan):
        code = f"{build_district_code(i % districts)}.{1001 + i // districts}"
        over = i % districts
        name, over_name, post = write_place(i), _build_district_name(over), f"{10_000 + i}"
        yield number, code, RegionLevel.KELURAHAN, name, above + over, over_name, post
        number += 1


def _build_province_name(i: int) -> str:
    return f"Provinsi {i + 1}"


def _build_city_name(i: int) -> str:
    return f"Kota {write_place(i)}"


def _build_district_name(i: int) -> str:
    return write_place(i * 3 + 1)


def build_organisations(plan: Plan) -> Iterator[Rows]:
    """Yield the organisations with their other names, and the programmes of some of them."""
    block = plan.begin(Organisation, plan.count(20_000))
    first, size = block.first, block.size
    yield Rows(
        Organisation,
        ("id", "slug", "name", "short_name", "sector", "parent_id", "about", "is_verified",
         "is_introduced"),
        (
            (
                first + i,
                f"lembaga-{i}",
                write_body(i),
                f"L{i}" if i % 3 == 0 else "",
                _SECTORS[i % len(_SECTORS)],
                first + i // 20 if i > 20 and i % 20 == 0 else None,
                write_sentence(i) if i % 2 else "",
                i % 5 > 0,
                i % 50 == 49,
            )
            for i in range(size)
        ),
    )  # fmt: skip
    kinds = (NameKind.ALIAS, NameKind.FORMER, NameKind.SPELLING)
    yield Rows(
        OrganisationName,
        ("organisation_id", "name", "kind"),
        ((first + i, f"Nama lain {write_body(i + size)}", kinds[i % 3]) for i in range(0, size, 4)),
    )
    yield Rows(
        SupportProgramme,
        ("organisation_id", "name", "description"),
        (
            (first + i, f"Program {i}: {write_phrase(i)}", write_sentence(i))
            for i in range(0, size, 10)
        ),
    )


def build_people(plan: Plan) -> Iterator[Rows]:
    """Yield the people and their mandates; one in ten has ended."""
    organisations = plan.blocks[Organisation]
    people = plan.begin(Person, plan.count(30_000))
    yield Rows(
        Person,
        ("id", "slug", "name", "sex", "phone", "email"),
        (
            (
                people.first + i,
                f"peserta-besar-{i}",
                f"Peserta {i} {write_place(i + 2)}",
                "LP"[i % 2],
                f"0800{i:07}",
                f"peserta{i}@contoh.example",
            )
            for i in range(people.size)
        ),
    )
    mandates = plan.begin(Mandate, people.size)
    began = date(plan.today.year - 8, 1, 1)
    ended = plan.today - timedelta(days=200)
    yield Rows(
        Mandate,
        ("id", "person_id", "organisation_id", "position", "valid_from", "valid_until"),
        (
            (
                mandates.first + i,
                people.first + i,
                organisations.pick(i),
                POSITIONS[i % len(POSITIONS)],
                began,
                ended if i % 10 == 9 else None,
            )
            for i in range(people.size)
        ),
    )


def build_links(plan: Plan) -> Iterator[Rows]:
    """Yield personal links: two for each meeting, most of them expired."""
    meetings, people = plan.blocks[Meeting], plan.blocks[Person]
    kind = plan.get_type(Meeting)
    soon = datetime(plan.today.year + 1, 1, 1, 12)  # noqa: DTZ001

    def list_links() -> Iterator[tuple]:
        for i in range(meetings.size * 2):
            at = plan.find_moment(i, meetings.size * 2)
            purpose = LinkPurpose.CONTRIBUTE if i % 2 else LinkPurpose.CONFIRM
            ends = soon if i % 20 == 0 else at + timedelta(days=30)
            yield people.pick(i), purpose, kind, meetings.first + i // 2, ends, at

    yield Rows(
        PersonalLink,
        ("person_id", "purpose", "content_type_id", "object_id", "expires_at", "created_at"),
        list_links(),
    )
