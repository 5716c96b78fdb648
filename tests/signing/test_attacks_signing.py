"""Signing as somebody would who means ill, or comes at the wrong moment."""

import pytest
from django.urls import reverse

from agreements.actions.clauses import add_clause
from agreements.actions.reviewing import list_review_links, start_review, withdraw_review
from agreements.actions.signatories import remove_signatory
from agreements.models import Route, Signatory
from core.history import find_history
from core.models import AuditEntry
from core.refusals import Refused
from signing.actions.collecting import delegate_signature
from signing.actions.ink import record_ink_signatures, return_ink_signatures
from signing.actions.links import create_signing_links, revoke_signing_link
from signing.actions.refusing import decline_signature, reopen_signatory
from signing.actions.screen import sign_on_screen
from signing.models import Signature
from stakeholders.models import Person
from tests.support.desk import shown
from tests.support.document_factories import propose
from tests.support.signing_desk import DRAWN, LETTER, bearer_of, days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def sign(place, *, by, route=Route.LINK):
    """Signs as a page does that was opened a moment ago."""
    sha256 = place.document.versions.get().content_sha256
    return sign_on_screen(signatory=place, mark=DRAWN, seen_sha256=sha256, route=route, by=by)


# ── Who was let in, and comes too late ───────────────────────────────────────────────────


@pytest.fixture
def place(frozen, signatories, facilitator):
    """The company's place as a page has read it, its link open."""
    create_signing_links(document=frozen, by=facilitator)
    return signatories[0]


@pytest.mark.parametrize("way", ["link", "account"])
def test_whose_place_is_delegated_meanwhile_does_not_sign_under_the_delegates_name(
    place, cast, way
):
    by = bearer_of(place) if way == "link" else cast.inka
    assert place.pk  # read before, as by a request that then waits for the lock
    delegate_signature(
        signatory=Signatory.objects.get(pk=place.pk),
        person=cast.outsider.person,
        letter=LETTER,
        by=cast.facilitator,
    )
    for act in (
        lambda: sign(place, by=by, route=Route(way)),
        lambda: decline_signature(signatory=place, reason="Tidak", by=by),
    ):
        with pytest.raises(Refused, match="Somebody else signs instead now"):
            act()
    assert not Signature.objects.exists()
    assert Signatory.objects.get(pk=place.pk).state == "delegated"


def test_a_link_that_is_revoked_while_its_bearer_signs_does_not_sign(place, facilitator):
    by = bearer_of(place)
    revoke_signing_link(signatory=Signatory.objects.get(pk=place.pk), by=facilitator)
    with pytest.raises(Refused, match="was revoked"):
        sign(place, by=by)
    assert not Signature.objects.exists()


def test_a_signature_bears_the_name_in_the_text_whatever_the_registers_say_by_now(place, cast):
    Person.objects.filter(pk=cast.inka.person_id).update(name="Orang Lain (contoh)")
    signature = sign(Signatory.objects.get(pk=place.pk), by=bearer_of(place))
    assert signature.name == "Wakil INKA (contoh)"
    assert '"name":"Wakil INKA (contoh)"' in AuditEntry.objects.get(kind="signed").body


# ── What stays for ever ──────────────────────────────────────────────────────────────────


def test_the_address_of_an_account_without_a_person_never_enters_the_chain(
    frozen, signatories, secretary, administrator
):
    record_ink_signatures(record=propose(frozen, signatories, by=secretary), by=administrator)
    told = "".join(AuditEntry.objects.values_list("body", flat=True))
    assert "ink_signed" in told
    assert "@" not in told


# ── A draft in review ────────────────────────────────────────────────────────────────────


@pytest.fixture
def review_link(draft, forum, facilitator):
    """The company's link to comment; the draft is out."""
    start_review(document=draft, review_until=days(7), by=facilitator)
    draft.refresh_from_db()
    return list_review_links(draft).get(organisation=forum.inka)


def test_a_draft_that_is_taken_back_is_the_staffs_alone_again(
    draft, review_link, reader, facilitator
):
    path = reverse("agreements:review_link", args=[review_link.token])
    add_clause(document=draft, text="Terbaca semua pihak", by=facilitator)
    assert "Terbaca semua pihak" in shown(reader, path)
    withdraw_review(document=draft, reason="Ditulis ulang", by=facilitator)
    page = shown(reader, path)
    assert "The draft is being revised" in page
    assert "Terbaca semua pihak" not in page


def test_whoever_is_to_sign_no_more_reads_the_draft_no_more(
    draft, review_link, reader, facilitator, forum
):
    path = reverse("agreements:review_link", args=[review_link.token])
    remove_signatory(signatory=draft.signatories.get(organisation=forum.inka), by=facilitator)
    for answer in (reader.get(path), reader.post(path, {"about": "whole", "text": "Usul"})):
        assert answer.status_code == 410
        assert "Only those who are to sign comment here." in answer.content.decode()
    assert not draft.comments.exists()


BELOW_A_PLACE = [
    *("", "teks/", "halaman/1.webp", "akhir.pdf", "menolak/", "menarik/"),
    *("sertifikat/", "sertifikat/naskah.pdf"),
]


@pytest.mark.parametrize("below", BELOW_A_PLACE)
def test_a_place_is_not_opened_before_the_text_is_frozen(
    draft, signatories, reader, facilitator, inka, below
):
    path = reverse("signing:signing_page", args=[signatories[0].pk]) + below
    Signatory.objects.filter(pk=signatories[0].pk).update(allows_certificate=True)
    reader.force_login(inka)
    # A draft is the staff's alone: whose place it is does not learn of it.
    assert draft.reference not in shown(reader, path, status=404)
    start_review(document=draft, review_until=days(7), by=facilitator)
    page = shown(reader, path, status=404)
    assert f"The text of {draft.reference} is not final yet." in page
    assert f'href="{draft.get_absolute_url()}"' in page


@pytest.mark.parametrize("below", ["", "kirim-kode/", "kode/", "menolak/", "menarik/"])
def test_nothing_is_sent_to_a_place_before_the_text_is_frozen(
    draft, signatories, reader, facilitator, inka, below
):
    start_review(document=draft, review_until=days(7), by=facilitator)
    reader.force_login(inka)
    path = reverse("signing:signing_page", args=[signatories[0].pk]) + below
    assert reader.post(path, {"reason": "Belum setuju", "code": "123456"}).status_code == 404
    place = Signatory.objects.get(pk=signatories[0].pk)
    assert place.state == "pending"


# ── The staff sees every link ────────────────────────────────────────────────────────────


def test_the_staff_signs_by_nobody_elses_link(place, reader, facilitator):
    link = reverse("signing:signing_link", args=[bearer_of(place).link.token])
    page = reverse("signing:signing_page", args=[place.pk])
    reader.force_login(facilitator)
    assert reader.get(link).status_code == 200
    assert "signed in as staff" in reader.post(link).content.decode()
    reader.logout()
    assert reader.post(link)["Location"] == page
    reader.force_login(facilitator)  # the link was opened before, in the same browser
    for answer in (reader.get(page), reader.post(page, {"consent": "on"})):
        assert answer.status_code in (404, 410)
    assert not Signature.objects.exists()


def test_staff_whose_own_place_it_is_sign_by_their_link(frozen, signatories, reader, cast):
    delegate_signature(
        signatory=signatories[0], person=cast.facilitator.person, letter=LETTER, by=cast.secretary
    )
    create_signing_links(document=frozen, by=cast.secretary)
    reader.force_login(cast.facilitator)
    page = reverse("signing:signing_page", args=[signatories[0].pk])
    link = reverse("signing:signing_link", args=[bearer_of(signatories[0]).link.token])
    assert reader.post(link)["Location"] == page
    assert reader.get(page).status_code == 200


# ── Paper ────────────────────────────────────────────────────────────────────────────────


def test_who_signs_cannot_change_while_a_second_person_looks_at_the_paper(
    frozen, signatories, secretary, facilitator, cast
):
    def delegate():
        place = Signatory.objects.get(pk=signatories[0].pk)
        delegate_signature(
            signatory=place, person=cast.outsider.person, letter=LETTER, by=facilitator
        )

    record = propose(frozen, signatories[:1], by=secretary)
    with pytest.raises(Refused, match="is waiting for its review"):
        delegate()
    return_ink_signatures(record=record, reason="Orang lain", by=facilitator)
    delegate()
    propose(frozen, signatories[:1], by=secretary)
    with pytest.raises(Refused, match="is waiting for its review"):
        reopen_signatory(
            signatory=Signatory.objects.get(pk=signatories[0].pk), reason="Kembali", by=facilitator
        )


def test_the_second_person_reads_the_name_that_is_recorded(
    frozen, signatories, secretary, cast, reader
):
    delegate_signature(
        signatory=signatories[0], person=cast.outsider.person, letter=LETTER, by=cast.facilitator
    )
    reader.force_login(secretary)
    assert "Wakil Luar (contoh)" in shown(
        reader, reverse("signing:document_ink", args=[frozen.reference])
    )
    record = propose(frozen, signatories[:1], by=secretary)
    reader.force_login(cast.facilitator)
    assert "Wakil Luar (contoh)" in shown(reader, record.get_absolute_url())
    record_ink_signatures(record=record, by=cast.facilitator)
    signed = AuditEntry.objects.get(kind="ink_signed")
    assert '"name":"Wakil Luar (contoh)"' in signed.body


# ── The administrator ────────────────────────────────────────────────────────────────────


def test_an_administrator_makes_no_account_somebody_elses_and_leaves_a_trace(
    cast, reader, administrator
):
    reader.force_login(administrator)
    values = {"email": cast.outsider.email, "person": cast.inka.person.pk, "is_active": "on"}
    path = reverse("admin:stakeholders_user_change", args=[cast.outsider.pk])
    assert reader.post(path, values | {"is_staff": "on"}).status_code == 302
    cast.outsider.refresh_from_db()
    assert cast.outsider.is_staff
    assert cast.outsider.person.full_name == "Wakil Luar (contoh)"
    told = find_history(cast.outsider).filter(key="administered").get()
    assert (told.actor, told.params) == (administrator, {"what": "is_staff"})
    mandate = cast.outsider.person.mandates.get()
    for kept in (cast.outsider, cast.outsider.person, mandate, mandate.organisation):
        delete = f"admin:stakeholders_{kept._meta.model_name}_delete"
        assert reader.post(reverse(delete, args=[kept.pk]), {"post": "yes"}).status_code == 403


# ── What stays on a computer that others use too ─────────────────────────────────────────


def test_no_browser_keeps_a_page_with_links(frozen, place, reader, facilitator):
    reader.force_login(facilitator)
    token = bearer_of(place).link.token
    desk = reverse("signing:signing_desk", args=[frozen.reference])
    kept = set()
    for path in (desk, f"{desk}lembar/", f"{desk}{place.pk}/"):
        answer = reader.get(path)
        assert answer["Cache-Control"] == "no-store, private", path
        if token in answer.content.decode():
            kept.add(path)
    assert len(kept) > 1


def test_no_browser_keeps_the_page_of_a_link_to_comment(draft, review_link, reader, facilitator):
    reader.force_login(facilitator)
    path = reverse("agreements:review_share", args=[draft.reference, review_link.pk])
    answer = reader.get(path)
    assert review_link.token in answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private"
