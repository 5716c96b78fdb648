"""Choosing places and pilots: how they are found by typing."""

import re
from dataclasses import replace

from django.db.models import QuerySet

from core.choosing.kinds import RowKind
from core.search.matches import match_words
from pilots.models import Pilot, Region, RegionLevel

CODE = re.compile(r"\b\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?\b(?!\.\d)")
LEVELS = frozenset({"kelurahan", "kel", "kecamatan", "kec"})
MOST_WORDS = 5  # of a place and what it lies in
CONTRIBUTED_TO = (RegionLevel.CITY, RegionLevel.DISTRICT, RegionLevel.KELURAHAN)


def _list_regions() -> QuerySet[Region]:
    return Region.objects.select_related("parent").order_by("code")


def list_places() -> QuerySet[Region]:
    """Return the places that something can be contributed to: a city and all within it."""
    return _list_regions().filter(level__in=CONTRIBUTED_TO)


def list_usual_places() -> QuerySet[Region]:
    """Return the places that the programmes are for, and those of their pilots."""
    cities = Region.objects.filter(programmes__isnull=False).order_by()
    pilots = Region.objects.filter(pilots__isnull=False).order_by()
    return list_places().filter(pk__in=cities.values("pk").union(pilots.values("pk")))


def _list_kelurahan() -> QuerySet[Region]:
    return _list_regions().filter(level=RegionLevel.KELURAHAN)


def _list_districts() -> QuerySet[Region]:
    return _list_regions().filter(level=RegionLevel.DISTRICT)


def describe_region(region: Region) -> str:
    """Return the name with what it lies in and its code, since places have namesakes."""
    names = [region.full_name]
    if region.parent is not None:
        names.append(region.parent.full_name)
    return f"{', '.join(names)} ({region.code})"


def _match_places(rows: QuerySet, text: str, most: int) -> list[Region]:
    """Return the first places of this name; further words may name what they lie in.

    They are walked in the order of their codes, so that many matches need no sorting.
    """
    words = text.replace(",", " ").split()[:MOST_WORDS]
    for count in range(len(words), 0, -1):
        named, around = words[:count], words[count:]
        inside = rows
        if around:
            inside = rows.filter(parent__in=match_words(Region.objects.all(), " ".join(around)))
        places = list(match_words(inside, " ".join(named), most=None)[:most])
        if places:
            return places
    return []


def _list_pilots() -> QuerySet[Pilot]:
    return Pilot.objects.select_related("region__parent").order_by("region__name", "pk")


def _describe_pilot(pilot: Pilot) -> str:
    return describe_region(pilot.region)


PLACES = RowKind(
    name="wilayah",
    list_rows=list_places,
    describe=describe_region,
    names=("name",),
    ignored=LEVELS,
    also_called=lambda region: (region.full_name,),
    match=_match_places,
    code="code",
    code_pattern=CODE,
    is_open=True,
)
KELURAHAN = replace(PLACES, name="kelurahan", list_rows=_list_kelurahan)
DISTRICTS = replace(PLACES, name="kecamatan", list_rows=_list_districts)
PILOTS = RowKind(
    name="percontohan",
    list_rows=_list_pilots,
    describe=_describe_pilot,
    names=("region__name",),
    ignored=LEVELS,
    also_called=lambda pilot: (pilot.region.full_name,),
    code="region__code",
    code_pattern=CODE,
    is_open=True,
)
