"""Tables, permissions and history keep step with the actions they speak of."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from agreements.models import SignatoryState
from core.history import load_sentences
from core.transitions import TransitionTable
from portal.states import TABLES

ROOT = Path(__file__).resolve().parents[2]
APPS = ("stakeholders", "pilots", "pledges", "meetings", "agreements", "signing")
HOUSE = (*APPS, "core", "portal")
# Where the tests call every action of a table from every state.
WALKED = {
    "pilot": "tests.pilots.test_pilots",
    "pledge": "tests.pledges.test_deciding",
    "meeting": "tests.meetings.test_planning",
    "follow_up": "tests.meetings.test_pursuing",
    "minutes_response": "tests.meetings.test_responding",
    "document": "tests.signing.test_signing",
}
# These follow from what somebody else did; nobody asks for them.
NOBODYS = {"record_print", "agree_pledge", "revoke_check_in_links"}
# The beginning of several actions, inside whose transaction they are.
SHARED = {"create_pledge", "begin_document", "copy_signatories"}
# It hands all its work to one other action, which is whole.
DISPATCHING = {"write_entry"}
# A row without an action of its own: the last signature of an addendum does it.
FOLLOWING = {"amend_document"}
# Signing with a certificate says no in words of its own, from every state, in test_certificates.
ELSEWHERE = {"sign_by_certificate"}


def app_of(table):
    [app] = [
        app for app in APPS if any(each is table for each in vars(transitions_of(app)).values())
    ]
    return app


def transitions_of(app):
    if not (ROOT / app / "transitions.py").exists():
        return object
    return importlib.import_module(f"{app}.transitions")


def modules_of_actions(app):
    module = importlib.import_module(f"{app}.actions")
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield importlib.import_module(f"{app}.actions.{found.name}")


def is_called_by_name(function):
    kinds = {each.kind for each in inspect.signature(function).parameters.values()}
    return bool(kinds) and kinds <= {
        inspect.Parameter.KEYWORD_ONLY,
        inspect.Parameter.VAR_KEYWORD,
    }


def public_functions_of(app):
    """The public functions in the modules of an app's actions, by name."""
    return {
        name: function
        for module in modules_of_actions(app)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    }


def actions_of(app):
    """An app's actions, by name: what is called by name, and done whole or not at all."""
    return {
        name: function
        for name, function in public_functions_of(app).items()
        if is_called_by_name(function) and name not in SHARED
    }


def tables_of(app):
    """The apps whose actions may be rows of this app's table: signing follows agreements."""
    return (app, "signing") if app == "agreements" else (app,)


def sources(*apps):
    for app in apps:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


# ── Transition tables ────────────────────────────────────────────────────────────────────


def test_every_table_is_among_those_that_are_drawn():
    found = {
        each.name
        for app in APPS
        for each in vars(transitions_of(app)).values()
        if isinstance(each, TransitionTable)
    }
    assert found == {table.name for table in TABLES} == set(WALKED)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_names_an_action_of_its_app(table):
    known = {name for app in tables_of(app_of(table)) for name in actions_of(app)}
    assert {row.action for row in table} - known <= FOLLOWING


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_action_of_a_table_is_called_from_every_state(table):
    module = importlib.import_module(WALKED[table.name])
    assert set(module.CALLS) == {row.action for row in table} - FOLLOWING - ELSEWHERE
    assert hasattr(module, "test_an_action_works_from_its_states_only")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_can_be_reached(table):
    reached = {*table.initial, *(target for row in table for target in row.targets)}
    assert reached == set(table.states.values)


def test_the_drawn_states_are_fresh():
    call_command("draw_states", "--check")


# ── Actions and permissions ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("app", APPS)
def test_every_action_has_a_row_person_by_action(app):
    wanted = {
        name
        for name, function in actions_of(app).items()
        if "by" in inspect.signature(function).parameters and name not in NOBODYS
    }
    assert set(importlib.import_module(f"tests.{app}.test_access").ACTIONS) == wanted


@pytest.mark.parametrize("app", APPS)
def test_actions_are_called_by_name_and_are_done_whole_or_not_at_all(app):
    for name, function in public_functions_of(app).items():
        is_atomic = hasattr(function, "__wrapped__")
        if is_atomic and "by" in inspect.signature(function).parameters:
            assert is_called_by_name(function), name
        if is_called_by_name(function) and "by" in inspect.signature(function).parameters:
            assert is_atomic or name in {*NOBODYS, *SHARED, *DISPATCHING}, name


@pytest.mark.parametrize("app", APPS)
def test_every_permission_is_tested(app):
    module = importlib.import_module(f"{app}.permissions")
    names = {
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and name.startswith("can_")
    }
    # What opens one action only is tested by the row of that action.
    names -= {"can_give_mandate", "can_open_account"}
    text = (ROOT / f"tests/{app}/test_access.py").read_text(encoding="utf-8")
    assert {name for name in names if f"permissions.{name}" not in text} == set()


# ── History ──────────────────────────────────────────────────────────────────────────────

# Put together from the state of a signatory.
COMPOSED = {f"signatory_{state}" for state in SignatoryState if state != SignatoryState.PENDING}


# Both take the object, the key and its parameters by name.
RECORDING = ("record", "build_event")


def record_calls():
    for path, tree in sources(*HOUSE):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDING:
                yield path, node


def test_every_history_key_is_written_somewhere():
    written = {
        node.value
        for path, tree in sources(*HOUSE)
        if path.name != "history.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(load_sentences()) - written <= COMPOSED


def test_every_key_that_is_written_has_a_sentence_with_all_its_parameters():
    seen = 0
    for path, call in record_calls():
        key = call.args[1]
        if not isinstance(key, ast.Constant):
            continue
        seen += 1
        given = {keyword.arg for keyword in call.keywords}
        wanted = set(re.findall(r"%\((\w+)\)", str(load_sentences()[key.value])))
        assert wanted <= given, f"{path}: {key.value}"
    assert seen > 30


def test_every_app_with_actions_has_its_sentences_listed():
    listed = {path.partition(".")[0] for path in settings.HISTORY_SENTENCES}
    assert listed == set(APPS)


def test_nobody_writes_history_behind_the_back_of_its_module():
    named = {
        str(path.relative_to(ROOT))
        for path, tree in sources(*HOUSE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "HistoryEntry"
    }
    assert named <= {"core/history.py", "core/admin.py"}


# ── Visibility ───────────────────────────────────────────────────────────────────────────


def lists_visible_rows(node):
    return any(
        isinstance(each, ast.Attribute) and each.attr == "visible_to" for each in ast.walk(node)
    )


def test_nobody_filters_by_a_list_of_all_visible_rows():
    found = set()
    for path, tree in sources(*HOUSE):
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            named = {
                target.id
                for each in ast.walk(function)
                if isinstance(each, ast.Assign) and lists_visible_rows(each.value)
                for target in each.targets
                if isinstance(target, ast.Name)
            }
            found |= {
                f"{path.relative_to(ROOT)}:{word.value.lineno}"
                for word in ast.walk(function)
                if isinstance(word, ast.keyword) and (word.arg or "").endswith("__in")
                if lists_visible_rows(word.value)
                or any(
                    isinstance(each, ast.Name) and each.id in named for each in ast.walk(word.value)
                )
            }
    assert found == set()  # build_visibility(user, prefix="pledge__") starts from the few


# ── Doors ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("app", [*APPS, "core"])
def test_models_are_imported_by_their_door_only(app):
    door, inside = f"{app}.models", f"{app}.models."
    behind = {
        f"{path.relative_to(ROOT)}: {node.module}"
        for path, tree in sources(*HOUSE)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(inside)
        if f"{app}/models/" not in str(path)
    }
    assert (door, behind) == (door, set())


def test_no_other_package_is_a_face_of_its_modules():
    faces = {
        str(path.relative_to(ROOT))
        for path, tree in sources(*HOUSE, "files")
        if path.name == "__init__.py" and path.parent.name in {"actions", "forms", "views"}
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
    }
    assert faces == set()
