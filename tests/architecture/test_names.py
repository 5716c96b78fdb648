"""Names: a function begins with a verb, a class has a name of its own."""

import ast
import importlib
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.house import PACKAGES

ROOT = Path(settings.BASE_DIR)
VERBS = set((Path(__file__).parent / "verbs.txt").read_text().split())
# Conversions are named as the standard library names them (as_integer_ratio, to_bytes, with_name),
# and what a command line starts is its main.
CONVERSIONS = {"as", "from", "to", "with", "main"}
# What the framework asks for by name, in every class that may say it.
FRAMEWORK_CLASSES = {"Command", "Media", "Meta"}


def sources(*packages):
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def functions_in(node, owners=()):
    """Each function under `node` with the classes that it stands in, outermost first."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from functions_in(child, (*owners, child))
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child, owners
            yield from functions_in(child)
        else:
            yield from functions_in(child, owners)


def is_a_value(function):
    """Whether it is read like a value: a property, or a word of the template language."""
    decorators = [ast.unparse(each) for each in function.decorator_list]
    return any("property" in each or each.startswith("register.") for each in decorators)


def is_a_view(function, owners):
    """Whether it is named after its page, as its URL is: document_sign, document_detail."""
    arguments = function.args.args
    answers = ast.unparse(function.returns) if function.returns else ""
    return (
        not owners
        and not function.name.startswith("_")
        and bool(arguments)
        and arguments[0].arg == "request"
        and "HttpResponse" in answers
    )


def is_an_adjective(function, owners):
    """Whether it chooses rows, as the methods of a QuerySet do: open(), overdue(on=today)."""
    bases = [ast.unparse(base) for owner in owners[-1:] for base in owner.bases]
    return not function.name.startswith("_") and any(
        "QuerySet" in base or "Manager" in base for base in bases
    )


def is_named_by_a_framework(function, owners, path):
    """Whether a base class from outside the house has a method of this name."""
    if not owners:
        return False
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found = module
    for owner in owners:
        found = getattr(found, owner.name, None)
        if found is None:
            return False
    return any(
        function.name in vars(base)
        for base in found.__mro__
        if base.__module__.partition(".")[0] not in (*PACKAGES, "bench")
    )


def begins_with_a_verb(name):
    return name.strip("_").partition("_")[0] in VERBS | CONVERSIONS


@pytest.mark.parametrize("package", [*PACKAGES, "bench"])
def test_the_name_of_a_function_begins_with_a_verb(package):
    others = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path, tree in sources(package)
        for function, owners in functions_in(tree)
        if not begins_with_a_verb(function.name)
        and not (function.name.startswith("__") and function.name.endswith("__"))
        and not is_a_value(function)
        and not is_a_view(function, owners)
        and not is_an_adjective(function, owners)
        and not is_named_by_a_framework(function, owners, path)
    ]
    assert others == []


def test_no_two_classes_have_one_name():
    named = defaultdict(list)
    for path, tree in sources(*PACKAGES, "bench"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name not in FRAMEWORK_CLASSES:
                named[node.name].append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in named.items() if len(places) > 1} == {}


def test_a_participle_and_a_noun_are_no_verbs():
    assert not any(map(begins_with_a_verb, ("_opened", "told", "given_links", "_place", "page_of")))
    assert all(map(begins_with_a_verb, ("open_link", "_tell", "is_open", "find_page")))
