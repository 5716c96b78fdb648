"""Which pledges count in which tally: by state, organisation and region; see core/kept_counts.py.

Everybody sees public pledges from accommodation on; the forum's staff all but drafts. This is what
`PledgeQuerySet.visible_to` says of a visitor and of a member of the staff without an organisation
of their own.
"""

from collections.abc import Iterator

from django.db.models import Count as CountOf
from django.db.models import Q

from core.actors import Actor
from core.kept_counts import Count, CountedRows, Recount, Trigger, read_tally
from pledges.models import (
    HIDDEN,
    PUBLIC_STATES,
    Pledge,
    PledgeQuerySet,
    PledgesByState,
    PledgesOfOrganisation,
    PledgesOfRegion,
    PledgeState,
)
from stakeholders.permissions import get_grants, sees_everything

_PUBLIC_STATES = ", ".join(f"'{state}'" for state in PUBLIC_STATES)
_PUBLIC = "CASE WHEN {row}.is_public AND {row}.state IN (" + _PUBLIC_STATES + ") THEN 1 ELSE 0 END"
_STAFF = "CASE WHEN {row}.state <> '" + PledgeState.DRAFT + "' THEN 1 ELSE 0 END"


def _read_pledge(number: str) -> str:
    """Return the number of the pledge that a row of a many-to-many table names."""
    return (
        f"SELECT {number.format(row='pledge')} FROM pledges_pledge AS pledge"  # noqa: S608
        " WHERE pledge.id = {row}.pledge_id {lock}"
    )


def _count_named(
    name: str, table: str, column: str, tally: type[PledgesOfOrganisation | PledgesOfRegion]
) -> list[CountedRows]:
    """Count a pledge for each row of a many-to-many table, and again when its state changes."""
    return [
        CountedRows(
            name=name,
            table=table,
            tally=tally,
            events=("INSERT", "DELETE"),
            key="{row}." + column,
            public=_read_pledge(_PUBLIC),
            staff=_read_pledge(_STAFF),
        ),
        CountedRows(
            name=f"{name}_state",
            table="pledges_pledge",
            tally=tally,
            events=("UPDATE",),
            columns=("state", "is_public"),
            key=column,
            source=f"FROM {table} WHERE pledge_id = {{row}}.id",
            public=_PUBLIC,
            staff=_STAFF,
        ),
    ]


COUNTS = [
    Trigger(
        name="organisation_pledge_tally",
        table="stakeholders_organisation",
        event="INSERT",
        statements=["INSERT INTO pledges_pledgesoforganisation (organisation_id) VALUES (NEW.id)"],
    ),
    Trigger(
        name="region_pledge_tally",
        table="pilots_region",
        event="INSERT",
        statements=["INSERT INTO pledges_pledgesofregion (region_id) VALUES (NEW.id)"],
    ),
    CountedRows(
        name="state_pledges",
        table="pledges_pledge",
        tally=PledgesByState,
        columns=("state", "is_public"),
        key="{row}.state",
        public=_PUBLIC,
        staff=_STAFF,
    ),
    CountedRows(
        name="lead_pledges",
        table="pledges_pledge",
        tally=PledgesOfOrganisation,
        columns=("state", "is_public", "lead_id"),
        key="{row}.lead_id",
        public=_PUBLIC,
        staff=_STAFF,
    ),
    *_count_named(
        "partner_pledges", "pledges_pledge_partners", "organisation_id", PledgesOfOrganisation
    ),
    *_count_named("region_pledges", "pledges_pledge_regions", "region_id", PledgesOfRegion),
]


def recount() -> Recount:
    """Count the pledges anew, to compare with what is kept."""
    public = Q(is_public=True, state__in=PUBLIC_STATES)
    staff = ~Q(state=PledgeState.DRAFT)
    organisations: dict[str, Count] = {}
    regions: dict[str, Count] = {}
    states: dict[str, Count] = {}
    for field, found in (
        ("state", states),
        ("lead", organisations),
        ("partners", organisations),
        ("regions", regions),
    ):
        rows = Pledge.objects.filter(**{f"{field}__isnull": False}).order_by().values_list(field)
        for key, seen, known in rows.annotate(
            seen=CountOf("pk", filter=public), known=CountOf("pk", filter=staff)
        ):
            before = found.get(str(key), Count())
            found[str(key)] = Count(before.public + seen, before.staff + known)
    return {
        PledgesByState: states,
        PledgesOfOrganisation: organisations,
        PledgesOfRegion: regions,
    }


def count_visible_by_state(user: Actor) -> dict[str, int]:
    """Return how many pledges the user may see in each state, from the tally.

    Of those that their own organisations see besides, there are few: they are counted.
    """
    is_staff = sees_everything(user)
    visible = {
        state: count.staff if is_staff else count.public
        for state, count in read_tally(PledgesByState).items()
    }
    for rows in _list_own_hidden(user, is_staff=is_staff):
        for state, number in rows.order_by().values_list("state").annotate(number=CountOf("pk")):
            visible[state] = visible.get(state, 0) + number
    return {state: number for state, number in visible.items() if number}


def _list_own_hidden(user: Actor, *, is_staff: bool) -> Iterator[PledgeQuerySet]:
    """Yield the pledges that only the user's organisations see, in queries without overlap."""
    mine = get_grants(user).organisation_ids
    if not mine:
        return
    led = Pledge.objects.filter(lead_id__in=mine)
    if is_staff:
        yield led.filter(state=PledgeState.DRAFT)
        return
    yield led.filter(HIDDEN)
    partnered = Pledge.partners.through.objects.filter(organisation_id__in=mine)
    others = Pledge.objects.filter(HIDDEN, pk__in=partnered.values("pledge_id"))
    yield others.exclude(state=PledgeState.DRAFT).exclude(lead_id__in=mine)
