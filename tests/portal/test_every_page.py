"""Every page before everybody: status, cost, size, headers, markup, links; absurd requests.

The pages are listed in tests/support/pages, and those that a run reads chosen by
tests/support/sampling.py. Each is read once per reader, and all tests judge that.
"""

import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.exports import FORMATS
from tests.support.asking import Answer, ask, read_asked
from tests.support.crawling import Crawl
from tests.support.example import ROLES, Example, load_example
from tests.support.first_view import weigh_first_view, weigh_page
from tests.support.harvest import read_forms
from tests.support.pages import LISTS, PAGES, TAKES_POST, names_of_addresses
from tests.support.reading import main_of, read
from tests.support.sampling import choose_pages
from tests.support.tools import formcheck, htmlcheck

MOST_QUERIES = 25
MOST_BYTES = 100_000
MOST_BYTES_AT_FIRST = 50_000
# What is opened once and stays open during a meeting brings scripts of its own.
MOST_BYTES_DURING_A_MEETING = {
    "ruang": 80_000,
    "catatan": 58_000,
    "kehadiran": 55_000,
    "slip": 52_000,
}
NASTY_QUERIES = [
    "?cari=" + "x" * 10_000,
    "?cari=%25%27%3B--%22%3E%3Cscript%3E",
    "?cari=%F0%9F%8E%8B%E2%80%AE%ED%A0%80%FF",
    "?halaman=-1&urut=__class__",
    "?halaman=" + "9" * 6000,
    "?halaman=1e9&urut=-",
    "?halaman[]=1&urut[$ne]=x&cari[]=y",
    "?tahun=99999999999999999999&status=x&jenis=x&unsur=x&fokus=x&kelurahan=x&kecamatan=x",
    "?tahun=-1&status=&status=agreed&percontohan=1&terverifikasi=1",
    "?format=csv&urut=entah&cari=%27",
    "?format=zip&=&&&;?#",
    "?" + "&".join(f"a{number}=1" for number in range(900)),
]
NASTY_NAMES = [
    "x",
    "KOM-9999-9999",
    "BA-2021-0000",
    "35.77.03.9999",
    "9" * 30,
    "a" * 300,
    "%F0%9F%8E%8B",
    "%EF%BC%91%EF%BC%92",
    "%27%3B--",
    "..%2F..%2Fetc%2Fpasswd",
    "%FF%FE",
]


@dataclass(frozen=True)
class Visit:
    """What one role got from one page."""

    role: str
    path: str
    is_sampled: bool
    expected: int
    status: int
    templates: frozenset[str]
    queries: int
    headers: dict[str, str]
    body: bytes

    def __str__(self) -> str:
        return f"{self.role or 'stranger'} {self.path}"

    @property
    def is_html(self) -> bool:
        return self.headers["Content-Type"].startswith("text/html")

    @property
    def html(self) -> str:
        return self.body.decode()


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker) -> Iterator[Example]:
    """The forum of 2021 for all tests of this file; every test's own changes are undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_example()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visits(example) -> list[Visit]:
    """The chosen pages as their readers see them."""
    found = []
    for role, chosen in groupby(choose_pages(example), key=lambda each: each.role):
        client = example.sign_in(Client(), role)
        client.raise_request_exception = False
        for each in chosen:
            reset_queries()  # the log of all pages together would overflow
            with CaptureQueriesContext(connection) as queries:
                answer, body = read(client, each.page.path)
            visit = Visit(
                role=role,
                path=each.page.path,
                is_sampled=each.is_sampled,
                expected=each.page.expects(role),
                status=answer.status_code,
                templates=frozenset(each.name for each in answer.templates if each.name),
                queries=len(queries),
                headers=dict(answer.headers),
                body=body,
            )
            found.append(visit)
    # They stay to the end of the file: no garbage to look through after each export.
    gc.collect()
    gc.freeze()
    return found


def test_every_address_is_in_the_list():
    assert names_of_addresses() == PAGES.keys()


@pytest.mark.sweep
def test_the_sample_shows_every_template_and_every_form(visits, db):
    def list_shown(shown):
        forms = {
            form.shape[1:]
            for visit in shown
            if visit.is_html
            for form in read_forms("", visit.path, visit.html)
        }
        return {name for visit in shown for name in visit.templates} | forms

    sampled = [visit for visit in visits if visit.is_sampled]
    assert list_shown(visits) - list_shown(sampled) == set()
    assert len(sampled) < len(visits) / 4


def test_many_pages_are_read_by_everybody(visits):
    assert len(visits) > 800
    assert {visit.role for visit in visits} == set(ROLES)


def test_every_page_answers_every_role_as_it_should(visits, db):
    wrong = [f"{visit}: {visit.status}" for visit in visits if visit.status != visit.expected]
    assert not wrong, "\n".join(wrong)


def test_no_page_asks_the_database_too_often(visits, db):
    costs = {str(visit): visit.queries for visit in visits}
    assert {page: count for page, count in costs.items() if count > MOST_QUERIES} == {}


def test_no_page_is_heavy(visits, db):
    """A PDF is a file to take along, no page."""
    heavy = {}
    # A picture that the portal hands out itself, such as a logo, is a visit of its own.
    handed_out = {visit.path: len(visit.body) for visit in visits if not visit.is_html}
    for visit in visits:
        if not visit.is_html:
            continue
        page = weigh_page(visit.body)
        first = weigh_first_view(visit.path, visit.body, handed_out)
        desk = visit.path.split("/")[-2]
        limit = MOST_BYTES_DURING_A_MEETING.get(desk, MOST_BYTES_AT_FIRST)
        if page > MOST_BYTES or first > limit:
            heavy[str(visit)] = (page, first)
    assert heavy == {}


def test_every_answer_carries_the_walls(visits, db):
    for visit in visits:
        headers = visit.headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), visit
        assert "unsafe" not in policy, visit
        assert "*" not in policy, visit
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", visit
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", visit
        assert headers["X-Content-Type-Options"] == "nosniff", visit
        # The address of a personal link is told to nobody, not even to ourselves.
        is_link = visit.path.startswith(
            (
                "/hadir/",
                "/kontribusi/",
                "/koreksi/",
                "/tanda-tangani/",
                "/tanggapi/",
                "/undangan/",
            )
        )
        assert headers["Referrer-Policy"] == ("no-referrer" if is_link else "same-origin"), visit
        assert headers["X-Frame-Options"] == "DENY", visit


@pytest.mark.documents
def test_every_page_is_valid_html(visits, db):
    """A page that says the same to several roles is judged once."""
    pages: dict[str, Visit] = {}
    for visit in visits:
        if visit.is_html and visit.body:
            pages.setdefault(visit.role if visit.path == "/" else main_of(visit.html), visit)
    found = htmlcheck.judge({str(visit): visit.html for visit in pages.values()})
    assert {page: faults for page, faults in found.items() if faults} == {}


def test_every_control_says_its_type_and_no_two_fields_of_a_form_share_a_name(visits, db):
    found = {str(visit): formcheck.judge(visit.html) for visit in visits if visit.is_html}
    assert {page: faults for page, faults in found.items() if faults} == {}


def test_every_link_leads_somewhere(visits, example, db):
    followed: set[str] = set()
    dead = []
    for role in ROLES:
        mine = [visit for visit in visits if visit.role == role]
        crawl = Crawl(example.sign_in(Client(), role), mine, followed)
        dead += [f"{role or 'stranger'}: {link}" for link in crawl.dead_links()]
    assert dead == []
    assert len(followed) > len(LISTS)


@pytest.fixture(scope="module")
def answers(visits, example) -> list[Answer]:
    """What every role gets for all that its pages let it ask, and for what nobody would ask."""
    found: list[Answer] = []
    known: set[str] = set()
    for role in reversed(ROLES):  # who sees most asks first
        client = example.sign_in(Client(), role)
        client.raise_request_exception = False
        pages = [(each.path, each.html) for each in visits if each.role == role and each.is_html]
        for asked in read_asked(pages):
            found += ask(client, role, asked, known)
    return found


def test_nothing_that_can_be_asked_is_an_error(answers, db):
    assert [str(answer) for answer in answers if answer.status >= 500] == []


def test_every_list_answers_in_every_order_with_every_filter_and_as_every_file(answers, visits, db):
    assert [str(answer) for answer in answers if answer.is_list and answer.status != 200] == []
    asked = {(answer.role, answer.path) for answer in answers if answer.is_list}
    read_by = {(visit.role, visit.path) for visit in visits if visit.path in LISTS}
    assert {path for _role, path in read_by} == set(LISTS)
    assert asked >= read_by
    kinds = {answer.kind for answer in answers if answer.is_list}
    assert {"text/html", "text/csv", FORMATS["xlsx"].content_type} == kinds


def test_absurd_queries_are_answered(example, client, db):
    for path in LISTS:
        for query in NASTY_QUERIES:
            answer, _body = read(client, path + query)
            assert answer.status_code == 200, path + query[:100]


WORDS = [name.strip("?=") for name in re.findall(r"\??[\w-]+=?", str(NASTY_QUERIES))]
WORDS += ["format", "csv", "riwayat", "kode", "-nomor", "tanggal", "ya", "company", "2021"]
QUERIES = st.dictionaries(
    st.sampled_from(WORDS) | st.text(max_size=10),
    st.sampled_from(WORDS) | st.text(max_size=40) | st.integers().map(str),
    max_size=6,
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
    database=None,
)
@given(path=st.sampled_from([*LISTS, "/verifikasi/"]), query=QUERIES)
def test_no_query_is_an_error(example, client, db, path, query):
    address = f"{path}?{urlencode(query, errors='surrogatepass')}"
    answer, _body = read(client, address)
    is_impossible = "%00" in address
    assert answer.status_code in ({400} if is_impossible else {200, 302})


@pytest.mark.parametrize(
    "address",
    [
        "/parapihak/{}/",
        "/kelurahan/{}/",
        "/komitmen/{}/",
        "/rapat/{}/",
        "/keputusan/{}/",
        "/berita-acara/{}/",
        "/berita-acara/BA-2021-0001/{}.pdf",
        "/verifikasi/{}/",
        "/{}/",
    ],
)
def test_what_does_not_exist_is_told_with_a_way_home(example, client, db, address):
    for name in NASTY_NAMES:
        answer, body = read(client, address.format(name))
        assert answer.status_code == 404, address.format(name)
        assert b'href="/"' in body, address.format(name)


def test_head_is_get_without_a_body(visits, example, client, db):
    for visit in visits:
        if visit.role == "" and "surel/periksa" not in visit.path:
            answer, body = read(client, visit.path, "head")
            assert (answer.status_code, body) == (visit.status, b""), visit.path


FRAGMENTS = {"portal:suggestions": "/saran/organisasi/?cari=bank"}


def test_pages_that_only_read_refuse_to_be_written_to(example, client, db):
    example.sign_in(client, "sekretariat")
    for name, pages in PAGES.items():
        if name not in TAKES_POST:
            # A fragment has no page of its own: its address is asked.
            path = next((page.path for page in pages(example)), FRAGMENTS.get(name))
            for method in ("post", "put", "patch", "delete"):
                answer, _body = read(client, path, method)
                assert answer.status_code == 405, f"{method} {path}"


def test_a_nul_byte_is_a_bad_request(example, client, db):
    for path in (*LISTS, "/verifikasi/", "/"):
        assert client.get(f"{path}?cari=a%00b").status_code == 400
        assert client.get(f"{path}a%00b/").status_code == 400
    answer = client.post(reverse("account_login"), {"login": "a\0b@c.de", "password": "a\0b"})
    assert answer.status_code in (200, 400)


def test_a_closed_area_asks_who_is_there(example, client, db):
    for path in ("/akun/surel/", "/akun/sandi/ganti/", "/pengelola/", "/pengelola/pledges/"):
        answer = client.get(path, follow=True)
        asked, _status = answer.redirect_chain[-1]
        assert urlsplit(asked).path == reverse("account_login"), path
        assert parse_qs(urlsplit(asked).query)["next"] == [path]


def test_the_administration_is_for_administrators(example, db):
    statuses = {
        role: example.sign_in(Client(), role).get("/pengelola/", follow=True).status_code
        for role in ROLES
    }
    assert statuses.pop("") == 200  # the sign-in page
    assert [role for role, status in statuses.items() if status == 200] == ["admin"]


def test_outside_the_demo_nobody_signs_in_with_one_click(example, client, db):
    email = example.users["admin"].email
    assert client.post("/coba/", {"email": email}).status_code == 404
    assert email.encode() not in client.get(reverse("account_login")).content
    assert "_auth_user_id" not in client.session
