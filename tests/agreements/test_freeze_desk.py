"""Freezing, putting into force and voiding in the browser: asked first, done once."""

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Document, DocumentState, DocumentVersion
from core.models import IssuedNumber
from meetings.actions.planning import publish_meeting
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import sign, take_document_to
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def at_desk(client, secretary):
    client.cookies["django_language"] = "en"
    client.force_login(secretary)
    return client


# ── Freezing ─────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_what_freezing_does(draft, at_desk, facilitator):
    html = shown(at_desk, desk(draft, "bekukan/"))
    for sentence in (
        "It gets the number 050/001/CONTOH/2021.",
        "1 contributions in it are locked.",
        "Everybody can read it from now on",
        "Its meeting is not published",
    ):
        assert sentence in html
    publish_meeting(meeting=draft.meeting, by=facilitator)
    assert "Its meeting is not published" not in shown(at_desk, desk(draft, "bekukan/"))
    assert Document.objects.get().state == "draft"


def test_asking_stays_within_twelve_queries(draft, at_desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        shown(at_desk, desk(draft, "bekukan/"))


def test_confirming_freezes_once(draft, at_desk):
    answer = sent(at_desk, desk(draft, "bekukan/"), review_skipped="room")
    draft.refresh_from_db()
    assert (answer["Location"], draft.number) == (desk(draft), "050/001/CONTOH/2021")
    again = sent(at_desk, desk(draft, "bekukan/"), review_skipped="room")
    says(again, "“Freeze the text” is not possible")
    shown(at_desk, desk(draft, "bekukan/"), 404)


def test_without_a_review_the_reason_is_asked_for(draft, at_desk):
    asked = desk(draft, "bekukan/")
    says(sent(at_desk, asked), "This field is required.")
    says(sent(at_desk, asked, review_skipped="other"), "Say what the reason is.")
    sent(at_desk, asked, review_skipped="other", reason="Naskah dibacakan bersama.")
    draft.refresh_from_db()
    assert (draft.state, draft.review_skipped) == ("final", "Naskah dibacakan bersama.")


def test_while_something_is_missing_it_leads_back(draft, at_desk):
    draft.clauses.all().delete()
    answer = at_desk.get(desk(draft, "bekukan/"), follow=True)
    assert answer.redirect_chain == [(desk(draft), 302)]
    assert "Settle first what is missing." in answer.content.decode()
    answer = sent(at_desk, desk(draft, "bekukan/"), review_skipped="room")
    says(answer, "Nothing is agreed yet: there is no clause.")


def test_only_the_secretariat_freezes(draft, facilitator, client):
    client.force_login(facilitator)
    assert sent(client, desk(draft, "bekukan/"), review_skipped="room").status_code == 403
    assert Document.objects.get().state == "draft"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_freeze_at_once_one_wins(draft, secretary):
    def freeze():
        client = Client()
        client.force_login(secretary)
        return sent(client, desk(draft, "bekukan/"), review_skipped="room").status_code

    assert sorted(at_once(freeze, freeze)) == [302, 422]
    assert (DocumentVersion.objects.count(), IssuedNumber.objects.count()) == (1, 1)


# ── Afterwards ───────────────────────────────────────────────────────────────────────────────


def buttons(client, document):
    html = shown(client, desk(document))
    below = {
        "print": f"/cetak/?dokumen={document.reference}",
        "ink": desk(document, "tanda-tangan/"),
        "force": desk(document, "berlaku/"),
        "void": desk(document, "batalkan/"),
    }
    return {name for name, address in below.items() if f'href="{address}"' in html}


@pytest.mark.parametrize(
    ("state", "open_to_secretary"),
    [
        ("final", {"print", "ink", "void"}),
        ("partly_signed", {"print", "ink", "force", "void"}),
        ("in_force", {"print"}),
        ("void", {"print"}),
        ("registered", set()),
    ],
)
def test_state_and_duty_open_the_buttons(draft, cast, client, state, open_to_secretary):
    document = take_document_to(state, draft, by=cast.secretary)
    client.force_login(cast.secretary)
    assert buttons(client, document) == open_to_secretary
    client.force_login(cast.facilitator)
    assert buttons(client, document) == open_to_secretary & {"print"}
    for name in ("inka", "administrator"):
        client.force_login(cast[name])
        assert buttons(client, document) == set()


@pytest.mark.parametrize("below", ["tanda-tangan/", "berlaku/", "batalkan/"])
@pytest.mark.parametrize("state", DocumentState)
def test_a_page_is_there_when_its_button_is(draft, secretary, at_desk, below, state):
    document = take_document_to(state, draft, by=secretary)
    is_open = {
        "tanda-tangan/": state in ("final", "partly_signed", "in_force"),
        "berlaku/": state == "partly_signed",
        "batalkan/": state in ("final", "partly_signed"),
    }[below]
    # What is not known of a party is recorded first.
    wanted = (302 if below == "berlaku/" else 200) if is_open else 404
    assert at_desk.get(desk(document, below)).status_code == wanted


def test_it_is_put_into_force_with_a_reason(frozen, signatories, secretary, at_desk):
    sign(frozen, signatories[:1], by=secretary)
    answer = at_desk.get(desk(frozen, "berlaku/"))
    assert answer["Location"] == reverse("signing:document_ink", args=[frozen.reference])
    sign(frozen, signatories[1:], by=secretary, state="to_follow")
    html = shown(at_desk, desk(frozen, "berlaku/"))
    assert "Missing: Lurah Taman (contoh) (Kelurahan Taman), will sign later." in html
    says(sent(at_desk, desk(frozen, "berlaku/"), reason=" "), "This field is required.")
    assert sent(at_desk, desk(frozen, "berlaku/"), reason="Sudah sepakat").status_code == 302
    frozen.refresh_from_db()
    assert (frozen.state, frozen.reason) == ("in_force", "Sudah sepakat")


def test_a_party_that_nothing_is_known_of_keeps_it_from_force(
    frozen, signatories, secretary, at_desk
):
    sign(frozen, signatories[:1], by=secretary)
    html = says(
        sent(at_desk, desk(frozen, "berlaku/"), reason="Sudah sepakat"),
        "First record what is known of every party: signed, to follow, or not.",
    )
    assert "Sudah sepakat" in html


def test_it_is_voided_with_a_reason(frozen, at_desk):
    assert "is never used again" in shown(at_desk, desk(frozen, "batalkan/"))
    says(sent(at_desk, desk(frozen, "batalkan/"), reason="x" * 1001), "at most 1000 characters")
    sent(at_desk, desk(frozen, "batalkan/"), reason="Salah ketik")
    frozen.refresh_from_db()
    assert (frozen.state, frozen.reason) == ("void", "Salah ketik")
    says(sent(at_desk, desk(frozen, "batalkan/"), reason="Lagi"), "is “Void”")


@pytest.mark.parametrize("below", ["tanda-tangan/", "berlaku/", "batalkan/"])
def test_what_follows_freezing_is_the_secretariats(frozen, cast, client, below):
    for name in ("facilitator", "administrator", "inka"):
        client.force_login(cast[name])
        shown(client, desk(frozen, below), 403)
        assert sent(client, desk(frozen, below), reason="x").status_code == 403
