"""A form that meets an expired session is kept for its author, and never carried out by itself."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from core.kept_forms import MOST_KEPT, read_only
from core.models import KeptForm
from core.retention import KEEP_FORMS, delete_kept_forms
from meetings.models import LogEntry, Meeting
from stakeholders.models import User
from tests.support import factories

pytestmark = [
    pytest.mark.both_databases("core.kept_forms"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("english"),
]

PLAN = "/rapat/baru/"
WORDS = "Evaluasi lapak UMKM di stasiun"
NOT_SENT = "This was not sent yet"


@pytest.fixture
def browser(client, facilitator):
    """A browser in which the facilitator has opened a page with a form, reading English."""
    client.cookies["django_language"] = "en"
    client.force_login(facilitator)
    assert client.get(PLAN).status_code == 200
    return client


def let_session_expire(browser):
    del browser.cookies[settings.SESSION_COOKIE_NAME]


def send(browser, path=PLAN, **values):
    values = {"theme": WORDS, "idempotency_key": str(uuid.uuid4()), **values}
    return browser.post(path, values)


def follow_sign_in(browser, answer, user):
    """Sign in where the answer leads to, and return the page that follows."""
    address = answer.headers["Location"]
    assert address.startswith("/akun/masuk/?next=")
    assert "next" in browser.get(address).content.decode()
    browser.force_login(user)
    following = re.sub(r"%3[Ff]", "?", re.sub(r"%3[Dd]", "=", address.split("next=")[1]))
    return browser.get(following)


def test_a_form_is_shown_again_filled_after_sign_in_and_then_erased(browser, facilitator):
    let_session_expire(browser)
    answer = send(browser, password="rahasia")
    kept = KeptForm.objects.get()
    assert (kept.account, kept.path) == (facilitator, PLAN)
    assert "password" not in kept.fields
    page = follow_sign_in(browser, answer, facilitator)
    html = page.content.decode()
    assert page.status_code == 200
    assert NOT_SENT in html
    assert WORDS in html
    assert "Choose the files again" not in html
    assert not Meeting.objects.exists()
    assert not KeptForm.objects.exists()


def test_nobody_else_sees_it(browser, secretary):
    let_session_expire(browser)
    page = follow_sign_in(browser, send(browser), secretary)
    assert WORDS not in page.content.decode()
    assert KeptForm.objects.exists()


def test_an_account_that_another_browser_names_gets_nothing(facilitator):
    stranger = Client()
    stranger.cookies[settings.AUTHOR_COOKIE_NAME] = str(facilitator.pk)
    assert send(stranger).headers["Location"] == "/akun/masuk/?next=/rapat/baru/"
    assert not KeptForm.objects.exists()


def test_it_is_kept_for_an_hour(browser, facilitator):
    let_session_expire(browser)
    answer = send(browser)
    with time_machine.travel(timezone.now() + KEEP_FORMS + timedelta(seconds=1)):
        page = follow_sign_in(browser, answer, facilitator)
        assert WORDS not in page.content.decode()
        assert delete_kept_forms() == 1


def test_an_account_keeps_only_the_newest(browser):
    let_session_expire(browser)
    for number in range(MOST_KEPT + 2):
        send(browser, theme=f"Tema {number}")
    themes = {kept.fields["theme"][0] for kept in KeptForm.objects.all()}
    assert themes == {f"Tema {number}" for number in range(2, MOST_KEPT + 2)}


def test_files_are_to_be_chosen_again(browser, facilitator, meeting):
    slip = f"{meeting.get_absolute_url()}kontribusi/slip/"
    photo = SimpleUploadedFile("slip.jpg", b"not kept")
    let_session_expire(browser)
    answer = send(browser, slip, own_words="Dua lapak", slip_photo=photo)
    html = follow_sign_in(browser, answer, facilitator).content.decode()
    assert NOT_SENT in html
    assert "Choose the files again" in html
    assert "Dua lapak" in html


def test_what_a_page_would_do_at_once_is_not_done(browser, facilitator, meeting, forum):
    """The button of an attendance list: its form has nothing to show, so its texts are shown."""
    meeting = factories.open_meeting(meeting, by=facilitator)
    guest = factories.make_guest(meeting, forum.inka, by=facilitator)
    path = f"{meeting.get_absolute_url()}kehadiran/unduh/"
    let_session_expire(browser)
    page = follow_sign_in(browser, send(browser, path, format="xlsx"), facilitator)
    assert "This was not sent" in page.content.decode()
    mark = f"{meeting.get_absolute_url()}kehadiran/{guest.pk}/"
    let_session_expire(browser)
    answer = browser.post(mark, {"attendance": "absent", "revision": guest.revision})
    assert follow_sign_in(browser, answer, facilitator).status_code == 200
    guest.refresh_from_db()
    assert guest.attendance == "unmarked"


def test_a_right_that_ended_meanwhile_takes_no_words_away(browser, meeting, facilitator):
    path = f"{meeting.get_absolute_url()}catatan/"
    let_session_expire(browser)
    answer = send(browser, path, text=WORDS)
    facilitator.person.mandates.all().delete()
    page = follow_sign_in(browser, answer, facilitator)
    assert (page.status_code, WORDS in page.content.decode()) == (200, True)


def test_a_form_that_had_arrived_leads_to_its_result(browser, facilitator):
    values = {"theme": WORDS, "idempotency_key": str(uuid.uuid4())}
    values |= {"date": str(timezone.localdate() + timedelta(days=1)), "kind": "Rapat evaluasi"}
    first = browser.post(PLAN, values)
    assert first.status_code == 302
    let_session_expire(browser)
    page = follow_sign_in(browser, browser.post(PLAN, values), facilitator)
    assert page.headers["Location"] == first.headers["Location"]
    assert Meeting.objects.count() == 1


def test_a_transaction_can_be_made_unable_to_write(administrator):
    with pytest.raises(DatabaseError), read_only():
        User.objects.update(is_active=False)
    User.objects.update(is_active=True)
    assert User.objects.filter(is_active=True).exists()


# ── Fragments ────────────────────────────────────────────────────────────────────────────────

HTMX = {"HX-Request": "true"}


def test_a_fragment_gets_a_sentence_and_not_the_sign_in_page(browser, meeting):
    let_session_expire(browser)
    path = f"{meeting.get_absolute_url()}catatan/"
    for answer in (
        browser.post(path, {"text": WORDS}, headers=HTMX),
        browser.get(path, headers=HTMX),
    ):
        html = answer.content.decode()
        assert answer.status_code == 401
        assert "You were signed out." in html
        assert "<form" not in html
    assert not KeptForm.objects.exists()


def test_a_fragment_of_another_account_is_refused(browser, meeting, facilitator, secretary):
    meeting = factories.open_meeting(meeting, by=facilitator)
    path = f"{meeting.get_absolute_url()}catatan/"
    headers = {**HTMX, "X-Account": str(secretary.pk)}
    line = {"kind": "statement", "text": WORDS, "idempotency_key": str(uuid.uuid4())}
    answer = browser.post(path, line, headers=headers)
    assert answer.status_code == 403
    assert "Somebody else is signed in" in answer.content.decode()
    assert not LogEntry.objects.exists()
    own = {**HTMX, "X-Account": str(facilitator.pk)}
    assert browser.post(path, line, headers=own).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/pengelola-rapat/", 404), ("{meeting}catatan/", 403)]
)
def test_an_error_is_a_sentence_to_htmx(client, cast, meeting, path, status):
    client.force_login(cast.inka)
    factories.make_guest(
        meeting, cast.inka.person.mandates.first().organisation, by=cast.facilitator
    )
    answer = client.get(path.format(meeting=meeting.get_absolute_url()), headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == status
    assert 'class="alert' in html
    assert "<html" not in html


def test_a_page_that_was_open_too_long_shows_what_was_typed(facilitator):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(facilitator)
    for site, is_shown in (("same-origin", True), ("cross-site", False)):
        answer = browser.post(PLAN, {"theme": WORDS}, headers={"Sec-Fetch-Site": site})
        assert (answer.status_code, WORDS in answer.content.decode()) == (403, is_shown)


# ── The session as data ──────────────────────────────────────────────────────────────────────


def test_a_device_asks_who_is_signed_in_and_for_a_token(client, facilitator):
    assert client.get("/sesi/").json()["account"] is None
    client.force_login(facilitator)
    answer = client.get("/sesi/")
    assert answer.json()["account"] == facilitator.pk
    assert answer.headers["Cache-Control"] == "no-store, private"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(facilitator)
    token = strict.get("/sesi/").json()["token"]
    assert strict.post(PLAN, {"csrfmiddlewaretoken": token, "theme": WORDS}).status_code == 422
