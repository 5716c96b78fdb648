"""A list of names is pasted: read, matched, corrected, and invited once."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.actions.planning import cancel_meeting
from meetings.forms.pasting import RowsForm
from meetings.models import Participant
from stakeholders.models import Mandate, Organisation, Person
from stakeholders.pasted import parse_pasted_list
from tests.support.factories import make_guest, make_organisation, make_person
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LIST = """\
1. Dr. Ir. Siti, M.Si., Kabid Perencanaan, Bappelitbangda
Bp.Agus(Inres)
H. Sutrisno SH MM; Ketua; PT INKA
Wakil Luar (contoh); Wakil Luar; Perusahaan Luar (contoh)
"""
TABLES = (Participant, Person, Organisation, Mandate)


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator's browser."""
    reader.force_login(facilitator)
    return reader


@pytest.fixture
def path(meeting):
    """The address of the page for lists."""
    return reverse("meetings:meeting_paste", args=[meeting.reference])


def preview(staff, path, text):
    answer = staff.post(path, {"names": text})
    assert answer.status_code == 200
    return answer.content.decode()


def row(**values):
    return {"keep": "on", "name": "", "position": "", "organisation": "", "sex": "", **values}


def rows(*given, **values):
    """What the preview sends for these rows."""
    data = {"idempotency_key": str(uuid4()), "rows": len(given), **values}
    for number, one in enumerate(given, start=1):
        data |= {f"row{number}-{name}": value for name, value in one.items() if value is not None}
    return data


def counts():
    return [model.objects.count() for model in TABLES]


def standings(meeting, text):
    return [each.status for each in RowsForm(None, meeting, parse_pasted_list(text)).all]


SITI = row(name="Dr. Ir. Siti, M.Si.", position="Kabid Perencanaan", organisation="Bappelitbangda")
AGUS = row(name="Agus", organisation="Inres", sex="L", organisation_choice="new:civil_society")


# ── The preview ──────────────────────────────────────────────────────────────────────────


def test_a_preview_shows_what_was_read_and_writes_nothing(staff, path, meeting):
    before = counts()
    html = preview(staff, path, LIST)
    assert counts() == before
    assert "4 rows were read. Nothing is saved yet" in html
    for text in (
        "Dr. Ir. Siti, M.Si.",
        "Kabid Perencanaan",
        "Agus",
        "Inres",
        "H. Sutrisno, SH, MM",
    ):
        assert f'value="{text}"' in html
    assert 'data-hx-get="/saran/nama-organisasi/"' in html  # suggests
    assert standings(meeting, LIST) == ["new", "choose", "new", "known"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This field is required."),
        (" \n\t ", "This field is required."),
        ("----\n;;;", "No name was found in this text."),
        ("Siti\n" * 301, "301 lines are too many at once. Paste at most 300."),
        ("x" * 60_001, "Ensure this value has at most 60000 characters (it has 60001)."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_what_is_no_list_is_told_and_stays(staff, path, text, sentence):
    answer = staff.post(path, {"names": text})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_who_is_on_the_list_or_stands_above_is_left_out(staff, path, meeting):
    text = "Lurah Taman (contoh); Kelurahan Taman\nAni; Kasi; PT INKA\nani; Kasi; pt inka"
    assert standings(meeting, text) == ["listed", "new", "twice"]
    html = preview(staff, path, text)
    kept = [f"row{number}-keep" for number in (1, 2, 3) if is_ticked(html, f"row{number}-keep")]
    assert kept == ["row2-keep"]


def is_ticked(html, name):
    [box] = re.findall(rf'<input\s+type="checkbox"\s+name="{name}"[^>]*>', html)
    return "checked" in box


def test_a_row_without_an_organisation_or_without_anybody_is_wrong(meeting):
    assert standings(meeting, "Siti\nSiti; Kabid") == ["wrong", "wrong"]


def test_an_organisation_is_found_in_whatever_column_it_stands(meeting, forum, facilitator):
    long = "Badan Perencanaan, Penelitian dan Pengembangan"
    make_organisation("brida", name=long, by=facilitator)
    text = f"Siti, {long}\nSiti; PT INKA; Juru bayar\nKepala Bappelitbangda"
    found = RowsForm(None, meeting, parse_pasted_list(text)).all
    assert [(each.get_text("position"), each.get_text("organisation")) for each in found] == [
        ("", long),
        ("Juru bayar", "PT INKA"),
        ("Kepala", "Bappelitbangda"),
    ]


def test_a_similar_name_is_a_question(staff, path, meeting, forum, cast):
    html = preview(staff, path, "Wakil Luwar (contoh); Wakil; Perusahaan Luar (contoh)")
    person = cast.outsider.person
    assert re.search(
        rf'<option\s+value="{person.pk}"\s*>\s*Wakil Luar \(contoh\) – Wakil Luar,', html
    )
    assert "please choose" in html


def test_a_namesake_elsewhere_is_a_question(meeting, cast):
    assert standings(meeting, "Wakil Luar (contoh); Staf; PT INKA") == ["choose"]


def test_300_lines_cost_as_many_queries_as_three(staff, path, forum, facilitator):
    for number in range(40):
        make_organisation(f"o{number}", name=f"Karang Taruna {number}", by=facilitator)
        make_person(f"p{number}", name=f"Siti Aminah {number}", by=facilitator)

    def cost(size):
        lines = [f"Siti Amina {each}; Kasi {each}; Karang Tarun {each}" for each in range(size)]
        with CaptureQueriesContext(connection) as queries:
            preview(staff, path, "\n".join(lines))
        return len(queries)

    assert cost(300) == cost(3) <= 12


# ── Confirming ───────────────────────────────────────────────────────────────────────────


def test_a_confirmed_list_is_invited(staff, path, meeting, forum, cast):
    known = row(
        name="Wakil Luar (contoh)",
        organisation="Perusahaan Luar (contoh)",
        person=str(cast.outsider.person.pk),
    )
    answer = staff.post(path, rows(SITI, AGUS, known, row(keep=None, name="Budi")), follow=True)
    assert "3 participants were invited." in answer.content.decode()
    siti, agus, outsider = meeting.participants.order_by("-pk")[:3][::-1]
    assert (str(siti), siti.position, siti.organisation) == (
        "Dr. Ir. Siti, M.Si.",
        "Kabid Perencanaan",
        forum.bappelitbangda,
    )
    assert (str(agus), agus.sex, agus.organisation.name) == ("Agus", "L", "Inres")
    assert (agus.organisation.sector, agus.organisation.is_verified) == ("civil_society", False)
    assert (outsider.person, outsider.position) == (cast.outsider.person, "Wakil Luar")
    assert not Person.objects.filter(name="Budi").exists()


def test_a_confirmation_sent_twice_makes_one_set_of_rows(staff, path):
    values = rows(SITI, AGUS)
    for _time in range(2):
        answer = staff.post(path, values)
        assert answer.status_code == 302
    assert Participant.objects.filter(person__name="Siti").count() == 1
    assert Organisation.objects.filter(name="Inres").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_sent_twice_at_once_makes_one_set_of_rows(client, path, facilitator):
    client.force_login(facilitator)
    values = rows(SITI, AGUS)
    answers = at_once(*[lambda: client.post(path, values).status_code] * 2)
    assert answers == [302, 302]
    assert Participant.objects.filter(person__name="Siti").count() == 1
    assert Organisation.objects.filter(name="Inres").count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "", "position": ""}, "Give a name, or the office if it is not known."),
        ({"organisation": " "}, "Say which organisation."),
        ({"organisation_choice": ""}, "Choose the organisation, or the sector to register it in."),
        (
            {"organisation_choice": "new:robots"},
            "Choose the organisation, or the sector to register it in.",
        ),
        (
            {"organisation_choice": "9" * 30},
            "Choose the organisation, or the sector to register it in.",
        ),
        ({"name": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        ({"position": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"sex": "X"}, "Select a valid choice."),
    ],
)
def test_an_unclear_row_is_told_beside_it_and_nothing_is_written(staff, path, wrong, sentence):
    before = counts()
    answer = staff.post(path, rows(SITI, {**AGUS, **wrong}))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert "Correct these rows, or leave them out: 2." in html
    assert 'value="Dr. Ir. Siti, M.Si."' in html
    assert counts() == before


def test_an_unclear_row_that_is_left_out_does_no_harm(staff, path):
    answer = staff.post(path, rows(SITI, {**AGUS, "organisation_choice": "", "keep": None}))
    assert answer.status_code == 302


def test_a_person_who_is_only_similar_has_to_be_chosen(staff, path, cast):
    similar = row(name="Wakil Luwar (contoh)", organisation="Perusahaan Luar (contoh)")
    answer = staff.post(path, rows(similar))
    assert answer.status_code == 422
    assert "Choose the person, or register a new one." in answer.content.decode()
    people = Person.objects.count()
    staff.post(path, rows({**similar, "person": "new"}))
    assert Person.objects.count() == people + 1


def test_the_same_twice_is_told(staff, path):
    answer = staff.post(path, rows(SITI, {**SITI, "name": "Siti"}))
    assert answer.status_code == 422
    assert "The same as row 1." in answer.content.decode()


def test_who_was_invited_meanwhile_is_told(staff, path, meeting, forum, cast, facilitator):
    make_guest(meeting, forum.outside, cast.outsider, by=facilitator)
    known = row(name="Wakil Luar (contoh)", organisation="Perusahaan Luar (contoh)")
    answer = staff.post(path, rows(known))
    assert answer.status_code == 422
    assert "On the list of the meeting already." in answer.content.decode()


def test_nobody_ticked_is_nobody_invited(staff, path):
    answer = staff.post(path, rows({**SITI, "keep": None}))
    assert answer.status_code == 422
    assert "Choose somebody to invite." in answer.content.decode()


def test_a_corrected_row_is_looked_up_anew(staff, path):
    values = rows({**SITI, "organisation": "Bappelitbngda"}, check="1")
    html = staff.post(path, values).content.decode()
    assert "please choose" in html
    assert "Choose the organisation" not in html
    values = rows({**SITI, "organisation": "Bappelitbangda"}, check="1")
    html = staff.post(path, values).content.decode()
    assert "will be registered too" in html


@pytest.mark.parametrize("size", ["", "x", "-1", "0", "301", "9" * 30, "²"])
def test_an_absurd_number_of_rows_is_no_error(staff, path, size):
    answer = staff.post(path, {"idempotency_key": str(uuid4()), "rows": size})
    assert answer.status_code == 422


def test_to_a_cancelled_meeting_no_list_is_pasted(staff, path, meeting, facilitator):
    cancel_meeting(meeting=meeting, reason="Banjir", by=facilitator)
    for answer in (staff.get(path), staff.post(path, rows(SITI))):
        assert (answer.status_code, answer.url) == (302, meeting.get_absolute_url())


def test_a_list_of_300_is_confirmed(staff, path, meeting):
    people = [
        row(name=f"Siti {each}", organisation="PT INKA", position="Staf") for each in range(300)
    ]
    values = rows(*people)
    with CaptureQueriesContext(connection) as queries:
        answer = staff.post(path, values)
    assert answer.status_code == 302
    assert meeting.participants.count() == 302
    assert len(queries) < 60


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.text(max_size=400) | st.lists(st.sampled_from(LIST.split(" ")), max_size=40).map(" ".join)
)
def test_whatever_is_pasted_gets_an_answer(staff, path, text):
    answer = staff.post(path, {"names": text})
    assert answer.status_code in (200, 422)
