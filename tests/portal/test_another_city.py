"""A forum of another city names none but its own: on its pages, in its letters, in the sources."""

import re
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from django.utils import timezone

from agreements.actions.freezing import freeze_document
from agreements.actions.reviewing import start_review
from agreements.models import Letterhead
from core.models import OutgoingEmail
from signing.actions.links import create_signing_links
from signing.actions.reminding import remind_signatories
from stakeholders.actions.inviting import appoint_representative
from stakeholders.models import Duty, Organisation, User
from stakeholders.naming import FullName
from tests.portal.test_commands import ANSWERS
from tests.support import factories
from tests.support.another_city import OTHERS_NAMES
from tests.support.document_factories import IN_ROOM, make_ready
from tests.support.harvest import walk
from tests.support.house import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (".py", ".html", ".txt", ".js", ".css", ".svg", ".po")
# The demo is the sample's own forum; the handbook leaves its pictures out for everybody else.
OF_THE_SAMPLE = (
    "portal/demo/",
    "static/img/handbook/",
    "portal/management/commands/demo.py",
    "portal/management/commands/load_sample.py",
    "templates/portal/components.html",
    "static/vendor/",
)


@pytest.fixture
def city(db, tmp_path):
    """Kota Contoh: its forum started as an administrator does, with a meeting and two documents."""
    password = tmp_path / "password"
    password.write_text("rahasia-yang-panjang-7\n", encoding="utf-8")
    call_command("start_forum", password_file=password, stdout=StringIO(), **ANSWERS)
    administrator, agency = User.objects.get(), Organisation.objects.get()
    users = {"": None, "admin": administrator}
    for name, duty in (("fasilitator", Duty.FACILITATOR), ("sekretariat", Duty.SECRETARIAT)):
        appointed = appoint_representative(
            organisation=agency,
            person=FullName(name=f"Petugas {name} (contoh)"),
            position="Petugas",
            duty=duty,
            email=f"{name}@kota.example",
            by=administrator,
        )
        users[name] = User.objects.get(person=appointed.person)
    facilitator, secretary = users["fasilitator"], users["sekretariat"]
    papers = []
    for theme in ("Rapat pertama", "Rapat kedua"):
        meeting = factories.make_meeting(theme=theme, date=date(2026, 1, 5), by=facilitator)
        factories.make_guest(meeting, agency, secretary, by=facilitator)
        letterhead = Letterhead.objects.get()
        papers.append(make_ready(meeting, agency, letterhead, by=facilitator))
    frozen, reviewed = papers
    freeze_document(document=frozen, review_skipped=IN_ROOM, by=secretary)
    create_signing_links(document=frozen, by=secretary)
    remind_signatories(document=frozen, by=secretary)
    soon = timezone.localdate() + timedelta(days=7)
    start_review(document=reviewed, review_until=soon, by=facilitator)
    factories.make_meeting(theme="Rapat berikutnya", date=soon, by=facilitator)
    return users


def addresses_without_parameters(resolver=None, before="/"):
    """Every address that can be typed as it is."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = entry.pattern
        if pattern.converters or pattern.regex.groups:
            continue
        here = before + str(pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from addresses_without_parameters(entry, here)
        elif not re.search(r"[\\(\[?]", here):
            yield here


@pytest.mark.parametrize("role", ["", "fasilitator", "sekretariat", "admin"])
def test_no_page_of_a_city_names_another(city, client, role):
    if role:
        client.force_login(city[role])
    seen, named = set(), {}
    for path, answer, html in walk(client, *addresses_without_parameters()):
        seen.add(path)
        if answer.headers["Content-Type"].startswith("text/html"):
            names = OTHERS_NAMES.findall(re.sub(r"(?s)<svg.*?</svg>", "", html))
            if names:
                named[path] = names
    assert named == {}
    assert {"/", "/panduan/sekretariat/", "/akun/masuk/"} <= seen
    if role in ("fasilitator", "sekretariat"):
        assert any(path.endswith("/undangan/tempel/") for path in seen)
        assert any(path.startswith("/kop-surat/") and path.endswith("/") for path in seen)


def test_no_letter_of_a_city_names_another(city, client):
    client.post("/akun/sandi/lupa/", {"email": "sekretariat@kota.example"})
    letters = OutgoingEmail.objects.all()
    subjects = " ".join(letter.subject for letter in letters)
    assert len(letters) >= 5, subjects
    for letter in letters:
        assert letter.text
        assert OTHERS_NAMES.findall(letter.subject + letter.text) == []


def test_no_source_of_what_people_read_names_a_city():
    named = {}
    for folder in (*PACKAGES, "templates", "static", "locale"):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in TEXTS and not name.startswith(OF_THE_SAMPLE):
                text = path.read_text(encoding="utf-8")
                # Coordinates of a drawing are no codes of a city.
                names = OTHERS_NAMES.findall(re.sub(r'\bd="[^"]*"', "", text))
                if names:
                    named[name] = names
    assert named == {}
