"""Another address for one's account: proved by its code, by an owner who proved to be it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from core.history import find_history
from stakeholders.models import User
from tests.support.doors import CODE, PASSWORD, address_of, code_in, enter, letters, signs_in
from tests.support.reading import without_tokens
from tests.support.threads import at_once
from tests.support.tools import htmlcheck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OLD, NEW, TAKEN = "inka@rembug.example", "baru@rembug.example", "luar@rembug.example"
ADDRESS, CONFIRM = "/akun/surel/", "/akun/surel/periksa/"
PROOF, PROOF_BY_CODE = "/akun/buktikan/", "/akun/buktikan/kode/"


@pytest.fixture
def account(cast):
    """INKA's account, with a password."""
    cast.inka.set_password(PASSWORD)
    cast.inka.save()
    return cast.inka


@pytest.fixture
def browser(account):
    return enter(account)


def ask(client, email=NEW):
    return client.post(ADDRESS, {"email": email, "action_add": ""})


def ask_proved(client, email=NEW, password=PASSWORD):
    """Asks for another address and proves to be the owner; returns the answer to the proof."""
    answer = ask(client, email)
    if answer.url.startswith(PROOF):
        answer = client.post(answer.url, {"password": password, "next": ADDRESS})
    return answer


# ── As it should go ──────────────────────────────────────────────────────────────────────────


def test_a_new_address_counts_when_its_code_was_entered(browser, account):
    answer = ask(browser)
    assert answer.url == f"{PROOF}?next=%2Fakun%2Fsurel%2F"
    assert letters() == {}
    assert browser.post(answer.url, {"password": PASSWORD, "next": ADDRESS}).url == CONFIRM
    [(to, letter)] = letters().items()
    assert (to, letter.subject) == (NEW, "Confirm your e-mail address")
    assert address_of(account) == (OLD, [(OLD, False, False)])
    assert signs_in(OLD)
    assert not signs_in(NEW)
    assert browser.post(CONFIRM, {"code": code_in(letter).lower()}).url == ADDRESS
    assert address_of(account) == (NEW, [(NEW, True, True)])
    assert f"<strong>{NEW}</strong>" in browser.get(ADDRESS).content.decode()
    assert not signs_in(OLD)
    assert signs_in(NEW)


def test_the_old_address_is_told_in_the_language_of_its_owner(browser, account):
    browser.cookies["django_language"] = "id"
    ask_proved(browser)
    browser.post(CONFIRM, {"code": code_in(letters()[NEW])})
    [(to, letter)] = letters().items()
    assert to == OLD
    assert NEW in letter.body
    assert not CODE.search(letter.body)
    browser.cookies["django_language"] = "en"
    ask_proved(browser, OLD)
    browser.post(CONFIRM, {"code": code_in(letters()[OLD])})
    assert letters()[NEW].subject == "The e-mail address of your account was changed"


def test_the_history_keeps_which_address_followed_which(browser, account):
    ask_proved(browser)
    browser.post(CONFIRM, {"code": code_in(letters()[NEW])})
    told = find_history(account).get(key="account_readdressed")
    assert (told.actor, told.params) == (account, {"old": OLD, "email": NEW})


def test_the_proof_holds_for_some_minutes_only(browser):
    ask_proved(browser)
    assert ask(browser, "lain@rembug.example").url == CONFIRM
    with travel(timezone.now() + timedelta(minutes=6)):
        assert ask(browser).url.startswith(PROOF)


def test_without_a_password_the_old_address_proves_the_owner(cast):
    cast.inka.set_unusable_password()
    cast.inka.save()
    browser = enter(cast.inka)
    answer = ask(browser)
    assert answer.url == f"{PROOF_BY_CODE}?next=%2Fakun%2Fsurel%2F"
    assert letters() == {}
    answer = browser.post(answer.url, {"send": "", "next": ADDRESS})
    [(to, letter)] = letters().items()
    assert (to, letter.subject) == (OLD, "Your code to confirm that it is you")
    assert browser.post(answer.url, {"code": code_in(letter), "next": ADDRESS}).url == CONFIRM
    browser.post(CONFIRM, {"code": code_in(letters()[NEW])})
    assert address_of(cast.inka) == (NEW, [(NEW, True, True)])


def test_every_step_is_valid_html_in_both_languages(cast, account):
    pages = {}
    for language in ("id", "en"):
        owner, without = enter(account), enter(cast.lurah)
        for browser in (owner, without):
            browser.cookies["django_language"] = language
        steps = [
            owner.get(ADDRESS),
            owner.get(ask(owner).url),
            without.get(ask(without, TAKEN).url),
        ]
        owner.post(f"{PROOF}?next={ADDRESS}", {"password": PASSWORD, "next": ADDRESS})
        steps += [owner.get(CONFIRM), owner.post(CONFIRM, {"code": "BCDF-GHJK"})]
        without.post(PROOF_BY_CODE, {"send": ""})
        code = code_in(letters()[cast.lurah.email])
        steps += [without.get(PROOF_BY_CODE), without.post(PROOF_BY_CODE, {"code": ""})]
        without.post(PROOF_BY_CODE, {"code": code})
        steps.append(without.get(reverse("account_set_password")))
        assert {answer.status_code for answer in steps} == {200}
        pages |= {
            f"{language} {number}": each.content.decode() for number, each in enumerate(steps)
        }
    found = htmlcheck.judge(pages)
    assert {page: faults for page, faults in found.items() if faults} == {}


# ── A session without the password ───────────────────────────────────────────────────────────


def test_a_stolen_session_changes_nothing_without_the_password(browser, account):
    assert ask_proved(browser, password="tebakan").status_code == 200
    assert browser.get(CONFIRM).url == ADDRESS
    assert letters() == {}
    assert address_of(account) == (OLD, [(OLD, False, False)])


@pytest.mark.parametrize("action", ["action_primary", "action_send", "action_remove"])
def test_no_button_of_the_package_makes_an_unproved_address_the_main_one(browser, account, action):
    EmailAddress.objects.create(user=account, email=NEW)
    browser.get(ADDRESS)
    before = address_of(account)
    for email in (OLD, NEW):
        assert browser.post(ADDRESS, {"email": email, action: ""}).url == ADDRESS
    assert address_of(account) == before
    assert letters() == {}


def test_a_stolen_session_gives_itself_no_password_to_prove_with(cast):
    cast.inka.set_unusable_password()
    cast.inka.save()
    browser = enter(cast.inka)
    path = reverse("account_set_password")
    words = {"password1": PASSWORD, "password2": PASSWORD}
    for answer in (browser.get(path), browser.post(path, words)):
        assert answer.url == f"{PROOF_BY_CODE}?next={path}"
    cast.inka.refresh_from_db()
    assert not cast.inka.has_usable_password()
    answer = browser.post(PROOF_BY_CODE, {"send": "", "next": path})
    code = code_in(letters()[OLD])
    assert browser.post(answer.url, {"code": code, "next": path}).url == path
    browser.post(path, words)
    assert signs_in(OLD)
    assert letters()[OLD].subject == "Your account now has a password"


def test_with_a_password_no_code_is_proof(browser):
    answer = browser.post(f"{PROOF_BY_CODE}?next={ADDRESS}", {"send": ""})
    assert answer.url.startswith(f"{PROOF}?next=")
    assert letters() == {}


# ── Codes ────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_forgotten_after_three_wrong_ones(browser, account):
    ask_proved(browser)
    code = code_in(letters()[NEW])
    for _time in range(2):
        assert browser.post(CONFIRM, {"code": "BCDF-GHJK"}).status_code == 200
    assert browser.post(CONFIRM, {"code": "BCDF-GHJK"}).url == ADDRESS
    assert browser.post(CONFIRM, {"code": code}).url == ADDRESS
    assert address_of(account)[0] == OLD


def test_a_proof_is_forgotten_after_three_wrong_codes(cast):
    browser = enter(cast.inka)
    answer = browser.post(f"{PROOF_BY_CODE}?next={ADDRESS}", {"send": ""})
    code = code_in(letters()[OLD])
    for given in ("", "BCDF-GHJK"):
        assert browser.post(answer.url, {"code": given}).status_code == 200
    for given in ("é" * 8, code):
        assert browser.post(answer.url, {"code": given}).status_code == 302
    assert ask(browser).url.startswith(PROOF_BY_CODE)


def test_a_code_works_for_a_quarter_of_an_hour(browser, account, cast):
    ask_proved(browser)
    without = enter(cast.lurah)
    without.post(PROOF_BY_CODE, {"send": ""})
    found = letters()
    with travel(timezone.now() + timedelta(minutes=16)):
        assert browser.post(CONFIRM, {"code": code_in(found[NEW])}).url == ADDRESS
        without.post(PROOF_BY_CODE, {"code": code_in(found[cast.lurah.email])})
        assert ask(without).url.startswith(PROOF_BY_CODE)
    assert address_of(account)[0] == OLD


def test_a_code_works_in_the_session_that_asked_for_it_only(browser, account, cast):
    ask_proved(browser)
    code = code_in(letters()[NEW])
    others = {"own": enter(account), "somebody's": enter(cast.lurah)}
    for other in others.values():
        assert other.post(CONFIRM, {"code": code}).url == ADDRESS
    assert Client().post(CONFIRM, {"code": code}).url.startswith(reverse("account_login"))
    ask_proved(others["own"], "lain@rembug.example")
    assert others["own"].post(CONFIRM, {"code": code}).status_code == 200
    assert {address_of(each)[0] for each in (account, cast.lurah)} == {OLD, cast.lurah.email}


def test_of_two_tabs_the_later_wish_holds(browser, account):
    ask_proved(browser)
    first = code_in(letters()[NEW])
    ask(browser, "lain@rembug.example")
    second = code_in(letters()["lain@rembug.example"])
    assert browser.post(CONFIRM, {"code": first}).status_code == 200
    assert browser.post(CONFIRM, {"code": second}).url == ADDRESS
    assert browser.post(CONFIRM, {"code": second}).url == ADDRESS
    assert address_of(account) == (
        "lain@rembug.example",
        [("lain@rembug.example", True, True)],
    )


def test_a_code_to_sign_in_that_went_to_the_old_address_no_longer_works(browser, account):
    other = Client()
    other.cookies["django_language"] = "en"
    to = other.post(reverse("account_request_login_code"), {"email": OLD}).url
    code = code_in(letters()[OLD])
    ask_proved(browser)
    browser.post(CONFIRM, {"code": code_in(letters()[NEW])})
    answer = other.post(to, {"code": code}, follow=True)
    assert "The address of this account has changed" in answer.content.decode()
    assert "_auth_user_id" not in other.session
    assert other.get(to).status_code == 302
    assert address_of(account) == (NEW, [(NEW, True, True)])


# ── An address that somebody has ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("taken", [TAKEN, TAKEN.upper()])
def test_an_answer_tells_nobody_whose_address_it_is(account, cast, taken):
    cast.outsider.email = "Luar@Rembug.example"  # as one that was not written in lower case
    cast.outsider.save()
    found = {}
    for email in ("hangat@rembug.example", taken, NEW):  # the first: what a process learns once
        browser = enter(account)
        browser.post(f"{PROOF}?next={ADDRESS}", {"password": PASSWORD})
        with CaptureQueriesContext(connection) as queries:
            answer = ask(browser, email)
        page = without_tokens(browser.get(answer.url).content.decode())
        found[email] = answer.url, len(queries), page.replace(email.lower(), "?")
    assert found[taken] == found[NEW]
    assert "If ? can be used, a code has been sent to it" in found[taken][2]
    sent = letters()
    assert sent[TAKEN].subject != sent[NEW].subject
    assert TAKEN in sent[TAKEN].body
    assert not CODE.search(sent[TAKEN].body)
    assert CODE.search(sent[NEW].body)


def test_a_taken_address_stays_with_its_owner(browser, account, cast):
    ask_proved(browser, TAKEN)
    letters()
    code = browser.session["account_email_verification_code"]["code"]  # as if it was read
    answer = browser.post(CONFIRM, {"code": code})
    assert answer.context["verify_form"].errors == {
        "code": ["This address cannot be used. Please choose another one."]
    }
    assert (address_of(account)[0], address_of(cast.outsider)[0]) == (OLD, TAKEN)


def test_an_address_that_was_taken_meanwhile_is_refused(browser, account):
    ask_proved(browser)
    User.objects.create_user(NEW.upper())
    answer = browser.post(CONFIRM, {"code": code_in(letters()[NEW])})
    assert "This address cannot be used" in answer.content.decode()
    assert "already" not in answer.content.decode()
    assert address_of(account) == (OLD, [(OLD, False, False)])
    assert letters() == {}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_one_address_at_once_one_gets_it(account, cast):
    cast.lurah.set_password(PASSWORD)
    cast.lurah.save()
    confirming = []
    for user in (account, cast.lurah):
        browser = enter(user)
        ask_proved(browser)
        code = code_in(letters()[NEW])
        confirming.append(lambda browser=browser, code=code: browser.post(CONFIRM, {"code": code}))
    statuses = {answer.status_code for answer in at_once(*confirming)}
    assert statuses <= {200, 302}
    assert User.objects.filter(email=NEW).count() == 1
    assert EmailAddress.objects.filter(email=NEW).count() == 1
    [loser] = User.objects.filter(pk__in=(account.pk, cast.lurah.pk)).exclude(email=NEW)
    assert not find_history(loser).filter(key="account_readdressed").exists()


@pytest.mark.parametrize(
    "email",
    ["", "x", OLD, OLD.upper(), f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'w' * 60}.{'v' * 60}.id"],
)
def test_an_address_that_cannot_be_used_stands_beside_its_field(browser, email):
    browser.post(f"{PROOF}?next={ADDRESS}", {"password": PASSWORD})
    assert ask(browser, email).context["form"].errors
    assert letters() == {}


# ── How often ────────────────────────────────────────────────────────────────────────────────


def test_one_address_is_asked_for_three_times_a_minute(browser, cast, account):
    ask_proved(browser, TAKEN)
    statuses = [ask(browser, TAKEN).status_code for _time in range(3)]
    assert statuses == [302, 302, 429]
    # Its owner signs in all the same.
    cast.outsider.set_password(PASSWORD)
    cast.outsider.save()
    enter(cast.outsider).get(ADDRESS)
    assert signs_in(TAKEN)


def test_a_proof_is_sent_three_times_a_minute(cast):
    browser = enter(cast.inka)
    sent = [browser.post(PROOF_BY_CODE, {"send": ""}).status_code for _time in range(4)]
    assert sent == [302, 302, 302, 429]
