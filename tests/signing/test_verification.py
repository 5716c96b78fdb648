"""Verification: from the code on a paper to what the document says."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.actions.amending import change_clause, draft_addendum
from agreements.actions.freezing import freeze_document
from agreements.actions.handing_over import draft_bast
from agreements.models import DocumentState
from core.outbox import run_due
from files.codes import generate_code
from files.page_codes import build_page_url
from tests.support.document_factories import (
    IN_ROOM,
    PATTERN,
    sign,
    sign_on_tablet,
    take_document_to,
)


@pytest.fixture
def reader(client):
    """A visitor who reads English, so that sentences can be compared."""
    client.cookies["django_language"] = "en"
    return client


def verify(client, document):
    answer = client.get(f"/verifikasi/{document.verification_code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_leads_to_the_page_of_the_code(frozen, reader):
    answer = reader.get("/verifikasi/", {"kode": frozen.verification_code})
    assert answer.status_code == 302
    assert answer["Location"] == f"/verifikasi/{frozen.verification_code}/"


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: f" {code.lower()} ",
    ],
)
def test_sloppy_spellings_lead_to_the_written_form(spell, frozen, reader):
    typed = spell(frozen.verification_code)
    for path, query in ((f"/verifikasi/{typed}/", {}), ("/verifikasi/", {"kode": typed})):
        answer = reader.get(path, query, follow=True)
        assert answer.status_code == 200
        assert answer.request["PATH_INFO"] == f"/verifikasi/{frozen.verification_code}/"


def test_a_mistyped_code_is_told_beside_the_field_and_kept(frozen, reader):
    code = frozen.verification_code
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    html = reader.get("/verifikasi/", {"kode": wrong}).content.decode()
    assert "One of the characters is wrong or missing." in html
    assert f'value="{wrong}"' in html
    assert 'aria-invalid="true"' in html


def test_an_empty_form_is_not_scolded_before_it_is_sent(db, reader):
    assert "error" not in reader.get("/verifikasi/").content.decode()
    assert 'class="error"' in reader.get("/verifikasi/?kode=").content.decode()


def test_an_unknown_code_is_404_and_says_what_that_means(frozen, reader):
    answer = reader.get(f"/verifikasi/{generate_code()}/")
    assert answer.status_code == 404
    assert "the paper may be forged" in answer.content.decode()


@pytest.mark.parametrize("code", ["bukan-kode", "x" * 400, "AAAA-AAAA-AAAA-B", "%F0%9F%8E%8B"])
def test_a_code_that_cannot_be_one_is_404_and_asks_to_look_again(code, db, reader):
    answer = reader.get(f"/verifikasi/{code}/")
    assert answer.status_code == 404
    assert "This code is incomplete or mistyped" in answer.content.decode()


def test_the_code_in_a_corner_leads_to_the_answer_and_names_the_page(frozen, reader):
    run_due()
    corner = build_page_url(frozen.versions.get().content["verification"]["url"], 2, 9)
    answer = reader.get(urlsplit(corner).path, follow=True)
    assert answer.request["PATH_INFO"] == f"/verifikasi/{frozen.verification_code}/"
    html = answer.content.decode()
    assert "You scanned page 2 of 9." in html
    for paper in ("A4", "F4"):
        address = re.escape(f"{frozen.get_absolute_url()}{paper.lower()}.pdf#page=2")
        assert re.search(rf'"{address}"\s*>{paper}<', html)
    for odd in ("9-2", "0-0", "x"):
        html = reader.get(f"/v/{frozen.verification_code}/{odd}/", follow=True).content.decode()
        assert "You scanned" not in html
    assert reader.get("/v/bukan-kode/2-9/").status_code == 404
    assert "mistyped" in reader.get("/v/bukan-kode/2-9/").content.decode()


def test_nothing_of_it_is_indexed(frozen, reader):
    for path in ("", f"{frozen.verification_code}/", f"{generate_code()}/", "x/"):
        assert reader.get(f"/verifikasi/{path}")["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_shows_what_is_to_be_compared(frozen, signatories, secretary, pledge, reader):
    run_due()
    sign(frozen, signatories[:1], by=secretary)
    html = verify(reader, frozen)
    version = frozen.versions.get()
    content = version.content
    wanted = [
        content["number"],
        content["clauses"][0]["heading"],
        content["clauses"][0]["text"],
        pledge.reference,
        "1 of 2 has not signed yet.",
        "Now compare your paper with this page.",
        version.content_sha256[:4],
        *(signatory["organisation"] for signatory in content["signatories"]),
        *(signatory["position"] for signatory in content["signatories"]),
        *(rendition.sha256 for rendition in version.renditions.all()),
    ]
    assert [text for text in wanted if text not in html] == []


def test_the_page_says_in_what_state_the_document_is(draft, secretary, signatories, reader):
    document = take_document_to(DocumentState.FINAL, draft, by=secretary)
    assert "This document exists; signatures are still missing" in verify(reader, document)
    sign(document, signatories, by=secretary)
    assert "This document exists and is in force" in verify(reader, document)


def test_a_void_document_says_so_first(draft, secretary, reader):
    document = take_document_to(DocumentState.VOID, draft, by=secretary)
    html = verify(reader, document)
    assert "This document is void" in html
    assert "Salah ketik" in html
    assert "is in force" not in html


def test_no_personal_data_beyond_the_paper(frozen, signatories, cast, reader):
    person = signatories[0].person
    person.phone, person.email = "081234567890", "wakil@inka.example"
    person.save()
    html = verify(reader, frozen)
    assert person.phone not in html
    assert person.email not in html


def test_without_javascript_the_file_check_sends_the_file(frozen, reader):
    html = verify(reader, frozen)
    form = re.search(r"<form[^>]*data-verify[^>]*>", html)
    assert form is not None
    assert 'action="/verifikasi/berkas/"' in form[0]
    assert "js/verify.js" in html
    assert "<script>" not in html


def test_the_page_says_how_and_when_everybody_signed_and_what_seals_it(
    frozen, signatories, secretary, seal_keys, reader
):
    sign_on_tablet(frozen, signatories[0], by=secretary)
    sign(frozen, signatories[1:], by=secretary)
    run_due()
    html = verify(reader, frozen)
    issued = frozen.issued_files.get()
    fingerprint = seal_keys.fingerprint.replace(":", "")
    wanted = [
        "On a tablet handed round",
        "With ink on paper",
        "PAdES B-B",
        issued.sha256,
        *(fingerprint[start : start + 4] for start in range(0, 64, 4)),
    ]
    assert [text for text in wanted if text not in html] == []
    assert f"{frozen.get_absolute_url()}akhir" not in html  # drawn signatures are for who signed


@pytest.fixture
def agreed(draft, letterhead, secretary):
    """A berita acara in force, which can be amended and handed over."""
    for kind in ("addendum", "bast"):
        letterhead.formulas.create(kind=kind, title=kind.upper(), number_pattern=PATTERN)
    return take_document_to(DocumentState.IN_FORCE, draft, by=secretary)


def signed(document, *, by):
    freeze_document(document=document, review_skipped=IN_ROOM, by=by)
    sign(document, document.signatories.all(), by=by)
    document.refresh_from_db()
    return document


def test_what_amends_it_is_named_first(agreed, letterhead, secretary, reader):
    drafted = {"letterhead": letterhead, "title": "Adendum", "date": agreed.date, "by": secretary}
    addendum = draft_addendum(amended=agreed, **drafted)
    change_clause(
        document=addendum, kind="replaces", heading="KESATU", text="Lebih banyak.", by=secretary
    )
    signed(addendum, by=secretary)
    html = verify(reader, agreed)
    assert "This document is in force, and was amended" in html
    assert f"/verifikasi/{addendum.verification_code}/" in html
    html = verify(reader, addendum)
    assert "Semula:" in html
    assert "Lebih banyak." in html
    assert agreed.get_absolute_url() in html


def test_a_handover_shows_what_was_handed_over(agreed, letterhead, forum, secretary, reader):
    drafted = {"letterhead": letterhead, "title": "BAST", "date": agreed.date, "by": secretary}
    handover = draft_bast(
        rests_on=agreed, pledges=list(agreed.pledges.all()), receiver=forum.taman, **drafted
    )
    html = verify(reader, signed(handover, by=secretary))
    assert "What was handed over" in html
    assert f"Kontribusi {agreed.pledges.get()}" in " ".join(html.split())


def test_the_page_stays_within_twelve_queries(frozen, cast, reader):
    run_due()
    for user in (None, cast.secretary):
        if user:
            reader.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            verify(reader, frozen)
        assert len(queries) <= 12
