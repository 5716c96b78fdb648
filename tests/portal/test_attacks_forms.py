"""Every form of every page, sent by those who may not, and filled with what no form expects."""

import random
import re
from collections.abc import Iterator
from copy import copy
from itertools import cycle
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import reset_queries, transaction
from django.test import Client

from tests.support.example import Example, load_example
from tests.support.harvest import Found, forms_of
from tests.support.pages import every_page
from tests.support.reading import read
from tests.support.sampling import is_whole

STAFF = ("fasilitator", "sekretariat")
# Everybody with an account may have a public paper printed; a link is all that its holder shows.
OPEN = (
    "/cetak/?dokumen=",
    "/hadir/",
    "/kontribusi/",
    "/koreksi/",
    "/undangan/",
    "/tanda-tangani/",
    "/tanggapi/",
    "/verifikasi/berkas/",
)
TIMES = 600 if is_whole() else 150
FILES = (
    b"",
    b"%PDF-1.4\n%%EOF",
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    b"GIF89a;",
    b"\xff\xd8\xff\xe0junk",
    b"\x89PNG\r\n\x1a\n" + bytes(50),
)
NAMES = ("x.pdf", "a\u202efdp.png", "../../x.jpg", "x" * 300 + ".png", "logo.svg")


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker) -> Iterator[Example]:
    """The forum of 2021 for all tests of this file; every test's own changes are undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_example()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def forms(example) -> list[Found]:
    """Every form that a page of the staff has."""
    return forms_of(example, *STAFF)


def send(client, form, **given):
    """Sends a form and undoes what it did, signing its sender out included; returns the answer."""
    reset_queries()
    cookies = copy(client.cookies)
    with transaction.atomic():
        answer = client.post(form.action, **given)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


# What every account may send: an own pledge, a print of what it may read.
WITH_ACCOUNT = ("/komitmen/baru/", "/cetak/kumpulan/")


def test_what_the_staff_sends_is_refused_to_everybody_else(example, forms, db):
    assert len({urlsplit(form.action).path for form in forms}) > 70
    wrong = []
    for role in ("", "warga", "lurah.taman"):
        client = example.sign_in(Client(), role)
        for form in forms:
            if form.action.startswith((*OPEN, *WITH_ACCOUNT)):
                continue
            answer = send(client, form, data=form.filled())
            is_sent_to_the_door = answer.status_code == 302 and "/akun/masuk/" in answer["Location"]
            if not (is_sent_to_the_door if not role else answer.status_code in (403, 404)):
                wrong.append((role, form.action, answer.status_code))
    assert wrong == []


BELOW = re.compile(r"/(rapat|berita-acara|komitmen|parapihak)/([^/]+)(/.*\b(\d+|KOM-[\d-]+)\b.*)")


def test_what_belongs_to_one_is_not_found_below_another(example, db):
    """A row's number is worth nothing in the address of another meeting, document or pledge."""
    others = {
        "rapat": {example.meeting.reference, example.meeting_ahead.reference},
        "berita-acara": {example.draft.reference, example.unsigned.reference},
        "komitmen": {example.submitted.reference, example.own_draft.reference},
        "parapihak": {"bappelitbangda", "pt-inka"},
    }
    client = example.sign_in(Client(), "sekretariat")
    tried, found = set(), []
    for page in every_page(example):
        parts = BELOW.fullmatch(page.path.partition("?")[0])
        if parts is None or page.expects("sekretariat") in (404, 405):
            continue
        for other in others[parts[1]] - {parts[2]}:
            reset_queries()
            path = f"/{parts[1]}/{other}{parts[3]}"
            tried.add(re.sub(r"[A-Z]+-[\d-]+|\d+", "#", path))
            answers = [read(client, path, method)[0].status_code for method in ("get", "post")]
            if not set(answers) <= {404, 405} and answers != [404, 302]:
                found.append((path, answers))
    assert len(tried) > 15
    assert found == []


# What Django finds no form in, and what breaks while it is read. The first three are the same to
# a view, which gets an empty form: each form gets one of them; in a sample, one of all.
EMPTY = [
    ({"a": 1}, "application/json"),
    (b"", "application/x-www-form-urlencoded"),
    (b"\x00" * 50, "text/plain"),
]
BROKEN = [
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b"\xff\xfe%zz=&&&%00=%00", "application/x-www-form-urlencoded"),
]


def test_what_is_no_form_does_nothing_and_is_no_error(example, forms, db):
    clients = {role: example.sign_in(Client(), role) for role in STAFF}
    one_of_all = cycle([*EMPTY, *BROKEN])
    for form, empty in zip(forms, cycle(EMPTY), strict=False):
        bodies = [empty, *BROKEN] if is_whole() else [next(one_of_all)]
        for body, kind in bodies:
            answer = send(clients[form.role], form, data=body, content_type=kind)
            assert answer.status_code < 500, (form.action, body)


def test_junk_in_any_form_is_no_error(example, forms, db):
    luck = random.Random(3)
    every = [*forms, *forms_of(example, "inka", "")]
    clients = {role: example.sign_in(Client(), role) for role in (*STAFF, "inka", "")}
    for _time in range(TIMES):
        form = luck.choice(every)
        data = form.spoilt(luck)
        headers = {"HX-Request": "true"} if luck.random() < 0.25 else {}
        if form.files:
            given = {
                name: SimpleUploadedFile(luck.choice(NAMES), luck.choice(FILES), "image/png")
                for name in form.files
            }
            answer = send(clients[form.role], form, data=data | given, headers=headers)
        else:
            kind = "application/x-www-form-urlencoded"
            coded = urlencode(data, doseq=True)
            answer = send(clients[form.role], form, data=coded, content_type=kind, headers=headers)
        assert answer.status_code < 500, (form.action, data)
        if answer.status_code == 302:
            assert not urlsplit(answer["Location"]).netloc, form.action
