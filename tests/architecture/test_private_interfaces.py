"""No code rests on what a dependency does not promise to keep."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    *("files", "core", "stakeholders", "pilots", "pledges", "meetings", "agreements", "signing"),
    *("portal", "bench"),
)
# Modules of our own, or of Python itself.
PROMISED = {*PACKAGES, "tests", *sys.stdlib_module_names}
# What WeasyPrint writes PDFs with; which release it takes is its own affair.
INNER_LIBRARIES = {"pydyf"}


def imported_names(tree):
    """Each imported name with its module, as one dotted path."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_private(path):
    package, *parts = path.split(".")
    if package in INNER_LIBRARIES:
        return True
    return package not in PROMISED and any(
        part.startswith("_") or part == "internal" for part in parts
    )


def sources():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text()


def test_no_module_imports_a_private_interface_of_a_dependency():
    private = {
        f"{path}: {name}"
        for path, text in sources()
        for name in imported_names(ast.parse(text))
        if is_private(name)
    }
    assert private == set()


def test_no_module_excuses_a_private_attribute():
    # Ruff finds them (SLF001); nobody may silence it.
    assert [path for path, text in sources() if "SLF001" in text] == []


def test_private_interfaces_are_told_from_public_ones():
    assert is_private("allauth.core.internal.ratelimit")
    assert is_private("django.db.models._helper")
    assert is_private("pydyf.PDF")
    assert not is_private("allauth.core.ratelimit.consume")
    assert not is_private("importlib._bootstrap")
    assert not is_private("core.internal")
