"""Everything that the pages let one ask of an address, and what nobody would ask.

No list, filter or order is named here: links and forms say which parameters an address has, so a
new one is asked as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client
from django.urls import resolve

from core.exports import FORMATS
from core.lists.parameters import FORMAT, ORDER, PAGE
from tests.support.example import ROLES
from tests.support.harvest import read_forms
from tests.support.reading import Reading, read
from tests.support.sampling import is_whole

ABSURD = [
    *("", " ", "entah", "-", "--nomor", "__class__", "pk", "?", "'; --", "%s{0}", "🎋\u202e"),
    *("-1", "0", "1.5", "1e9", "²", "9" * 30, "2021-02-30", "99.99.99.9999", "KOM-9999-9999"),
    "a" * 2000,
]
PAGES = ("1", str(10**9), "-1", "entah")
# How a list is shown, not what of it.
SHAPE = (ORDER, PAGE, FORMAT)

type Query = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """An address without its query, and every value that some page gives each parameter."""

    path: str
    values: dict[str, list[str]]

    @property
    def orders(self) -> list[str]:
        """Every order of a list, both ways round; empty for what is no list."""
        keys = {value.removeprefix("-") for value in self.values.get(ORDER, ())}
        return [way + key for key in sorted(keys) for way in ("", "-")]

    def for_everybody(self) -> Iterator[Query]:
        """Yields what each role asks: every order, and every value beside those of the others."""
        yield from ({ORDER: order} for order in self.orders)
        narrowing = {name: given for name, given in self.values.items() if name not in SHAPE}
        for place in range(max(map(len, narrowing.values()), default=0)):
            yield {name: given[place % len(given)] for name, given in narrowing.items()}

    def for_one(self) -> Iterator[Query]:
        """Yields what one role asks for all: each value alone, absurd ones, far pages, files."""
        for name, values in self.values.items():
            yield from ({name: value} for value in values)
        yield from (dict.fromkeys(self.values, value) for value in ABSURD)
        yield from ({name: value} for name, value in zip(self.values, cycle(ABSURD), strict=False))
        if self.orders:
            yield from ({PAGE: number} for number in PAGES)
        for order, kind in zip(self.orders, cycle(FORMATS), strict=False):
            yield {ORDER: order, PAGE: PAGES[1]}
            yield {ORDER: order, FORMAT: kind}


@dataclass(frozen=True)
class Answer:
    """What a role got for an address with its query."""

    role: str
    address: str
    status: int
    kind: str
    is_list: bool

    def __str__(self) -> str:
        return f"{self.role or 'stranger'} {self.address}: {self.status}"

    @property
    def path(self) -> str:
        return urlsplit(self.address).path


def read_asked(pages: Iterable[tuple[str, str]]) -> list[Asked]:
    """Returns what these pages (path and HTML) ask of addresses, of one view the fullest."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for start, html in pages:
        for link in Reading(start, html).inner_links:
            path, query = urlsplit(link)[2:4]
            for name, value in parse_qsl(query, keep_blank_values=True):
                found[path][name].add(value)
        for form in read_forms("", start, html):
            if form.method == "get":
                for name, values in (*form.typed.items(), *form.chosen.items()):
                    found[urlsplit(form.action).path][name].update(values)
    fullest: dict[str, Asked] = {}
    for path in sorted(found, key=lambda path: sum(map(len, found[path].values()))):
        parameters = {name: sorted(given) for name, given in sorted(found[path].items())}
        fullest[resolve(path).view_name] = Asked(path, parameters)
    return list(fullest.values())


def ask(client: Client, role: str, asked: Asked, known: set[str]) -> Iterator[Answer]:
    """Asks an address; yields the answers, and those of where the order of a list is taken.

    What is asked once for all roles is not asked again when it is `known`, which grows.
    """
    once = {_address(asked, query) for query in _thin(asked.for_one(), role)} - known
    known |= once
    todo = once | {_address(asked, query) for query in _thin(asked.for_everybody(), role)}
    seen = set(todo)
    while todo:
        address = todo.pop()
        answer, body = read(client, address)
        kind = answer.headers["Content-Type"].partition(";")[0]
        yield Answer(role, address, answer.status_code, kind, is_list=bool(asked.orders))
        if asked.orders and kind == "text/html":
            onward = _links_onward(asked.path, body.decode()) - seen
            seen |= onward
            todo |= onward


def _thin(queries: Iterable[Query], role: str) -> list[Query]:
    """All of the queries; in a sample every seventh, which is another one for each role."""
    return list(queries) if is_whole() else list(queries)[ROLES.index(role) :: len(ROLES)]


def _address(asked: Asked, query: Query) -> str:
    return f"{asked.path}?{urlencode(query)}"


def _links_onward(path: str, html: str) -> set[str]:
    """The links of a list that take its order along to another address."""
    links = Reading(path, html).inner_links
    return {link for link in links if f"{ORDER}=" in link and urlsplit(link).path != path}
