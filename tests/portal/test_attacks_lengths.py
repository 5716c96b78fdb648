"""Every text box of every form at its limit and one letter beyond, over rows as long as they get.

SQLite keeps any text in any column: what does not fit shows on PostgreSQL.
"""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from core.forms import REFUSED
from tests.portal.test_attacks_forms import send
from tests.support.example import ROLES, Example, load_example
from tests.support.lengths import Box, Filled, filled_forms, forms_behind, forms_in, refilled, swell
from tests.support.logos import picture_file
from tests.support.pages import every_page

ROLES_BY_DUTY = ("sekretariat", "fasilitator", "inka", "warga", "admin", "")
LONGEST_FILE_NAME = 255  # that Django leaves of any
HEADERS = {"User-Agent": "Peramban " * 1000}
TOO_LONG = "max_length"


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker) -> Iterator[Example]:
    """The forum of 2021 with every text as long as it may be; every test's changes are undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        example = load_example()
        every_page(example)  # makes what pages need that the forum has not
        swell()
        yield example
        transaction.set_rollback(True)


# Words at their limit are alike: whoever is asked says that it is no double.
NO_DOUBLE = {"is_another": "on", "is_namesake": "on"}


class Senders:
    """Everybody who sends forms, each signed in once."""

    def __init__(self, example: Example) -> None:
        self.clients = {role: example.sign_in(Client(), role) for role in ROLES}
        for client in self.clients.values():
            client.raise_request_exception = False

    def send(self, form: Filled, **values: str):
        """Sends a form with other words in some boxes; what it did is undone."""
        if "asked_for" in form.values and "organisation" in values:
            values["asked_for"] = values["organisation"]  # whose sector the page asked for
        found = refilled(form, **values)
        client = self.clients[form.found.role]
        files = {name: _file() for name in form.found.files}
        data = {**NO_DOUBLE, **found.values, **files}
        if form.found.method == "get":
            return client.get(form.found.action, data, headers=HEADERS)
        return send(client, form.found, data=data, headers=HEADERS)


def _file() -> SimpleUploadedFile:
    name = "x" * (LONGEST_FILE_NAME - len(".png")) + ".png"
    return SimpleUploadedFile(name, picture_file().read(), "image/png")


@pytest.fixture(scope="module")
def senders(example) -> Senders:
    return Senders(example)


@pytest.fixture(scope="module")
def forms(example, senders) -> list[Filled]:
    """Every form that somebody sees, in the place where it is taken if it is taken anywhere."""
    waiting = list(filled_forms(example, *ROLES_BY_DUTY).values())
    known = {places[0].place for places in waiting}
    found = []
    while waiting:
        places = waiting.pop()
        chosen = places[0]
        for form in places:
            answer = senders.send(form)
            if is_taken(answer) and LOOKS_THROUGH not in form.values:
                chosen = replace(form, is_taken=True)
                break
            chosen = replace(chosen, said=f"{answer.status_code} {what_was_said(answer)}")
        found.append(chosen)
        further = further_forms(answer, chosen)  # a page that asks more
        waiting += [[form] for form in further if form.place not in known]
        known |= {form.place for form in further}
    return found


def further_forms(answer, form: Filled) -> list[Filled]:
    """The forms of a page that asks more, or says what is missing."""
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if answer.status_code not in (200, REFUSED) or not is_page:
        return []
    path = answer.wsgi_request.get_full_path()
    return list(forms_in(answer, form.found.role, path, answer.content.decode()))


def is_taken(answer) -> bool:
    """Whether a form did its work, or led on; not whether it led to the door."""
    if answer.status_code == 302:
        return bool(urlsplit(answer["Location"]).path != "/akun/masuk/")
    return answer.status_code in (200, 204) and not any(
        form.is_bound and form.errors for form in forms_behind(answer)
    )


def said_of(answer, box: Box) -> set[str]:
    """The codes of what a page that came back says beside a box."""
    codes = set()
    for form in forms_behind(answer):
        names = {form.add_prefix(name): name for name in form.fields}
        if form.is_bound and box.name in names:
            codes |= {str(error.code) for error in form[names[box.name]].errors.as_data()}
    return codes


def boxes_of(forms: list[Filled]) -> list[tuple[Filled, Box, int]]:
    return [(form, box, box.limit) for form in forms for box in form.boxes if box.limit]


# Where any text may be as long as somebody likes: it is hashed or searched for, never kept.
ENDLESS = {"password", "password1", "password2", "oldpassword", "cari", "kode"}
# The button that has a pasted list looked through once more: nothing is refused, nothing taken.
LOOKS_THROUGH = "check"
# Where nothing is taken in this forum, and why; how long its texts may be is judged all the same.
NOT_TAKEN = {
    "/akun/masuk/": "nobody has this password",
    "/arsip/": "an archive is being packed already",
    "/berita-acara/BA-#-#/segel/": "sealed already",
    "/berita-acara/NK-#-#/peninjauan/ingatkan/": "nobody is silent",
    "/keputusan/KEP-#-#/penanggung-jawab/": "asks for the organisation of a person",
    "/komitmen/baru/": "the staff keeps no drafts for others",
    "/kontribusi/#.#.#/": "asks for the sector of an organisation that is new",
    "/rapat/RPT-#-#/catatan/#/": "the meeting is closed",
    "/rapat/RPT-#-#/catatan/#/hapus/": "the meeting is closed",
    "/rapat/RPT-#-#/catatan/#/tarik/": "the meeting is closed",
    "/rapat/RPT-#-#/catatan/#/tarik/batal/": "the meeting is closed",
    "/rapat/RPT-#-#/kehadiran/tamu/": "asks for the sector of an organisation that is new",
    "/rapat/RPT-#-#/kontribusi/slip/": "asks for the sector of an organisation that is new",
    "/rapat/RPT-#-#/ruang/": "asks for a speaker who is there",
    "/rapat/RPT-#-#/undangan/balasan/": "after a meeting nobody answers its invitation",
    "/rapat/RPT-#-#/undangan/tempel/": "asks who is meant in each line first",
    "/rapat/baru/": "asks whether a day that is over is meant",
    "/tindak-lanjut/RTL-#-#/buka-kembali/": "open already",
}


def test_every_box_has_a_limit(forms, db):
    endless = {(str(form), box.name) for form in forms for box in form.boxes if not box.limit}
    assert {each for each in endless if each[1] not in ENDLESS} == set()


@pytest.mark.sweep
def test_every_form_is_taken_in_some_place(forms, db):
    changing = [form for form in forms if form.found.method == "post"]
    assert len(changing) > 90
    refused = {form.place[0]: form for form in changing if not form.is_taken}
    unknown = [f"{form}: {form.said}" for path, form in refused.items() if path not in NOT_TAKEN]
    assert not unknown, "\n".join(unknown)
    assert sorted(refused) == sorted(NOT_TAKEN)


@pytest.mark.sweep
def test_a_text_at_its_limit_is_taken(forms, senders, db):
    wrong = []
    for form, box, limit in boxes_of(forms):
        answer = senders.send(form, **{box.name: box.filled(limit)})
        is_fine = is_taken(answer) if form.is_taken else TOO_LONG not in said_of(answer, box)
        if answer.status_code >= 500 or not is_fine:
            wrong.append(f"{form} {box.name}: {answer.status_code} {what_was_said(answer)}")
    assert not wrong, "\n".join(wrong)


def test_all_texts_at_their_limits_at_once_are_taken(forms, senders, db):
    wrong = []
    for form in forms:
        longest = {box.name: box.filled(box.limit) for box in form.boxes if box.limit}
        answer = senders.send(form, **longest)
        if answer.status_code >= 500 or (form.is_taken and not is_taken(answer)):
            wrong.append(f"{form}: {answer.status_code} {what_was_said(answer)}")
    assert not wrong, "\n".join(wrong)


def test_one_letter_more_is_refused_beside_the_box_and_everything_typed_stays(forms, senders, db):
    wrong = []
    for form, box, limit in boxes_of(forms):
        typed = box.filled(limit + 1)
        answer = senders.send(form, **{box.name: typed})
        # What only searches takes what it likes; allauth looks for an address that nobody has.
        most = getattr(box.field, "max_length", None) or limit
        looks_only = form.found.method == "get" or most > limit
        if looks_only or answer.status_code >= 500:
            is_fine = answer.status_code < 500
        else:
            is_page = form.found.action.startswith("/akun/") or LOOKS_THROUGH in form.values
            is_fine = (
                answer.status_code == (200 if is_page else REFUSED)
                and bool(said_of(answer, box))
                and escape(typed) in answer.content.decode()
            )
        if not is_fine:
            wrong.append(f"{form} {box.name}: {answer.status_code} {what_was_said(answer)}")
    assert not wrong, "\n".join(wrong)


def what_was_said(answer) -> list[object]:
    """What the forms of an answer say, for whoever reads a failure."""
    return [form.errors.as_data() for form in forms_behind(answer) if form.is_bound]
