"""What an administrator types: starting a forum, printing, working the outbox off."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.content.sample import build_sample
from agreements.models import Document, FormulaKind, Letterhead, Signatory
from agreements.prints import render_sample
from core.models import OutboxMessage
from pilots.models import Programme, Region
from portal.demo.documents import create_demo_documents
from stakeholders.models import Person, User
from tests.support.another_city import OTHERS_NAMES
from tests.support.tools import pdfread

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

ANSWERS = {
    "city": "Kota Contoh",
    "city_code": "99.99",
    "agency": "Bappeda Kota Contoh",
    "programme": "Kelurahan Tangguh",
    "email": "admin@kota.example",
}


@pytest.fixture
def password_file(tmp_path):
    """A password that a person could choose."""
    path = tmp_path / "password"
    path.write_text("rahasia-yang-panjang-7\n", encoding="utf-8")
    return path


def test_a_forum_starts_from_options_alone(password_file):
    call_command("start_forum", password_file=password_file, stdout=StringIO(), **ANSWERS)
    programme = Programme.objects.get()
    assert (programme.name, programme.city.name) == ("Kelurahan Tangguh", "Kota Contoh")
    assert programme.secretariat.name == "Bappeda Kota Contoh"
    user = User.objects.get()
    assert user.is_superuser
    assert user.check_password("rahasia-yang-panjang-7")


def test_a_forum_that_starts_can_print_its_papers(password_file):
    call_command("start_forum", password_file=password_file, stdout=StringIO(), **ANSWERS)
    letterhead = Letterhead.objects.get()
    assert letterhead.government == f"PEMERINTAH {ANSWERS['city'].upper()}"
    assert letterhead.agency == ANSWERS["agency"].upper()
    for kind in FormulaKind:
        pdf = render_sample(build_sample(letterhead, kind, day=date(2026, 1, 5)))
        text = " ".join(pdfread.text(pdf).split())
        assert letterhead.agency in text
        assert OTHERS_NAMES.findall(text) == []


def test_a_forum_starts_with_the_regions_of_a_file(password_file, settings):
    call_command(
        "start_forum",
        password_file=password_file,
        regions=settings.BASE_DIR / "tests" / "portal" / "regions",
        stdout=StringIO(),
        **{**ANSWERS, "city_code": "35.77"},
    )
    assert Programme.objects.get().city == Region.objects.get(code="35.77")
    assert Region.objects.kelurahan().count() == 2


def test_a_second_start_is_refused(password_file, english):
    call_command("start_forum", password_file=password_file, stdout=StringIO(), **ANSWERS)
    with pytest.raises(CommandError, match="has been started here already"):
        call_command("start_forum", password_file=password_file, **ANSWERS)


def test_a_weak_password_leaves_nothing_behind(tmp_path, english):
    weak = tmp_path / "weak"
    weak.write_text("12345", encoding="utf-8")
    with pytest.raises(CommandError, match="too short"):
        call_command("start_forum", password_file=weak, **ANSWERS)
    assert not User.objects.exists()
    assert not Programme.objects.exists()


def test_a_wrong_address_leaves_nothing_behind(password_file, english):
    with pytest.raises(CommandError, match="“admin” is not an e-mail address like"):
        call_command("start_forum", password_file=password_file, **{**ANSWERS, "email": "admin"})
    assert not User.objects.exists()


def test_the_rules_come_first_and_only_what_was_wrong_is_asked_again(
    password_file, english, monkeypatch
):
    typed = (
        "Kota Contoh\n9999\n99.99\nBappeda Kota Contoh\nKelurahan Tangguh\na@kantor\na@b.example\n"
    )
    monkeypatch.setattr("sys.stdin", StringIO(typed))
    told = StringIO()
    call_command("start_forum", password_file=password_file, stdout=told)
    lines = told.getvalue().splitlines()
    assert lines[0] == "These answers are asked for. A wrong one is asked again, alone."
    assert "two digits, a dot, two digits" in lines[2]
    assert "at least 8 characters" in lines[6]
    assert [line.rpartition(": ")[2] for line in lines[7:-1]] == [
        "A code is two digits, a dot and two digits, like 12.34.",
        "“a@kantor” is not an e-mail address like nama@kota.example.",
    ]
    assert User.objects.get().email == "a@b.example"
    assert Region.objects.get().code == "99.99"


def test_an_empty_password_file_is_said(tmp_path, english):
    empty = tmp_path / "empty"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("start_forum", password_file=empty, **ANSWERS)


def test_a_document_and_the_papers_of_its_meeting_print_by_reference(example, tmp_path):
    document, meeting = example
    for paper, size in (("A4", "595.276 x 841.89 pts (A4)"), ("F4", "609.449 x 935.433 pts")):
        file = tmp_path / f"{paper}.pdf"
        call_command(
            "print_document", document.reference, paper=paper, output=file, stdout=StringIO()
        )
        assert document.number in pdfread.text(file.read_bytes())
        assert pdfread.info(file.read_bytes())["Page size"] == size
    file = tmp_path / "minutes.pdf"
    call_command(
        "print_document", meeting.reference, kind="minutes", output=file, stdout=StringIO()
    )
    assert "NOTULEN" in pdfread.text(file.read_bytes())


def test_printing_says_what_it_cannot_print(example, tmp_path, english):
    _document, meeting = example
    output = tmp_path / "x.pdf"
    with pytest.raises(CommandError, match="There is nothing with the reference BA-1999-0001"):
        call_command("print_document", "BA-1999-0001", output=output)
    with pytest.raises(CommandError, match="Choose the paper of the meeting"):
        call_command("print_document", meeting.reference, output=output)
    with pytest.raises(CommandError, match="it cannot be printed here"):
        call_command("print_document", "NK-2021-0001", output=output)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("print_document", "BA-2021-0001", output=tmp_path / "no" / "x.pdf")
    assert not output.exists()


@pytest.mark.usefixtures("seal_keys")
def test_the_worker_makes_the_prints_of_a_frozen_document_and_seals_it(example):
    document, _meeting = example
    version = document.versions.get()
    assert not version.renditions.exists()
    call_command("run_outbox", once=True, stdout=StringIO())
    assert sorted(r.paper for r in version.renditions.all()) == ["A4", "F4"]
    assert document.issued_files.filter(stage="sealed").exists()
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_the_states_page_is_fresh():
    call_command("draw_states", check=True)


def test_the_demo_command_runs_in_the_demo_only(english):
    with pytest.raises(CommandError, match="for the demo only"):
        call_command("demo")


def test_the_demo_has_something_to_try_for_everybody(example):
    assert create_demo_documents()
    made = Document.objects.exclude(source="Artikel 8 November 2021").filter(is_example=True)
    states = dict(made.values_list("reference", "state"))
    assert {
        "NK-2021-0002": "amended",
        "AD-2022-0001": "in_force",
        "BAST-2022-0001": "final",
        "NK-2022-0001": "in_review",
    }.items() <= states.items()
    for name in ("inka", "lurah.taman"):
        person = User.objects.get(email=f"{name}@rembug.example").person
        [place] = Signatory.objects.next_to_sign().filter(person=person, document__state="final")
        assert place.document.reference == "BAST-2022-0001"
    named = Person.objects.filter(is_example=False)
    assert not Signatory.objects.filter(document__reference__in=states, person__in=named).exclude(
        document__reference="BA-2021-0001"
    )
    assert not create_demo_documents()
