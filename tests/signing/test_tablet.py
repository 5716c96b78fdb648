"""Signing in turn on one tablet: what it opens, to whom, and what it leaves on the screen."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from signing.actions.links import create_signing_links
from signing.models import Signature
from signing.verification.page import list_verified_signatories
from stakeholders.models import Mandate
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(frozen):
    """The address of the round."""
    return desk(frozen, "bergiliran/")


@pytest.fixture
def tablet(desk, path):
    """A tablet on which the facilitator has begun the round."""
    assert sent(desk, path)["Location"] == path
    return desk


def send(client, path, *, key=None, **values):
    """The answer to one person's form, the name typed."""
    sha256 = re.search(r'name="seen_sha256" value="(\w+)"', shown(client, path))[1]
    data = {
        "idempotency_key": str(key or uuid.uuid4()),
        "seen_sha256": sha256,
        "agreed_to": "persetujuan/1",
        "consent": "on",
        "kind": "typed",
        "typed": "Wakil INKA",
        **values,
    }
    return client.post(path, data)


def test_a_round_is_begun_by_the_staff(frozen, cast, reader, path):
    assert reader.get(path)["Location"].startswith("/akun/masuk/")
    for name, status in (("inka", 403), ("administrator", 403), ("secretary", 200)):
        reader.force_login(cast[name])
        assert reader.get(path).status_code == status, name
        reader.logout()
    reader.force_login(cast.inka)
    assert sent(reader, path).status_code == 403


def test_whoever_begins_it_is_signed_out_on_the_tablet(tablet, path):
    page = shown(tablet, path)
    for said in ("Whose turn is it?", "Wakil INKA (contoh)", "Lurah Taman (contoh)"):
        assert said in page
    assert "0 of 2 have signed." in page
    links = set(re.findall(r'href="(/[^"]+)"', page))
    assert {link for link in links if not link.startswith(("/static/", path))} == set()


def test_people_sign_one_after_the_other_and_nobody_sees_who_was_before(
    frozen, signatories, tablet, facilitator, path
):
    first, second = (f"{path}{signatory.pk}/" for signatory in signatories)
    assert f"{facilitator} is the witness that you are the one signing." in shown(tablet, first)
    key = uuid.uuid4()
    page = shown(tablet, first)
    answer = send(tablet, first, key=key)
    assert answer["Location"] == f"{path}terima-kasih/"
    # Sent again over a slow line.
    sha256 = re.search(r'name="seen_sha256" value="(\w+)"', page)[1]
    again = {"idempotency_key": str(key), "seen_sha256": sha256, "agreed_to": "persetujuan/1"}
    again |= {"consent": "on", "kind": "typed", "typed": "Wakil INKA"}
    assert tablet.post(first, again)["Location"] == answer["Location"]

    thanks = tablet.get(answer["Location"])
    assert thanks["Cache-Control"] == "no-store, private"
    html = thanks.content.decode()
    assert "INKA" not in html
    assert second in html  # the next, in one tap
    assert tablet.get(first)["Location"] == path  # the browser's way back
    assert "INKA" not in shown(tablet, path)

    assert send(tablet, second, typed="Lurah Taman").status_code == 302
    assert "Nobody is left to sign on this tablet" in shown(tablet, path)
    frozen.refresh_from_db()
    assert frozen.state == "in_force"
    rows = Signature.objects.values_list("route", "mark", "witness")
    assert list(rows) == [
        ("tablet", "Wakil INKA", facilitator.pk),
        ("tablet", "Lurah Taman", facilitator.pk),
    ]


def test_a_refused_turn_keeps_what_was_typed(signatories, tablet, path):
    html = says(send(tablet, f"{path}{signatories[0].pk}/", consent=""), "Tick that you agree.")
    assert 'value="Wakil INKA"' in html
    assert not Signature.objects.exists()


def test_a_place_printed_without_a_name_is_verified_by_that_of_who_signed(
    frozen, signatories, tablet, path
):
    place = signatories[0]
    printed = {"order": place.order, "name": "", "position": "Wakil", "organisation": "PT INKA"}
    content = {"signatories": [{**printed, "capacity": place.capacity}]}
    assert [said.name for said in list_verified_signatories(frozen, content, None)] == [""]
    assert send(tablet, f"{path}{place.pk}/").status_code == 302
    signature = Signature.objects.get(signatory=place)
    assert [said.name for said in list_verified_signatories(frozen, content, None)] == [
        signature.name
    ]


def test_who_was_in_the_room_comes_first_and_who_is_not_in_turn_last(
    frozen, signatories, tablet, secretary, path
):
    frozen.meeting.participants.update(attendance="absent")
    frozen.meeting.participants.filter(person=signatories[1].person).update(attendance="present")
    page = shown(tablet, path)
    assert page.index("Lurah Taman") < page.index("Wakil INKA")
    assert page.count(">present") == 1
    frozen.signatories.filter(pk=signatories[1].pk).update(rank=2)
    page = shown(tablet, path)
    assert page.index("Wakil INKA") < page.index("Lurah Taman")
    assert f"{path}{signatories[1].pk}/" not in page
    assert "It is not your turn yet" in shown(tablet, f"{path}{signatories[1].pk}/")
    sign(frozen, signatories[:1], by=secretary)
    assert f"{path}{signatories[1].pk}/" in shown(tablet, path)


def test_it_opens_one_document_only_and_for_eight_hours(frozen, signatories, tablet, path):
    pages = (f"{path}{signatories[0].pk}/", f"{path}terima-kasih/", f"{path}selesai/")
    assert [tablet.get(page).status_code for page in pages] == [200, 200, 200]
    assert tablet.get(f"{path}999/").status_code == 404
    assert tablet.get(path.replace("0001", "0009")).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(hours=8, minutes=1)):
        assert [tablet.get(page).status_code for page in pages] == [404, 404, 404]
        assert tablet.get(path)["Location"].startswith("/akun/masuk/")


def test_it_ends_with_the_duty_of_who_holds_it(tablet, signatories, facilitator, path):
    Mandate.objects.filter(person=facilitator.person).update(duty="none")
    for address in (path, f"{path}{signatories[0].pk}/"):
        assert tablet.get(address).status_code == 403, address


def test_the_tablet_opens_nothing_of_the_portal_but_its_round(
    frozen, signatories, tablet, secretary, path
):
    token = create_signing_links(document=frozen, by=secretary)[0].token
    for address in (
        "/",
        "/tugas/",
        frozen.get_absolute_url(),
        f"/verifikasi/{frozen.verification_code}/",
        f"/tanda-tangani/{token}/",
        path.replace("0001", "0009"),
        "/akun/sandi/lupa/",
    ):
        answer = tablet.get(address)
        assert (answer.status_code, answer["Location"]) == (302, path), address
        assert answer["Cache-Control"] == "no-store, private"
    assert tablet.post("/bahasa/", {"language": "en"})["Location"] == path
    assert "INKA" in shown(tablet, f"{path}{signatories[0].pk}/teks/")


def test_only_who_may_lead_the_round_ends_it_by_signing_in(
    frozen, signatories, tablet, cast, facilitator, path
):
    page = shown(tablet, f"{path}selesai/")
    assert f"Please give the tablet back to {facilitator}." in page
    assert tablet.post(f"{path}selesai/").status_code == 405
    way_out = re.search(r'href="(/akun/masuk/[^"]+)"', page)[1]
    assert tablet.get(way_out).status_code == 200

    tablet.force_login(cast.inka)
    assert tablet.get(frozen.get_absolute_url())["Location"] == f"{path}selesai/"
    assert "_auth_user_id" not in tablet.session
    assert "Whose turn is it?" in shown(tablet, path)

    tablet.force_login(cast.secretary)
    assert tablet.get(frozen.get_absolute_url()).status_code == 200
    answer = tablet.get(f"{path}{signatories[0].pk}/")
    assert answer.status_code == 404
    assert "The round on this tablet is over" in answer.content.decode()


def test_what_the_browser_kept_of_before_is_thrown_away(desk, path):
    assert sent(desk, path)["Clear-Site-Data"] == '"cache"'
