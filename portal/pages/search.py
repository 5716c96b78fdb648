"""The search page: searches all lists at once, restricted to what the reader may see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, Count, IntegerField, Model, Q, QuerySet, Value, When, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agreements.models import Document
from core.access import allow_anonymous_read
from core.actors import Actor
from core.lists.parameters import SEARCH
from core.models import Sourced
from core.public_cache import cache_for_visitors
from core.search.matches import build_matching
from core.search.quotes import mark_words, quote_line
from core.search.words import LONGEST_QUERY, split_query
from meetings.models import Decision, FollowUp, Meeting
from pilots.models import Region
from pledges.models import Pledge
from portal.pages.search_rows import find_pages, list_minutes, list_people
from stakeholders.models import Organisation

SHOWN = 5
# Matches of each scope that are ranked and counted: "200+". A list, which is one search instead of
# nine, ranks a thousand.
MOST_RANKED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchScope:
    """One kind of searched rows: those to be seen, their names, and the title and note of a hit.

    A hit is marked "contoh" when the row, or one of its fields `marked`, is. `quoted` are the texts
    from which a line is shown if they have a word. `url` is the list that has all hits, if any.
    `related` are the rows that a hit's note names.
    """

    label: object
    url: str = ""
    rows: Callable[[Actor], QuerySet]
    names: tuple[str, ...]
    title: Callable[[Any], str]
    note: Callable[[Any], str]
    marked: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    # The address of each row's page; otherwise rows know their own.
    find_pages: Callable[[list[Any], Actor], dict[int, str]] | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A row with the words: its title and a line of its texts, with the words marked."""

    title: SafeString
    note: str
    quote: SafeString
    url: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The first hits of a scope, how many there are, and the address of the list with all."""

    label: object
    hits: list[SearchHit]
    count: int
    has_more: bool  # than were counted
    all_url: str


SCOPES = (
    SearchScope(
        label=_("Meetings"),
        url="/rapat/",
        rows=Meeting.objects.visible_to,
        names=("theme", "reference"),
        title=lambda meeting: str(meeting.theme),
        note=lambda meeting: f"{meeting.reference}, {date_format(meeting.date, 'j F Y')}",
        marked=("theme",),
        quoted=("venue",),
    ),
    SearchScope(
        label=_("Decisions"),
        url="/keputusan/",
        rows=Decision.objects.visible_to,
        names=("title", "reference"),
        title=lambda decision: decision.title or decision.text[:120],
        note=lambda decision: str(decision.reference),
        marked=("title", "text"),
        quoted=("text", "note"),
    ),
    SearchScope(
        label=_("Follow-ups"),
        url="/tindak-lanjut/",
        rows=FollowUp.objects.visible_to,
        names=("activity", "reference"),
        title=lambda follow_up: str(follow_up.activity),
        note=lambda follow_up: ", ".join(
            str(part)
            for part in (follow_up.reference, follow_up.owner, follow_up.get_state_display())
            if part
        ),
        marked=("activity",),
        quoted=("output",),
        related=("owner",),
    ),
    SearchScope(
        label=_("Pledges"),
        url="/komitmen/",
        rows=Pledge.objects.visible_to,
        names=("title", "reference"),
        title=lambda pledge: str(pledge.summary),
        note=lambda pledge: f"{pledge.reference}, {pledge.lead}, {pledge.get_state_display()}",
        marked=("title", "own_words"),
        quoted=("own_words", "description"),
        related=("lead",),
    ),
    SearchScope(
        label=_("Stakeholders"),
        url="/parapihak/",
        rows=Organisation.objects.visible_to,
        names=("name", "short_name"),
        title=lambda organisation: str(organisation.name),
        note=lambda organisation: str(organisation.get_sector_display()),
    ),
    SearchScope(
        label=_("People"),
        rows=list_people,
        names=("name",),
        title=lambda person: str(person.full_name),
        note=lambda person: str(person.found_in),
        find_pages=find_pages,
    ),
    SearchScope(
        label=_("Documents"),
        url="/berita-acara/",
        rows=Document.objects.visible_to,
        names=("title", "number", "reference"),
        title=lambda document: str(document.title),
        note=lambda document: f"{document.reference}, {document.get_state_display()}",
        marked=("title",),
        quoted=("subject",),
    ),
    SearchScope(
        label=_("Minutes"),
        rows=list_minutes,
        names=(),
        title=lambda entry: str(entry.meeting.theme),
        note=lambda entry: f"{entry.meeting.reference}, {date_format(entry.meeting.date, 'j F Y')}",
        marked=("text",),
        quoted=("text", "original_words", "speaker_note"),
        related=("meeting",),
        find_pages=lambda entries, user: {
            entry.pk: f"{entry.meeting.get_absolute_url()}#log" for entry in entries
        },
    ),
    SearchScope(
        label=_("Kelurahan"),
        url="/kelurahan/",
        rows=lambda user: Region.objects.filter(parent__isnull=False),
        names=("name", "code"),
        title=lambda region: str(region.full_name),
        note=lambda region: str(region.code),
    ),
)


@allow_anonymous_read
@cache_for_visitors
def search(request: HttpRequest) -> HttpResponse:
    """Show the first hits of every scope."""
    text = request.GET.get(SEARCH, "").strip()[:LONGEST_QUERY]
    words = split_query(text)
    found = list(search_everywhere(text, request.user)) if words else []
    return render(request, "portal/search.html", {"text": text, "words": words, "found": found})


def search_everywhere(text: str, user: Actor) -> Iterator[SearchResults]:
    """Yield the results of every scope that has a hit."""
    words = split_query(text)
    for scope in SCOPES:
        rows = scope.rows(user)
        matching = build_matching(rows, text, most=MOST_RANKED + 1)
        if matching is None:
            continue
        ranks = _list_ranks(scope.names, text.strip(), words)
        everything = rows.model._default_manager
        ranked = everything.filter(matching).order_by(*ranks, "-pk")
        numbered = ranked.values_list("pk", Window(Count("*")))[:SHOWN]
        best = [pk for pk, _count in numbered]
        if best:
            count = numbered[0][1]
            # That `user` may see them was part of finding them.
            by_id = everything.select_related(*scope.related or (None,)).in_bulk(best)
            hits = [by_id[pk] for pk in best if pk in by_id]
            pages = scope.find_pages(hits, user) if scope.find_pages else {}
            yield SearchResults(
                label=scope.label,
                hits=[_describe(scope, row, words, pages) for row in hits],
                count=min(count, MOST_RANKED),
                has_more=count > MOST_RANKED,
                all_url=f"{scope.url}?{urlencode({SEARCH: text})}" if scope.url else "",
            )


def _list_ranks(names: tuple[str, ...], text: str, words: list[str]) -> list[Case]:
    """Return the expression by which rows are ranked, if they have names.

    The exact name comes first, then its beginning, then names with all words.
    """
    if not names:
        return []

    def match_names(lookup: str, value: str) -> Q:
        return reduce(or_, (Q(**{f"{name}__{lookup}": value}) for name in names))

    is_named = reduce(and_, (match_names("icontains", word) for word in words))
    if text.lower() != " ".join(words):  # with accents or signs, which the words are without
        is_named |= match_names("istartswith", text)
    # Most matches are in other texts than the name: they need one comparison.
    by_name = Case(
        When(match_names("iexact", text), then=Value(0)),
        When(match_names("istartswith", text), then=Value(1)),
        default=Value(2),
    )
    return [Case(When(is_named, then=by_name), default=Value(3), output_field=IntegerField())]


def _describe(
    scope: SearchScope,
    row: Model,
    words: list[str],
    pages: dict[int, str],
) -> SearchHit:
    return SearchHit(
        title=mark_words(scope.title(row), words),
        note=scope.note(row),
        quote=quote_line((getattr(row, name) for name in scope.quoted), words),
        url=pages[row.pk] if scope.find_pages else resolve_url(row),
        is_example=isinstance(row, Sourced) and row.is_illustrative(*scope.marked),
    )
