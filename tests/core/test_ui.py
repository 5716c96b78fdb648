"""The template tags of core/templatetags/ui.py say things in the reader's language."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override

NBSP = "\N{NO-BREAK SPACE}"


def show(source, language="id", **context):
    """Return what a template writes with the tags loaded."""
    with override(language):
        return Template("{% load ui %}" + source).render(Context(context))


def test_a_day_is_written_out_with_its_weekday():
    source = "{% date_long day %}"
    day = date(2021, 11, 8)
    assert show(source, day=day) == '<time datetime="2021-11-08">Senin, 8 November 2021</time>'
    assert ">Monday, 8 November 2021<" in show(source, "en", day=day)


def test_a_moment_is_written_in_western_time():
    moment = datetime(2021, 11, 8, 2, 0, tzinfo=UTC)
    source = "{% moment_long moment %}"
    assert f">Senin, 8 November 2021, 09.00{NBSP}WIB<" in show(source, moment=moment)
    assert f">Monday, 8 November 2021, 09:00{NBSP}WIB<" in show(source, "en", moment=moment)


def test_a_moment_shortly_before_midnight_in_greenwich_is_the_next_day_here():
    moment = datetime(2021, 11, 7, 23, 30, tzinfo=UTC)
    assert "Senin, 8 November 2021" in show("{% date_long moment %}", moment=moment)
    assert ">8 Nov 2021<" in show("{% date_short moment %}", moment=moment)


@pytest.mark.parametrize("tag", ["date_long", "date_short", "moment_long"])
def test_an_unknown_day_shows_nothing(tag):
    assert show("{% " + tag + " day %}", day=None) == ""


def test_a_comma_of_a_sentence_stands_behind_the_word_before_it():
    source = """<p>
      {% sentence %}
        {{ name }}
        {% if office %}, {{ office }}{% endif %}
      {% endsentence %}
    </p>"""
    assert "<p>\n      Siti, lurah\n    </p>" in show(source, name="Siti", office="lurah")
    assert "<p>\n      Siti\n    </p>" in show(source, name="Siti", office="")


def test_a_sentence_leaves_the_words_of_others_alone():
    source = "{% sentence %}{{ words }}{% endsentence %}"
    assert show(source, words="Laporan .net , <b>") == "Laporan .net , &lt;b&gt;"


def test_amounts_have_separators_and_no_empty_decimals():
    assert show("{{ amount|rupiah }}", amount=15_000_000) == f"Rp{NBSP}15.000.000"
    assert show("{{ amount|rupiah }}", amount=None) == ""
    assert show("{{ number|quantity }}", number=Decimal("2.50")) == "2,5"
    assert show("{{ number|quantity }}", number=Decimal("1000.00")) == "1.000"
    assert show("{{ number|quantity }}", "en", number=1250) == "1,250"


def test_a_state_has_a_word_an_icon_and_a_tone():
    signed = SimpleNamespace(state="in_force", get_state_display=lambda: "Berlaku")
    html = show("{% state_badge document %}", document=signed)
    assert 'class="state tone-done"' in html
    assert "#check" in html
    assert "Berlaku</span>" in html


def test_an_unknown_state_is_neutral_and_other_fields_can_be_shown():
    guest = SimpleNamespace(attendance="dozing", get_attendance_display=lambda: "<Dozing>")
    html = show('{% state_badge guest field="attendance" %}', guest=guest)
    assert 'class="state tone-neutral"' in html
    assert "&lt;Dozing&gt;" in html


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in show('{% icon "check" %}')
    assert 'role="img" aria-label="Signed"' in show('{% icon "check" "Signed" %}')


def test_a_sector_is_a_shape_with_its_word():
    html = show('{% sector_mark "company" "Perusahaan" %}')
    assert "#sector-company" in html
    assert "<span>Perusahaan</span>" in html


@pytest.mark.parametrize(
    ("promised", "verified", "waiting", "done_to", "waiting_to"),
    [(5, 3, 1, "60.0", "80.0"), (0, 0, 0, "0.0", "0.0"), (2, 3, 1, "75.0", "100.0")],
    ids=["under way", "nothing promised", "more than promised"],
)
def test_a_bar_shows_shares_and_never_overflows(promised, verified, waiting, done_to, waiting_to):
    html = show("{% progress_bar p v w %}", p=promised, v=verified, w=waiting)
    assert f'width="{done_to}%"' in html
    assert f'x1="{done_to}%" x2="{waiting_to}%"' in html


def test_tints_go_from_nothing_to_the_highest_value():
    tints = [show("{{ v|heat:8 }}", v=value) for value in range(10)]
    assert tints == ["0", "1", "1", "2", "2", "3", "3", "4", "4", "4"]
    assert show("{{ v|heat:0 }}", v=3) == "0"


@pytest.mark.parametrize(
    ("path", "marked"),
    [("/rapat/", ' aria-current="page"'), ("/rapat/RPT-1/", ' aria-current="true"'), ("/", "")],
)
def test_the_navigation_says_where_one_is(path, marked):
    request = SimpleNamespace(path=path)
    assert show('{% here "/rapat/" %}', request=request) == marked


def test_the_navigation_needs_no_request():
    assert show('{% here "/rapat/" %}') == ""
