"""Every page that links lead to, and every form, filled as nobody would."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from django.db import reset_queries
from django.test import Client

from core.choosing.widgets import ADD, TEXT
from tests.support.example import Example
from tests.support.pages.base import Page
from tests.support.reading import Reading, read
from tests.support.sampling import choose_pages

# The doors of django-allauth have tests of their own, and so has its package.
LEFT_OUT = ("/akun/", "/coba/", "/bahasa/")
MOST_PAGES = 1500  # that a walk visits; more is a maze
TICKED = ("checkbox", "radio", "button", "submit")
WORDS = ("text", "search", "email", "tel", "url", "password")
JUNK = [
    *(
        "",
        " ",
        "\n\n",
        "x",
        "a\0b",
        "\N{REPLACEMENT CHARACTER}",
        "\u202eabc\u202c",
        "🎋" * 50,
        "\u200b",
    ),
    *("0", "-1", "-0", "²", "１２", "9" * 30, "1" * 5000, "2147483648", "9223372036854775808"),
    *("1,5", "1e400", "NaN", "sNaN", "-Infinity", "true", "null", "[]", "{}", "__all__", "on"),
    *("0001-01-01", "9999-12-31", "10000-01-01", "2021-02-30", "0000-00-00", "2021-99-99"),
    *("25:61", "09.30", "24:00", "23:59:59.999999", "1.1.confirmed", "F4", "draft", "merged"),
    *("<script>alert(1)</script>", "=1+1", "../../etc/passwd", "a\r\nBcc: x@y.z", "x@y"),
    *("{tema}", "{tema.__class__}", "{urut:999999999}", "{0}", "%s %(x)s %"),
    *("A" * 81, "A" * 201, "A" * 401, "A" * 5000, "A" * 200_001),
    "Dr. Ir. Siti, M.Si.\nBp.Agus(Inres)\n,,,\n(((",
]


@dataclass
class Found:
    """A form of a page: where it goes, and what it asks."""

    role: str
    action: str
    method: str = "get"
    typed: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, list[str]] = field(default_factory=dict)  # what could be ticked besides
    files: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # where somebody types what they like

    @property
    def shape(self) -> tuple[str, str, str]:
        """What makes it another form: the same page of another object is not."""
        names = sorted({*self.typed, *self.chosen, *self.files})
        return self.role, re.sub(r"\d+", "#", self.action), " ".join(names)

    def filled(self) -> dict[str, list[str]]:
        """As it stands in the page, every empty box filled and every choice made.

        What finds one of many rows stays empty: no row is called by any word. The button that only
        adds one is not pressed.
        """
        typed = {
            name: [each if name.endswith(TEXT) else each or "Alasan" for each in values]
            for name, values in self.typed.items()
        }
        chosen = {name: values[:1] for name, values in self.chosen.items() if name != ADD}
        return chosen | typed | {"idempotency_key": [str(uuid4())]}

    def spoilt(self, luck: random.Random) -> dict[str, list[str]]:
        """Filled with what no form expects, some of it, missing or doubled."""
        rate = luck.choice([0.1, 0.3, 0.9])
        spoilt = {}
        for name, values in self.filled().items():
            if luck.random() < rate:
                spoilt[name] = [luck.choice(JUNK) for _time in range(luck.choice([1, 1, 1, 3]))]
            elif luck.random() > rate / 4:
                spoilt[name] = values
        return spoilt


class _Reader(HTMLParser):
    def __init__(self, role: str, path: str, html: str) -> None:
        super().__init__()
        self.role, self.path = role, path
        self.forms: list[Found] = []
        self.inside: Found | None = None
        self.box = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.path, given.get("action") or self.path)
            self.inside = Found(self.role, action, given.get("method", "get").lower())
            self.forms.append(self.inside)
        if self.inside is None:
            return
        name, value = given.get("name", ""), given.get("value", "")
        kind = given.get("type", "submit" if tag == "button" else "text")
        if tag == "option":
            self._choose(self.box, value, "selected" in given)
        elif tag in ("select", "textarea"):
            self.box = name
        elif tag in ("input", "button") and name:
            if kind == "file":
                self.inside.files.append(name)
            elif kind in TICKED:
                value = given.get("value", "on" if kind == "checkbox" else "")
                self._choose(name, value, "checked" in given)
            else:
                self.inside.typed.setdefault(name, []).append(value)
        if name and (tag == "textarea" or (tag == "input" and kind in WORDS)):
            self.inside.words.append(name)
        if tag == "textarea" and name:
            self.inside.typed.setdefault(name, []).append("")

    def _choose(self, name: str, value: str, is_chosen: bool) -> None:
        assert self.inside is not None
        if is_chosen:
            self.inside.typed.setdefault(name, []).append(value)
        elif value:
            self.inside.chosen.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.inside is not None and self.box in self.inside.typed and self.lasttag == "textarea":
            self.inside.typed[self.box][-1] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.box = ""
        elif tag == "form":
            self.inside = None


def read_forms(role: str, path: str, html: str) -> list[Found]:
    """Every form of a page, as a role reads it."""
    return _Reader(role, path, html).forms


def forms_of(example: Example, *roles: str) -> list[Found]:
    """Every form that changes something on the pages of these roles, each kind once."""
    found: dict[tuple[str, str, str], Found] = {}
    for role, page, _answer, html in read_pages(example, *roles, left_out=LEFT_OUT):
        for form in read_forms(role, page.path, html):
            path = urlsplit(form.action).path
            if form.method == "post" and not path.startswith(LEFT_OUT):
                found.setdefault(form.shape, form)
    return list(found.values())


def read_pages(
    example: Example, *roles: str, left_out: str | tuple[str, ...]
) -> Iterator[tuple[str, Page, Any, str]]:
    """Yields the chosen pages that are shown to these roles, with the answer and its HTML."""
    for role, chosen in groupby(choose_pages(example, roles), key=lambda each: each.role):
        client = example.sign_in(Client(), role)
        client.raise_request_exception = False
        for page in (each.page for each in chosen):
            reset_queries()  # the log of all pages together would overflow
            if page.path.startswith(left_out) or page.expects(role) != 200:
                continue
            answer, body = read(client, page.path)
            if answer.headers["Content-Type"].startswith("text/html"):
                yield role, page, answer, body.decode()


def walk(client, *starts):
    """Follows every link from these pages; yields each address with what it answered."""
    todo, seen = list(starts), set(starts)
    while todo:
        path = todo.pop()
        answer, body = read(client, path)
        yield path, answer, body.decode(errors="replace")
        if not answer.headers["Content-Type"].startswith("text/html"):
            if answer.status_code in (301, 302):
                todo += [answer["Location"]]
            continue
        links = {link.partition("#")[0] for link in Reading(path, body.decode()).inner_links}
        fresh = {link for link in links if not link.startswith(("/static/", "/akun/"))} - seen
        # A list's links to itself in every order and filter tell nothing new.
        again = re.compile(r"[?&](urut|bahasa)=|^/pengelola/.*\?")
        fresh = {link for link in fresh if not again.search(link)}
        seen |= fresh
        todo += sorted(fresh)
        assert len(seen) < MOST_PAGES
