"""Choosing organisations, people and offices: how they are found by typing, and who may search."""

from dataclasses import replace
from itertools import combinations

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower
from django.utils import formats
from django.utils.translation import gettext as _

from core.actors import Actor
from core.choosing.kinds import RowKind
from core.search.matches import match_words
from stakeholders.doubles import is_similar
from stakeholders.matching import NameMatcher
from stakeholders.models import Mandate, Organisation, Person
from stakeholders.naming import normalise, split_name
from stakeholders.permissions import sees_everything

MOST_NAMESAKES = 100
MOST_NAME_WORDS = 12  # of a name with its titles


def _list_organisations() -> QuerySet[Organisation]:
    return Organisation.objects.living().order_by("name", "pk")


def _show_organisations(rows: QuerySet, user: Actor) -> QuerySet:
    """Return those on the public register; the staff also finds those it has yet to confirm."""
    return rows if sees_everything(user) else rows.filter(is_introduced=False)


def describe_organisation(organisation: Organisation) -> str:
    """Return the short and the full name, which is unique."""
    name, short = organisation.name, organisation.short_name
    return f"{short} – {name}" if short and short != name else name


def _list_people() -> QuerySet[Person]:
    held = Mandate.objects.current().select_related("organisation").order_by("pk")
    offices = Prefetch("mandates", queryset=held, to_attr="offices")
    return Person.objects.living().prefetch_related(offices).order_by("name", "pk")


def describe_person(person: Person) -> str:
    """Return the name with titles, and today's offices, since people have namesakes."""
    offices = "; ".join(
        ", ".join(filter(None, (each.position, str(each.organisation))))
        for each in getattr(person, "offices", ())
    )
    return f"{person.full_name} ({offices})" if offices else person.full_name


def list_namesakes(text: str) -> list[Person]:
    """Return the people with this name, titles aside, as they are described; two queries."""
    name = split_name(text).name
    similar = match_words(_list_people(), name)[:MOST_NAMESAKES]
    return [person for person in similar if normalise(person.name) == normalise(name)]


def list_similar_people(text: str) -> list[Person]:
    """Return the people of almost the same name, the most similar first, as they are described."""
    name = split_name(text).name
    found = [each.pk for each in NameMatcher().list_similar_people(text, None)]
    rows = _list_people().in_bulk(found)
    return [rows[pk] for pk in found if pk in rows and is_similar(rows[pk].name, name)]


def find_full_name(text: str) -> list[Person]:
    """Return the people whose name, with or without titles, is this text."""
    words = text.split()[:MOST_NAME_WORDS]
    pairs = combinations(range(len(words) + 1), 2)
    spans = {" ".join(words[start:end]).rstrip(",").lower() for start, end in pairs}
    called = Person.objects.living().alias(called=Lower("name")).filter(called__in=spans)
    wanted = text.casefold()
    return [
        one
        for one in called.order_by("pk")
        if wanted in (one.name.casefold(), one.full_name.casefold())
    ]


def _list_offices() -> QuerySet[Mandate]:
    return (
        Mandate.objects.filter(person__merged_into=None, organisation__merged_into=None)
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__name", "pk")
    )


def describe_office(mandate: Mandate) -> str:
    """Return "organisation – person, position", and since when it is over."""
    holder = ", ".join(str(part) for part in (mandate.person, mandate.position) if part)
    label = f"{mandate.organisation} – {holder}"
    if not mandate.valid_until or mandate.is_current():
        return label
    until = formats.date_format(mandate.valid_until, "j M Y")
    return _("%(office)s (until %(date)s)") % {"office": label, "date": until}


ORGANISATIONS = RowKind(
    name="organisasi",
    list_rows=_list_organisations,
    describe=describe_organisation,
    names=("name", "short_name", "other_names__name"),
    show_to=_show_organisations,
    is_open=True,
)
# For inputs that take any name, also of one that is not registered yet.
ORGANISATION_NAMES = replace(
    ORGANISATIONS, name="nama-organisasi", describe=lambda organisation: organisation.name
)
# People and their offices are the staff's to search: the register of people is not public.
PEOPLE = RowKind(
    name="orang",
    list_rows=_list_people,
    describe=describe_person,
    names=("name",),
    permits=sees_everything,
)
PERSON_NAMES = replace(PEOPLE, name="nama-orang", describe=lambda person: person.full_name)
OFFICES = RowKind(
    name="jabatan",
    list_rows=_list_offices,
    describe=describe_office,
    names=("person__name",),
    permits=sees_everything,
)
