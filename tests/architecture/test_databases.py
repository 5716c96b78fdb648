"""SQLite and PostgreSQL are told apart in few places, and each is tried on both."""

import ast
from pathlib import Path

import pytest

from tests.support.house import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
MARKER = "both_databases"
REFUSAL = "stopped_by_the_database()"
# Its branch chooses the database itself; tests/portal/test_settings.py tries it in processes.
LEFT_OUT = {"portal.settings"}


def list_modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def tells_databases_apart(tree):
    """Whether code asks a connection for its vendor, or is told it."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr == "vendor")
        or (isinstance(node, ast.arg) and node.arg == "vendor")
        for node in ast.walk(tree)
    )


def list_marked_modules():
    """What the marker names: the modules whose branches a test file tries on both databases."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == MARKER:
                yield from (argument.value for argument in node.args)


def test_code_that_tells_the_databases_apart_is_tried_on_both():
    branching = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in list_modules()
        if tells_databases_apart(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len(branching) > 8
    assert branching - LEFT_OUT == set(list_marked_modules())


def test_what_the_database_refuses_is_tried_on_both():
    """Constraints: a test in which only the database says no."""
    unmarked = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        marks_all = any(
            isinstance(node, ast.Assign)
            and "pytestmark" in ast.unparse(node.targets[0])
            and MARKER in ast.unparse(node.value)
            for node in tree.body
        )
        unmarked += [
            f"{path.relative_to(ROOT)}::{node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and node.name.startswith("test_")
            and REFUSAL in ast.unparse(ast.Module(node.body, []))
            and MARKER not in " ".join(map(ast.unparse, node.decorator_list))
            and not marks_all
        ]
    assert unmarked == []


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("if connection.vendor == 'sqlite': pass", True),
        ("def build(vendor: str): pass", True),
        ("LOCKS[connections['default'].vendor]", True),
        ("vendor = 1", False),
        ("# connection.vendor", False),
    ],
)
def test_code_that_asks_for_the_vendor_is_found(source, is_found):
    assert tells_databases_apart(ast.parse(source)) == is_found
