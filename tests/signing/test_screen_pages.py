"""The pages of somebody who signs on a screen: the link, the page, the code, the receipt."""

import gzip
import json
import re
import uuid
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.tasks.printing import draw_frozen_pages, render_prints
from core.history import find_history
from core.models import AuditValue, OutgoingEmail
from signing.actions.codes import CONFIRMATION_LIFETIME
from signing.actions.collecting import set_signing_rules
from signing.actions.links import create_signing_links
from signing.models import Signature
from stakeholders.actions.links import renew_link, revoke_link
from stakeholders.models import PersonalLink
from tests.support.counting import count_queries
from tests.support.desk import says, shown
from tests.support.document_factories import sign
from tests.support.first_view import weigh_first_view
from tests.support.reading import Reading
from tests.support.signing_desk import link_of

pytestmark = pytest.mark.django_db

STROKES = json.dumps([[20, 60, 40, 20, 60, 90, 90, 30, 130, 80, 180, 40]])
OFTEN = "Too many attempts in a short time. Wait some minutes, then try again."


@pytest.fixture
def place(frozen, signatories, facilitator):
    """The company's place; a link leads to it."""
    create_signing_links(document=frozen, by=facilitator)
    return signatories[0]


@pytest.fixture
def link_path(place):
    """The address that was sent to who signs."""
    return reverse("signing:signing_link", args=[link_of(place).token])


@pytest.fixture
def path(place):
    """The address of the place itself."""
    return reverse("signing:signing_page", args=[place.pk])


@pytest.fixture
def opened(reader, link_path, path):
    """A browser in which the link was opened."""
    assert reader.post(link_path)["Location"] == path
    return reader


def send(client, path, *, key=None, **values):
    """The answer to the form of the page that is shown now, filled in; None leaves a field out."""
    page = shown(client, path)
    sha256 = re.search(r'name="seen_sha256" value="(\w+)"', page)[1]
    data = {
        "idempotency_key": str(key or uuid.uuid4()),
        "seen_sha256": sha256,
        "agreed_to": "persetujuan/1",
        "consent": "on",
        "kind": "drawn",
        "strokes": STROKES,
        "typed": "",
        **values,
    }
    return client.post(path, {name: value for name, value in data.items() if value is not None})


# ── The link ─────────────────────────────────────────────────────────────────────────────────


def test_reading_a_link_says_what_it_is_for_and_does_nothing(frozen, place, reader, link_path):
    link = link_of(place)
    before = len(find_history(link))
    for read in (reader.get, reader.head, reader.get):
        answer = read(link_path)
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "session" not in answer.cookies
    page = shown(reader, link_path)
    for said in (frozen.number, "Wakil INKA (contoh)", "PT INKA", "Open the document"):
        assert said in page
    assert len(find_history(link)) == before
    assert reader.get(reverse("signing:signing_page", args=[place.pk])).status_code == 404


def test_a_link_is_exchanged_for_its_own_session(place, signatories, reader, link_path, path):
    session = reader.session
    session["mark"] = "of before"
    session.save()
    known = session.session_key
    assert reader.post(link_path)["Location"] == path
    assert reader.session.session_key != known
    assert "opened" in str(find_history(link_of(place))[0].key)
    assert link_of(place).token not in shown(reader, path)
    for other in (signatories[1].pk, 999_999):  # somebody else's, and one that is not there
        answer = reader.post(reverse("signing:signing_page", args=[other]), {"kind": "drawn"})
        assert answer.status_code == 404
        assert "Open the link that you received again, or sign in." in answer.content.decode()


def test_a_form_that_another_site_sends_opens_nothing(reader, link_path):
    answer = reader.post(link_path, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 410
    assert "Open the link itself, then press the button there." in answer.content.decode()


def _renewed(link, by):
    renew_link(link=link, expires_at=timezone.now() + timedelta(days=1), by=by)
    return "This link was replaced by a newer one. Please use the newest message."


def _revoked(link, by):
    revoke_link(link=link, by=by)
    return "This link was revoked. Please ask the facilitator."


def _expired(link, by):
    PersonalLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    return "This link has expired. Please ask the facilitator for a new one."


@pytest.mark.parametrize("kill", [_renewed, _revoked, _expired], ids=lambda each: each.__name__)
def test_a_dead_link_opens_nothing_and_closes_what_it_opened(
    place, opened, facilitator, link_path, path, kill
):
    sentence = kill(link_of(place), facilitator)
    for answer in (opened.get(link_path), opened.post(link_path), opened.get(path)):
        assert answer.status_code == 410
        assert sentence in unescape(answer.content.decode())
    assert opened.post(path, {"kind": "drawn"}).status_code == 410
    assert not Signature.objects.exists()


def test_what_is_no_link_to_sign_is_404(reader, place):
    token = link_of(place).token
    PersonalLink.objects.update(purpose="contribute")
    for text in (token, f"{token}x", "x", "1.1.x", "💡", "0" * 3000):
        answer = reader.get(reverse("signing:signing_link", args=[text]))
        assert answer.status_code == 404
        assert "This link is not complete." in answer.content.decode()


def test_a_session_closes_after_two_hours(opened, path):
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        answer = opened.get(path)
    assert answer.status_code == 410
    assert "The session has expired. Open your link again." in answer.content.decode()


# ── Reading and signing ──────────────────────────────────────────────────────────────────────


def test_the_page_shows_ones_own_contributions_before_every_page_of_the_print(
    frozen, opened, path, pledge
):
    version = frozen.versions.get()
    render_prints(version.pk)
    assert "The page images are still being made." in shown(opened, path)
    draw_frozen_pages(version.pk)
    page = shown(opened, path)
    pictures = re.findall(r'<img\s+src="([^"]+)"[^>]*loading="lazy"', page)
    assert len(pictures) == version.pages.count() > 1
    assert page.index(pledge.reference) < page.index(pictures[0])
    answer = opened.get(pictures[-1])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert b"WEBPVP8L" in b"".join(answer.streaming_content)
    assert opened.get(f"{path}halaman/99.webp").status_code == 404
    text = shown(opened, f"{path}teks/")
    assert version.content["clauses"][0]["text"] in unescape(text)
    assert Client().get(pictures[0]).status_code == 404

    answer = send(opened, path)
    rendition = version.renditions.get(paper="A4")
    assert Signature.objects.get().shown_sha256 == rendition.sha256


MOST_BYTES = 40_000
MOST_QUERIES = 12


def test_the_page_weighs_less_than_40_kb_with_all_that_it_loads_but_the_pages_read(opened, path):
    answer = opened.get(path, headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content)
    files = {urlsplit(file).path for file in Reading(path, page.decode()).files}
    assert {Path(file).suffix for file in files} == {".css", ".js", ".svg"}
    assert b"htmx" not in page
    assert weigh_first_view(path, page) < MOST_BYTES


def test_the_page_costs_at_most_twelve_queries(frozen, opened, path):
    version = frozen.versions.get()
    render_prints(version.pk)
    draw_frozen_pages(version.pk)
    assert count_queries(partial(opened.get, path)) <= MOST_QUERIES


@pytest.mark.parametrize(
    ("kind", "values", "mark"),
    [
        ("drawn", {}, "M6 97l46 -91 45 160"),
        ("typed", {"kind": "typed", "typed": " wakil  INKA ", "strokes": None}, "wakil INKA"),
    ],
)
def test_a_place_is_signed_and_the_receipt_is_shown_again(
    frozen, place, opened, link_path, path, kind, values, mark
):
    answer = send(opened, path, **values)
    assert (answer.status_code, answer["Location"]) == (302, path)
    signature = Signature.objects.get()
    assert (signature.mark_kind, signature.route) == (kind, "link")
    assert signature.mark.startswith(mark)
    assert set(AuditValue.objects.values_list("name", flat=True)) == {"ip"}
    receipt = shown(opened, path)
    assert signature.receipt in receipt
    assert f"/verifikasi/{frozen.verification_code}/" in receipt
    assert "1 of 2 have not signed yet." in receipt
    later = Client()
    later.post(link_path)
    assert signature.receipt in later.get(path).content.decode()
    assert later.get(f"{path}menolak/")["Location"] == path


def test_a_form_that_is_sent_twice_signs_once(opened, path):
    key = uuid.uuid4()
    page = shown(opened, path)
    sha256 = re.search(r'name="seen_sha256" value="(\w+)"', page)[1]
    data = {"idempotency_key": key, "agreed_to": "persetujuan/1", "consent": "on"}
    data["seen_sha256"] = sha256
    data |= {"kind": "drawn", "strokes": STROKES}
    answers = [opened.post(path, data) for _time in range(2)]
    assert [answer["Location"] for answer in answers] == [path, path]
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({"consent": None}, ["Tick that you agree."]),
        ({"strokes": ""}, ["Draw your signature in the box first."]),
        ({"strokes": "[[5,5]]"}, ["There is only a dot in the box. Draw your whole signature."]),
        ({"strokes": "<svg onload=x>"}, ["The drawing did not arrive completely."]),
        ({"kind": "typed", "typed": "."}, ["Type your name; it is your signature."]),
        (
            {"kind": "typed", "typed": "Orang Lain"},
            ["Type your name as it is written above: Wakil INKA"],
        ),
        ({"kind": "typed", "typed": "Wakil 😀"}, ["Use Latin letters, as on your identity card."]),
        ({"kind": "stamp"}, ["Select a valid choice."]),
        ({"kind": None}, ["Choose how you want to sign."]),
        ({"agreed_to": "persetujuan/9"}, ["Tick that you agree."]),
        ({"seen_sha256": "0" * 64}, ["This is not the current text to be signed."]),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_drawn_and_typed(
    opened, path, values, sentences
):
    html = says(send(opened, path, **{"typed": "Wakil", **values}), *sentences)
    sent = {"strokes": STROKES, "typed": "Wakil", **values}
    for name in ("strokes", "typed"):
        assert f'name="{name}" value="' in html or not sent[name]
        assert not sent[name] or sent[name] in unescape(html)
    assert not Signature.objects.exists()


def test_an_obstacle_is_said_instead_of_a_form(frozen, signatories, opened, secretary, path):
    frozen.signatories.filter(pk=signatories[0].pk).update(rank=2)
    page = shown(opened, path)
    assert "It is not your turn yet" in page
    assert "Lurah Taman (contoh)" in page
    assert "data-sign" not in page
    frozen.signatories.filter(pk=signatories[0].pk).update(rank=1)
    answer_to = shown(opened, path)
    assert "data-sign" in answer_to
    sign(frozen, signatories[:1], by=secretary)
    assert "With ink on paper" in shown(opened, path)


def test_somebody_who_does_not_sign_says_why(place, opened, path):
    says(opened.post(f"{path}menolak/", {"reason": " "}), "This field is required.")
    assert "not signed" not in shown(opened, path)
    answer = opened.post(f"{path}menolak/", {"reason": "Nilainya belum sesuai"})
    assert answer["Location"] == path
    place.refresh_from_db()
    assert (place.state, place.reason) == ("declined", "Nilainya belum sesuai")
    page = shown(opened, path)
    assert "You declined to sign" in page
    assert "Nilainya belum sesuai" in page
    assert "The signatory is already “Not signed”." in page


def test_somebody_who_signed_withdraws_the_signature(frozen, place, opened, path):
    assert opened.get(f"{path}menarik/")["Location"] == path
    says(opened.post(f"{path}menarik/", {"reason": "Cepat"}), "This signatory has not signed.")
    send(opened, path)
    assert f"{path}menarik/" in shown(opened, path)
    assert "Your signature is not deleted" in shown(opened, f"{path}menarik/")
    says(opened.post(f"{path}menarik/", {"reason": " "}), "This field is required.")
    answer = opened.post(f"{path}menarik/", {"reason": "Nilainya keliru"})
    assert answer["Location"] == path
    receipt = shown(opened, path)
    assert "You have withdrawn your signature" in receipt
    assert "Nilainya keliru" in receipt
    assert f"{path}menarik/" not in receipt
    place.refresh_from_db()
    assert (place.state, place.withdrawal_reason) == ("signed", "Nilainya keliru")
    assert Signature.objects.count() == 1


def test_a_drawing_without_end_is_refused_and_not_sent_back(opened, path):
    endless = json.dumps([[number * 37 % 300 for number in range(200_000)]])
    answer = send(opened, path, strokes=endless, typed="Wakil")
    html = says(answer, "The drawing is too long. Draw it again more simply.")
    assert 'value="Wakil"' in html
    assert len(html) < 40_000
    assert not Signature.objects.exists()


def test_an_account_signs_at_the_same_address(place, reader, cast, path):
    reader.force_login(cast.inka)
    assert send(reader, path).status_code == 302
    assert Signature.objects.get().route == "account"
    for other in (cast.outsider, cast.secretary, cast.administrator):
        reader.force_login(other)
        assert reader.get(path).status_code == 404


def test_too_many_attempts_wait_and_lose_nothing(opened, path, settings, link_path):
    settings.ACCOUNT_RATE_LIMITS = {"sign_on_screen": "1/h/key", "open_signing_link": "1/h/key"}
    assert opened.post(link_path).status_code == 302
    assert opened.post(link_path).status_code == 429
    says(send(opened, path, consent=None), "Tick that you agree.")
    html = says(send(opened, path), OFTEN)
    assert STROKES in unescape(html)


# ── The code by e-mail ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def guarded(frozen, facilitator):
    """The document is signed after a code by e-mail only."""
    return set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=None,
        needs_email_code=True,
        by=facilitator,
    )


def test_the_code_by_mail_stands_before_the_box(guarded, opened, link_path, path, inka):
    page = shown(opened, path)
    assert "data-sign" not in page
    assert f"{inka.email[0]}…@" in page
    assert inka.email not in page
    assert opened.post(f"{path}kirim-kode/")["Location"] == f"{path}#code"
    says(opened.post(f"{path}kirim-kode/"), "The code was sent.")
    code = re.search(r"\d{6}", OutgoingEmail.objects.latest("pk").subject)[0]
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    says(opened.post(f"{path}kode/", {"code": ""}), "Type the six digits from the e-mail.")
    html = says(opened.post(f"{path}kode/", {"code": wrong}), "This is not the right code.")
    assert f'value="{wrong}"' in html
    assert opened.post(f"{path}kode/", {"code": code})["Location"] == f"{path}#sign"
    # The code was given in this browser, and opens the box in no other.
    other = Client()
    other.post(link_path)
    assert "data-sign" not in other.get(path).content.decode()
    with time_machine.travel(timezone.now() + CONFIRMATION_LIFETIME):
        assert "kirim-kode" in shown(opened, path)
    assert send(opened, path).status_code == 302
    assert Signature.objects.get().was_code_asked


def test_without_an_address_the_page_says_whom_to_ask(guarded, place, opened, path):
    place.person.user.delete()
    page = shown(opened, path)
    assert "We need your e-mail address first" in page
    assert "kirim-kode" not in page
    says(opened.post(f"{path}kirim-kode/"), "")
