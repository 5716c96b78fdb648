"""Generates docs/states.md, the state diagrams, from the transition tables of all apps."""

from django.utils.translation import override

from agreements.transitions import DOCUMENT
from core.transitions import TransitionTable
from meetings.transitions import FOLLOW_UP, MEETING, RESPONSE
from pilots.transitions import PILOT
from pledges.transitions import PLEDGE

TABLES: tuple[TransitionTable, ...] = (PILOT, PLEDGE, MEETING, FOLLOW_UP, RESPONSE, DOCUMENT)

HEAD = """# States

Drawn by `manage.py draw_states` from the transition tables in each app's `transitions.py`;
a test fails when this page is stale. An arrow is named by the action that follows it.
"""


def render_states_page() -> str:
    """Return the text of docs/states.md."""
    with override("en"):
        return "\n".join([HEAD, *(_render_table(table) for table in TABLES)])


def _render_table(table: TransitionTable) -> str:
    arrows = [f"    [*] --> {state}" for state in table.initial]
    arrows += [
        f"    {source} --> {target}: {row.action}"
        for row in table
        for source in row.sources
        for target in row.targets
        if source != target
    ]
    meanings = [f"| {state.value} | {state.label} |" for state in table.states]
    return "\n".join(
        [
            f"## {table.name.replace('_', '-').capitalize()}",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *arrows,
            "```",
            "",
            "| State | Shown as |",
            "|---|---|",
            *meanings,
            "",
        ]
    )
