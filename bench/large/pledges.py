"""Generated pledges with their regions, partners, focuses and quantities."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from bench.large.plan import FIRST_SERIAL, Plan
from bench.large.words import UNITS, write_phrase, write_sentence
from bench.large.writing import Rows
from pilots.models import Region
from pledges.models import (
    Pledge,
    PledgeFocus,
    PledgeForm,
    PledgeQuantity,
    PledgeRegion,
    PledgeState,
)
from stakeholders.models import Mandate, Organisation

# Of a hundred pledges; merged ones name the pledge before them.
_STATES = (
    *[PledgeState.AGREED] * 45,
    *[PledgeState.ACCOMMODATED] * 25,
    *[PledgeState.DEFERRED] * 8,
    *[PledgeState.SUBMITTED] * 7,
    *[PledgeState.DECLINED] * 6,
    *[PledgeState.MERGED] * 5,
    *[PledgeState.DRAFT] * 4,
)
# So many pledges are one of the demo's company, or one for the demo's kelurahan.
COMPANY_EVERY, KELURAHAN_EVERY = 97, 89
_FORMS = (*PledgeForm.values, "")


def find_state(number: int) -> str:
    """Return the state of a pledge; those of the newest year are spread like the others."""
    return _STATES[number * 37 % 100]


def build_pledges(plan: Plan) -> Iterator[Rows]:
    """Yield the pledges and the tables beside them."""
    block = plan.begin(Pledge, plan.count(500_000))
    organisations, regions = plan.blocks[Organisation], plan.blocks[Region]
    first, size = block.first, block.size
    company = plan.find_office("inka").pk
    yield Rows(
        Pledge,
        ("id", "reference", "lead_id", "lead_sector", "submitter_id", "title", "own_words",
         "description", "form", "value_rupiah", "women", "men", "start_date", "end_date", "state",
         "survivor_id", "reason", "is_public"),
        _list_pledges(plan, company),
    )  # fmt: skip
    yield Rows(
        PledgeRegion,
        ("reference", "pledge_id", "region_id"),
        (
            (reference, first + i, region)
            for i, reference in enumerate(_list_references(plan))
            for region in _find_places(plan, regions.pick_uneven(i), i)
        ),
    )
    yield Rows(
        PledgeQuantity,
        ("pledge_id", "order", "amount", "unit"),
        ((first + i, 1, i % 990 + 1, UNITS[i % len(UNITS)]) for i in range(size) if i % 5),
    )
    yield Rows(
        Pledge.partners.through,
        ("pledge_id", "organisation_id"),
        (
            (first + i, company if i % 485 == 0 else organisations.pick_uneven(i + 3))
            for i in range(0, size, 5)
        ),
    )
    focuses = plan.focuses
    yield Rows(
        PledgeFocus,
        ("reference", "pledge_id", "focus_id"),
        (
            (reference, first + i, focuses[i // 5 % len(focuses)])
            for i, reference in enumerate(_list_references(plan))
            if i % 5 < 3
        ),
    )


def _find_places(plan: Plan, often: int, number: int) -> list[int]:
    places = [plan.kelurahan if number % KELURAHAN_EVERY == 0 else often]
    if number % 5 == 0:
        regions = plan.blocks[Region]
        other = regions.pick(number * 7)
        places += [other] if other != often else []
    return places


def _list_pledges(plan: Plan, company: int) -> Iterator[tuple]:
    block, organisations = plan.blocks[Pledge], plan.blocks[Organisation]
    mandates, size = plan.blocks[Mandate], block.size
    # What triggers copy otherwise (pledges/copies.py).
    sectors = dict(Organisation.objects.order_by().values_list("pk", "sector"))
    for i, reference in enumerate(_list_references(plan)):
        day = plan.find_day(i, size)
        state = find_state(i)
        lead = company if i % COMPANY_EVERY == 0 else organisations.pick_uneven(i)
        has_reason = state in (PledgeState.DEFERRED, PledgeState.DECLINED, PledgeState.MERGED)
        yield (
            block.first + i,
            reference,
            lead,
            sectors[lead],
            mandates.pick(i) if i % 3 == 0 else None,
            write_phrase(i).capitalize() if i % 10 else "",
            write_sentence(i),
            write_sentence(i * 3 + 1) if i % 2 else "",
            _FORMS[i % len(_FORMS)],
            (i % 900 + 1) * 250_000 if i % 4 == 0 else None,
            i % 400 if i % 3 == 0 else None,
            i % 300 if i % 3 == 0 else None,
            day,
            day + timedelta(days=i % 700),
            state,
            max(block.first, block.first + i - 1) if state == PledgeState.MERGED else None,
            f"Sudah ada yang serupa ({i})." if has_reason else "",
            i % 50 > 0,
        )


def _list_references(plan: Plan) -> Iterator[str]:
    size = plan.blocks[Pledge].size
    serials: Counter[int] = Counter()
    for i in range(size):
        year = plan.find_day(i, size).year
        serials[year] += 1
        yield f"KOM-{year}-{FIRST_SERIAL + serials[year]:04}"
