"""Where an app names an app to its left without importing it; each is a decision.

import-linter sees imports. It does not see a reverse accessor, a lookup across one, or an
address of another app.
"""

import ast
import re
from pathlib import Path

from django.apps import apps

from tests.support.house import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
URL_IN_TEMPLATE = re.compile(r"""{%\s*url\s+["'](\w+):""")
NAME_IN_TEMPLATE = re.compile(r"\.(\w+)")
LOOKUP = re.compile(r"-?[a-z]\w*\Z")

ABSOLUTE = "the page of this object shows the whole chain, so it lives in portal"
DOCUMENTS = "a meeting's page leads to what was signed there"
CLAUSES = "a decision's page leads to the clause that it became"
# The page of a document is signing's, since it shows who signed.
PAGE = "the page of a document shows its signatures, so it lives in signing"
DIALOG = "the print dialog offers copies with signatures, so it lives in signing"
WAYS_ON = "the list of documents leads to archives and verification"
WORDS = "the closing words of a letter, not the closing of a collection"
DECISIONS = {
    "core/choosing: portal:": "the suggestions are of all apps, so their address lives in portal",
    "stakeholders/models: portal:": ABSOLUTE,
    "stakeholders/views: portal:": "the register's pages lead back to the list of organisations",
    "pilots/models.py: portal:": ABSOLUTE,
    "pledges/models: portal:": ABSOLUTE,
    "meetings/reports: .documents": DOCUMENTS,
    "templates/meetings: .documents": DOCUMENTS,
    "templates/meetings: signing:": f"{DOCUMENTS}; {CLAUSES}",
    "agreements/models: signing:": PAGE,
    "agreements/views: signing:": f"{PAGE}; {DIALOG}",
    "templates/agreements: signing:": f"{PAGE}; {DIALOG}; {WAYS_ON}",
    "agreements/content: .closing": WORDS,
    "agreements/forms: .closing": WORDS,
    "agreements/models: .closing": WORDS,
    "agreements/draft_sections.py: .closing": WORDS,
    "agreements/views: .closing": WORDS,
    "templates/agreements: .closing": WORDS,
    "agreements/word_draft.py: .signature": "a class of the templates, not the Signature",
    "meetings/views: .clauses": CLAUSES,
}
# The pages of an organisation, a kelurahan and a pledge live in portal, since they show the whole
# chain: the templates of every app may link to them.
LINKED_FROM_EVERYWHERE = {"portal"}


def left_of(app):
    return PACKAGES[: PACKAGES.index(app)]


def reverse_names(app):
    """The names by which models to the left can be reached from `app` and what is right of it."""
    return {
        name
        for model in apps.get_models()
        if model._meta.app_label in left_of(app)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model._meta.app_label in PACKAGES[PACKAGES.index(app) :]
        if not field.remote_field.hidden
        for name in (
            field.remote_field.get_accessor_name(),
            field.related_query_name(),
        )
    }


def parts(text):
    return text.lstrip("-").split("__") if LOOKUP.match(text) else []


def named_in_code(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield from parts(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from parts(node.value)


def addressed_in_code(tree):
    for node in ast.walk(tree):
        is_call = isinstance(node, ast.Call) and node.args
        if is_call and getattr(node.func, "id", "") in {"reverse", "reverse_lazy", "redirect"}:
            target = node.args[0]
            if isinstance(target, ast.Constant) and ":" in str(target.value):
                yield target.value.partition(":")[0]


def place_of(path):
    """A file of an app, or the package of several that has the same role."""
    return "/".join(path.relative_to(ROOT).parts[:2])


def looks_left():
    """Every `place: name` where an app names something to its left; a place is a role in an app."""
    for app in PACKAGES[1:]:
        reverses = reverse_names(app)
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            where = place_of(path)
            yield from (f"{where}: .{name}" for name in named_in_code(tree) if name in reverses)
            yield from (
                f"{where}: {name}:" for name in addressed_in_code(tree) if name in left_of(app)
            )
        for path in sorted((ROOT / "templates" / app).rglob("*.html")):
            text = path.read_text(encoding="utf-8")
            where = place_of(path)
            tags = " ".join(re.findall(r"{[{%].*?[%}]}", text))
            yield from (
                f"{where}: .{name}" for name in NAME_IN_TEMPLATE.findall(tags) if name in reverses
            )
            yield from (
                f"{where}: {name}:"
                for name in set(URL_IN_TEMPLATE.findall(text)) - LINKED_FROM_EVERYWHERE
                if name in left_of(app)
            )


def test_an_app_looks_left_only_where_it_was_decided():
    assert set(looks_left()) == set(DECISIONS)


def test_there_is_something_to_look_at():
    assert "documents" in reverse_names("meetings")
    assert "log_entries" in reverse_names("pledges")
    assert "documents" not in reverse_names("agreements")
