"""Every template can be read: by Django, and by whoever opens the file."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILES = sorted(path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*.html"))
LONGEST_LINE = 160

CONDITION = re.compile(r"{%\s*(?:el)?if\s.*?%}")
COMPARED = re.compile(r"""([\w.]+)\s*[!=]=\s*["']""")
# What a template may compare with a word; all else is a property of what it shows.
WORDS = "it chooses the words or the icon for each value; what may be done is decided elsewhere"
PRESSED = "it marks the button or the entry of the value that there is"
FROZEN = "the word stands in the frozen content, which is plain JSON"
FORM = "Django's own description of a field"
COMPARISONS = {
    **dict.fromkeys(("annex.kind", "clause.change", "group.grouper"), FROZEN),
    **dict.fromkeys(("field.name", "field.widget_type"), FORM),
    **dict.fromkeys(
        ("attendee.attendance", "desk", "region.pilot_state", "row.sex.value"), PRESSED
    ),
    **dict.fromkeys(
        (
            *("action", "action.kind", "action.method", "message.tone", "button.kind", "code"),
            *("clause.change.kind", "document.state", "line.kind", "link_state", "mandate.duty"),
            *("meeting.state", "message.level_tag", "own.signatory.state", "piece.kind"),
            *("pledge.state", "reader", "room", "row.link_state", "row.signatory.state"),
            *("row.state", "row.status", "section.kind", "signatory.state", "step.state", "tone"),
        ),
        WORDS,
    ),
}


def read(path):
    return (TEMPLATES / path).read_text(encoding="utf-8")


def test_there_is_something_to_look_at():
    assert len(FILES) > 200


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_template_compiles(path):
    assert get_template(str(path)).template.nodelist


def test_no_line_of_a_template_is_longer_than_160_characters():
    long = {
        f"{path}:{number}": len(line)
        for path in FILES
        for number, line in enumerate(read(path).splitlines(), 1)
        if len(line) > LONGEST_LINE
    }
    assert long == {}


def test_a_template_compares_with_a_word_only_where_it_was_decided():
    compared = {
        name
        for path in FILES
        for condition in CONDITION.findall(read(path))
        for name in COMPARED.findall(condition)
    }
    assert compared == set(COMPARISONS)
