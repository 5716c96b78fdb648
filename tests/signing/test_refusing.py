"""Delegated, declined and withdrawn signatures."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements.models import SignatoryState
from core.refusals import Refused
from signing.actions.closing import close_signing
from signing.actions.collecting import delegate_signature
from signing.actions.links import create_signing_links
from signing.actions.refusing import decline_signature, reopen_signatory, withdraw_signature
from signing.models import Closing, Signature
from stakeholders.actions.links import find_link
from stakeholders.models import LinkPurpose
from tests.support.document_factories import sign
from tests.support.expect import refused, told
from tests.support.signing_desk import LETTER, bearer_of, chain, letters, link_of, sign_by_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def _english_letters(settings):
    """Letters are in the city's language."""
    settings.LANGUAGE_CODE = "en"


# ── Instead of somebody ──────────────────────────────────────────────────────────────────────


def test_a_delegate_signs_by_a_link_of_their_own(frozen, signatories, cast, facilitator):
    create_signing_links(document=frozen, by=facilitator)
    old = link_of(signatories[0])
    place = delegate_signature(
        signatory=signatories[0],
        person=cast.citizen.person,
        position="Manajer",
        letter=LETTER,
        by=facilitator,
    )
    assert (place.state, place.signing_name) == (SignatoryState.DELEGATED, "Warga (contoh)")
    with pytest.raises(Refused, match="revoked"):
        find_link(old.token, purpose=LinkPurpose.SIGN)
    assert link_of(signatories[0]).person == cast.citizen.person
    signature = sign_by_link(place, by=facilitator)
    assert (signature.name, signature.position) == ("Warga (contoh)", "Manajer")
    kind, facts = next(entry for entry in chain(frozen) if entry[0] == "delegated")
    assert (kind, facts["name"], facts["delegate"], facts["letter"]) == (
        "delegated",
        "Wakil INKA (contoh)",
        "Warga (contoh)",
        LETTER,
    )


def test_who_delegated_may_sign_after_all(frozen, signatories, facilitator):
    delegate_signature(
        signatory=signatories[0], name="Bp. Agus (contoh)", letter=LETTER, by=facilitator
    )
    delegates = link_of(signatories[0]).token
    place = reopen_signatory(signatory=signatories[0], reason="Sudah pulang", by=facilitator)
    assert (place.state, place.delegate_name, place.delegation_letter) == ("pending", "", "")
    with pytest.raises(Refused, match="revoked"):
        find_link(delegates, purpose=LinkPurpose.SIGN)
    assert link_of(signatories[0]).person == signatories[0].person


@pytest.mark.parametrize(
    ("given", "sentence", "field"),
    [
        ({"letter": LETTER}, "Name who signs instead.", "name"),
        ({"name": "Agus"}, "Name the delegation letter: its kind, number and date.", "letter"),
    ],
)
def test_delegation_needs_a_name_and_a_letter(
    frozen, signatories, facilitator, given, sentence, field
):
    with refused(sentence, field=field):
        delegate_signature(signatory=signatories[0], by=facilitator, **{"letter": "", **given})


# ── Refusal ──────────────────────────────────────────────────────────────────────────────────


def test_a_refusal_by_link_is_told_to_everybody(frozen, signatories, facilitator):
    create_signing_links(document=frozen, by=facilitator)
    place = decline_signature(
        signatory=signatories[0], reason="Belum ada\nrapat direksi", by=bearer_of(signatories[0])
    )
    assert (place.state, place.reason) == ("declined", "Belum ada rapat direksi")
    assert sorted(letter.to for letter in letters()) == [
        "inka@rembug.example",
        "lurah.taman@rembug.example",
    ]
    assert letters()[0].subject.startswith("PT INKA does not sign")
    assert "Belum ada rapat direksi" in letters()[0].text
    assert "Wakil INKA" not in letters()[0].text
    assert chain(frozen)[-1][0] == "declined"
    with refused("The signatory is already “Not signed”.", code="settled"):
        decline_signature(signatory=signatories[0], reason="Lagi", by=facilitator)
    reopened = reopen_signatory(
        signatory=signatories[0], reason="Rapat direksi setuju", by=facilitator
    )
    assert (reopened.state, reopened.reason) == ("pending", "")
    sign_by_link(reopened, by=facilitator)


def test_whose_place_it_is_declines_and_nobody_elses_link_does(
    frozen, signatories, cast, facilitator
):
    create_signing_links(document=frozen, by=facilitator)
    for stranger in (bearer_of(signatories[1]), cast.lurah, cast.outsider, cast.anonymous):
        with pytest.raises(PermissionDenied):
            decline_signature(signatory=signatories[0], reason="Tidak", by=stranger)
    decline_signature(signatory=signatories[0], reason="Tidak", by=cast.inka)


@pytest.mark.parametrize("act", [decline_signature, reopen_signatory, withdraw_signature])
def test_each_needs_a_reason_that_can_be_printed(frozen, signatories, secretary, act):
    if act is withdraw_signature:
        sign(frozen, signatories[:1], by=secretary)
    if act is reopen_signatory:
        decline_signature(signatory=signatories[0], reason="Tidak", by=secretary)
    with refused("Please give a reason.", field="reason"):
        act(signatory=signatories[0], reason=" \n", by=secretary)
    with refused("The reason is printed: please keep it within 300 characters.", field="reason"):
        act(signatory=signatories[0], reason="x" * 301, by=secretary)


@pytest.mark.parametrize("capacity", ["party", "witness"])
@pytest.mark.parametrize("way", ["screen", "ink"])
def test_a_refusal_keeps_the_collection_open_until_the_secretariat_closes_it(
    frozen, signatories, secretary, capacity, way
):
    frozen.signatories.filter(pk=signatories[0].pk).update(capacity=capacity)
    decline_signature(signatory=signatories[0], reason="Tidak", by=secretary)
    if way == "screen":
        sign_by_link(signatories[1], by=secretary)
    else:
        sign(frozen, signatories[1:], by=secretary)
    frozen.refresh_from_db()
    assert frozen.state == ("partly_signed" if capacity == "party" else "in_force")
    assert not Closing.objects.exists()
    assert close_signing(document=frozen, reason="Tanpa yang menolak", by=secretary).pk


def test_who_declined_to_sign_with_a_certificate_keeps_it_open_too(frozen, signatories, secretary):
    frozen.signatories.filter(pk=signatories[0].pk).update(
        allows_certificate=True, allows_screen=False, allows_ink=False
    )
    decline_signature(signatory=signatories[0], reason="Tidak", by=secretary)
    sign(frozen, signatories[1:], by=secretary)
    assert not Closing.objects.exists()


def test_what_the_sealed_file_says_of_a_refusal_stays(frozen, signatories, secretary):
    decline_signature(signatory=signatories[0], reason="Tidak", by=secretary)
    frozen.signatories.filter(pk=signatories[1].pk).update(allows_certificate=True)
    close_signing(document=frozen, reason="Tinggal yang bersertifikat", by=secretary)
    with refused(f"The collection of signatures of {frozen} is closed.", code="closed"):
        reopen_signatory(signatory=signatories[0], reason="Ya", by=secretary)


def test_a_refusal_after_signing_destroys_nothing(frozen, signatories, facilitator, secretary):
    signature = sign_by_link(signatories[0], by=facilitator)
    with refused("This signatory has signed, and the signature cannot be changed.", code="signed"):
        decline_signature(signatory=signatories[0], reason="Berubah", by=bearer_of(signatories[0]))
    sign(frozen, signatories[1:], by=secretary)  # the last one: closed, to be sealed
    place = withdraw_signature(
        signatory=signatories[0], reason="Direksi berganti", by=bearer_of(signatories[0])
    )
    assert (place.state, place.withdrawal_reason) == ("signed", "Direksi berganti")
    assert Signature.objects.get() == signature
    assert Closing.objects.filter(document=frozen).exists()
    frozen.refresh_from_db()
    assert frozen.state == "in_force"
    assert chain(frozen)[-1][0] == "withdrawn"
    assert told(frozen)[-1] == (
        "Wakil INKA (contoh) (PT INKA) withdrew the signature: Direksi berganti"
    )
    with refused("The signature was withdrawn before.", code="settled"):
        withdraw_signature(signatory=signatories[0], reason="Lagi", by=facilitator)


def test_what_is_not_signed_cannot_be_taken_back(frozen, signatories, facilitator):
    with refused("This signatory has not signed.", code="unsigned"):
        withdraw_signature(signatory=signatories[0], reason="Tidak", by=facilitator)
    with refused(
        "The signatory is “Not recorded yet”: there is nothing to reopen.", code="settled"
    ):
        reopen_signatory(signatory=signatories[0], reason="Ya", by=facilitator)
