"""The files that make each page: its view, forms, templates, styles and scripts.

They are read from the sources, without running a view: imports of modules of views and forms, names
of templates in these, and what templates extend, include and link to.
"""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, get_resolver

from tests.support.house import PACKAGES

# A file that more addresses share than these, such as the frame of every page, is in the sample
# anyway: what it changes shows there.
MOST_SHARED = 12
# Modules that make pages; models and actions have tests of their own.
MAKES_PAGES = re.compile(r"\.(views|forms|filters|pages)(\.|$)")
TEMPLATE = re.compile(r"""["']([\w/-]+\.html)(?:#\w+)?["']""")
STATIC = re.compile(r"""\{%-?\s*static\s+["']([\w./-]+)["']""")


def find_touched_addresses(files: Collection[str]) -> set[str]:
    """Returns the names of the addresses whose page is made of one of these files."""
    changed = set(files)
    made_of = {name: _list_files(*where) for name, where in _list_views()}
    shared = Counter(file for parts in made_of.values() for file in parts)
    own = {file for file in changed if shared[file] <= MOST_SHARED}
    return {name for name, parts in made_of.items() if parts & own}


def _list_views() -> Iterator[tuple[str, tuple[str, str]]]:
    """The name of each address of ours, with the module and the name of its view."""

    def walk(patterns: list, namespace: str) -> Iterator[tuple[str, tuple[str, str]]]:
        for each in patterns:
            if isinstance(each, URLPattern):
                view = inspect.unwrap(each.callback)
                view = getattr(view, "view_class", view)
                yield f"{namespace}{each.name}", (view.__module__, view.__name__)
            elif each.namespace != "admin":
                inside = f"{namespace}{each.namespace}:" if each.namespace else namespace
                yield from walk(each.url_patterns, inside)

    yield from walk(get_resolver().url_patterns, "")


@cache
def _list_files(module: str, view: str) -> frozenset[str]:
    """The files that a view is made of, relative to the project."""
    modules: set[str] = set()
    templates: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in modules or name.partition(".")[0] not in PACKAGES:
            continue
        modules.add(name)
        imported, named = _read_module(name)
        waiting += [each for each in imported if MAKES_PAGES.search(each)]
        # Of the module itself only what this view names; a module that it uses, whole.
        templates |= (
            named.get(view, set()) | named[""] if name == module else set().union(*named.values())
        )
    found = {str(path) for each in modules if (path := _find_module(each))}
    return frozenset(found | {file for each in templates for file in _list_template_files(each)})


@cache
def _read_module(name: str) -> tuple[frozenset[str], dict[str, set[str]]]:
    """The modules that a module imports, and the templates that each of its functions names.

    What stands outside a function, or in one that is no view, counts for all ("").
    """
    path = _find_module(name)
    if path is None:
        return frozenset(), {"": set()}
    source = (settings.BASE_DIR / path).read_text(encoding="utf-8")
    tree = ast.parse(source)
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module)
            imported |= {f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            imported |= {each.name for each in node.names}
    named: dict[str, set[str]] = {"": set()}
    for node in tree.body:
        text = ast.get_source_segment(source, node) or ""
        # A helper of the module (its name begins with _) may be used by each view.
        name_of_view = node.name if isinstance(node, ast.FunctionDef) else ""
        key = "" if name_of_view.startswith("_") else name_of_view
        named.setdefault(key, set()).update(TEMPLATE.findall(text))
    return frozenset(imported), named


def _find_module(name: str) -> Path | None:
    """The file of a module of ours, relative to the project."""
    base = Path(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if (settings.BASE_DIR / path).is_file():
            return path
    return None


@cache
def _list_template_files(name: str) -> frozenset[str]:
    """A template's file and those that it extends, includes and links to, theirs included."""
    path = Path("templates", name)
    if not (settings.BASE_DIR / path).is_file():
        return frozenset()
    text = (settings.BASE_DIR / path).read_text(encoding="utf-8")
    linked = {f"static/{file}" for file in STATIC.findall(text)}
    below = {
        file
        for each in TEMPLATE.findall(text)
        if each != name
        for file in _list_template_files(each)
    }
    return frozenset({str(path), *linked, *below})
