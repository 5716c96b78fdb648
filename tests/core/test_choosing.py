"""The autocomplete fields alone: what is typed, what matches, what is chosen, and nonsense."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.choosing.fields import MOST_CHOSEN, RowField, RowsField
from core.choosing.kinds import LONGEST_TEXT, MOST_MATCHES
from core.forms import IdempotentForm
from pilots.choosing import PLACES
from pilots.models import Region, RegionLevel
from stakeholders.choosing import ORGANISATIONS
from stakeholders.models import Organisation

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("english")]


class HostForm(IdempotentForm):
    """One organisation, which may be left out, and several places."""

    host = RowField(ORGANISATIONS, required=False)
    places = RowsField(PLACES, key="code", required=False)


def sent(**values):
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return HostForm(data)


def host_of(**values):
    form = sent(**values)
    assert form.is_valid(), form.errors
    return form.cleaned_data["host"]


def errors_of(**values):
    form = sent(**values)
    assert not form.is_valid()
    return {name: list(sentences) for name, sentences in form.errors.items()}


@pytest.fixture
def offices():
    """Three offices, one of which is a word of another's name."""
    names = {"dinsos": "Dinas Sosial", "dinkes": "Dinas Kesehatan", "dinas": "Dinas"}
    return {
        slug: Organisation.objects.create(slug=slug, name=name, sector="government")
        for slug, name in names.items()
    }


@pytest.fixture
def towns():
    """A town with a kecamatan and a kelurahan of one name, and another kelurahan."""
    rows = {}
    for code, level, name in (
        ("35.77", RegionLevel.CITY, "Kota Madiun"),
        ("35.77.02", RegionLevel.DISTRICT, "Taman"),
        ("35.77.02.1001", RegionLevel.KELURAHAN, "Taman"),
        ("35.77.02.1002", RegionLevel.KELURAHAN, "Demangan"),
    ):
        parent = rows.get(code.rpartition(".")[0])
        rows[code] = Region.objects.create(code=code, level=level, name=name, parent=parent)
    return rows


# ── One row ──────────────────────────────────────────────────────────────────────────────


def test_an_exact_name_is_that_row_though_others_have_its_words(offices):
    assert host_of(host_text="  dinas ") == offices["dinas"]


def test_words_that_only_one_row_has_are_that_row(offices):
    assert host_of(host_text="kesehat") == offices["dinkes"]


def test_several_matches_are_shown_to_choose_from_and_the_text_stays(offices):
    offices["dinas"].delete()
    form = sent(host_text="dinas")
    assert list(form.errors["host"]) == ["2 match. Choose one."]
    html = str(form["host"])
    assert 'value="dinas"' in html
    assert html.count('type="radio"') == 2
    assert "Dinas Sosial" in html
    chosen = str(offices["dinsos"].pk)
    assert host_of(host=chosen, host_text="dinas", host_asked="dinas") == offices["dinsos"]


def test_a_match_that_is_chosen_counts_though_the_text_was_wiped_out(offices):
    chosen = str(offices["dinsos"].pk)
    assert host_of(host=chosen, host_text="", host_asked="dinas") == offices["dinsos"]


def test_the_question_comes_again_while_nothing_is_chosen(offices):
    offices["dinas"].delete()
    assert errors_of(host_text="dinas", host_asked="dinas") == {"host": ["2 match. Choose one."]}


def test_a_chosen_row_stays_until_its_text_is_changed_or_wiped_out(offices):
    dinsos = offices["dinsos"]
    kept = {"host": str(dinsos.pk), "host_asked": "Dinas Sosial"}
    assert host_of(**kept, host_text="Dinas Sosial") == dinsos
    assert host_of(**kept, host_text="kesehatan") == offices["dinkes"]
    assert host_of(**kept, host_text="") is None
    assert host_of(host=str(dinsos.pk)) == dinsos


def test_the_chosen_row_is_shown_by_its_name(offices):
    html = str(HostForm(initial={"host": offices["dinsos"].pk})["host"])
    assert 'value="Dinas Sosial"' in html
    assert f'type="hidden" name="host" value="{offices["dinsos"].pk}"' in " ".join(html.split())


def test_a_row_that_is_gone_meanwhile_gets_a_sentence_and_the_text_stays(offices):
    gone = str(offices["dinsos"].pk)
    offices["dinsos"].delete()
    form = sent(host=gone, host_text="Dinas Sosial", host_asked="Dinas Sosial")
    assert list(form.errors["host"]) == ["What was chosen is no longer there. Please choose again."]
    assert 'value="Dinas Sosial"' in str(form["host"])


def test_only_an_allowed_row_can_be_chosen(offices):
    for answer in ({"host": str(offices["dinsos"].pk)}, {"host_text": "Dinas Sosial"}):
        form = sent(**answer)
        form.fields["host"].allow(Organisation.objects.filter(slug="dinkes"))
        assert "host" in form.errors


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Entah", "Nothing matches “Entah”. Check the spelling, or write less of it."),
        ("&|!*()", "Write letters or figures to search for."),
        ("x" * 10_000, f"A name has at most {LONGEST_TEXT} letters. Write a part of it."),
        ("a\0b", "Nothing matches “ab”. Check the spelling, or write less of it."),
        ("dinas OR sosial", "Nothing matches “dinas OR sosial”."),
    ],
)
def test_what_finds_nothing_is_told(offices, text, sentence):
    [told] = errors_of(host_text=text)["host"]
    assert told.startswith(sentence)


def test_spaces_alone_are_nothing(offices):
    assert host_of(host_text="  \t ") is None


@pytest.mark.parametrize("value", ["x", "-1", "9" * 40, "²", "1; DROP TABLE", "dinsos"])
def test_a_value_of_another_kind_is_refused(offices, value):
    assert errors_of(host=value).keys() == {"host"}


def test_more_matches_than_are_shown_are_told(db):
    Organisation.objects.bulk_create(
        Organisation(slug=f"d{number}", name=f"Dinas {number}", sector="government")
        for number in range(MOST_MATCHES + 5)
    )
    form = sent(host_text="dinas")
    assert form.errors["host"][0].startswith(f"More than {MOST_MATCHES} match.")
    assert str(form["host"]).count('type="radio"') == MOST_MATCHES


# ── Several rows ─────────────────────────────────────────────────────────────────────────


def test_ticked_rows_stay_and_a_text_adds_one(towns):
    form = sent(places=["35.77"], places_text="demangan")
    assert form.is_valid(), form.errors
    assert [row.code for row in form.cleaned_data["places"]] == ["35.77", "35.77.02.1002"]


def test_a_place_is_found_by_its_label_its_code_or_what_it_lies_in(towns):
    for text in (
        "Kelurahan Taman, Kecamatan Taman (35.77.02.1001)",
        "35.77.02.1001",
        "Kelurahan Taman",
    ):
        form = sent(places_text=text)
        assert form.is_valid(), (text, form.errors)
        assert form.cleaned_data["places"] == [towns["35.77.02.1001"]]
    form = sent(places_text="demangan taman")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["places"] == [towns["35.77.02.1002"]]


def test_of_several_matches_one_or_more_are_ticked(towns):
    form = sent(places_text="taman")
    assert "places" in form.errors
    assert str(form["places"]).count('type="checkbox"') == 2
    answered = sent(places=["35.77.02", "35.77.02.1001"], places_text="taman", places_asked="taman")
    assert answered.is_valid(), answered.errors
    assert len(answered.cleaned_data["places"]) == 2


def test_the_button_adds_and_does_nothing_else(towns):
    form = sent(places=["35.77"], places_text="demangan", add_row="places", host_text="Entah")
    assert not form.is_valid()
    assert not form.errors
    html = str(form["places"])
    assert html.count(" checked") == 2
    assert "Kelurahan Demangan" in html
    assert 'value="Entah"' in str(form["host"])


def test_the_enter_key_adds_what_is_typed_and_else_submits(towns):
    assert not sent(places_text="demangan", add_row="").is_valid()
    assert sent(places_text="", add_row="").is_valid()


def test_the_button_without_a_text_asks_for_one(towns):
    assert errors_of(places_text=" ", add_row="places") == {
        "places": ["Write what is to be added."]
    }


def test_a_few_rows_can_be_offered_to_tick(towns):
    form = HostForm()
    form.fields["places"].offer([towns["35.77"]])
    html = str(form["places"])
    assert "Kota Madiun (35.77)" in html
    assert " checked" not in html


def test_a_ticked_row_that_is_gone_is_told_and_the_others_stay(towns):
    form = sent(places=["35.77", "99.99"])
    assert list(form.errors["places"]) == [
        "What was chosen is no longer there. Please choose again."
    ]
    assert str(form["places"]).count(" checked") == 1


def test_too_many_rows_are_told(towns):
    form = sent(places=[str(number) for number in range(MOST_CHOSEN + 1)])
    assert list(form.errors["places"]) == [f"At most {MOST_CHOSEN} can be chosen."]


class Nonsense(TestCase):
    """Whatever a browser sends, the form answers with rows or a sentence."""

    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    "host",
                    "host_text",
                    "host_asked",
                    "places",
                    "places_text",
                    "places_asked",
                    "add_row",
                ]
            ),
            st.lists(st.text(max_size=60), max_size=3),
        )
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_nothing_breaks_the_fields(self, data):
        form = sent(**data)
        form.is_valid()
        assert str(form)
