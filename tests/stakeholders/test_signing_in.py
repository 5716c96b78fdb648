"""Signing in without a password: by link, by code; and what a stranger learns from it: nothing."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import CacheEntry, OutgoingEmail
from core.outbox import run_due
from tests.support.reading import without_tokens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

KNOWN, UNKNOWN = "inka@rembug.example", "siapa@rembug.example"
RESET, CODE = "account_reset_password", "account_request_login_code"


@pytest.fixture
def browser(client, cast):
    client.cookies["django_language"] = "en"
    return client


def ask(client, name, email):
    """Asks for a letter; returns the answer, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(reverse(name), {"email": email})
    assert answer.status_code == 302, answer.content.decode()
    return answer, len(queries)


@pytest.mark.parametrize("name", [RESET, CODE])
def test_an_answer_tells_nobody_who_has_an_account(browser, name):
    ask(browser, name, "hangat@rembug.example")  # what a process learns once
    found = {}
    for email in (KNOWN, UNKNOWN):
        browser.cookies.pop(settings.SESSION_COOKIE_NAME, None)  # a browser that was never here
        answer, queries = ask(browser, name, email)
        page = without_tokens(browser.get(answer.url).content.decode()).replace(email, "?")
        found[email] = (answer.url, queries, page)
    assert found[KNOWN] == found[UNKNOWN]
    assert mail.outbox == []
    run_due()
    assert [letter.to for letter in mail.outbox] == [[KNOWN]]


def test_no_address_that_strangers_typed_is_kept(browser):
    ask(browser, RESET, UNKNOWN)
    assert [letter.to for letter in OutgoingEmail.objects.all()] == [""]


def test_a_new_password_is_chosen_by_the_link_in_the_letter(browser):
    browser.post(reverse(RESET), {"email": KNOWN}, headers={"Host": "jahat.example"})
    run_due()
    [letter] = mail.outbox
    assert letter.subject == "Choose a new password"
    [link] = re.findall(r"http\S+/sandi/baru/\S+", letter.body)
    assert link.startswith("http://rembug.example/akun/")
    page = browser.get(urlsplit(link).path, follow=True)
    [(path, _status)] = page.redirect_chain
    password = "sebuah kalimat panjang"
    answer = browser.post(path, {"password1": password, "password2": password, "action": ""})
    assert answer.status_code == 302
    assert browser.get("/").context["user"].email == KNOWN
    assert b"no longer works" in browser.get(urlsplit(link).path, follow=True).content


def test_a_code_signs_in_without_a_password(browser):
    answer, _queries = ask(browser, CODE, KNOWN)
    run_due()
    [letter] = mail.outbox
    [code] = re.findall(r"^\w{4}-\w{4}$", letter.body, re.MULTILINE)
    browser.post(answer.url, {"code": code.lower().replace("-", " ")})
    assert browser.get("/").context["user"].email == KNOWN


def test_a_wrong_code_is_told_beside_its_field(browser):
    answer, _queries = ask(browser, CODE, UNKNOWN)
    page = browser.post(answer.url, {"code": "BCDF-GHJK"})
    assert page.context["verify_form"].errors == {"code": ["Incorrect code."]}


def test_attempts_are_counted_for_all_workers_together(browser):
    """The count stands in the database, so the memory of a process is of no use to a guesser."""
    for attempt in range(6):
        page = browser.post(
            reverse("account_login"), {"login": KNOWN, "password": f"salah{attempt}"}
        )
    assert "Too many failed login attempts" in page.content.decode()
    assert CacheEntry.objects.exists()
    cache.clear()
    assert not CacheEntry.objects.exists()


def test_letters_speak_of_the_portal_and_not_of_a_site(browser):
    ask(browser, CODE, KNOWN)
    run_due()
    assert mail.outbox[0].body.rstrip().endswith("http://rembug.example")
