"""The addresses of every list: its pages, each sort both ways, each filter by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Count, Model
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.http import urlencode
from django_filters import ChoiceFilter, Filter

from agreements.filters import DocumentListing
from agreements.models import Document
from bench.large.plan import BUSY_KELURAHAN
from bench.large.words import COMMON, MISSING, RARE
from bench.stage import MEETING
from core.lists.listing import Listing
from core.lists.parameters import LAST, ORDER, PAGE, SEARCH
from meetings.filters import AttendanceListing, DecisionListing, FollowUpListing, MeetingListing
from meetings.models import Decision, FollowUp, Meeting, Participant
from pilots.models import Region
from pledges.models import Pledge
from portal.demo.accounts import DOMAIN
from portal.pages.kelurahan import RegionListing
from portal.pages.organisations import OrganisationListing
from portal.pages.pledges import PledgeListing
from portal.pages.suggestions import KINDS
from stakeholders.models import Organisation

# The address of each list, and the model of its rows.
LISTS: Mapping[str, tuple[type[Listing], type[Model]]] = {
    "/komitmen/": (PledgeListing, Pledge),
    "/parapihak/": (OrganisationListing, Organisation),
    "/kelurahan/": (RegionListing, Region),
    "/rapat/": (MeetingListing, Meeting),
    "/keputusan/": (DecisionListing, Decision),
    "/tindak-lanjut/": (FollowUpListing, FollowUp),
    "/berita-acara/": (DocumentListing, Document),
    f"/rapat/{MEETING}/kehadiran/": (AttendanceListing, Participant),
}
# Pages that ask for words, beside the lists' own search.
SEARCHES = ("/cari/", *(f"/saran/{kind}/" for kind in KINDS))
WORDS = (COMMON, RARE, MISSING)
# Filters whose values are rows: a common one and a rare one, by parameter.
_ROWS: Mapping[str, Sequence[str]] = {
    "kelurahan": ("35.77.02.1001", "51.01.01.1001"),
    "kecamatan": ("35.77.02", "51.01.01"),
    "organisasi": ("lembaga-0", "lembaga-7"),
    "rapat": (MEETING,),
}


def check_every_list_is_known() -> None:
    """Raise RuntimeError if a list of the portal has no address here."""
    found = {each for each in Listing.__subclasses__() if not each.__module__.startswith("tests.")}
    if missing := found - {listing for listing, _model in LISTS.values()}:
        names = ", ".join(sorted(each.__name__ for each in missing))
        raise RuntimeError(f"bench/large/addresses.py has no address for {names}")


def list_list_addresses() -> list[str]:
    """Return the addresses of all lists and searches, each parameter by itself."""
    check_every_list_is_known()
    found = [f"{path}?{urlencode({SEARCH: word})}" for path in SEARCHES for word in WORDS]
    for path, (listing, model) in LISTS.items():
        found.append(path)
        found += [f"{path}?{urlencode(query)}" for query in _iterate_queries(listing, model)]
    return found


def list_busy_pages() -> list[str]:
    """Return the pages of the example on which thousands of generated rows hang."""
    company = Organisation.objects.get(mandates__person__user__email=f"inka@{DOMAIN}")
    kelurahan = Region.objects.get(code=BUSY_KELURAHAN)
    return [company.get_absolute_url(), kelurahan.get_absolute_url()]


def _iterate_queries(listing: type[Listing], model: type[Model]) -> Iterator[dict[str, str]]:
    yield {PAGE: "2"}
    yield {PAGE: LAST}
    for column in listing.columns:
        if column.order:
            yield {ORDER: column.key}
            yield {ORDER: f"-{column.key}"}
    for name, each in listing.filters.base_filters.items():
        for value in _choose_values(model, name, each):
            yield {name: value}


def _choose_values(model: type[Model], name: str, each: Filter) -> Sequence[str]:
    """Return a common and a rare value of a filter; for a search also one that nothing has."""
    year = timezone.localdate().year
    known = {SEARCH: WORDS, "tahun": (str(year - 1), "2021"), **_ROWS}
    if name in known:
        return known[name]
    if not isinstance(each, ChoiceFilter):
        raise RuntimeError(f"bench/large/addresses.py has no values for {name} of {model}")
    if each.method:
        choices: Iterable[tuple[str, object]] = flatten_choices(each.extra["choices"])
        return [value for value, _label in choices]
    rows = model._default_manager.order_by().values_list(each.field_name)
    counted = [value for value, _n in rows.annotate(n=Count("pk")).order_by("-n") if value]
    return [str(counted[0]), str(counted[-1])]
