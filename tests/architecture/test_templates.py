"""Every template can be read: by Django, and by whoever opens the file."""

from pathlib import Path

import pytest
from django.template.loader import get_template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILES = sorted(path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*.html"))
LONGEST_LINE = 160


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
