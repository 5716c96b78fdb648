"""Judges the forms of a page: each control says its type, and no two of a form share a name."""

from collections import Counter
from html.parser import HTMLParser

# What shares a name on purpose: boxes of one question, and buttons, of which one is sent.
SHARING = {"radio", "checkbox", "submit", "button", "reset", "image"}


def judge(html: str) -> list[str]:
    """Returns the faults of every form of a page; an empty list is a pass."""
    forms = _Forms(html)
    doubles = [
        f"form {form or 'of no name'}: two fields are called {name}"
        for (form, name), count in forms.names.items()
        if count > 1
    ]
    return [*forms.untyped, *doubles]


class _Forms(HTMLParser):
    """The controls of a page, by the form that sends them."""

    def __init__(self, html: str):
        super().__init__()
        self.form = ""
        self.untyped: list[str] = []
        self.names: Counter[tuple[str, str]] = Counter()
        self.groups: set[tuple[str, str]] = set()
        self.feed(html)
        # A box and a field of one name: whoever reads the form sees one of them.
        for group in self.groups & self.names.keys():
            self.names[group] += 1

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            # By its place in the source, since few forms have an id.
            self.form = given.get("id") or "at {}:{}".format(*self.getpos())
        if tag not in ("input", "select", "textarea", "button"):
            return
        if tag in ("input", "button") and "type" not in given:
            self.untyped.append(f"line {self.getpos()[0]}: {self.get_starttag_text()} has no type")
        if given.get("name"):
            place = given.get("form") or self.form, given["name"]
            if tag == "button" or given.get("type") in SHARING:
                self.groups.add(place)
            else:
                self.names[place] += 1

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = ""
