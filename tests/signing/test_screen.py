"""Signing on a screen: what it leaves behind, what it refuses, and twenty people at once."""

import hashlib
import json
import re
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.actions.freezing import freeze_document
from agreements.actions.signatories import add_signatory
from agreements.models import Route
from core.audit_trail.chain import ChainLink, find_first_break
from core.audit_trail.reading import find_trail
from core.models import AuditValue, OutboxMessage, OutgoingEmail
from signing.actions.closing import close_signing
from signing.actions.codes import CodeResult, check_signing_code, send_signing_code
from signing.actions.collecting import delegate_signature, set_signing_rules
from signing.actions.deciding import void_document
from signing.actions.links import create_signing_links
from signing.actions.refusing import decline_signature
from signing.actions.screen import sign_on_screen, start_tablet_round
from signing.content.consent import CONSENT
from signing.content.marks import Mark
from signing.models import Closing, Signature
from tests.support.document_factories import IN_ROOM, sign
from tests.support.expect import refused, told
from tests.support.signing_desk import DRAWN, bearer_of
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def _english_letters(settings):
    """Letters are in the city's language."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def place(frozen, signatories, facilitator):
    """The company's place; a link leads to it."""
    create_signing_links(document=frozen, by=facilitator)
    return frozen.signatories.get(pk=signatories[0].pk)


def sign_it(place, *, by=None, route=Route.LINK, mark=DRAWN, **fields):
    """The place, signed over the frozen content; by its link, unless somebody else is named."""
    values = {"seen_sha256": place.document.versions.get().content_sha256, **fields}
    return sign_on_screen(
        signatory=place, mark=mark, route=route, by=by or bearer_of(place), **values
    )


def chain(document):
    """The entries of the audit trail, whole and unbroken: (kind, facts, commitments)."""
    head = find_trail(document)
    rows = head.entries.order_by("number").values_list("number", "kind", "body", "sha256")
    links = [ChainLink(*row) for row in rows]
    broken = find_first_break(
        links, reference=document.reference, length=head.length, head_sha256=head.head_sha256
    )
    assert broken is None
    bodies = [json.loads(link.body) for link in links]
    return [(body["kind"], body["facts"], body["commitments"]) for body in bodies]


# ── What a signature leaves behind ───────────────────────────────────────────────────────────


def test_a_signature_is_kept_with_its_receipt_and_its_evidence(frozen, place, signatories):
    person = place.person
    person.email = "wakil@inka.example"
    person.save()
    traces = {"ip": "203.0.113.9", "user_agent": "Telepon"}
    signature = sign_it(place, shown_sha256="f" * 64, personal=traces)

    place.refresh_from_db()
    frozen.refresh_from_db()
    version = frozen.versions.get()
    assert (place.state, place.route, frozen.state) == ("signed", "link", "partly_signed")
    assert re.fullmatch(r"TT(-[0-9A-Z]{4}){3}", signature.receipt)
    assert (signature.name, signature.content_sha256, signature.shown_sha256) == (
        "Wakil INKA (contoh)",
        version.content_sha256,
        "f" * 64,
    )
    assert (signature.mark, signature.consent, signature.witness) == (DRAWN.value, CONSENT, None)
    kind, facts, commitments = chain(frozen)[-1]
    assert (kind, facts["receipt"], facts["route"]) == ("signed", signature.receipt, "link")
    assert facts["mark_sha256"] == hashlib.sha256(DRAWN.value.encode()).hexdigest()
    assert commitments.keys() == traces.keys()
    assert "203.0.113.9" not in json.dumps([facts, commitments])
    assert dict(AuditValue.objects.values_list("name", "value")) == traces
    letter = OutgoingEmail.objects.get(to="wakil@inka.example")
    assert letter.subject == f"Receipt {signature.receipt}: you signed"
    assert frozen.verification_code in letter.text
    assert told(frozen)[-1] == (
        "Wakil INKA (contoh) (PT INKA) signed: On screen, by a personal link."
    )


def test_the_last_signature_brings_it_into_force_and_closes_it(frozen, place, lurah, pledge):
    sign_it(place)
    other = frozen.signatories.exclude(pk=place.pk).get()
    signature = sign_it(other, by=lurah, route=Route.ACCOUNT)
    frozen.refresh_from_db()
    pledge.refresh_from_db()
    assert (frozen.state, pledge.state) == ("in_force", "agreed")
    assert (signature.name, signature.route) == ("Lurah Taman (contoh)", "account")
    assert Closing.objects.get().document == frozen
    assert OutboxMessage.objects.filter(kind="signing.seal").count() == 1


def test_on_a_tablet_whoever_holds_it_is_the_witness(frozen, signatories, facilitator):
    start_tablet_round(document=frozen, by=facilitator)
    typed = Mark("typed", "Wakil INKA")
    signature = sign_it(signatories[0], by=facilitator, route=Route.TABLET, mark=typed)
    assert signature.witness == facilitator
    assert (signature.mark_kind, signature.mark) == ("typed", "Wakil INKA")
    assert chain(frozen)[-1][1]["witness"] == str(facilitator)
    assert "A tablet was handed round to sign." in told(frozen)


def test_a_place_without_a_name_is_signed_under_the_name_that_is_given(draft, forum, secretary):
    add_signatory(document=draft, organisation=forum.outside, position="Direktur", by=secretary)
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    nameless = draft.signatories.get(organisation=forum.outside)
    create_signing_links(document=draft, by=secretary)
    with refused("Write your full name.", field="name"):
        sign_it(nameless, name=" A ")
    assert sign_it(nameless, name="  Wakil   Luar (contoh) ").name == "Wakil Luar (contoh)"


def test_signing_again_from_another_window_gives_the_signature_that_stands(frozen, place):
    first = sign_it(place)
    again = sign_it(place, mark=Mark("typed", "Lain"))
    assert (again.pk, again.mark) == (first.pk, DRAWN.value)
    assert Counter(kind for kind, _facts, _values in chain(frozen))["signed"] == 1


# ── What is refused ──────────────────────────────────────────────────────────────────────────


def _by_ink(document, place, secretary):
    sign(document, [place], by=secretary)


def _declined(document, place, secretary):
    decline_signature(signatory=place, reason="Belum sepakat", by=secretary)


def _void(document, place, secretary):
    void_document(document=document, reason="Salah ketik", by=secretary)


def _closed(document, place, secretary):
    other = document.signatories.exclude(pk=place.pk).get()
    sign(document, [other], by=secretary)
    close_signing(document=document, reason="Yang lain tidak hadir", by=secretary)


def _on_paper_only(document, place, secretary):
    document.signatories.filter(pk=place.pk).update(allows_screen=False)


def _too_late(document, place, secretary):
    type(document).objects.filter(pk=document.pk).update(
        sign_until=timezone.localdate() - timedelta(days=1)
    )


def _not_yet(document, place, secretary):
    document.signatories.filter(pk=place.pk).update(rank=2)


OBSTACLES = {
    _by_ink: ("The signatory is already “Signed”.", "settled"),
    _declined: ("The signatory is already “Not signed”.", "settled"),
    _void: ("“Sign on screen” is not possible while BA-2021-0001 is “Void”.", "wrong_state"),
    _closed: ("The collection of signatures of BA-2021-0001 is closed.", "closed"),
    _on_paper_only: ("This signatory does not sign on a screen.", "route"),
    _too_late: ("The deadline to sign has passed. Please ask the secretariat.", "expired"),
    _not_yet: ("It is not your turn yet: not everybody before you has signed.", "not_yet"),
}


@pytest.mark.parametrize("obstruct", OBSTACLES, ids=lambda each: each.__name__)
def test_a_place_that_is_not_to_be_signed_now_says_why(frozen, place, secretary, obstruct):
    by = bearer_of(place)
    obstruct(frozen, place, secretary)
    place.refresh_from_db()
    before = chain(frozen)
    sentence, code = OBSTACLES[obstruct]
    with refused(sentence, code=code):
        sign_it(place, by=by)
    assert chain(frozen) == before
    assert not Signature.objects.exists()


def test_only_the_frozen_content_is_signed_and_only_by_who_agrees(place):
    with refused("This is not the current text to be signed. Open the page again.", code="other"):
        sign_it(place, seen_sha256="0" * 64)
    with refused("Tick that you agree.", field="consent"):
        sign_it(place, consent="persetujuan/0")


def test_a_place_is_signed_by_nobody_else(frozen, place, cast):
    other = frozen.signatories.exclude(pk=place.pk).get()
    for by, route in (
        (bearer_of(other), Route.LINK),
        (cast.lurah, Route.ACCOUNT),
        (cast.secretary, Route.ACCOUNT),
        (cast.inka, Route.TABLET),
        (cast.anonymous, Route.LINK),
    ):
        with pytest.raises(PermissionDenied):
            sign_it(place, by=by, route=route)


def test_a_link_of_before_the_delegation_signs_no_more(frozen, place, secretary, cast):
    before = bearer_of(place)
    delegate_signature(
        signatory=place, person=cast.outsider.person, letter="Surat kuasa 7", by=secretary
    )
    place.refresh_from_db()
    with pytest.raises(PermissionDenied):
        sign_it(place, by=before)
    signature = sign_it(place)
    assert signature.name == str(cast.outsider)
    assert chain(frozen)[-1][1]["letter"] == "Surat kuasa 7"


# ── The code by e-mail ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def guarded(frozen, place, facilitator):
    """The company's place, which is signed after a code by e-mail."""
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=None,
        needs_email_code=True,
        by=facilitator,
    )
    place.refresh_from_db()
    place.document.refresh_from_db()
    return place


def newest_code():
    return re.search(r"^\d{6}$", OutgoingEmail.objects.latest("pk").text, re.MULTILINE)[0]


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_link_signs_after_the_code_only(guarded, inka):
    by = bearer_of(guarded)
    sentence = "First enter the code that we send you by e-mail."
    with refused(sentence, code="code"):
        sign_it(guarded)
    kept = send_signing_code(signatory=guarded, by=by)
    code = newest_code()
    assert OutgoingEmail.objects.latest("pk").to == inka.email
    assert code not in kept.code_hash
    assert check_signing_code(signatory=guarded, code=other_than(code), by=by) == CodeResult.WRONG
    with refused(sentence, code="code"):
        sign_it(guarded)
    assert check_signing_code(signatory=guarded, code=f" {code[:3]} {code[3:]}", by=by) == (
        CodeResult.RIGHT
    )
    assert sign_it(guarded).was_code_asked


def test_an_account_and_a_tablet_need_no_code(guarded, inka):
    assert not sign_it(guarded, by=inka, route=Route.ACCOUNT).was_code_asked


def test_five_wrong_codes_use_it_up(guarded):
    by = bearer_of(guarded)
    send_signing_code(signatory=guarded, by=by)
    code = newest_code()
    answers = [
        check_signing_code(signatory=guarded, code=other_than(code), by=by) for _time in range(5)
    ]
    assert answers == [*[CodeResult.WRONG] * 4, CodeResult.USED_UP]
    assert check_signing_code(signatory=guarded, code=code, by=by) == CodeResult.USED_UP


def test_a_code_lasts_a_quarter_of_an_hour_and_another_comes_after_a_minute(guarded):
    by = bearer_of(guarded)
    assert check_signing_code(signatory=guarded, code="123456", by=by) == CodeResult.EXPIRED
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_signing_code(signatory=guarded, by=by)
        first = newest_code()
        with refused(
            "The code was sent. Wait a minute before you ask for another one.", code="too_soon"
        ):
            send_signing_code(signatory=guarded, by=by)
        clock.shift(timedelta(minutes=1))
        send_signing_code(signatory=guarded, by=by)
        second = newest_code()
        if first != second:
            assert check_signing_code(signatory=guarded, code=first, by=by) == CodeResult.WRONG
        clock.shift(timedelta(minutes=15))
        assert check_signing_code(signatory=guarded, code=second, by=by) == CodeResult.EXPIRED


def test_a_given_code_holds_for_an_hour(guarded):
    by = bearer_of(guarded)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_signing_code(signatory=guarded, by=by)
        check_signing_code(signatory=guarded, code=newest_code(), by=by)
        clock.shift(timedelta(hours=1))
        with refused("First enter the code that we send you by e-mail.", code="code"):
            sign_it(guarded)
        clock.shift(timedelta(seconds=-1))
        assert sign_it(guarded).was_code_asked


def test_without_an_address_the_secretariat_is_asked(guarded):
    person = guarded.person
    person.user.delete()
    guarded.refresh_from_db()
    with refused("We do not know your e-mail address. Please ask the secretariat.", code="no_mail"):
        send_signing_code(signatory=guarded, by=bearer_of(guarded))


# ── At the same moment ───────────────────────────────────────────────────────────────────────

PEOPLE = 20


@pytest.mark.django_db(transaction=True)
def test_twenty_people_sign_the_last_places_at_once_and_one_of_them_in_two_windows(
    draft, forum, secretary
):
    for number in range(3, PEOPLE + 1):
        add_signatory(
            document=draft,
            organisation=forum.outside,
            name=f"Wakil {number} (contoh)",
            position="Wakil",
            by=secretary,
        )
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    create_signing_links(document=draft, by=secretary)
    places = list(draft.signatories.select_related("document"))
    assert len(places) == PEOPLE
    bearers = [(place, bearer_of(place)) for place in [*places, places[0]]]
    calls = [lambda place=place, by=by: sign_it(place, by=by) for place, by in bearers]

    results = at_once(*calls)

    assert [type(result).__name__ for result in results] == ["Signature"] * len(calls)
    assert results[-1].receipt == results[0].receipt
    receipts = {result.receipt for result in results}
    facts = [facts for kind, facts, _values in chain(draft) if kind == "signed"]
    assert {each["receipt"] for each in facts} == receipts
    assert len(facts) == len(receipts) == PEOPLE
    draft.refresh_from_db()
    assert draft.state == "in_force"
    assert Counter(kind for kind, _facts, _values in chain(draft))["closed"] == 1
    assert Closing.objects.filter(document=draft).count() == 1
    assert OutboxMessage.objects.filter(kind="signing.seal").count() == 1
    assert told(draft).count("The document is in force.") == 1


@pytest.mark.django_db(transaction=True)
def test_of_signing_and_declining_one_place_at_once_one_stands(frozen, signatories, secretary):
    create_signing_links(document=frozen, by=secretary)
    place = frozen.signatories.get(pk=signatories[0].pk)
    by = bearer_of(place)
    signed, declined = at_once(
        lambda: sign_it(place, by=by),
        lambda: decline_signature(signatory=place, reason="Belum", by=by),
    )
    place.refresh_from_db()
    is_signed = isinstance(signed, Signature)
    assert is_signed == isinstance(declined, Exception)
    assert place.state == ("signed" if is_signed else "declined")
    assert Signature.objects.filter(signatory=place).exists() == is_signed
